/* SPDX-License-Identifier: MIT */

/*
 * Modbus TCP.  libmodbus checks the transaction's number, but not that the
 * answer is of the unit that was asked: behind a gateway with several units
 * only the number tells answers apart, and any error ends the connection.
 */

#include "line_registers.h"

static int call(modbus_t *context, const struct request *q, uint16_t *values)
{
	int address = (int) q->address, n = (int) q->n;

	switch (q->function) {
	case MODBUS_READ_REGISTERS:
		return modbus_read_registers(context, address, n, values);
	case MODBUS_WRITE_COIL:
		return modbus_write_bit(context, address, q->values[0]);
	case MODBUS_WRITE_REGISTER:
		return modbus_write_register(context, address, q->values[0]);
	case MODBUS_WRITE_REGISTERS:
		break;
	}
	return modbus_write_registers(context, address, n, q->values);
}

int line_exchange_tcp(struct register_line *l, const struct request *q, usec_t deadline)
{
	uint16_t values[LINE_READ_REGISTERS_MAX];
	int r;

	modbus_set_slave(l->context, (int) q->unit);
	line_set_timeout(l, l->core.settings.response_timeout, deadline);

	r = call(l->context, q, values);
	if (r < 0)
		return line_error(l, errno);
	if (r != (int) q->n)
		return -EPROTO;
	for (unsigned i = 0; q->ret && i < q->n; i++)
		q->ret[i] = values[i];
	return 0;
}
