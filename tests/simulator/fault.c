/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "fault.h"

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
	[FAULT_GARBLED] = "garbled",
	[FAULT_DISCONNECT] = "disconnect",
	[FAULT_REBOOT] = "reboot",
	[FAULT_NACK] = "nack",
	[FAULT_MIX] = "mix",
};

void fault_help(void)
{
	printf("  faults:");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		printf(" %s%s", names[i], i == FAULT_NACK ? ":CODE" : "");
	printf("\n");
}

/* The number behind a colon; false: there is none, or it is above @max. */
static bool take_number(const char **word, unsigned long max, unsigned long *ret)
{
	char *end;

	if (**word != ':')
		return false;
	*ret = strtoul(*word + 1, &end, 0);
	if (end == *word + 1 || (*end && *end != ':') || *ret > max)
		return false;
	*word = end;
	return true;
}

int fault_parse(const char *word, struct fault *ret)
{
	size_t n = strcspn(word, ":");
	unsigned long percent = 100, code = 0;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (strlen(names[i]) != n || memcmp(names[i], word, n) != 0)
			continue;
		word += n;
		if (i == FAULT_NACK && !take_number(&word, 0xffff, &code))
			return -EINVAL;
		if (*word && (!take_number(&word, 100, &percent) || *word))
			return -EINVAL;
		ret->kind = (enum fault_kind) i;
		ret->percent = (unsigned) percent;
		ret->code = (int) code;
		return 0;
	}
	return -EINVAL;
}

enum fault_kind fault_draw(struct fault *f, enum fault_kind last, uint64_t *random)
{
	enum fault_kind kind = f->kind;

	if (kind == FAULT_NONE || test_random(random) % 100 >= f->percent)
		return FAULT_NONE;
	if (kind == FAULT_MIX)
		kind = (enum fault_kind)(1 + test_random(random) % last);
	if (f->count > 0 && --f->count == 0)
		f->kind = FAULT_NONE;
	return kind;
}

static void put_before(struct answer *a, const uint8_t *bytes, size_t n)
{
	memmove(a->bytes + n, a->bytes, a->n);
	memcpy(a->bytes, bytes, n);
	a->n += n;
}

void fault_apply(enum fault_kind kind, const struct fault *f, const struct request *r,
		 struct answer *a)
{
	static const uint8_t noise[] = { 0xff, 0x7f, 0x55 };

	switch (kind) {
	case FAULT_NONE:
	case FAULT_LIE:
	case FAULT_CRC:
	case FAULT_WRONG_UNIT:
	case FAULT_EXCEPTION:
	case FAULT_BUSY:
	case FAULT_NACK:
	case FAULT_MIX:
		break;
	case FAULT_SILENT:
	case FAULT_MUTE:
	case FAULT_REBOOT:
		a->n = 0;
		break;
	case FAULT_LATE:
		a->delay = f->delay;
		break;
	case FAULT_SHORT:
		a->n /= 2;
		break;
	case FAULT_NOISE:
		put_before(a, noise, sizeof(noise));
		break;
	case FAULT_ECHO:
		put_before(a, r->raw, r->n_raw);
		break;
	case FAULT_DRIBBLE:
		a->step = f->delay / 4;
		break;
	case FAULT_GARBLED:
		/* Not so that a sum of bytes stays as it was. */
		if (a->n > 1) {
			a->bytes[a->n / 2] ^= 0x24;
			a->bytes[a->n / 2 - 1] ^= 0x01;
		}
		break;
	case FAULT_DISCONNECT:
		a->n = 0;
		a->hang_up = true;
		break;
	}
}
