/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * One line as boards see it: a pty that speaks RTU, a TCP port that speaks
 * Modbus TCP, or a TCP port that speaks RTU as a serial server does.
 *
 * A port can be unplugged and plugged again; its units keep their registers.
 */

#include "fault.h"
#include "unit.h"

#define PORT_UNITS_MAX   8
#define PORT_CLIENTS_MAX 4
#define CLIENT_ANSWERS   8

enum port_kind {
	PORT_RTU,
	PORT_RTU_TCP,
	PORT_TCP,
};

struct client {
	int fd; /* -1: free */
	uint8_t in[ADU_MAX];
	size_t n_in;
	usec_t last_in;
	struct answer out[CLIENT_ANSWERS]; /* in the order of sending; delay is an instant here */
	size_t n_out, sent;                /* sent: bytes of the first */
};

struct port {
	enum port_kind kind;
	const char *link; /* RTU: where the pty is linked; borrowed */
	int tcp_port;     /* 0: any, until it is plugged */
	int listener;     /* -1: none */
	int slave;        /* of the pty, kept open so that it does not hang up between clients */
	struct client clients[PORT_CLIENTS_MAX]; /* RTU: the first is the pty's master */
	struct unit units[PORT_UNITS_MAX];
	size_t n_units;
	struct fault fault;
	uint64_t *random;
};

void port_init(struct port *p, enum port_kind kind, uint64_t *random);
void port_done(struct port *p);

int port_plug(struct port *p); /* negative errno */
void port_unplug(struct port *p);

struct unit *port_find_unit(struct port *p, unsigned id);

/* Something can be read at client @i, or at the listener. */
void port_on_input(struct port *p, struct client *c, usec_t now);
void port_on_connection(struct port *p);

/* Send what is due.  Returns the instant of the next byte, or USEC_NEVER. */
usec_t port_run(struct port *p, usec_t now);
