/* SPDX-License-Identifier: MIT */
#include "schedule/kinds.h"

int kinds_init(struct kinds *k)
{
	k->of = calloc(N_DAYS, sizeof(*k->of));
	k->split = calloc(2 * N_DAYS, sizeof(*k->split));
	k->stamp = calloc(2 * N_DAYS, sizeof(*k->stamp));
	k->n = 1;
	return k->of && k->split && k->stamp ? 0 : -ENOMEM;
}

void kinds_done(struct kinds *k)
{
	free(k->of);
	free(k->split);
	free(k->stamp);
}

void kinds_compact(struct kinds *k)
{
	k->steps++;
	k->n = 0;
	for (uint32_t i = 0; i < N_DAYS; i++) {
		uint32_t old = k->of[i];

		if (k->stamp[old] != k->steps) {
			k->stamp[old] = k->steps;
			k->split[old] = k->n++;
		}
		k->of[i] = k->split[old];
	}
}

static void move(struct kinds *k, uint32_t day)
{
	uint32_t old = k->of[day];

	if (k->stamp[old] != k->steps) {
		k->stamp[old] = k->steps;
		k->split[old] = k->n++;
	}
	k->of[day] = k->split[old];
}

void kinds_refine(struct kinds *k, const struct dayset *s, uint32_t shift)
{
	/* Before there are too many. */
	if (k->n > N_DAYS)
		kinds_compact(k);
	k->steps++;
	for (uint32_t w = 0; w < DAYSET_WORDS; w++) {
		uint64_t bits = s->word[w];

		for (; bits; bits &= bits - 1) {
			uint32_t day = w * 64 + (uint32_t) __builtin_ctzll(bits) + shift;

			if (day < N_DAYS)
				move(k, day);
		}
	}
}

/* Of a table open to all pairs of an old kind and a key. */
struct pair {
	uint64_t key;
	uint32_t old, new; /* kinds; new is one more than that, 0: none here yet */
};

#define N_PAIRS 65536 /* a power of two, well above N_DAYS */

static struct pair *find_pair(struct pair *pairs, uint32_t old, uint64_t key)
{
	uint64_t at = (key ^ old) * UINT64_C(0x9e3779b97f4a7c15) >> 32;

	while (pairs[at % N_PAIRS].new &&
	       (pairs[at % N_PAIRS].key != key || pairs[at % N_PAIRS].old != old))
		at++;
	return &pairs[at % N_PAIRS];
}

int kinds_refine_by(struct kinds *k, const uint64_t *keys)
{
	_cleanup_(freep) struct pair *pairs = calloc(N_PAIRS, sizeof(*pairs));

	if (!pairs)
		return -ENOMEM;
	k->n = 0;
	for (uint32_t i = 0; i < N_DAYS; i++) {
		struct pair *pair = find_pair(pairs, k->of[i], keys[i]);

		if (!pair->new)
			*pair = (struct pair){ keys[i], k->of[i], ++k->n };
		k->of[i] = pair->new - 1;
	}
	return 0;
}

void kinds_refine_changes(struct kinds *k, const struct zone *z)
{
	for (size_t i = 1; i < z->n_changes; i++)
		for (int near = -1; near <= 1; near++) {
			uint32_t day =
				(uint32_t) (zone_day(z, z->changes[i].at) + near - DAY_FIRST);

			k->steps++;
			if (day < N_DAYS && k->n < 2 * N_DAYS - 1)
				move(k, day);
		}
}
