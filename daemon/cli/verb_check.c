/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/almanac.h"
#include "cli/mistakes.h"
#include "cli/verbs.h"
#include "config/check_set.h"
#include "config/config.h"
#include "config/timetext.h"

static void ignore(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	(void) severity;
	(void) at;
	(void) message;
}

static void check_rules(const struct config *c, day_t today, struct diag *diag)
{
	const struct programme_tables *t = programme_tables(c->programme);
	day_t next;

	for (size_t i = 0; i < t->n_rules; i++)
		if (!dayset_next(t->rules[i].days, today, &next))
			diag_warning(diag, t->rules[i].at, "the days of rule '%s' are over",
				     t->rules[i].name);
}

/* Passes on what is about a line of a file; a notice that is missing is not. */
struct about_lines {
	struct diag diag;
	struct diag *to;
};

static void pass_lines(struct diag *d, enum severity severity, struct where at, const char *message)
{
	struct diag *to = container_of(d, struct about_lines, diag)->to;

	if (at.file && severity == SEVERITY_ERROR)
		diag_error(to, at, "%s", message);
	else if (at.file)
		diag_warning(to, at, "%s", message);
}

static void check_calendar(const struct config *c, day_t today, bool all, struct diag *diag)
{
	struct about_lines lines = { .diag.emit = pass_lines, .to = diag };

	calendar_check_date(c->calendar, today, all, config_needs_notices(c) ? diag : &lines.diag);
}

/* What changes with the day: a file that was right once may not be any more. */
static int check_today(const struct config *c, const struct cli *cli, struct diag *diag)
{
	usec_t now = clock_wall();
	bool is_date = false;
	day_t today;

	if (cli->at && time_parse(cli->at, &c->zone, now, &now, &is_date) < 0)
		return 0;
	today = zone_day(&c->zone, now);
	check_rules(c, today, diag);
	check_calendar(c, is_date ? today : day_in_china(now), cli->all, diag);
	return set_check(c, today, diag);
}

/* Only a whole site can be looked at as of a day; of anything else there is nothing to say. */
static int check_at(const struct cli *cli, const char *path, struct diag *diag)
{
	const struct config_paths paths = {
		.site = path,
		.profile_dir = cli->profiles,
		.playlist_dir = cli->playlists,
	};
	_cleanup_(config_freep) struct config *c = NULL;
	struct diag quiet = { .emit = ignore };

	if (config_load(&c, &paths, drivers, &quiet) < 0)
		return 0;
	return check_today(c, cli, diag);
}

/* Every path, also after one that has mistakes. */
static int check_paths(const struct cli *cli, int n, char **paths, struct diag *diag)
{
	const struct config_paths around = {
		.site = cli->config,
		.profile_dir = cli->profiles,
		.playlist_dir = cli->playlists,
	};
	int result = 0;

	for (int i = 0; i < n; i++) {
		unsigned before = diag->n_errors;
		int r = config_check(paths[i], &around, drivers, diag);

		if (r >= 0)
			r = check_at(cli, paths[i], diag);
		if (r < 0 && diag->n_errors == before)
			complain("%s: %s", paths[i], strerror(-r));
		if (r < 0)
			result = r;
	}
	return result;
}

static void print_summary(const struct diag *d)
{
	fflush(stdout);
	if (d->n_errors == 0 && d->n_warnings == 0)
		fputs("no mistakes\n", stderr);
	else
		fprintf(stderr, "%u error%s, %u warning%s\n", d->n_errors,
			d->n_errors == 1 ? "" : "s", d->n_warnings, d->n_warnings == 1 ? "" : "s");
}

static int check_text(const struct cli *cli, int n, char **paths)
{
	struct mistakes m;
	int r;

	mistakes_init(&m, stdout, terminal_has_colors(cli, stdout), false);
	r = check_paths(cli, n, paths, &m.diag);
	print_summary(&m.diag);
	return r < 0 || m.diag.n_errors ? EXIT_FAILED : EXIT_DONE;
}

static int check_json(const struct cli *cli, int n, char **paths)
{
	struct mistakes m;
	struct writer w = { 0 };
	int r;

	mistakes_init_json(&m, &w);
	r = check_paths(cli, n, paths, &m.diag);
	if (writer_array_stop(&w) < 0)
		return failed("not all of it could be written");
	return r < 0 || m.diag.n_errors ? EXIT_FAILED : EXIT_DONE;
}

/* In whatever zone: the site's is not known yet. */
static bool is_time(const char *text)
{
	static const struct zone_change changes[] = { { 0, 0 } };
	static const struct zone utc = { "UTC", changes, ARRAY_SIZE(changes) };
	usec_t at;

	return time_parse(text, &utc, clock_wall(), &at, NULL) >= 0;
}

int verb_check(const struct cli *cli, int argc, char **argv)
{
	char *installed[] = { (char *) (cli->config ? cli->config : SITE_FILE) };

	if (cli->at && !is_time(cli->at))
		return misused("'%s' of --at is not a time (try 2026-12-04)", cli->at);
	if (argc == 0) {
		argc = 1;
		argv = installed;
	}
	return cli->json ? check_json(cli, argc, argv) : check_text(cli, argc, argv);
}
