/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/almanac.h"
#include "cli/mistakes.h"
#include "config/config.h"
#include "config/reader.h"
#include "config/timetext.h"
#include "config/zonefile.h"

#define CHINA_ZONE   "Asia/Shanghai"
#define CHINA_OFFSET (8 * USEC_PER_HOUR)

/* Of a site's file only the zone is wanted: its boards may be wrong, a day is a day. */
static int read_zone(struct almanac *a, const char *site, struct diag *diag)
{
	struct document d = { 0 };
	const char *name;
	int r;

	r = document_read(&d, site, diag);
	if (r < 0)
		return r;
	if (!config_lookup_string(&d.config, "site.zone", &name))
		name = CHINA_ZONE;
	r = zone_table_load(&a->zone, name);
	if (r < 0)
		diag_error(diag, (struct where){ .file = site }, "zone %s can not be read: %s",
			   name, strerror(-r));
	document_done(&d);
	return r;
}

static int load(struct almanac *a, const struct cli *cli, const char *site)
{
	const struct config_paths paths = {
		.site = site,
		.profile_dir = cli->profiles,
		.playlist_dir = cli->playlists,
	};
	struct mistakes m;
	int r;

	mistakes_init(&m, stderr, terminal_has_colors(cli, stderr), true);
	r = site ? read_zone(a, site, &m.diag) : zone_table_load(&a->zone, CHINA_ZONE);
	if (r >= 0)
		r = calendar_load(&a->calendar, &paths, &m.diag);
	if (r == -ENOMEM)
		return out_of_memory();
	if (r < 0 && m.diag.n_errors == 0)
		return failed("the calendar can not be read: %s", strerror(-r));
	return r < 0 ? EXIT_FAILED : EXIT_DONE;
}

static int find_today(struct almanac *a, const struct cli *cli)
{
	usec_t wall = clock_wall();

	a->now = wall;
	if (cli->at && time_parse(cli->at, &a->zone, wall, &a->now, NULL) < 0)
		return misused("'%s' of --at is not a time (try 2026-12-04)", cli->at);
	a->today = zone_day(&a->zone, a->now);
	return EXIT_DONE;
}

static void say_nothing(struct diag *d, enum severity severity, struct where at,
			const char *message)
{
	(void) d;
	(void) severity;
	(void) at;
	(void) message;
}

int zone_of_site(struct zone *ret)
{
	struct diag quiet = { .emit = say_nothing };
	struct almanac a = { 0 };
	int r = access(SITE_FILE, F_OK) < 0 ? -ENOENT : read_zone(&a, SITE_FILE, &quiet);

	if (r < 0)
		r = zone_table_load(&a.zone, CHINA_ZONE);
	if (r >= 0)
		*ret = a.zone;
	return r;
}

int almanac_open(struct almanac *a, const struct cli *cli)
{
	const char *site = cli->config;
	int r;

	if (!site && access(SITE_FILE, F_OK) == 0)
		site = SITE_FILE;
	r = load(a, cli, site);
	return r == EXIT_DONE ? find_today(a, cli) : r;
}

void almanac_close(struct almanac *a)
{
	calendar_free(a->calendar);
	zone_table_done(&a->zone);
	*a = (struct almanac){ 0 };
}

int year_parse(const char *text, const char *what, int first, int last, int *ret)
{
	unsigned year;

	if (strlen(text) != 4 || number_parse(text, (unsigned) first, (unsigned) last, &year) < 0)
		return misused("'%s' of %s is not a year from %d to %d", text, what, first, last);
	*ret = (int) year;
	return EXIT_DONE;
}

day_t day_in_china(usec_t at)
{
	return (day_t) ((at + CHINA_OFFSET) / USEC_PER_DAY);
}

const char *date_format(day_t day, char *buf)
{
	struct civil c = civil_from_day(day);

	snprintf(buf, DATE_MAX, "%04u-%02u-%02u", (unsigned) c.year % 10000,
		 (unsigned) c.month % 100, (unsigned) c.day % 100);
	return buf;
}

static const char *const names[][2] = {
	[MONDAY] = { "Mon", "mon" },   [TUESDAY] = { "Tue", "tue" }, [WEDNESDAY] = { "Wed", "wed" },
	[THURSDAY] = { "Thu", "thu" }, [FRIDAY] = { "Fri", "fri" },  [SATURDAY] = { "Sat", "sat" },
	[SUNDAY] = { "Sun", "sun" },
};

const char *weekday_short(enum weekday w)
{
	return names[w][0];
}

const char *weekday_word(enum weekday w)
{
	return names[w][1];
}
