/* SPDX-License-Identifier: MIT */
/*
 * What parses is printed; what is printed parses to the same spans.  Rules take what does without
 * the sun, and each span keeps what the schedule is promised of it.
 */
#include <stdio.h>
#include <string.h>

#include "config/hours.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void demand(bool kept, const char *text)
{
	if (kept)
		return;
	fprintf(stderr, "not kept: %s\n", text);
	abort();
}

static bool same_end(const struct hours_end *a, const struct hours_end *b)
{
	return a->base == b->base && a->next == b->next && a->minutes == b->minutes;
}

static bool is_good(const struct hours_end *e, bool start)
{
	if (e->base == HOURS_CLOCK)
		return start ? e->minutes >= 0 && e->minutes < MINUTES_PER_DAY
			     : e->minutes > 0 && e->minutes <= 2 * MINUTES_PER_DAY;
	return e->minutes >= -SUN_OFFSET_MAX && e->minutes <= SUN_OFFSET_MAX && !(start && e->next);
}

static void check_span(const struct sun_hours *s, const char *text)
{
	char canonical[HOURS_TEXT_MAX], error[HOURS_ERROR_MAX];
	struct sun_hours again;

	demand(is_good(&s->from, true) && is_good(&s->to, false), text);
	sun_hours_format(s, canonical);
	demand(sun_hours_parse(canonical, &again, 1, error) == 1, canonical);
	demand(same_end(&s->from, &again.from) && same_end(&s->to, &again.to), canonical);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char error[HOURS_ERROR_MAX] = "", text[512];
	struct sun_hours spans[HOURS_MAX];
	struct hours hours[HOURS_MAX];
	bool sun = false;
	int k, r;

	if (n >= sizeof(text))
		return 0;
	memcpy(text, data, n);
	text[n] = '\0';
	k = sun_hours_parse(text, spans, HOURS_MAX, error);
	demand(k > 0 || (k == -EINVAL && error[0]), text);
	for (int i = 0; i < k; i++) {
		check_span(&spans[i], text);
		sun = sun || hours_need_sun(&spans[i]);
	}
	r = hours_parse(text, hours, HOURS_MAX, error);
	demand(k > 0 && !sun ? r == k : r == -EINVAL, text);
	for (int i = 0; i < r; i++)
		demand(hours[i].from == spans[i].from.minutes &&
			       hours[i].to == spans[i].to.minutes &&
			       hours[i].to <= hours[i].from + MINUTES_PER_DAY,
		       text);
	return 0;
}
