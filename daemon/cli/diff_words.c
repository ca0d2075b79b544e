/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/diff_words.h"

#define RUNS_MAX       4 /* that are listed */
#define EXCEPTIONS_MAX 3

const char *diff_range(day_t first, day_t last, char buf[DIFF_RANGE_MAX])
{
	struct civil a = civil_from_day(first), b = civil_from_day(last);
	int n = snprintf(buf, DIFF_RANGE_MAX, "%04d-%02d-%02d", a.year, a.month, a.day);

	if (first == last)
		return buf;
	if (a.year == b.year)
		snprintf(buf + n, DIFF_RANGE_MAX - (size_t) n, "..%02d-%02d", b.month, b.day);
	else
		snprintf(buf + n, DIFF_RANGE_MAX - (size_t) n, "..%04d-%02d-%02d", b.year, b.month,
			 b.day);
	return buf;
}

/* Days that come back. */
struct habit {
	const char *label;        /* before the dates: "workdays "; "" for every day */
	const struct dayset *set; /* NULL: by weekday */
	unsigned weekdays;        /* bits 1 << enum weekday */
};

static bool habit_has(const struct habit *h, day_t day)
{
	return h->set ? dayset_has(h->set, day) : h->weekdays >> weekday_of(day) & 1;
}

/* The days of a habit that are not among some days: how many, in how many runs. */
struct gaps {
	size_t runs, days;
};

/* A run is what the habit has in a row.  False: the habit has not all of @days. */
static bool count_gaps(const struct habit *h, const day_t *days, size_t n, struct gaps *ret)
{
	bool missing = false;
	size_t k = 0;

	*ret = (struct gaps){ 0 };
	for (day_t day = days[0]; day <= days[n - 1]; day++) {
		bool is = days[k] == day;

		k += is;
		if (is && !habit_has(h, day))
			return false;
		if (!habit_has(h, day))
			continue;
		ret->runs += !is && !missing;
		ret->days += !is;
		missing = !is;
	}
	return true;
}

static const char *exceptions_words(struct arena *a, const struct habit *h, const day_t *days,
				    size_t n)
{
	const char *text = "";
	char buf[DIFF_RANGE_MAX];
	day_t from = 0, to = 0;
	size_t k = 0;
	bool missing = false;

	for (day_t day = days[0]; text && day <= days[n - 1]; day++) {
		bool is = days[k] == day;

		k += is;
		if (!habit_has(h, day))
			continue;
		if (is && missing)
			text = arena_printf(a, "%s%s%s", text, *text ? ", " : " but for ",
					    diff_range(from, to, buf));
		if (!is && !missing)
			from = day;
		if (!is)
			to = day;
		missing = !is;
	}
	return text;
}

static const char *weekdays_label(struct arena *a, unsigned mask)
{
	static const char *const names[] = { "", "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
	const char *text = "";

	for (unsigned i = MONDAY, to; text && i <= SUNDAY; i = to + 1) {
		to = i;
		if (!(mask >> i & 1))
			continue;
		while (to < SUNDAY && mask >> (to + 1) & 1)
			to++;
		text = arena_printf(a, "%s%s%s%s%s", text, *text ? ", " : "", names[i],
				    to > i + 1    ? ".."
				    : to == i + 1 ? ", "
						  : "",
				    to > i ? names[to] : "");
	}
	return text ? arena_printf(a, "%s ", text) : NULL;
}

static unsigned weekdays_of(const day_t *days, size_t n)
{
	unsigned mask = 0;

	for (size_t i = 0; i < n; i++)
		mask |= 1u << weekday_of(days[i]);
	return mask;
}

/* The habit with the fewest gaps. */
static struct habit find_habit(struct arena *a, const struct diff_days *how, const day_t *days,
			       size_t n, struct gaps *ret_gaps)
{
	unsigned mask = weekdays_of(days, n);
	const struct habit habits[] = {
		{ "", NULL, 0xfe },
		{ "workdays ", how->statutory ? &how->statutory->workday : NULL, 0 },
		{ "days off ", how->statutory ? &how->statutory->restday : NULL, 0 },
		{ weekdays_label(a, mask), NULL, mask },
	};
	/* Three days are no habit. */
	const size_t least[] = { 1, 4, 4, 3 * (size_t) __builtin_popcount(mask) };
	size_t best = 0;
	struct gaps gaps;

	(void) count_gaps(&habits[0], days, n, ret_gaps);
	for (size_t i = 1; i < ARRAY_SIZE(habits); i++)
		if (n >= least[i] && habits[i].label && count_gaps(&habits[i], days, n, &gaps) &&
		    gaps.runs < ret_gaps->runs) {
			*ret_gaps = gaps;
			best = i;
		}
	return habits[best];
}

/* Where the run of the habit ends that begins with the first of @days: past its last. */
static size_t run_length(const struct habit *h, const day_t *days, size_t n)
{
	size_t k = 1;

	for (day_t day = days[0] + 1; k < n; day++)
		if (days[k] == day)
			k++;
		else if (habit_has(h, day))
			break;
	return k;
}

static const char *runs_words(struct arena *a, const struct diff_days *how, const struct habit *h,
			      const day_t *days, size_t n)
{
	const char *text = h->label;
	char buf[DIFF_RANGE_MAX];
	size_t runs = 0, i = 0, k;

	for (; text && i < n; i += k) {
		if (++runs > RUNS_MAX && !how->all)
			break;
		k = run_length(h, days + i, n - i);
		text = arena_printf(a, "%s%s%s", text, i ? ", " : "",
				    diff_range(days[i], days[i + k - 1], buf));
	}
	if (text && i < n)
		text = arena_printf(a, "%s and %zu more", text, n - i);
	return text;
}

static const char *habit_words(struct arena *a, const struct diff_days *how, const struct habit *h,
			       const day_t *days, size_t n)
{
	const char *but = exceptions_words(a, h, days, n);
	char buf[DIFF_RANGE_MAX];

	if (n == 1 + (size_t) (how->last - how->first))
		return "every day";
	if (!but)
		return NULL;
	return arena_printf(a, "%s%s%s", h->label, diff_range(days[0], days[n - 1], buf), but);
}

const char *diff_days_words(struct arena *a, const struct diff_days *how, const day_t *days,
			    size_t n)
{
	struct gaps gaps;
	const struct habit h = find_habit(a, how, days, n, &gaps);
	bool is_short = gaps.runs <= EXCEPTIONS_MAX && gaps.runs < (n + 3) / 4 && gaps.days < n;
	const char *text =
		is_short ? habit_words(a, how, &h, days, n) : runs_words(a, how, &h, days, n);

	if (!text || n == 1)
		return text;
	return arena_printf(a, "%s (%zu days)", text, n);
}

/* What a clock on the wall reads so long after the day began; 24:00 at its end. */
static unsigned wall_minute(const struct zone *z, day_t day, uint32_t ms)
{
	usec_t at = zone_midnight(z, day) + ms * USEC_PER_MSEC;
	day_t read;

	if (at >= zone_midnight(z, day + 1))
		return MINUTES_PER_DAY;
	return (unsigned) (zone_wall(z, at, &read) / MSEC_PER_MINUTE) % MINUTES_PER_DAY;
}

const char *diff_hours_words(struct arena *a, const struct zone *z, day_t day,
			     const struct change_span *spans, size_t n)
{
	const char *text = "";

	for (size_t i = 0; text && i < n; i++) {
		unsigned from = wall_minute(z, day, spans[i].from);
		unsigned to = wall_minute(z, day, spans[i].to);

		if (from == 0 && to == MINUTES_PER_DAY)
			return "all day";
		text = arena_printf(a, "%s%s%02u:%02u-%02u:%02u", text, i ? ", " : "", from / 60,
				    from % 60, to / 60, to % 60);
	}
	return text;
}

const char *diff_lists_words(struct arena *a, struct diff_list *lists, size_t n)
{
	const char *text = "";

	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0; k--) {
			struct diff_list *x = &lists[k - 1], *y = &lists[k], z = *x;

			if (x->weight > y->weight ||
			    (x->weight == y->weight && strcmp(x->name, y->name) < 0))
				break;
			*x = *y;
			*y = z;
		}
	if (n == 1)
		return lists->name;
	for (size_t i = 0; text && i < n; i++)
		text = arena_printf(a, "%s%s%s %u", text, i ? ", " : "", lists[i].name,
				    lists[i].weight);
	return text;
}
