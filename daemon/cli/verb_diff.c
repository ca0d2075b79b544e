/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/client.h"
#include "cli/diff.h"
#include "cli/mistakes.h"
#include "cli/verbs.h"
#include "config/timetext.h"

#define DAYS_DEFAULT 365  /* after today */
#define DAYS_MAX     3660 /* ten years: beyond that nobody has a notice */

/* One of the two sets, as a person pointed at it. */
struct set {
	const char *given;
	const char *site;      /* its site's file; NULL: it has none */
	const char *playlists; /* its playlists, where they do not lie beside the site; or NULL */
	char site_buf[PATH_MAX], playlists_buf[PATH_MAX];
	struct config *config;
};

static bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool fits(int n)
{
	return n > 0 && n < PATH_MAX;
}

/* A site's file, a directory that holds one, or else a directory of playlists. */
static int find_set(struct set *s, const char *given)
{
	struct stat st;
	size_t n = strlen(given);

	*s = (struct set){ .given = given };
	if (stat(given, &st) < 0)
		return failed("%s: %s", given, strerror(errno));
	while (n > 1 && given[n - 1] == '/')
		n--;
	if (!S_ISDIR(st.st_mode)) {
		s->site = given;
		return EXIT_DONE;
	}
	if (!fits(snprintf(s->site_buf, PATH_MAX, "%.*s/pufa.cfg", (int) n, given)) ||
	    !fits(snprintf(s->playlists_buf, PATH_MAX, "%.*s", (int) n, given)))
		return failed("%s: %s", given, strerror(ENAMETOOLONG));
	if (lstat(s->site_buf, &st) == 0)
		s->site = s->site_buf;
	else
		s->playlists = s->playlists_buf;
	return EXIT_DONE;
}

/* Where the site's own playlists are; NULL: it has none. */
static const char *playlists_of(struct set *s)
{
	const char *slash = s->site ? strrchr(s->site, '/') : NULL;

	if (s->playlists || !s->site)
		return s->playlists;
	if (!fits(snprintf(s->playlists_buf, PATH_MAX, "%.*splaylists",
			   slash ? (int) (slash - s->site) + 1 : 0, s->site)))
		return NULL;
	return is_directory(s->playlists_buf) ? s->playlists_buf : NULL;
}

/* What one of them lacks it has of the other: people copy what they edit. */
static void complete_sets(const struct cli *cli, struct set *before, struct set *after)
{
	const char *installed = cli->config ? cli->config : SITE_FILE;

	if (!before->site)
		before->site = after->site ? after->site : installed;
	if (!after->site)
		after->site = before->site;
	if (!cli->playlists && !playlists_of(after))
		after->playlists = playlists_of(before);
}

static int load(const struct cli *cli, struct set *s)
{
	const struct config_paths paths = {
		.site = s->site,
		.profile_dir = cli->profiles,
		.playlist_dir = cli->playlists,
		.playlists = s->playlists,
	};
	struct mistakes m;
	int r;

	mistakes_init(&m, stderr, terminal_has_colors(cli, stderr), true);
	r = config_load(&s->config, &paths, drivers, &m.diag);
	if (r == -ENOMEM)
		return out_of_memory();
	if (r < 0)
		return failed("%s has mistakes; it can not be compared", s->given);
	return EXIT_DONE;
}

/* A day stands for itself, a time for its day. */
static int parse_day(const char *option, const char *text, const struct zone *z, usec_t now,
		     day_t *ret)
{
	usec_t at;

	if (!text)
		return EXIT_DONE;
	if (time_parse(text, z, now, &at, NULL) < 0)
		return misused("'%s' of %s is not a time (try 2026-12-04)", text, option);
	*ret = zone_day(z, at);
	return EXIT_DONE;
}

static int parse_span(const struct cli *cli, const struct zone *z, struct diff *d)
{
	usec_t now = clock_wall();
	int r;

	d->first = zone_day(z, now);
	r = parse_day("--from", cli->from, z, now, &d->first);
	d->last = d->first + DAYS_DEFAULT;
	if (r == EXIT_DONE)
		r = parse_day("--to", cli->to, z, now, &d->last);
	if (r != EXIT_DONE)
		return r;
	if (d->last < d->first)
		return misused("the comparison would end before it begins");
	if (d->last - d->first >= DAYS_MAX)
		return misused("more than %d days can not be compared", DAYS_MAX);
	if (d->first < DAY_FIRST || d->last > DAY_LAST)
		return misused("only days of %d to %d can be compared", YEAR_FIRST, YEAR_LAST);
	return EXIT_DONE;
}

static int compare(const struct cli *cli, const struct set *before, const struct set *after)
{
	struct diff d = {
		.before = before->config,
		.after = after->config,
		.before_path = before->given,
		.after_path = after->given,
	};
	int r = parse_span(cli, &after->config->zone, &d);

	if (r != EXIT_DONE)
		return r;
	r = diff_make(&d);
	if (r == 0)
		r = cli->json ? diff_print_json(&d) : diff_print(&d, cli);
	diff_done(&d);
	if (r == -ENOMEM)
		return out_of_memory();
	return r < 0 ? EXIT_FAILED : EXIT_DONE;
}

int verb_diff(const struct cli *cli, int argc, char **argv)
{
	struct set before, after;
	int r, r2;

	if (cli->from && !time_is_written(cli->from))
		return misused("'%s' of --from is not a time (try 2026-12-04)", cli->from);
	if (cli->to && !time_is_written(cli->to))
		return misused("'%s' of --to is not a time (try 2026-12-04)", cli->to);
	r = find_set(&before, argc == 2 ? argv[0] : cli->config ? cli->config : SITE_FILE);
	r2 = find_set(&after, argv[argc - 1]);
	if (r != EXIT_DONE || r2 != EXIT_DONE)
		return EXIT_FAILED;
	complete_sets(cli, &before, &after);
	r = load(cli, &before);
	r2 = load(cli, &after);
	r = r == EXIT_DONE && r2 == EXIT_DONE ? compare(cli, &before, &after) : EXIT_FAILED;
	config_free(before.config);
	config_free(after.config);
	return r;
}
