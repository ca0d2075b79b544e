/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A Modbus unit for tests of register lines, a process of its own that shares a
 * page of memory with the test: how it answers can be changed between any two
 * requests, and what it saw be looked at.  RTU on a pty, RTU in TCP, Modbus TCP; the
 * adapter before it may echo.
 */

#include <stdatomic.h>
#include <sys/types.h>

#include "pufa/line.h"

#define PEER_UNIT      1
#define PEER_REGISTERS 64
#define PEER_RESPONSE  (150 * USEC_PER_MSEC)

enum peer_port {
	PEER_RTU,
	PEER_RTU_TCP,
	PEER_TCP,
	PEER_PORTS,
};

enum peer_echo {
	PEER_NO_ECHO,
	PEER_ECHO,
	PEER_GARBLED_ECHO, /* a bit of the address is wrong */
};

/* What is wrong with an answer whose checksum is right. */
enum peer_trick {
	PEER_HONEST,
	PEER_SILENT,
	PEER_LIE, /* acknowledged and not done */
	PEER_OTHER_UNIT,
	PEER_OTHER_FUNCTION,
	PEER_OTHER_ADDRESS, /* of a write */
	PEER_OTHER_COUNT,   /* of a write */
	PEER_OTHER_TRANSACTION,
	PEER_OTHER_PROTOCOL,
	PEER_OTHER_LENGTH, /* in the header */
	PEER_STALE,        /* of a read: the last one's answer once more */
	PEER_TWICE,
	PEER_EXCEPTION, /* 2 */
	PEER_HANG_UP,   /* ends the connection instead, at once */
};

/* Lives in shared memory. */
struct modbus_peer_facts {
	/* As the test wants it. */
	_Atomic int echo, trick;
	_Atomic int answers_to_all; /* units */
	_Atomic int n_tricks;       /* for so many answers; then it is honest again */
	_Atomic int delay;          /* milliseconds before an answer */

	/* As the peer saw it. */
	_Atomic int n_connections, n_requests, n_answers;
	_Atomic int n_others; /* requests to other units */
	_Atomic int registers[PEER_REGISTERS];
};

struct modbus_peer {
	enum peer_port kind;
	int fd, keep;
	char path[64];
	int port;
	pid_t pid;
	struct modbus_peer_facts *facts;
};

void modbus_peer_start(struct modbus_peer *p, enum peer_port kind);
void modbus_peer_stop(struct modbus_peer *p);

/* The next @n answers are such. */
void modbus_peer_trick(struct modbus_peer *p, enum peer_trick trick, int n);

/* Until it has said so many answers in all. */
void modbus_peer_wait(const struct modbus_peer *p, int n_answers);

/* A test of each kind of port from @first on, side by side: they mostly wait.  Its exit status. */
int modbus_peer_each(enum peer_port first, void (*test)(enum peer_port kind));

/* A line to it. */
struct line *modbus_peer_line(const struct modbus_peer *p);
