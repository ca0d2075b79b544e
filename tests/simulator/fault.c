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
	[FAULT_DOUBLE] = "double",
	[FAULT_REST] = "rest",
	[FAULT_INSIDE] = "inside",
	[FAULT_MISHEARD] = "misheard",
	[FAULT_STALE] = "stale",
	[FAULT_OTHER] = "other",
	[FAULT_FOREIGN] = "foreign",
	[FAULT_FORGET] = "forget",
	[FAULT_END_AFTER] = "end-after",
	[FAULT_END_HALF] = "end-half",
	[FAULT_MIX] = "mix",
	[FAULT_CHAOS] = "chaos",
	[FAULT_CHAOS_LIE] = "chaos-lie",
};

/* What chaos draws from; late answers and damage are what a line really has most of. */
static const enum fault_kind chaos[] = {
	FAULT_SILENT,     FAULT_MUTE,   FAULT_LATE,       FAULT_LATE,      FAULT_LATE,
	FAULT_SHORT,      FAULT_CRC,    FAULT_WRONG_UNIT, FAULT_EXCEPTION, FAULT_BUSY,
	FAULT_NOISE,      FAULT_NOISE,  FAULT_ECHO,       FAULT_DRIBBLE,   FAULT_GARBLED,
	FAULT_DISCONNECT, FAULT_REBOOT, FAULT_DOUBLE,     FAULT_DOUBLE,    FAULT_REST,
	FAULT_REST,       FAULT_INSIDE, FAULT_MISHEARD,   FAULT_MISHEARD,  FAULT_STALE,
	FAULT_STALE,      FAULT_OTHER,  FAULT_FOREIGN,    FAULT_FORGET,    FAULT_END_AFTER,
	FAULT_END_HALF,   FAULT_LIE, /* last */
};

const char *fault_name(enum fault_kind kind)
{
	return names[kind];
}

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

/* Answers come from half a time-out to four late, so that they meet the next request, or its own
 * again. */
static void roll(struct fault *f, uint64_t *random, struct strike *s)
{
	size_t n = ARRAY_SIZE(chaos) - (f->kind != FAULT_CHAOS_LIE);

	s->kind = chaos[test_random(random) % n];
	if (s->kind == FAULT_MISHEARD && f->intact)
		s->kind = FAULT_SILENT;
	s->delay = f->delay / 2 + test_random(random) % (f->delay * 7 / 2 + 1);
	s->step = (1 + test_random(random) % 8) * USEC_PER_MSEC;
	s->dice = test_random(random) | 1;
}

void fault_draw(struct fault *f, enum fault_kind last, uint64_t *random, struct strike *ret)
{
	*ret = (struct strike){ .kind = f->kind, .delay = f->delay, .step = f->delay / 4 };
	if (f->kind == FAULT_NONE || test_random(random) % 100 >= f->percent) {
		ret->kind = FAULT_NONE;
		return;
	}
	if (f->kind == FAULT_MIX)
		ret->kind = (enum fault_kind)(1 + test_random(random) % last);
	else if (fault_is_chaos(f))
		roll(f, random, ret);
	if (f->count > 0 && --f->count == 0)
		f->kind = FAULT_NONE;
}

/* A burst of one to four bytes; without dice not so that a sum of bytes stays as it was. */
void fault_damage(uint64_t dice, uint8_t *bytes, size_t n)
{
	size_t burst = 1 + dice / 64 % 4, at = n > 0 ? (dice >> 16) % n : 0;

	if (dice == 0 && n > 1) {
		bytes[n / 2] ^= 0x24;
		bytes[n / 2 - 1] ^= 0x01;
	}
	if (dice == 0)
		return;
	for (size_t i = 0; i < burst && at + i < n; i++)
		bytes[at + i] ^= (uint8_t) (1 + test_random(&dice) % 255);
}

static void put_at(struct answer *a, size_t at, const uint8_t *bytes, size_t n)
{
	memmove(a->bytes + at + n, a->bytes + at, a->n - at);
	memcpy(a->bytes + at, bytes, n);
	a->n += n;
}

static void put_noise(const struct strike *s, struct answer *a, size_t at)
{
	uint8_t noise[4] = { 0xff, 0x7f, 0x55 };
	size_t n = s->dice ? 1 + s->dice / 64 % 4 : 3;
	uint64_t dice = s->dice;

	for (size_t i = 0; s->dice && i < n; i++)
		noise[i] = (uint8_t) test_random(&dice);
	put_at(a, at, noise, n);
}

/* Somewhere inside the answer, its first byte excepted where there is another. */
static size_t inside(const struct strike *s, const struct answer *a)
{
	return s->dice && a->n > 1 ? 1 + (s->dice >> 16) % (a->n - 1) : a->n / 2;
}

void fault_apply(const struct strike *s, const struct request *r, struct answer *a)
{
	switch (s->kind) {
	case FAULT_NONE:
	case FAULT_LIE:
	case FAULT_CRC:
	case FAULT_WRONG_UNIT:
	case FAULT_EXCEPTION:
	case FAULT_BUSY:
	case FAULT_NACK:
	case FAULT_DOUBLE:
	case FAULT_REST:
	case FAULT_MISHEARD:
	case FAULT_STALE:
	case FAULT_OTHER:
	case FAULT_FOREIGN:
	case FAULT_FORGET:
	case FAULT_END_AFTER:
	case FAULT_MIX:
	case FAULT_CHAOS:
	case FAULT_CHAOS_LIE:
		break;
	case FAULT_SILENT:
	case FAULT_MUTE:
	case FAULT_REBOOT:
		a->n = 0;
		break;
	case FAULT_LATE:
		a->delay = s->delay;
		break;
	case FAULT_SHORT:
	case FAULT_END_HALF:
		a->n = inside(s, a);
		break;
	case FAULT_NOISE:
		put_noise(s, a, 0);
		break;
	case FAULT_INSIDE:
		put_noise(s, a, inside(s, a));
		break;
	case FAULT_ECHO:
		put_at(a, 0, r->raw, r->n_raw);
		break;
	case FAULT_DRIBBLE:
		a->step = s->step;
		break;
	case FAULT_GARBLED:
		fault_damage(s->dice, a->bytes, a->n);
		break;
	case FAULT_DISCONNECT:
		a->n = 0;
		a->hang_up = true;
		break;
	}
}
