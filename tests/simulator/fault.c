/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "check.h"
#include "fault.h"
#include "modbus_frame.h"

static const char *const names[] = {
	[FAULT_NONE] = "none",
	[FAULT_SILENT] = "silent",
	[FAULT_MUTE] = "mute",
	[FAULT_LIE] = "lie",
	[FAULT_LATE] = "late",
	[FAULT_SHORT] = "short",
	[FAULT_CRC] = "crc",
	[FAULT_WRONG_UNIT] = "wrong-unit",
	[FAULT_EXCEPTION] = "exception",
	[FAULT_BUSY] = "busy",
	[FAULT_NOISE] = "noise",
	[FAULT_ECHO] = "echo",
	[FAULT_DRIBBLE] = "dribble",
	[FAULT_MIX] = "mix",
};

int fault_parse(const char *word, struct fault *ret)
{
	size_t n = strcspn(word, ":");
	unsigned long percent = 100;
	char *end;

	if (word[n]) {
		percent = strtoul(word + n + 1, &end, 10);
		if (end == word + n + 1 || *end || percent > 100)
			return -EINVAL;
	}
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strlen(names[i]) == n && memcmp(names[i], word, n) == 0) {
			ret->kind = (enum fault_kind) i;
			ret->percent = (unsigned) percent;
			return 0;
		}
	return -EINVAL;
}

enum fault_kind fault_draw(struct fault *f, uint64_t *random)
{
	enum fault_kind kind = f->kind;

	if (kind == FAULT_NONE || test_random(random) % 100 >= f->percent)
		return FAULT_NONE;
	if (kind == FAULT_MIX)
		kind = (enum fault_kind)(1 + test_random(random) % (FAULT_MIX - 1));
	if (f->count > 0 && --f->count == 0)
		f->kind = FAULT_NONE;
	return kind;
}

static void put_crc(struct answer *a)
{
	uint16_t crc = modbus_crc(a->bytes, a->n - 2);

	a->bytes[a->n - 2] = (uint8_t) crc;
	a->bytes[a->n - 1] = (uint8_t) (crc >> 8);
}

static void put_before(struct answer *a, const uint8_t *bytes, size_t n)
{
	memmove(a->bytes + n, a->bytes, a->n);
	memcpy(a->bytes, bytes, n);
	a->n += n;
}

void fault_apply(enum fault_kind kind, const struct fault *f, bool rtu, const uint8_t *request,
		 size_t n_request, struct answer *a)
{
	static const uint8_t noise[] = { 0xff, 0x7f, 0x55 };

	switch (kind) {
	case FAULT_NONE:
	case FAULT_LIE:
	case FAULT_EXCEPTION:
	case FAULT_BUSY:
	case FAULT_MIX:
		break;
	case FAULT_SILENT:
	case FAULT_MUTE:
		a->n = 0;
		break;
	case FAULT_LATE:
		a->delay = f->delay;
		break;
	case FAULT_SHORT:
		a->n /= 2;
		break;
	case FAULT_CRC:
		a->bytes[rtu ? a->n - 1 : 1] ^= 0x01;
		break;
	case FAULT_WRONG_UNIT:
		a->bytes[rtu ? 0 : 6]++;
		if (rtu)
			put_crc(a);
		break;
	case FAULT_NOISE:
		put_before(a, noise, sizeof(noise));
		break;
	case FAULT_ECHO:
		put_before(a, request, n_request);
		break;
	case FAULT_DRIBBLE:
		a->step = f->delay / 4;
		break;
	}
}
