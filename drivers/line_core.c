/* SPDX-License-Identifier: MIT */
#include "line_core.h"

#define TIMEOUT_MAX (60 * USEC_PER_SEC)

/* A gateway that ends a connection for a unit that is away waits for the unit first. */
#define STALE_WITHIN (50 * USEC_PER_MSEC)

int line_gone(struct line_core *l, int cause)
{
	l->line.cause = cause;
	return -ENODEV;
}

static bool valid(const struct line_settings *s)
{
	if (s->response_timeout == 0 || s->response_timeout > TIMEOUT_MAX ||
	    s->turnaround > TIMEOUT_MAX)
		return false;
	if (s->host)
		return !s->serial && s->host[0] && s->port >= 1 && s->port <= 65535;
	return s->serial && s->serial[0] && !s->udp && s->baud > 0 &&
	       (s->data_bits == 7 || s->data_bits == 8) &&
	       (s->stop_bits == 1 || s->stop_bits == 2) && s->parity >= LINE_PARITY_NONE &&
	       s->parity <= LINE_PARITY_ODD;
}

/* On the wire: a start bit, data, parity, stop bits. */
static usec_t byte_time(const struct line_settings *s)
{
	int bits = 1 + s->data_bits + (s->parity != LINE_PARITY_NONE) + s->stop_bits;

	return s->serial ? (usec_t) bits * USEC_PER_SEC / (usec_t) s->baud : 0;
}

int line_core_init(struct line_core *l, const struct line_core_ops *ops,
		   const struct line_settings *settings)
{
	if (!valid(settings))
		return -EINVAL;
	l->ops = ops;
	l->settings = *settings;
	l->fd = l->lock = -1;
	l->byte_time = byte_time(settings);
	l->quiet = settings->turnaround;
	return 0;
}

void line_core_done(struct line_core *l)
{
	line_close(l);
	line_connect_done(l);
}

static int make_ready(struct line_core *l, usec_t deadline)
{
	bool was_open = l->fd >= 0;
	int r;

	l->line.cause = 0;
	r = line_open(l, deadline);
	if (r >= 0)
		r = line_drain(l, deadline);
	if (r != -ENODEV || l->fd < 0)
		return r;

	line_close(l);
	if (!l->settings.host || !was_open)
		return r;
	r = line_open(l, deadline);
	if (r >= 0)
		r = line_drain(l, deadline);
	if (r == -ENODEV)
		line_close(l);
	return r;
}

int line_make_ready(struct line_core *l, usec_t deadline)
{
	int r = make_ready(l, deadline);

	l->ready_at = line_now();
	return r;
}

bool line_was_stale(const struct line_core *l, int r)
{
	return r == -ENODEV && l->proven && l->settings.host && line_was_ended(l->line.cause) &&
	       line_now() < l->ready_at + STALE_WITHIN;
}

int line_settle(struct line_core *l, int r)
{
	bool answered = r >= 0 || r == -EREMOTEIO || r == -EBUSY;

	l->quiet_since = line_now();
	l->suspect = !answered;
	l->proven |= answered;
	if (r == -ENODEV || (!answered && l->settings.host))
		line_close(l);
	return r;
}

/* No datagram ends anything. */
int line_core_idle_fd(const struct line_core *l)
{
	return l->settings.udp ? -1 : l->fd;
}

void line_core_hang_up(struct line_core *l)
{
	(void) line_hung_up(l);
	line_close(l);
}
