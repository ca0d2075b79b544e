/* SPDX-License-Identifier: MIT */
#include "line_registers.h"

#include <string.h>

#define TIMEOUT_MAX (60 * USEC_PER_SEC)

static bool is_exception(int error)
{
	return error > MODBUS_ENOBASE && error <= EMBXGTAR;
}

int line_exception(unsigned code)
{
	return code == MODBUS_EXCEPTION_ACKNOWLEDGE || code == MODBUS_EXCEPTION_SLAVE_OR_SERVER_BUSY
		       ? -EBUSY
		       : -EREMOTEIO;
}

int line_gone(struct register_line *l, int cause)
{
	l->line.cause = cause;
	return -ENODEV;
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
	return line_gone(l,
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

/* Open and quiet.  A connection that the peer has ended meanwhile is made anew at once. */
static int make_ready(struct register_line *l, usec_t deadline)
{
	bool was_open = l->is_open;
	int r;

	r = line_open(l, deadline);
	if (r >= 0)
		r = line_drain(l, deadline);
	if (r != -ENODEV || !l->is_open)
		return r;

	line_close(l);
	if (!l->settings.host || !was_open)
		return r;
	r = line_open(l, deadline);
	return r < 0 ? r : line_drain(l, deadline);
}

/* What the end of an exchange means for the line. */
static void settle(struct register_line *l, int r)
{
	bool answered = r >= 0 || r == -EREMOTEIO || r == -EBUSY;

	l->quiet_since = line_now();
	l->suspect = !answered;
	if (r == -ENODEV || (!answered && l->settings.host))
		line_close(l);
}

static int exchange(struct line *line, const struct request *q, usec_t deadline)
{
	struct register_line *l = container_of(line, struct register_line, line);
	int r;

	if (q->unit < 1 || q->unit > 247 || q->n < 1 || q->address > 65535 ||
	    q->address + q->n > 65536)
		return -EINVAL;

	l->line.cause = 0;
	r = make_ready(l, deadline);
	if (r < 0) {
		if (r == -ENODEV)
			line_close(l);
		return r;
	}
	/* Without the time for an answer nothing is sent: its answer would be a late one. */
	if (line_left(deadline) < line_exchange_time(l, q))
		return -ETIMEDOUT;
	r = l->settings.framing == LINE_TCP ? line_exchange_tcp(l, q, deadline)
					    : line_exchange_rtu(l, q, deadline);
	settle(l, r);
	return r;
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
	struct register_line *l = container_of(line, struct register_line, line);

	if (l->context) {
		line_close(l);
		modbus_free(l->context);
	}
	line_connect_done(l);
	free(l);
	return NULL;
}

static const struct line_ops register_line_ops = {
	.kind = LINE_REGISTERS,
	.free = free_line,
	.write_registers = write_registers,
	.read_registers = read_registers,
	.write_register = write_register,
	.write_coil = write_coil,
};

/* libmodbus takes a baud rate that it does not know for 9600. */
static bool is_baud(int baud)
{
	static const int bauds[] = { 110,   300,   600,    1200,   2400,   4800,   9600,  19200,
				     38400, 57600, 115200, 230400, 460800, 500000, 921600 };

	for (size_t i = 0; i < ARRAY_SIZE(bauds); i++)
		if (bauds[i] == baud)
			return true;
	return false;
}

static bool valid(const struct line_settings *s)
{
	if (s->response_timeout == 0 || s->response_timeout > TIMEOUT_MAX ||
	    s->turnaround > TIMEOUT_MAX)
		return false;
	if (s->host)
		return !s->serial && s->host[0] && s->port >= 1 && s->port <= 65535;

	/* RTU needs all eight bits. */
	return s->serial && s->serial[0] && s->framing == LINE_RTU && is_baud(s->baud) &&
	       s->data_bits == 8 && (s->stop_bits == 1 || s->stop_bits == 2) &&
	       s->parity >= LINE_PARITY_NONE && s->parity <= LINE_PARITY_ODD;
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
	const struct line_settings *s = settings;
	struct register_line *l;

	if (!valid(s))
		return -EINVAL;

	l = calloc(1, sizeof(*l));
	if (!l)
		return -ENOMEM;
	owner = &l->line;
	l->line.ops = &register_line_ops;
	l->lock = -1;
	l->settings = *s;
	if (s->serial)
		l->byte_time = (usec_t) (1 + 8 + s->stop_bits + (s->parity != LINE_PARITY_NONE)) *
			       USEC_PER_SEC / (usec_t) s->baud;

	l->context = new_context(s);
	if (!l->context)
		return -ENOMEM;
	/* The answer as a whole has one deadline, however its bytes dribble in. */
	modbus_set_byte_timeout(l->context, 0, 0);

	*ret = TAKE_PTR(owner);
	return 0;
}
