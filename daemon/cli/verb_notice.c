/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cli/duration.h"
#include "cli/order_options.h"
#include "cli/preview.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "cli/writer.h"
#include "config/timetext.h"
#include "pufa/message.h"
#include "schedule/layout.h"
#include "schedule/schedule.h"

/* What is to be put up, and what became of it. */
struct putting {
	const struct cli *cli;
	struct client client;
	const char *text;
	struct names boards;
	usec_t span;
	unsigned urgency;
	struct preview preview;
	uint64_t id;     /* 0: not up */
	json_t *refused; /* the daemon's reasons, for JSON; NULL: none */
};

static void putting_done(struct putting *n)
{
	json_decref(n->refused);
	preview_done(&n->preview);
	names_done(&n->boards);
	client_close(&n->client);
}

static int check_text(const char *text)
{
	if (!*text)
		return misused("the text is empty");
	if (strlen(text) > TEXT_MAX)
		return failed("the text is longer than %d bytes", TEXT_MAX);
	if (text_width(text) < 0)
		return failed("the text is not UTF-8, or has control characters: '%s'", text);
	return EXIT_DONE;
}

static int check_words(struct putting *n)
{
	const struct cli *cli = n->cli;
	int r = check_text(n->text);

	if (r == EXIT_DONE)
		r = order_span_check(cli, ORDER_SPAN_MAX);
	if (r != EXIT_DONE)
		return r;
	n->urgency = URGENCY_MIN;
	if (cli->urgency && number_parse(cli->urgency, URGENCY_MIN, URGENCY_MAX, &n->urgency) < 0)
		return misused("'%s' of --urgency is not %d to %d", cli->urgency, URGENCY_MIN,
			       URGENCY_MAX);
	return names_parse(cli->boards, &n->boards);
}

/* "18:00", with the date where that is not today. */
static void format_until(const struct putting *n, usec_t until, char *buf)
{
	const struct zone *z = &n->client.zone;
	bool today = zone_day(z, until) == zone_day(z, client_now(&n->client));

	order_time(until, &n->client, buf);
	buf[16] = '\0';
	if (today)
		memmove(buf, buf + 11, 6);
}

static bool is_yes(const char *answer)
{
	return strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0;
}

/* On the terminal; what comes from it is "y" or no. */
static bool ask_person(const struct putting *n)
{
	_cleanup_(freep) char *answer = NULL;
	char until[TIMETEXT_MAX], lasts[DURATION_MAX], span[DURATION_MAX + 8] = "";
	size_t size = 0;

	format_until(n, client_now(&n->client) + n->span, until);
	if (n->cli->span)
		snprintf(span, sizeof(span), " for %s,", duration_format(n->span, lasts));
	if (isatty(STDOUT_FILENO))
		fflush(stdout);
	fprintf(stderr, "put this up on %zu board%s%s until %s? [y/N] ", n->preview.n,
		n->preview.n == 1 ? "" : "s", span, until);
	if (getline(&answer, &size, stdin) < 0) {
		fputc('\n', stderr); /* nobody ended the line */
		return false;
	}
	answer[strcspn(answer, "\r\n")] = '\0';
	return is_yes(answer);
}

static int put_up(struct putting *n)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *m = NULL, *reply = NULL;
	struct client *c = &n->client;
	int r = client_prepare(c, "PutNotice", &m);

	if (r < 0)
		return failed("%s", c->why);
	r = sd_bus_message_append(m, "s", n->text);
	if (r >= 0)
		r = names_append(m, n->boards.list, n->boards.n);
	if (r >= 0)
		r = sd_bus_message_append(m, "tub", n->span, (uint32_t) n->urgency,
					  (int) n->cli->through_quiet_hours);
	r = r < 0 ? client_unaskable(c, r) : client_send(c, CALL_TIMEOUT, m, &reply);
	if (r < 0)
		return order_refused(c, n->cli->json ? &n->refused : NULL);
	if (sd_bus_message_read(reply, "t", &n->id) <= 0 || n->id == 0) {
		client_nonsense(c);
		return failed("%s", c->why);
	}
	return EXIT_DONE;
}

static int draw(const struct putting *n, FILE *out)
{
	return preview_print(&n->preview, out, terminal_has_colors(n->cli, out)) < 0
		       ? out_of_memory()
		       : EXIT_DONE;
}

/*
 * Where a person answers they see it first, whatever our output goes into.  Elsewhere it is printed
 * when it is up: that nobody reads what we print, or only a part, is no reason not to put it up.
 */
static int preview_and_put_up(struct putting *n)
{
	bool asks = !n->cli->yes && !n->cli->json && isatty(STDIN_FILENO);
	int r;

	if (asks) {
		r = draw(n, isatty(STDOUT_FILENO) ? stdout : stderr);
		if (r != EXIT_DONE)
			return r;
		if (!ask_person(n))
			return failed("not put up");
		r = order_span_parse(n->cli, &n->client, ORDER_SPAN_MAX, &n->span);
		return r == EXIT_DONE ? put_up(n) : r;
	}
	r = put_up(n);
	return r == EXIT_DONE && !n->cli->json ? draw(n, stdout) : r;
}

static int refuse(struct putting *n)
{
	if (!n->cli->json) {
		preview_complain(&n->preview);
		return EXIT_FAILED;
	}
	n->refused = preview_complaints_json(&n->preview);
	return n->refused ? EXIT_FAILED : out_of_memory();
}

static int print_json(struct putting *n, const struct order_view *order)
{
	json_t *refused = n->refused ? json_incref(n->refused) : json_array();
	json_t *o = order ? order_json(order, &n->client) : json_null();

	if (writer_document(json_pack("{s:o, s:o, s:o}", "order", o, "refused", refused, "preview",
				      preview_json(&n->preview))) < 0)
		return failed("the answer could not be written");
	return n->id ? EXIT_DONE : EXIT_FAILED;
}

static int print_done(struct putting *n)
{
	const struct order_view *order;
	char until[TIMETEXT_MAX];

	if (client_refresh(&n->client) < 0)
		return failed("notice %llu is up; %s", (unsigned long long) n->id, n->client.why);
	order = order_find(&n->client, n->id);
	if (n->cli->json)
		return print_json(n, order);
	if (!order) {
		printf("notice %llu is not up any more\n", (unsigned long long) n->id);
		return EXIT_DONE;
	}
	format_until(n, order->until, until);
	printf("notice %llu: on %zu board%s until %s\n", (unsigned long long) n->id,
	       order->n_boards, order->n_boards == 1 ? "" : "s", until);
	return EXIT_DONE;
}

static int add(struct putting *n)
{
	struct client *c = &n->client;
	int r;

	if (client_open(c, n->cli->host) < 0)
		return failed("%s", c->why);
	r = order_span_parse(n->cli, c, ORDER_SPAN_MAX, &n->span);
	if (r != EXIT_DONE)
		return r;
	if (preview_read(c, n->text, n->boards.list, n->boards.n, &n->preview) < 0)
		return order_refused(c, NULL);
	if (n->preview.n == 0)
		return failed("there is no board in what --boards names");
	r = n->preview.n_complaints > 0 ? refuse(n) : preview_and_put_up(n);
	if (r == EXIT_DONE)
		return print_done(n);
	return n->refused ? print_json(n, NULL) : r;
}

int verb_notice(const struct cli *cli, int argc, char **argv)
{
	(void) cli;
	if (argc == 0)
		return misused("notice: say add, clear or list");
	return misused("notice: '%s' is none of add, clear, list", argv[0]);
}

int verb_notice_add(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(putting_done) struct putting n = { .cli = cli, .text = argv[0] };
	int r = check_words(&n);

	(void) argc;
	return r == EXIT_DONE ? add(&n) : r;
}
