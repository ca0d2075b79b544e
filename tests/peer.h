/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The other end of a bytes line for its tests: a process that answers each
 * request, up to a newline, by the next of its scripts.  On a pty, over TCP or
 * over UDP.
 */

#include <sys/types.h>

#include "pufa/base.h"

/* What the line under test waits for an answer; pauses in scripts go by it. */
#define RESPONSE (300 * USEC_PER_MSEC)

enum kind {
	PTY,
	TCP,
	UDP,
	KINDS,
};

/* The peer's end of one kind, and what a line needs to find it. */
struct peer {
	enum kind kind;
	int fd;   /* the pty's master, or the socket that is bound */
	int keep; /* the pty's slave, so that it does not hang up between clients */
	char path[64];
	int port;
	pid_t pid;
};

/* Make the port, or the socket. */
void peer_open(struct peer *p, enum kind kind);

/*
 * Answer by @scripts, which end with NULL: literal bytes, %e the request, %d a little while, %p
 * longer than an answer may take, %P longer than anybody waits; "!" ends the connection instead.
 * Afterwards it stays there, saying nothing.
 */
void peer_start(struct peer *p, const char *const scripts[]);
void peer_stop(struct peer *p);
void peer_close(struct peer *p);

/* One request, which ends with a newline; returns its length, 0 at the end. */
size_t peer_hear(int fd, char *buf, size_t size);
