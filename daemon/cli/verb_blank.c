/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "cli/order_options.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "cli/writer.h"
#include "config/timetext.h"

static int blank_json(const struct client *c, const struct order_view *order, json_t *refused)
{
	json_t *o = order ? order_json(order, c) : json_null();

	if (writer_document(json_pack("{s:o, s:o}", "order", o, "refused", refused)) < 0)
		return failed("the answer could not be written");
	return EXIT_DONE;
}

static int put_blank(struct client *c, char *const boards[], size_t n, usec_t span, uint64_t *ret)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *m = NULL, *reply = NULL;
	int r = client_prepare(c, "PutBlank", &m);

	if (r < 0)
		return r;
	r = names_append(m, boards, n);
	if (r >= 0)
		r = sd_bus_message_append(m, "t", span);
	r = r < 0 ? client_unaskable(c, r) : client_send(c, CALL_TIMEOUT, m, &reply);
	if (r < 0)
		return r;
	return sd_bus_message_read(reply, "t", ret) <= 0 ? client_nonsense(c) : 0;
}

static int refused(const struct cli *cli, const struct client *c)
{
	json_t *reasons = NULL;
	int r = order_refused(c, cli->json ? &reasons : NULL);

	if (reasons)
		(void) blank_json(c, NULL, reasons);
	return r;
}

static int print_blank(const struct cli *cli, struct client *c, uint64_t id)
{
	const struct order_view *order;
	char until[TIMETEXT_MAX];

	if (client_refresh(c) < 0)
		return failed("blank %llu is in force; %s", (unsigned long long) id, c->why);
	order = order_find(c, id);
	if (cli->json)
		return blank_json(c, order, json_array());
	if (!order) {
		printf("blank %llu is not in force any more\n", (unsigned long long) id);
		return EXIT_DONE;
	}
	printf("blank %llu: %zu board%s dark until %.16s\n", (unsigned long long) id,
	       order->n_boards, order->n_boards == 1 ? "" : "s",
	       order_time(order->until, c, until));
	return EXIT_DONE;
}

int verb_blank(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(client_closep) struct client c = { 0 };
	uint64_t id = 0;
	usec_t span;
	int r = names_check(argv, (size_t) argc);

	if (r == EXIT_DONE)
		r = order_span_check(cli, BLANK_FOR_MAX);
	if (r != EXIT_DONE)
		return r;
	if (client_open(&c, cli->host) < 0)
		return failed("%s", c.why);
	r = order_span_parse(cli, &c, BLANK_FOR_MAX, &span);
	if (r != EXIT_DONE)
		return r;
	if (put_blank(&c, argv, (size_t) argc, span, &id) < 0)
		return refused(cli, &c);
	return print_blank(cli, &c, id);
}

static int resume(struct client *c, char *const boards[], size_t n, uint32_t *ret)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *m = NULL, *reply = NULL;
	int r = client_prepare(c, "Resume", &m);

	if (r < 0)
		return r;
	r = names_append(m, boards, n);
	r = r < 0 ? client_unaskable(c, r) : client_send(c, CALL_TIMEOUT, m, &reply);
	if (r < 0)
		return r;
	return sd_bus_message_read(reply, "u", ret) <= 0 ? client_nonsense(c) : 0;
}

int verb_resume(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(client_closep) struct client c = { 0 };
	uint32_t n;
	int r = names_check(argv, (size_t) argc);

	if (r != EXIT_DONE)
		return r;
	if (client_open(&c, cli->host) < 0)
		return failed("%s", c.why);
	if (resume(&c, argv, (size_t) argc, &n) < 0)
		return order_refused(&c, NULL);
	if (cli->json)
		return writer_document(json_pack("{s:I}", "resumed", (json_int_t) n)) < 0
			       ? failed("the answer could not be written")
			       : EXIT_DONE;
	if (n == 0)
		puts("no board was blanked");
	else
		printf("%u board%s not blanked any more\n", n, n == 1 ? " is" : "s are");
	return EXIT_DONE;
}
