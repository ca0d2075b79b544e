/* SPDX-License-Identifier: MIT */
#include "service/manager.h"
#include "service/silence.h"

/* The longest pause of a board is less, and so is the interval of looks as it is by default. */
#define CLEAR_AFTER (60 * USEC_PER_SEC)

static bool is_silent(const struct board *b)
{
	return b->n_failures > 0 && b->last_error == -ETIMEDOUT;
}

/* What the silence of @b is by the word of another one of its line. */
static enum silence compare(const struct board *b, const struct board *other)
{
	if (other->settled_at > b->failing_since)
		return other->settled_at < b->failed_at ? SILENCE_BOARD : SILENCE_UNCLEAR;
	if (other->n_failures > 0)
		return is_silent(other) ? SILENCE_LINE : SILENCE_BOARD;
	return SILENCE_UNCLEAR;
}

enum silence silence_of(const struct manager *m, const struct device *d, usec_t now)
{
	enum silence found = SILENCE_LINE;
	unsigned n = 0;

	if (!is_silent(&d->board))
		return SILENCE_NONE;
	for (size_t i = 0; i < m->n_devices; i++) {
		const struct device *o = m->devices[i];
		enum silence s;

		if (o == d || o->wire != d->wire)
			continue;
		n++;
		s = compare(&d->board, &o->board);
		if (s == SILENCE_BOARD)
			return s;
		if (s == SILENCE_UNCLEAR)
			found = s;
	}
	if (n == 0 || (found == SILENCE_UNCLEAR && now > d->board.failing_since + CLEAR_AFTER))
		return SILENCE_BOARD;
	return found;
}
