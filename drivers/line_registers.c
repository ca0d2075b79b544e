/* SPDX-License-Identifier: MIT */
#include <sys/select.h>
#include <unistd.h>

#include "line_registers.h"

/* Modbus over Serial Line 1.02, 2.5.1.1: 1.75 ms above 19200 baud, else 3.5 characters. */
#define GAP_FAST (1750 * (usec_t) 1)

/* Adapters and serial servers hand bytes on in lumps; below this silence says nothing. */
#define GAP_MIN (2 * USEC_PER_MSEC)

static bool is_exception(int error)
{
	return error > MODBUS_ENOBASE && error <= EMBXGTAR;
}

/* Modbus Application Protocol 1.1b3, section 7; 10 and 11 are a gateway's word of a silent unit. */
int line_exception(unsigned code)
{
	switch (code) {
	case MODBUS_EXCEPTION_ACKNOWLEDGE:
	case MODBUS_EXCEPTION_SLAVE_OR_SERVER_BUSY:
		return -EBUSY;
	case MODBUS_EXCEPTION_GATEWAY_PATH:
	case MODBUS_EXCEPTION_GATEWAY_TARGET:
		return -ETIMEDOUT;
	default:
		return -EREMOTEIO;
	}
}

int line_error(struct register_line *l, int error)
{
	static const struct {
		int error, result;
	} errors[] = {
		{ ETIMEDOUT, -ETIMEDOUT },
		{ EMBBADCRC, -EPROTO },
		{ EMBBADDATA, -EPROTO },
		{ EMBBADSLAVE, -EPROTO },
		{ EMBUNKEXC, -EREMOTEIO },
		{ EMBBADEXC, -EREMOTEIO }, /* a code that libmodbus does not know */
		{ EMBMDATA, -EINVAL },
		{ EINVAL, -EINVAL },
	};

	if (is_exception(error))
		return line_exception((unsigned) (error - MODBUS_ENOBASE));
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++)
		if (errors[i].error == error)
			return errors[i].result;
	return line_gone(&l->core,
			 error); /* EIO, EPIPE, ECONNRESET, EBADF, ... : only a new start helps */
}

void line_set_timeout(struct register_line *l, usec_t timeout, usec_t deadline)
{
	usec_t left = line_left(deadline);

	if (timeout > left)
		timeout = left;
	if (timeout == 0) /* which libmodbus refuses */
		timeout = 1;
	modbus_set_response_timeout(l->context, (uint32_t) (timeout / USEC_PER_SEC),
				    (uint32_t) (timeout % USEC_PER_SEC));
}

static int exchange_once(struct register_line *l, const struct request *q, usec_t deadline,
			 bool *ret_stale)
{
	int r;

	*ret_stale = false;
	r = line_make_ready(&l->core, deadline);
	if (r < 0)
		return r;
	/* What nobody asked for may have been an echo. */
	if (l->core.stray)
		l->echo = ECHO_UNKNOWN;
	l->core.stray = false;
	if (line_must_listen(l, q)) {
		r = line_find_echo(l, deadline);
		if (r < 0)
			return line_settle(&l->core, r);
	}
	/* Without the time for an answer nothing is sent: its answer would be a late one. */
	if (line_left(deadline) < line_exchange_time(l, q))
		return -ETIMEDOUT;
	r = l->core.settings.framing == LINE_TCP ? line_exchange_tcp(l, q, deadline)
						 : line_exchange_rtu(l, q, deadline);
	if (r == -EPROTO) /* an adapter may have been changed */
		l->echo = ECHO_UNKNOWN;
	l->timed_out = r == -ETIMEDOUT;
	*ret_stale = line_was_stale(&l->core, r);
	return line_settle(&l->core, r);
}

/* Whatever is written once more is the same, and does no harm where it had been written. */
static int exchange(struct line *line, const struct request *q, usec_t deadline)
{
	struct register_line *l = container_of(line, struct register_line, core.line);
	bool stale;
	int r;

	if (q->unit < 1 || q->unit > 247 || q->n < 1 || q->address > 65535 ||
	    q->address + q->n > 65536)
		return -EINVAL;

	r = exchange_once(l, q, deadline, &stale);
	return stale ? exchange_once(l, q, deadline, &stale) : r;
}

static int write_registers(struct line *l, unsigned unit, unsigned address, const uint16_t *values,
			   unsigned n, usec_t deadline)
{
	struct request q = { MODBUS_WRITE_REGISTERS, unit, address, n, .values = values };

	return n > LINE_WRITE_REGISTERS_MAX ? -EINVAL : exchange(l, &q, deadline);
}

static int read_registers(struct line *l, unsigned unit, unsigned address, uint16_t *ret,
			  unsigned n, usec_t deadline)
{
	struct request q = { MODBUS_READ_REGISTERS, unit, address, n, .ret = ret };

	return n > LINE_READ_REGISTERS_MAX ? -EINVAL : exchange(l, &q, deadline);
}

static int write_register(struct line *l, unsigned unit, unsigned address, uint16_t value,
			  usec_t deadline)
{
	struct request q = { MODBUS_WRITE_REGISTER, unit, address, 1, .values = &value };

	return exchange(l, &q, deadline);
}

static int write_coil(struct line *l, unsigned unit, unsigned address, bool on, usec_t deadline)
{
	uint16_t value = on;
	struct request q = { MODBUS_WRITE_COIL, unit, address, 1, .values = &value };

	return exchange(l, &q, deadline);
}

static struct line *free_line(struct line *line)
{
	struct register_line *l = container_of(line, struct register_line, core.line);

	line_core_done(&l->core);
	if (l->context)
		modbus_free(l->context);
	free(l);
	return NULL;
}

static int idle_fd(const struct line *line)
{
	return line_core_idle_fd(&container_of(line, const struct register_line, core.line)->core);
}

static void hang_up(struct line *line)
{
	line_core_hang_up(&container_of(line, struct register_line, core.line)->core);
}

static const struct line_ops register_line_ops = {
	.kind = LINE_REGISTERS,
	.free = free_line,
	.idle_fd = idle_fd,
	.hang_up = hang_up,
	.write_registers = write_registers,
	.read_registers = read_registers,
	.write_register = write_register,
	.write_coil = write_coil,
};

/* libmodbus takes a baud rate that it does not know for 9600. */
static bool is_baud(int baud)
{
	static const int bauds[] = { 110,   300,   600,    1200,   2400,   4800,   9600,   19200,
				     38400, 57600, 115200, 230400, 460800, 500000, 576000, 921600 };

	for (size_t i = 0; i < ARRAY_SIZE(bauds); i++)
		if (bauds[i] == baud)
			return true;
	return false;
}

/* libmodbus waits with select(2), which writes past its set for larger descriptors. */
static bool selectable(int fd)
{
	return fd >= 0 && fd < FD_SETSIZE;
}

/* Opens by path, so that a link is resolved anew; without blocking for a carrier. */
static int open_port(struct line_core *core)
{
	struct register_line *l = container_of(core, struct register_line, core);

	l->echo = ECHO_UNKNOWN;
	if (modbus_connect(l->context) < 0)
		return line_gone(core, errno);
	core->fd = modbus_get_socket(l->context);
	return selectable(core->fd) ? 0 : line_gone(core, EMFILE);
}

static int attach(struct line_core *core)
{
	struct register_line *l = container_of(core, struct register_line, core);

	if (!l->timed_out) /* else a dead unit would cost the others that, too */
		l->echo = ECHO_UNKNOWN;
	l->timed_out = false;
	modbus_set_socket(l->context, core->fd);
	return selectable(core->fd) ? 0 : line_gone(core, EMFILE);
}

/* Of RTU libmodbus gives back a port's modes, which it has never read from a connection. */
static void close_fd(struct line_core *core)
{
	struct register_line *l = container_of(core, struct register_line, core);

	if (core->settings.host)
		close(core->fd);
	else
		modbus_close(l->context);
	modbus_set_socket(l->context, -1);
}

static const struct line_core_ops core_ops = {
	.open_port = open_port,
	.attach = attach,
	.close_fd = close_fd,
};

/* RTU needs all eight bits. */
static bool valid(const struct line_settings *s)
{
	return s->host ? !s->udp : s->framing == LINE_RTU && is_baud(s->baud) && s->data_bits == 8;
}

/* How long the line must have been quiet before a request. */
static usec_t least_quiet(const struct line_core *l)
{
	const struct line_settings *s = &l->settings;
	usec_t gap = s->turnaround;

	if (s->framing == LINE_TCP)
		return gap;
	if (l->byte_time > 0 && s->baud <= 19200 && gap < l->byte_time * 7 / 2)
		gap = l->byte_time * 7 / 2;
	if (gap < GAP_FAST)
		gap = GAP_FAST;
	return gap < GAP_MIN ? GAP_MIN : gap;
}

static modbus_t *new_context(const struct line_settings *s)
{
	static const char parities[] = {
		[LINE_PARITY_NONE] = 'N',
		[LINE_PARITY_EVEN] = 'E',
		[LINE_PARITY_ODD] = 'O',
	};

	/* Where the socket is made by us, its address and the port's name are not used. */
	if (s->host && s->framing == LINE_TCP)
		return modbus_new_tcp("127.0.0.1", s->port);
	if (s->host)
		return modbus_new_rtu("/dev/null", 9600, 'N', 8, 1);
	return modbus_new_rtu(s->serial, s->baud, parities[s->parity], 8, s->stop_bits);
}

int line_new_registers(struct line **ret, const struct line_settings *settings)
{
	_cleanup_(line_freep) struct line *owner = NULL;
	struct register_line *l;
	int r;

	l = calloc(1, sizeof(*l));
	if (!l)
		return -ENOMEM;
	r = valid(settings) ? line_core_init(&l->core, &core_ops, settings) : -EINVAL;
	if (r < 0) {
		free(l);
		return r;
	}
	owner = &l->core.line;
	owner->ops = &register_line_ops;
	l->core.strict = settings->framing == LINE_TCP;
	l->core.quiet = least_quiet(&l->core);

	l->context = new_context(settings);
	if (!l->context)
		return -ENOMEM;
	/* The answer as a whole has one deadline, however its bytes dribble in. */
	modbus_set_byte_timeout(l->context, 0, 0);

	*ret = TAKE_PTR(owner);
	return 0;
}
