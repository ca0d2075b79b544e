/* SPDX-License-Identifier: MIT */
#include "cli/log_options.h"
#include "config/timetext.h"

static int bad_time(const char *option, const char *text)
{
	return misused("'%s' of %s is not a time (try 2026-12-04 or \"2026-12-04 08:00\")", text,
		       option);
}

static int parse_kinds(const struct cli *cli, uint32_t *ret)
{
	const char *bad = "";
	size_t n = 0;

	*ret = QUERY_KINDS;
	if (!cli->kind)
		return EXIT_DONE;
	if (!*cli->kind || query_kinds_parse(cli->kind, ret, &bad, &n) < 0)
		return misused("'%.*s' of --kind is no kind of record (try log --help)", (int) n,
			       bad);
	return EXIT_DONE;
}

int log_options_check(const struct cli *cli)
{
	uint32_t kinds;

	if (cli->since && !time_is_written(cli->since))
		return bad_time("--since", cli->since);
	if (cli->until && !time_is_written(cli->until))
		return bad_time("--until", cli->until);
	if (cli->log && cli->host)
		return misused("'--log' and '--host' do not go together");
	return parse_kinds(cli, &kinds);
}

/* In milliseconds.  *ret stays as it is without a text. */
static int parse_time(const struct log_source *s, const char *option, const char *text, bool is_end,
		      uint64_t *ret)
{
	bool is_date;
	usec_t at;

	if (!text)
		return EXIT_DONE;
	if (time_parse(text, s->zone, s->now, &at, &is_date) < 0)
		return bad_time(option, text);
	if (is_end && is_date)
		at = zone_midnight(s->zone, zone_day(s->zone, at) + 1);
	*ret = at / USEC_PER_MSEC;
	return EXIT_DONE;
}

int log_options_parse(const struct cli *cli, const struct log_source *s, struct query *ret)
{
	struct query q = { .board = cli->board };
	int r = parse_kinds(cli, &q.kinds);

	if (r == EXIT_DONE)
		r = parse_time(s, "--since", cli->since, false, &q.since);
	if (r == EXIT_DONE)
		r = parse_time(s, "--until", cli->until, true, &q.until);
	if (r != EXIT_DONE)
		return r;
	if (q.until && q.until <= q.since)
		return misused("--until is not after --since");
	*ret = q;
	return EXIT_DONE;
}
