/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What lines of both kinds are made of, for their own files alone: the
 * descriptor and how it comes and goes, time, and the quiet before a request.
 *
 *   line_core.c      what both kinds do around an exchange
 *   line_open.c      ports and connections: open, close
 *   line_connect.c   names, connecting
 *   line_drain.c     time, and the quiet before a request
 *
 * A kind of line embeds the core and says how its port is opened.
 */

#include "pufa/line.h"

struct lookup;
struct line_core;

struct line_core_ops {
	/* Open and configure the port, whose lock is ours already.  An errno as line_gone(). */
	int (*open_port)(struct line_core *l);
	/* A connected socket is there as l->fd.  Errors as line_gone().  Optional. */
	int (*attach)(struct line_core *l);
	/* Close l->fd, whatever it is. */
	void (*close_fd)(struct line_core *l);
};

struct line_core {
	struct line line;
	const struct line_core_ops *ops;
	struct line_settings settings;
	int fd;   /* -1: not open */
	int lock; /* a port's second descriptor, locked while it is open; or -1 */

	usec_t quiet;          /* least silence before a request */
	bool strict;           /* a stray byte spoils the connection: Modbus TCP */
	bool stray;            /* bytes came after an exchange that had ended well */
	bool suspect;          /* the last exchange failed: its answer may still come */
	bool proven;           /* something was answered since it was opened */
	usec_t quiet_since;    /* no byte has been seen since */
	usec_t ready_at;       /* of the last exchange */
	usec_t byte_time;      /* of one character on the wire; 0: not ours to know */
	struct lookup *lookup; /* of the host's name, where it goes on; or NULL */
};

/* -EINVAL: no line of any kind can have these settings. */
int line_core_init(struct line_core *l, const struct line_core_ops *ops,
		   const struct line_settings *settings);
/* Closes what is open. */
void line_core_done(struct line_core *l);

/* Open and quiet.  A connection that the peer has ended meanwhile is made anew at once. */
int line_make_ready(struct line_core *l, usec_t deadline);

/* What the end of an exchange means for the line; returns @r. */
int line_settle(struct line_core *l, int r);

/*
 * Had the peer ended the connection already, before it could see the request of an exchange that
 * ended with @r?  There are gateways that end it after each answer, and their word of that crosses
 * the next request.  To be asked before line_settle(); the request may be made once more.
 */
bool line_was_stale(const struct line_core *l, int r);

/* As in struct line_ops. */
int line_core_idle_fd(const struct line_core *l);
void line_core_hang_up(struct line_core *l);

/* CLOCK_MONOTONIC. */
usec_t line_now(void);

/* From now until @until; 0 if that has passed. */
usec_t line_left(usec_t until);

/* Wait for @events on @fd: the events, 0 once @until has come, -ENODEV if there is no such
 * descriptor; then errno says more. */
int line_wait(int fd, short events, usec_t until);

/* Open the port or the connection.  -ENODEV. */
int line_open(struct line_core *l, usec_t deadline);
void line_close(struct line_core *l);

/* Is it a pseudo-terminal, as tests and some serial servers' drivers have them? */
bool line_is_pty(int fd);

/* A connected, non-blocking socket.  -ENODEV. */
int line_connect(struct line_core *l, usec_t deadline);
void line_connect_done(struct line_core *l);

/* Throw away what comes until the line has been quiet for long enough.  -ETIMEDOUT, -ENODEV. */
int line_drain(struct line_core *l, usec_t deadline);

/* Wait until the port has sent all; at once on the network.  -ETIMEDOUT, -ENODEV. */
int line_wait_sent(struct line_core *l, usec_t deadline);

/* The other end has gone: remember why.  Returns -ENODEV. */
int line_hung_up(struct line_core *l);

/* Remember the cause, an errno or a negative EAI_*.  Returns -ENODEV. */
int line_gone(struct line_core *l, int cause);
