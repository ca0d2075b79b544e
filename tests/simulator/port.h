/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * One line as boards see it: a pty, a TCP port that is the board's own socket,
 * one that is a serial server's, or a UDP port.  Boards on a line speak one
 * protocol.
 *
 * A port can be unplugged and plugged again; its boards keep what they hold.  Under chaos what is
 * on its way behind a serial server comes to whoever connects next.
 */

#include <netinet/in.h>
#include <stdio.h>

#include "board.h"
#include "fault.h"

#define PORT_BOARDS_MAX  8
#define PORT_CLIENTS_MAX 4
#define CLIENT_ANSWERS   8

/* Answers that are kept to be given again at the wrong time. */
#define PAST_ANSWERS    16
#define PAST_ANSWER_MAX 512

enum port_kind {
	PORT_PTY,
	PORT_TCP,
	PORT_UDP,
};

struct past_answer {
	const struct board *of; /* NULL: free */
	size_t n;
	uint8_t bytes[PAST_ANSWER_MAX];
};

struct client {
	int fd; /* -1: free */
	uint8_t in[REQUEST_MAX];
	size_t n_in;
	usec_t last_in;
	struct answer out[CLIENT_ANSWERS]; /* in the order of time; delay is an instant here */
	size_t n_out, sent;                /* sent: bytes of the first */
	struct strike strike;              /* of the request that is coming, under chaos */
	bool struck;                       /* is there one? */
	struct sockaddr_in peer;           /* UDP: who asked last */
};

struct port {
	enum port_kind kind;
	enum line_medium medium; /* which of a protocol's frames are spoken */
	const char *name;        /* of the option that made it */
	const char *link;        /* a pty: where it is linked; borrowed */
	int number;              /* of the socket; 0: any, until it is plugged */
	int listener;            /* -1: none */
	int slave; /* of the pty, kept open so that it does not hang up between clients */
	struct client clients[PORT_CLIENTS_MAX]; /* a pty and UDP: the first alone */
	struct board boards[PORT_BOARDS_MAX];
	size_t n_boards;
	struct fault fault;
	uint64_t random; /* a generator for each port: what happens on others is no matter */
	struct past_answer past[PAST_ANSWERS];
	size_t next_past;
	unsigned index; /* on the command line */
	FILE *record;   /* NULL: none is kept; borrowed */
};

void port_init(struct port *p, enum port_kind kind, enum line_medium medium);
void port_done(struct port *p);

int port_plug(struct port *p); /* negative errno */
void port_unplug(struct port *p);

/* A place for a new board.  -ENOSPC; -EEXIST: its address is taken; -EXDEV: another protocol is
 * spoken here. */
int port_add_board(struct port *p, const struct kind *k, unsigned address, struct board **ret);
struct board *port_find_board(struct port *p, unsigned address);

/* Something can be read at a client, or at the listener. */
void port_on_input(struct port *p, struct client *c, usec_t now);
void port_on_connection(struct port *p);

/* Send what is due.  Returns the instant of the next byte, or USEC_NEVER. */
usec_t port_run(struct port *p, usec_t now);

/* The client is gone. */
void client_drop(struct client *c);

/* Obey what has come from a client, and queue what is answered. */
void exchange(struct port *p, struct client *c, usec_t now);
