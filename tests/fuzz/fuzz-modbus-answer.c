/* SPDX-License-Identifier: MIT */

/*
 * Whatever comes to a Modbus request, it is taken for the answer only where unit, function, length
 * and all that is echoed are those of the request; and nothing is read from what is not taken.
 */

#include <assert.h>
#include <string.h>

#include "line_registers.h"
#include "pufa/line.h"

#define UNTOUCHED 0x5a5a

static void check_taken(const struct request *q, const uint8_t *request, const uint8_t *answer,
			size_t n)
{
	assert(answer[0] == q->unit && answer[1] == q->function);
	if (q->function != MODBUS_READ_REGISTERS) {
		assert(n == 6 && memcmp(answer, request, 6) == 0);
		return;
	}
	assert(n == 3 + 2 * (size_t) q->n && answer[2] == n - 3);
	for (unsigned i = 0; i < q->n; i++)
		assert(q->ret[i] == answer[3 + 2 * i] * 256 + answer[4 + 2 * i]);
}

static bool is_untouched(const uint16_t *values)
{
	for (unsigned i = 0; i < LINE_READ_REGISTERS_MAX; i++)
		if (values[i] != UNTOUCHED)
			return false;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum modbus_function functions[] = { MODBUS_READ_REGISTERS, MODBUS_WRITE_COIL,
							  MODBUS_WRITE_REGISTER,
							  MODBUS_WRITE_REGISTERS };
	uint16_t written[LINE_WRITE_REGISTERS_MAX] = { 0 }, read[LINE_READ_REGISTERS_MAX];
	uint8_t request[MODBUS_RTU_MAX_ADU_LENGTH];
	struct request q = { .values = written, .ret = read };
	_cleanup_(freep) uint8_t *answer = NULL;
	int n, r;

	if (size < 4)
		return 0;
	q.function = functions[data[0] % ARRAY_SIZE(functions)];
	q.unit = 1 + data[0] / 4;
	q.address = (unsigned) (data[1] << 8 | data[2]);
	q.n = 1;
	if (q.function == MODBUS_READ_REGISTERS)
		q.n += data[3] % LINE_READ_REGISTERS_MAX;
	if (q.function == MODBUS_WRITE_REGISTERS)
		q.n += data[3] % LINE_WRITE_REGISTERS_MAX;
	written[0] = data[3] & 1;
	n = line_build_request(&q, request);
	assert(n >= 6 && (size_t) n + 2 <= sizeof(request));
	for (unsigned i = 0; i < ARRAY_SIZE(read); i++)
		read[i] = UNTOUCHED;

	/* A copy of just that size, so that reading past the end is seen. */
	size -= 4;
	answer = malloc(size ? size : 1);
	memcpy(answer, data + 4, size);
	r = line_accept_answer(&q, request, answer, (int) size);
	assert(r == 0 || r == -EPROTO || r == -EREMOTEIO || r == -EBUSY || r == -ETIMEDOUT);
	if (r == 0)
		check_taken(&q, request, answer, size);
	else
		assert(is_untouched(read));
	return 0;
}
