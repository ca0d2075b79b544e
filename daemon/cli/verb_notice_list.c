/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/client.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "cli/writer.h"

static int parse_id(const char *text, uint64_t *ret)
{
	char *end;

	errno = 0;
	*ret = strtoull(text, &end, 10);
	return errno || *end || *text < '0' || *text > '9' || *ret == 0 ? -EINVAL : 0;
}

static int check_words(int argc, char **argv)
{
	uint64_t id;

	for (int i = 0; i < argc; i++) {
		bool all = strcmp(argv[i], "all") == 0;

		if (all && argc > 1)
			return misused("notice clear: 'all' goes alone");
		if (!all && parse_id(argv[i], &id) < 0)
			return misused("notice clear: '%s' is neither an ID nor 'all'", argv[i]);
	}
	return EXIT_DONE;
}

static bool is_notice(const struct client *c, uint64_t id)
{
	const struct order_view *v = order_find(c, id);

	return v && v->is_notice;
}

/* Of several none is cleared if one is not there. */
static int check_ids(const struct client *c, int argc, char **argv)
{
	uint64_t id;

	for (int i = 0; i < argc; i++) {
		if (parse_id(argv[i], &id) < 0 || is_notice(c, id))
			continue;
		return failed(order_find(c, id) ? "%s is a blank: boards leave it by `resume`"
						: "there is no notice %s",
			      argv[i]);
	}
	return EXIT_DONE;
}

static int clear_one(struct client *c, uint64_t id)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;

	if (client_call(c, CALL_TIMEOUT, PUFA_PATH, PUFA_MANAGER, "ClearNotice", &reply, "t", id) <
	    0)
		return failed("%s", c->why);
	return EXIT_DONE;
}

static bool is_named(uint64_t id, int argc, char **argv)
{
	uint64_t named;

	for (int i = 0; i < argc; i++)
		if (parse_id(argv[i], &named) >= 0 && named == id)
			return true;
	return false;
}

/* In the order of the list, each once; @ret gets those that are gone.  All go by one call. */
static int clear(struct client *c, int argc, char **argv, json_t *ret)
{
	bool all = strcmp(argv[0], "all") == 0;
	int r = EXIT_DONE;

	for (size_t i = 0; i < c->manager.n_orders && r == EXIT_DONE; i++) {
		const struct order_view *v = &c->manager.orders[i];

		if (!v->is_notice || (!all && !is_named(v->id, argc, argv)))
			continue;
		if (!all || json_array_size(ret) == 0)
			r = clear_one(c, all ? 0 : v->id);
		if (r == EXIT_DONE)
			json_array_append_new(ret, json_integer((json_int_t) v->id));
	}
	return r;
}

static int print_cleared(const struct cli *cli, json_t *ids)
{
	size_t n = json_array_size(ids);

	if (cli->json) {
		if (writer_document(json_pack("{s:O}", "cleared", ids)) < 0)
			return failed("the answer could not be written");
		return EXIT_DONE;
	}
	for (size_t i = 0; i < n; i++)
		printf("notice %lld is cleared\n",
		       (long long) json_integer_value(json_array_get(ids, i)));
	if (n == 0)
		puts("there are no notices");
	return EXIT_DONE;
}

int verb_notice_clear(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(client_closep) struct client c = { 0 };
	_cleanup_(json_decrefp) json_t *ids = NULL;
	int r = check_words(argc, argv);

	if (r != EXIT_DONE)
		return r;
	if (client_open(&c, cli->host) < 0)
		return failed("%s", c.why);
	r = check_ids(&c, argc, argv);
	if (r != EXIT_DONE)
		return r;
	ids = json_array();
	if (!ids)
		return out_of_memory();
	r = clear(&c, argc, argv, ids);
	/* What was cleared before something went wrong is said all the same. */
	if (r == EXIT_DONE || json_array_size(ids) > 0)
		r |= print_cleared(cli, ids);
	return r;
}

int verb_notice_list(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(client_closep) struct client c = { 0 };
	int r = 0;

	(void) argc;
	(void) argv;
	if (client_open(&c, cli->host) < 0)
		return failed("%s", c.why);
	if (cli->json)
		return writer_document(orders_json(&c, NULL)) < 0
			       ? failed("the answer could not be written")
			       : EXIT_DONE;
	if (orders_count(&c, NULL) > 0)
		r = orders_print(&c, NULL, terminal_has_colors(cli, stdout));
	else
		puts("no notices and no blanks");
	return r < 0 ? out_of_memory() : EXIT_DONE;
}
