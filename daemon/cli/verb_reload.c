/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "cli/client.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "cli/writer.h"

static int print_json(bool reloaded, const char *digest, json_t *mistakes)
{
	int r = writer_document(json_pack("{s:b, s:o, s:o}", "reloaded", reloaded, "digest",
					  writer_string_or_null(digest), "mistakes", mistakes));

	if (r < 0)
		return failed("the answer could not be written");
	return reloaded ? EXIT_DONE : EXIT_FAILED;
}

static int refused(const struct cli *cli, const struct client *c, const char *why)
{
	if (!cli->json) {
		print_lines(stderr, "", why);
		return failed("refused; the running set stays");
	}
	return print_json(false, c->manager.digest, writer_lines(why));
}

static int reloaded(const struct cli *cli, struct client *c)
{
	if (client_refresh(c) < 0)
		return failed("%s", c->why);
	if (cli->json)
		return print_json(true, c->manager.digest, json_array());
	printf("reloaded: set %.12s\n", c->manager.digest);
	return EXIT_DONE;
}

int verb_reload(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(client_closep) struct client c = { 0 };
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	int r;

	(void) argc;
	(void) argv;
	r = client_open(&c, cli->host);
	if (r < 0)
		return failed("%s", c.why);
	r = client_call(&c, RELOAD_TIMEOUT, PUFA_PATH, PUFA_MANAGER, "Reload", &reply, "");
	if (r >= 0)
		return reloaded(cli, &c);
	return c.list ? refused(cli, &c, c.list) : failed("%s", c.why);
}
