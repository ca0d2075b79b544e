/* SPDX-License-Identifier: MIT */
#include "schedule/timing.h"

int timing_init(struct timing *t, const struct playlist *list)
{
	t->n = list->n_messages;
	t->longest = 0;
	t->start = calloc(t->n + 1, sizeof(*t->start));
	if (!t->start)
		return -ENOMEM;

	for (size_t i = 0; i < t->n; i++) {
		uint64_t ms = list->messages[i].duration_ms;

		t->start[i + 1] = t->start[i] + ms;
		if (ms > t->longest)
			t->longest = ms;
	}
	return 0;
}

void timing_done(struct timing *t)
{
	free(t->start);
	t->start = NULL;
}

struct place timing_place(const struct timing *t, uint64_t clock)
{
	uint64_t base = clock - clock % timing_round(t);
	uint64_t rest = clock - base;
	size_t low = 0, high = t->n;

	while (low < high) {
		size_t i = (low + high) / 2;

		if ((t->start[i] + t->start[i + 1]) / 2 < rest)
			low = i + 1;
		else
			high = i;
	}
	if (low == t->n)
		return (struct place){ base + timing_round(t), 0 };
	return (struct place){ base, low };
}
