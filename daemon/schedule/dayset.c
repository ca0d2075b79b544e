/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "schedule/dayset.h"

static int index_of(day_t day)
{
	return day - DAY_FIRST;
}

/* The bits from @from to @to, both 0..63 and included. */
static uint64_t bits(unsigned from, unsigned to)
{
	return UINT64_MAX << from & UINT64_MAX >> (63 - to);
}

void dayset_clear(struct dayset *s)
{
	memset(s, 0, sizeof(*s));
}

void dayset_fill(struct dayset *s)
{
	dayset_clear(s);
	dayset_add_range(s, DAY_FIRST, DAY_LAST);
}

void dayset_add(struct dayset *s, day_t day)
{
	dayset_add_range(s, day, day);
}

void dayset_remove(struct dayset *s, day_t day)
{
	if (dayset_has(s, day))
		s->word[index_of(day) / 64] &= ~((uint64_t) 1 << (index_of(day) % 64));
}

void dayset_add_range(struct dayset *s, day_t first, day_t last)
{
	unsigned from, to;

	if (first < DAY_FIRST)
		first = DAY_FIRST;
	if (last > DAY_LAST)
		last = DAY_LAST;
	if (first > last)
		return;
	from = (unsigned) index_of(first);
	to = (unsigned) index_of(last);
	for (unsigned w = from / 64; w <= to / 64; w++)
		s->word[w] |= bits(w == from / 64 ? from % 64 : 0, w == to / 64 ? to % 64 : 63);
}

void dayset_or(struct dayset *s, const struct dayset *other)
{
	for (size_t i = 0; i < DAYSET_WORDS; i++)
		s->word[i] |= other->word[i];
}

void dayset_and(struct dayset *s, const struct dayset *other)
{
	for (size_t i = 0; i < DAYSET_WORDS; i++)
		s->word[i] &= other->word[i];
}

void dayset_except(struct dayset *s, const struct dayset *other)
{
	for (size_t i = 0; i < DAYSET_WORDS; i++)
		s->word[i] &= ~other->word[i];
}

bool dayset_is_empty(const struct dayset *s)
{
	for (size_t i = 0; i < DAYSET_WORDS; i++)
		if (s->word[i])
			return false;
	return true;
}

bool dayset_equal(const struct dayset *a, const struct dayset *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static unsigned count_words(const struct dayset *s, size_t n)
{
	unsigned count = 0;

	for (size_t i = 0; i < n; i++)
		count += (unsigned) __builtin_popcountll(s->word[i]);
	return count;
}

unsigned dayset_count(const struct dayset *s)
{
	return count_words(s, DAYSET_WORDS);
}

unsigned dayset_rank(const struct dayset *s, day_t day)
{
	unsigned i, n;

	if (day <= DAY_FIRST)
		return 0;
	if (day > DAY_LAST)
		return dayset_count(s);
	i = (unsigned) index_of(day);
	n = count_words(s, i / 64);
	if (i % 64)
		n += (unsigned) __builtin_popcountll(s->word[i / 64] & bits(0, i % 64 - 1));
	return n;
}

/* The first day at or after @day that is (@in) or is not (!@in) in the set. */
static bool scan_up(const struct dayset *s, day_t day, bool in, day_t *ret)
{
	uint64_t flip = in ? 0 : UINT64_MAX;
	unsigned from;

	if (day > DAY_LAST)
		return false;
	from = day < DAY_FIRST ? 0 : (unsigned) index_of(day);
	for (unsigned w = from / 64; w < DAYSET_WORDS; w++) {
		uint64_t x =
			(s->word[w] ^ flip) & (w == from / 64 ? bits(from % 64, 63) : ~UINT64_C(0));

		if (x) {
			*ret = DAY_FIRST + (day_t) (w * 64) + __builtin_ctzll(x);
			return true;
		}
	}
	return false;
}

bool dayset_next(const struct dayset *s, day_t day, day_t *ret)
{
	return scan_up(s, day, true, ret);
}

bool dayset_prev(const struct dayset *s, day_t day, day_t *ret)
{
	unsigned from;

	if (day < DAY_FIRST)
		return false;
	from = (unsigned) index_of(day > DAY_LAST ? DAY_LAST : day);
	for (unsigned w = from / 64 + 1; w-- > 0;) {
		uint64_t x = s->word[w] & (w == from / 64 ? bits(0, from % 64) : ~UINT64_C(0));

		if (x) {
			*ret = DAY_FIRST + (day_t) (w * 64) + 63 - __builtin_clzll(x);
			return true;
		}
	}
	return false;
}

/* Going down is rare (once for a run that has begun), so a day at a time is good enough. */
static day_t run_start(const struct dayset *s, day_t day)
{
	while (dayset_has(s, day - 1))
		day--;
	return day;
}

bool dayset_next_run(const struct dayset *s, day_t day, day_t *ret_first, day_t *ret_last)
{
	day_t start, gap;

	if (!dayset_next(s, day, &start))
		return false;
	if (!scan_up(s, start, false, &gap))
		gap = DAY_LAST + 1;
	*ret_first = run_start(s, start);
	*ret_last = gap - 1;
	return true;
}
