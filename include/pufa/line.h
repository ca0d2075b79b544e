/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A line is one wire, shared by one or more boards: a serial port or one
 * endpoint on the network.  It carries one transaction at a time.
 *
 * There are two kinds.  A bytes line carries a request and its answer as bytes
 * and knows nothing of what they mean: the driver's own parser says when an
 * answer is whole.  A register line moves 16-bit registers and coils of a Modbus
 * unit; framing and checksums are its own business too.  The quiet time between
 * frames and the drain before each request are that of both.
 *
 * A line is used by one thread only, its worker.  Every operation may block
 * until its deadline and never longer, never retries (but for a connection that the peer had
 * ended before it could see the request) and never logs.  Deadlines
 * are instants of CLOCK_MONOTONIC in microseconds.  A line opens itself at the
 * first operation, and again at the next one after it has broken.
 *
 * Errors of every operation:
 *   -ETIMEDOUT   no whole answer before the deadline, or a gateway that says so of a unit
 *   -EPROTO      an answer that makes no sense: checksum, wrong unit, wrong length
 *   -EREMOTEIO   the unit understood and refused (a Modbus exception)
 *   -EBUSY       the unit said: busy, later (Modbus exceptions 5 and 6)
 *   -ENODEV      the port or connection is gone, or can not be opened; struct line says why
 *   -EINVAL      arguments out of the ranges given here
 *   -EOPNOTSUPP  not an operation of this kind of line
 */

#include "pufa/base.h"

enum line_kind {
	LINE_BYTES,
	LINE_REGISTERS,
};

enum line_framing {
	LINE_RTU, /* Modbus RTU: on a serial port, or inside TCP through a serial server */
	LINE_TCP, /* Modbus TCP */
};

/* Where a protocol's frames look different on the two. */
enum line_medium {
	LINE_SERIAL,  /* a port, or a serial server that hands on what is on one */
	LINE_NETWORK, /* the board's own socket */
};

enum line_parity {
	LINE_PARITY_NONE,
	LINE_PARITY_EVEN,
	LINE_PARITY_ODD,
};

/* What a line is, as the site's file says.  A line copies it; strings are borrowed for its life. */
struct line_settings {
	const char *serial; /* path of a port; NULL: the network */
	const char *host;   /* name or address; NULL: serial */
	int port;           /* 1..65535 */
	bool udp;           /* bytes lines: datagrams, not a TCP connection */
	int baud;           /* bits/s */
	int data_bits;      /* 7 or 8 */
	int stop_bits;      /* 1 or 2 */
	enum line_parity parity;
	enum line_framing framing; /* register lines */
	bool rs485;                /* let the kernel switch the direction (TIOCSRS485) */
	usec_t response_timeout;   /* for one answer */
	usec_t turnaround;         /* least quiet time before a request, above what framing asks */
};

struct line;

#define LINE_ANSWER_MAX  2048 /* bytes of one answer on a bytes line, noise before it included */
#define LINE_REQUEST_MAX 2048

/*
 * Is this the answer?  Called with all bytes that have come so far, from the first on, each time
 * some more have.  0: not whole yet; positive: it is, and what lies behind it is thrown away;
 * negative: an error of the list above, which ends the exchange.  Pure but for @userdata.
 */
typedef int (*line_accept_fn)(void *userdata, const uint8_t *bytes, size_t n);

#define LINE_WRITE_REGISTERS_MAX 123
#define LINE_READ_REGISTERS_MAX  125

struct line_ops {
	enum line_kind kind;

	struct line *(*free)(struct line *l);

	/* What to poll for a hang-up while nothing is asked; -1: it is not open, or never hangs up.
	 */
	int (*idle_fd)(const struct line *l);

	/* That descriptor has hung up: close it.  struct line says why. */
	void (*hang_up)(struct line *l);

	/*
	 * Bytes lines.  Send @request, 1..LINE_REQUEST_MAX bytes, once the line is quiet, and take
	 * its answer; returns what @accept returned.  An echo of the request is dropped.
	 * @accept NULL: nothing comes back; 0 when the last byte has left.
	 * The answer must be whole within the line's response timeout and the time that its bytes
	 * take on the wire, however they dribble in.
	 */
	int (*exchange)(struct line *l, const uint8_t *request, size_t n, line_accept_fn accept,
			void *userdata, usec_t deadline);

	/* Register lines.  @unit is 1..247, @address 0..65535 zero-based. */
	int (*write_registers)(struct line *l, unsigned unit, unsigned address,
			       const uint16_t *values, unsigned n, usec_t deadline);
	int (*read_registers)(struct line *l, unsigned unit, unsigned address, uint16_t *ret,
			      unsigned n, usec_t deadline);
	/* Function 6, whose answer is its own echo: only for units that know no function 16. */
	int (*write_register)(struct line *l, unsigned unit, unsigned address, uint16_t value,
			      usec_t deadline);
	int (*write_coil)(struct line *l, unsigned unit, unsigned address, bool on,
			  usec_t deadline);
};

/* An errno that no port and no socket has, for what has none of its own. */
#define LINE_CAUSE_ECHO ECOMM

struct line {
	const struct line_ops *ops;

	/*
	 * What is sent here comes back: an adapter that hears itself.  Each echo is compared with
	 * what was sent and dropped.  Known from the first exchange on that an echo could spoil.
	 */
	bool echoes;

	/*
	 * Behind the last operation's -ENODEV, for people: an errno, or the negative EAI_* of a
	 * name that could not be looked up; 0: not known.  EBUSY: somebody else has the port.
	 * LINE_CAUSE_ECHO: it echoes, and other bytes than were sent.
	 */
	int cause;
};

/* Is a cause that of a connection which was there, and which the other end has ended? */
static inline bool line_was_ended(int cause)
{
	return cause == ECONNRESET || cause == EPIPE;
}

/*
 * Make a line of a kind.  Nothing is opened yet.
 * -EINVAL: the settings can not be (the text of what is wrong is not ours to give: config checks).
 */
int line_new_registers(struct line **ret, const struct line_settings *settings);
int line_new_bytes(struct line **ret, const struct line_settings *settings);

static inline int line_new(struct line **ret, enum line_kind kind,
			   const struct line_settings *settings)
{
	return kind == LINE_BYTES ? line_new_bytes(ret, settings)
				  : line_new_registers(ret, settings);
}

/* A serial port of this machine, for people who wire one. */
struct line_port {
	char path[256];  /* the name that stays when it is plugged elsewhere, where there is one */
	char device[64]; /* "/dev/ttyUSB0" */
	char about[128]; /* what it says of itself; "" where it says nothing */
};

/* Those there are, by device, into the first of @max; returns how many, or a negative errno. */
int line_list_ports(struct line_port *ret, size_t max);

static inline struct line *line_free(struct line *l)
{
	return l ? l->ops->free(l) : NULL;
}

DEFINE_CLEANUP(struct line *, line_free)

static inline int line_idle_fd(const struct line *l)
{
	return l->ops->idle_fd ? l->ops->idle_fd(l) : -1;
}

static inline void line_hang_up(struct line *l)
{
	l->ops->hang_up(l);
}

static inline int line_exchange(struct line *l, const uint8_t *request, size_t n,
				line_accept_fn accept, void *userdata, usec_t deadline)
{
	return l->ops->exchange ? l->ops->exchange(l, request, n, accept, userdata, deadline)
				: -EOPNOTSUPP;
}

static inline int line_write_registers(struct line *l, unsigned unit, unsigned address,
				       const uint16_t *values, unsigned n, usec_t deadline)
{
	return l->ops->write_registers
		       ? l->ops->write_registers(l, unit, address, values, n, deadline)
		       : -EOPNOTSUPP;
}

static inline int line_read_registers(struct line *l, unsigned unit, unsigned address,
				      uint16_t *ret, unsigned n, usec_t deadline)
{
	return l->ops->read_registers ? l->ops->read_registers(l, unit, address, ret, n, deadline)
				      : -EOPNOTSUPP;
}

static inline int line_write_register(struct line *l, unsigned unit, unsigned address,
				      uint16_t value, usec_t deadline)
{
	return l->ops->write_register ? l->ops->write_register(l, unit, address, value, deadline)
				      : -EOPNOTSUPP;
}

static inline int line_write_coil(struct line *l, unsigned unit, unsigned address, bool on,
				  usec_t deadline)
{
	return l->ops->write_coil ? l->ops->write_coil(l, unit, address, on, deadline)
				  : -EOPNOTSUPP;
}
