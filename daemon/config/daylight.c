/* SPDX-License-Identifier: MIT */
/*
 * Hours that may go by the sun, and what the place of the site makes of them.
 */
#include "config/hours.h"
#include "config/loader.h"

/* What a site without a place can not say, and what is empty on each of its days. */
static void check_place(struct loader *l, const struct sun_hours *hours, size_t n,
			const struct dayset *days, struct where at)
{
	const struct site *site = &l->config->site;
	struct location place = { site->latitude, site->longitude };
	struct sun_memo memo = sun_memo(&l->config->zone, &place);
	char text[HOURS_TEXT_MAX];

	for (size_t i = 0; i < n; i++) {
		if (!hours_need_sun(&hours[i]))
			continue;
		sun_hours_format(&hours[i], text);
		if (!site->has_place) {
			diag_error(l->diag, at,
				   "hours: %s goes by the sun, but the site, in line %u of %s, has "
				   "no place; give its latitude and longitude",
				   text, site->at.line, site->at.file);
			return;
		}
		if (days && l->config->zone.n_changes > 0 &&
		    !sun_hours_happen(&memo, &hours[i], days))
			diag_error(l->diag, at,
				   "hours: %s is no time at all on any of its days: at this place "
				   "it never ends after it starts",
				   text);
	}
}

int sun_hours_resolve(struct loader *l, const char *text, struct where at,
		      const struct dayset *days, struct sun_hours *ret)
{
	char error[HOURS_ERROR_MAX];
	int n = 1;

	ret[0] = (struct sun_hours){ .to = { .minutes = MINUTES_PER_DAY } };
	if (text)
		n = sun_hours_parse(text, ret, HOURS_MAX, error);
	if (n < 0) {
		diag_error(l->diag, at, "hours: %s", error);
		return -EINVAL;
	}
	/* Of a site that could not be read, that has been said. */
	if (l->has_site && l->config->site.at.file)
		check_place(l, ret, (size_t) n, days, at);
	return n;
}
