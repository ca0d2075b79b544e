/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "cli/source.h"

void explanation_done(struct explanation *e)
{
	for (size_t i = 0; i < e->n_considered; i++) {
		free(e->considered[i].rule);
		free(e->considered[i].verdict);
		free(e->considered[i].why);
	}
	free(e->considered);
	free(e->because);
	showing_done(&e->shows);
	*e = (struct explanation){ 0 };
}

struct weighed_rule *explanation_add(struct explanation *e)
{
	struct weighed_rule *grown =
		reallocarray(e->considered, e->n_considered + 1, sizeof(*grown));

	if (!grown)
		return NULL;
	e->considered = grown;
	grown[e->n_considered] = (struct weighed_rule){ 0 };
	return &grown[e->n_considered++];
}

/* Every instant of a schedule is one. */
static usec_t whole_msec(usec_t at)
{
	return at - at % USEC_PER_MSEC;
}

static int open_files(struct source *s, const struct cli *cli, const char *site)
{
	if (files_load(&s->config, cli, site) < 0)
		return EXIT_FAILED;
	s->ops = &source_files;
	s->zone = &s->config->zone;
	s->digest = s->config->digest;
	s->now = whole_msec(clock_wall());
	return EXIT_DONE;
}

static int open_client(struct source *s, const char *host)
{
	int r = client_open(&s->client, host);

	if (r < 0)
		return r;
	s->ops = &source_bus;
	s->zone = &s->client.zone;
	s->digest = s->client.manager.digest;
	s->now = whole_msec(client_now(&s->client));
	return 0;
}

int source_open(struct source *s, const struct cli *cli)
{
	*s = (struct source){ 0 };
	if (cli->config)
		return open_files(s, cli, cli->config);
	if (open_client(s, cli->host) >= 0)
		return EXIT_DONE;
	if (cli->host || s->client.refused || access(SITE_FILE, F_OK) < 0)
		return failed("%s", s->client.why);
	complain("%s; using the files of %s", s->client.why, SITE_FILE);
	return open_files(s, cli, SITE_FILE);
}

void source_close(struct source *s)
{
	if (s->client.bus)
		client_close(&s->client);
	config_free(s->config);
	*s = (struct source){ 0 };
}
