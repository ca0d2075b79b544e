/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/client.h"
#include "cli/incidents.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "cli/writer.h"

static int parse_id(const char *text, uint64_t *ret)
{
	char *end;

	if (strcmp(text, "all") == 0) {
		*ret = 0;
		return 0;
	}
	errno = 0;
	*ret = strtoull(text, &end, 10);
	return errno || *end || *text < '0' || *text > '9' || *ret == 0 ? -EINVAL : 0;
}

static int check_words(int argc, char **argv)
{
	uint64_t id;

	if (argc == 0)
		return EXIT_DONE;
	if (strcmp(argv[0], "seen") != 0)
		return misused("incidents: '%s': only 'seen' may follow", argv[0]);
	if (argc == 1)
		return misused("incidents seen: say which, by ID, or 'all'");
	for (int i = 1; i < argc; i++)
		if (parse_id(argv[i], &id) < 0)
			return misused("incidents seen: '%s' is neither an ID nor 'all'", argv[i]);
	return EXIT_DONE;
}

static int see(struct client *c, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
		uint64_t id = 0;

		(void) parse_id(argv[i], &id);
		if (client_call(c, CALL_TIMEOUT, PUFA_PATH, PUFA_MANAGER, "SeeIncident", &reply,
				"t", id) < 0)
			return failed("%s", c->why);
	}
	return client_refresh(c) < 0 ? failed("%s", c->why) : EXIT_DONE;
}

static int print(const struct cli *cli, const struct client *c, bool quiet)
{
	if (cli->json) {
		if (writer_document(incidents_json(c, NULL, NULL, cli->all)) < 0)
			return failed("the answer could not be written");
		return EXIT_DONE;
	}
	if (incidents_count(c, NULL, NULL, cli->all) > 0)
		return incidents_print(c, NULL, NULL, cli->all, terminal_has_colors(cli, stdout)) <
				       0
			       ? out_of_memory()
			       : EXIT_DONE;
	if (!quiet)
		puts(cli->all ? "no incidents" : "no incidents that are open or not seen");
	return EXIT_DONE;
}

int verb_incidents(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(client_closep) struct client c = { 0 };
	int r = check_words(argc, argv);

	if (r != EXIT_DONE)
		return r;
	if (client_open(&c, cli->host) < 0)
		return failed("%s", c.why);
	if (argc > 0)
		r = see(&c, argc - 1, argv + 1);
	return r == EXIT_DONE ? print(cli, &c, argc > 0) : r;
}
