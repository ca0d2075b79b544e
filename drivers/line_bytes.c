/* SPDX-License-Identifier: MIT */

/*
 * Bytes lines: serial ports, TCP and UDP.  libserialport opens and configures
 * a port; reading and writing is done here on its descriptor, for its own
 * deadlines follow the wall clock and its reads do not notice a port that is gone.
 */

#include <libserialport.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "line_core.h"
#include "line_port.h"

/* Adapters and serial servers hand bytes on in lumps; below this silence says nothing. */
#define GAP_MIN (2 * USEC_PER_MSEC)

struct bytes_line {
	struct line_core core;
	struct sp_port *port; /* NULL: a socket, or a port that libserialport does not know */

	/* Of the exchange in hand. */
	const uint8_t *request;
	size_t n_request;
	bool echo;   /* all that has come so far is like the request */
	bool echoed; /* it came back */
	uint8_t in[LINE_ANSWER_MAX];
	size_t n_in;
	usec_t until; /* the answer must be whole */
};

static struct bytes_line *of_core(struct line_core *core)
{
	return container_of(core, struct bytes_line, core);
}

static int open_port(struct line_core *core)
{
	struct bytes_line *l = of_core(core);
	int r;

	r = line_port_open(&core->settings, &l->port, &core->fd);
	return r < 0 ? line_gone(core, -r) : 0;
}

static void close_fd(struct line_core *core)
{
	struct bytes_line *l = of_core(core);

	if (l->port)
		line_port_close(TAKE_PTR(l->port));
	else
		close(core->fd);
}

static const struct line_core_ops core_ops = {
	.open_port = open_port,
	.close_fd = close_fd,
};

static ssize_t write_some(const struct line_core *l, const uint8_t *bytes, size_t n)
{
	return l->settings.host ? send(l->fd, bytes, n, MSG_NOSIGNAL | MSG_DONTWAIT)
				: write(l->fd, bytes, n);
}

static int send_request(struct line_core *l, const uint8_t *bytes, size_t n, usec_t deadline)
{
	while (n > 0) {
		ssize_t sent = write_some(l, bytes, n);
		int r;

		if (sent >= 0) {
			bytes += sent;
			n -= (size_t) sent;
			continue;
		}
		if (errno != EAGAIN && errno != EINTR)
			return line_gone(l, errno);
		r = line_wait(l->fd, POLLOUT, deadline);
		if (r == 0)
			return -ETIMEDOUT;
		if (r < 0)
			return line_gone(l, errno);
		if (r & (POLLERR | POLLHUP))
			return line_hung_up(l);
	}
	return line_wait_sent(l, deadline);
}

/* An adapter that hears itself gives the request back first: whole, or it is no echo. */
static void drop_echo(struct bytes_line *l)
{
	size_t n = l->n_in < l->n_request ? l->n_in : l->n_request;

	if (!l->echo)
		return;
	l->echo = memcmp(l->in, l->request, n) == 0;
	if (!l->echo || n < l->n_request)
		return;
	l->echo = false;
	l->echoed = l->core.line.echoes = true;
	l->n_in -= n;
	memmove(l->in, l->in + n, l->n_in);
}

/* Take what is there.  Returns the number of bytes, 0 after a false alarm. */
static int take(struct bytes_line *l)
{
	struct line_core *c = &l->core;
	ssize_t n;

	n = read(c->fd, l->in + l->n_in, sizeof(l->in) - l->n_in);
	if (n > 0) {
		l->n_in += (size_t) n;
		l->until += (usec_t) n * c->byte_time;
		drop_echo(l);
		return (int) n;
	}
	if (n == 0)
		return c->settings.udp ? 0 : line_hung_up(c);
	return errno == EAGAIN || errno == EINTR ? 0 : line_gone(c, errno);
}

/* Wait for more of the answer.  -ETIMEDOUT. */
static int receive(struct bytes_line *l, usec_t deadline)
{
	struct line_core *c = &l->core;
	int r;

	if (l->n_in == sizeof(l->in))
		return -EPROTO;
	r = line_wait(c->fd, POLLIN, l->until < deadline ? l->until : deadline);
	if (r < 0)
		return line_gone(c, errno);
	if (r & POLLIN)
		return take(l);
	return r == 0 ? -ETIMEDOUT : line_hung_up(c);
}

static int receive_answer(struct bytes_line *l, line_accept_fn accept, void *userdata,
			  usec_t deadline)
{
	for (;;) {
		int r = receive(l, deadline), whole;

		/* What looked like the beginning of an echo may have been an answer. */
		if (r == -ETIMEDOUT && l->echo && l->n_in > 0) {
			l->echo = false;
			whole = accept(userdata, l->in, l->n_in);
			return whole ? whole : r;
		}
		if (r < 0)
			return r;
		if (r == 0 || l->echo || l->n_in == 0)
			continue;
		whole = accept(userdata, l->in, l->n_in);
		if (whole)
			return whole;
	}
}

static int converse(struct bytes_line *l, line_accept_fn accept, void *userdata, usec_t deadline)
{
	struct line_core *c = &l->core;
	int r;

	/* Without the time for it nothing is sent: its answer would be a late one. */
	if (line_left(deadline) <= l->n_request * c->byte_time)
		return -ETIMEDOUT;
	r = send_request(c, l->request, l->n_request, deadline);
	if (r < 0 || !accept)
		return r;
	l->n_in = 0;
	l->echo = true;
	l->echoed = false;
	/* An echo's time on the wire was the request's. */
	l->until = line_now() + c->settings.response_timeout;
	r = receive_answer(l, accept, userdata, deadline);
	if (r >= 0) /* an answer without an echo: the adapter is another one now */
		c->line.echoes = l->echoed;
	return r;
}

static int exchange_once(struct bytes_line *l, line_accept_fn accept, void *userdata,
			 usec_t deadline, bool *ret_stale)
{
	int r;

	*ret_stale = false;
	r = line_make_ready(&l->core, deadline);
	if (r < 0)
		return r;
	r = converse(l, accept, userdata, deadline);
	*ret_stale = line_was_stale(&l->core, r);
	return line_settle(&l->core, r);
}

static int exchange(struct line *line, const uint8_t *request, size_t n, line_accept_fn accept,
		    void *userdata, usec_t deadline)
{
	struct bytes_line *l = container_of(line, struct bytes_line, core.line);
	bool stale;
	int r;

	if (n < 1 || n > LINE_REQUEST_MAX)
		return -EINVAL;
	l->request = request;
	l->n_request = n;
	r = exchange_once(l, accept, userdata, deadline, &stale);
	return stale ? exchange_once(l, accept, userdata, deadline, &stale) : r;
}

static struct line *free_line(struct line *line)
{
	struct bytes_line *l = container_of(line, struct bytes_line, core.line);

	line_core_done(&l->core);
	free(l);
	return NULL;
}

static int idle_fd(const struct line *line)
{
	return line_core_idle_fd(&container_of(line, const struct bytes_line, core.line)->core);
}

static void hang_up(struct line *line)
{
	line_core_hang_up(&container_of(line, struct bytes_line, core.line)->core);
}

static const struct line_ops bytes_line_ops = {
	.kind = LINE_BYTES,
	.free = free_line,
	.idle_fd = idle_fd,
	.hang_up = hang_up,
	.exchange = exchange,
};

int line_new_bytes(struct line **ret, const struct line_settings *settings)
{
	struct bytes_line *l;
	int r;

	l = calloc(1, sizeof(*l));
	if (!l)
		return -ENOMEM;
	r = line_core_init(&l->core, &core_ops, settings);
	if (r < 0) {
		free(l);
		return r;
	}
	l->core.line.ops = &bytes_line_ops;
	if (settings->serial && l->core.quiet < GAP_MIN)
		l->core.quiet = GAP_MIN;
	*ret = &l->core.line;
	return 0;
}
