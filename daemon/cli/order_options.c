/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/duration.h"
#include "cli/order_options.h"
#include "cli/properties.h"
#include "cli/writer.h"
#include "config/timetext.h"
#include "schedule/layout.h"

#define SPAN_MIN USEC_PER_MINUTE
/* The daemon cuts its now and the span to whole milliseconds: without it, 17:59:59 for 18:00. */
#define LEEWAY (2 * USEC_PER_MSEC)

static int check_range(const char *option, const char *text, usec_t span, usec_t max)
{
	if (span < SPAN_MIN)
		return misused("'%s' of %s is too short: at least a minute", text, option);
	if (span > max)
		return misused("'%s' of %s is too long: at most %llu hours", text, option,
			       (unsigned long long) (max / USEC_PER_HOUR));
	return EXIT_DONE;
}

static int parse_for(const char *text, usec_t max, usec_t *ret)
{
	usec_t span = 0;
	int r = duration_parse(text, &span);

	if (r == -EINVAL)
		return misused("'%s' of --for is not how long (try 30m, 2h or 1h30m)", text);
	*ret = r < 0 ? USEC_NEVER : span;
	return check_range("--for", text, *ret, max);
}

int order_span_check(const struct cli *cli, usec_t max)
{
	usec_t span;

	if (cli->span && cli->until)
		return misused("'--for' and '--until' do not go together");
	if (cli->span)
		return parse_for(cli->span, max, &span);
	if (!cli->until)
		return misused("--for is missing: how long? like 30m, 2h, 1h30m");
	if (!time_is_written(cli->until))
		return misused("'%s' of --until is not a time (try 18:00 or \"2026-12-04 08:00\")",
			       cli->until);
	return EXIT_DONE;
}

int order_span_parse(const struct cli *cli, const struct client *c, usec_t max, usec_t *ret)
{
	usec_t now = client_now(c), until;
	bool is_date;
	int r;

	if (cli->span)
		return parse_for(cli->span, max, ret);
	if (time_parse(cli->until, &c->zone, now, &until, &is_date) < 0)
		return misused("'%s' of --until is not a time of the years 1970 to 2100",
			       cli->until);
	if (is_date)
		until = zone_midnight(&c->zone, zone_day(&c->zone, until) + 1);
	if (until <= now)
		return misused("'%s' of --until is over", cli->until);
	r = check_range("--until", cli->until, until - now, max);
	if (r == EXIT_DONE)
		*ret = until - now + LEEWAY < max ? until - now + LEEWAY : max;
	return r;
}

/* Of printable UTF-8, as the bus and people want it. */
static bool is_name(const char *text)
{
	return *text && text_width(text) >= 0;
}

int names_check(char *const words[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!is_name(words[i]))
			return misused("'%s' is no name of a board or group", words[i]);
	return EXIT_DONE;
}

void names_done(struct names *names)
{
	strings_free(names->list, names->n);
	*names = (struct names){ 0 };
}

static int names_add(struct names *names, const char *text, size_t length)
{
	char **grown = reallocarray(names->list, names->n + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	names->list = grown;
	grown[names->n] = strndup(text, length);
	return grown[names->n] ? (int) names->n++ : -ENOMEM;
}

int names_parse(const char *text, struct names *ret)
{
	struct names names = { 0 };
	int r;

	*ret = names;
	while (text) {
		size_t length = strcspn(text, ",");

		if (names_add(&names, text, length) < 0) {
			names_done(&names);
			return out_of_memory();
		}
		text = text[length] ? text + length + 1 : NULL;
	}
	r = names_check(names.list, names.n);
	if (r == EXIT_DONE)
		*ret = names;
	else
		names_done(&names);
	return r;
}

int names_append(sd_bus_message *m, char *const list[], size_t n)
{
	int r = sd_bus_message_open_container(m, 'a', "s");

	for (size_t i = 0; r >= 0 && i < n; i++)
		r = sd_bus_message_append(m, "s", list[i]);
	return r < 0 ? r : sd_bus_message_close_container(m);
}

static void complain_lines(const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		if (n > 0)
			complain("%.*s", (int) n, text);
		text += n + (text[n] == '\n');
	}
}

int order_refused(const struct client *c, json_t **ret)
{
	if (!c->list || !*c->list)
		return failed("%s", c->why);
	if (ret)
		*ret = writer_lines(c->list);
	else
		complain_lines(c->list);
	return EXIT_FAILED;
}
