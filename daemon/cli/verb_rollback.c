/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/client.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "cli/writer.h"

static int print_json(bool done, const char *digest, json_t *mistakes)
{
	int r = writer_document(json_pack("{s:b, s:o, s:o}", "rolled_back", (int) done, "digest",
					  writer_string_or_null(digest), "mistakes", mistakes));

	if (r < 0)
		return failed("the answer could not be written");
	return done ? EXIT_DONE : EXIT_FAILED;
}

static int refused(const struct cli *cli, struct client *c)
{
	/* It may be in force and not be kept. */
	if (cli->json && client_refresh(c) < 0)
		return failed("%s", c->why);
	if (cli->json)
		return print_json(false, c->manager.digest, writer_lines(c->list));
	print_lines(stderr, "", c->list);
	return failed("refused; `pufactl status` says what is in force");
}

static bool is_digest(const char *text)
{
	return text[0] && text[strspn(text, "0123456789abcdef")] == '\0';
}

static int done(const struct cli *cli, const char *digest)
{
	if (cli->json)
		return print_json(true, digest, json_array());
	printf("rolled back: set %.12s; `pufactl reload` puts the files on the disk in force\n",
	       digest);
	return EXIT_DONE;
}

int verb_rollback(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(client_closep) struct client c = { 0 };
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	const char *digest;
	int r;

	(void) argc;
	(void) argv;
	r = client_open(&c, cli->host);
	if (r < 0)
		return failed("%s", c.why);
	r = client_call(&c, RELOAD_TIMEOUT, PUFA_PATH, PUFA_MANAGER, "Rollback", &reply, "");
	if (r < 0)
		return c.list ? refused(cli, &c) : failed("%s", c.why);
	if (sd_bus_message_read(reply, "s", &digest) < 0 || !is_digest(digest)) {
		client_nonsense(&c);
		return failed("%s", c.why);
	}
	return done(cli, digest);
}
