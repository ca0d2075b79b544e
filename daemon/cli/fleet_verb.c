/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/fleet_print.h"
#include "cli/health.h"
#include "cli/hosts.h"
#include "cli/metrics.h"
#include "cli/mistakes.h"
#include "cli/verbs.h"
#include "cli/writer.h"

#define TIMEOUT_DEFAULT 10 /* seconds: what a call to one gateway has */
#define TIMEOUT_MAX     600

/* By verb: how its answers are printed, and where those that are arrays go in JSON. */
static const struct fleet_verb {
	int (*run)(const struct cli *cli, int argc, char **argv);
	int (*print)(const struct cli *cli, const struct fleet_answer *answers, size_t n);
	const char *key;
} fleet_verbs[] = {
	{ verb_health, fleet_print_health, NULL },
	{ verb_incidents, fleet_print_incidents, "incidents" },
	{ verb_metrics, fleet_print_metrics, "metrics" },
	{ verb_status, fleet_print_status, NULL },
};

bool fleet_is_asked(const struct cli *cli)
{
	return cli->hosts || cli->n_hosts > 1;
}

static const struct fleet_verb *find_verb(const struct cli *cli)
{
	for (size_t i = 0; i < ARRAY_SIZE(fleet_verbs); i++)
		if (fleet_verbs[i].run == cli->verb->run)
			return &fleet_verbs[i];
	return NULL;
}

static int gather(const struct cli *cli, struct host_list *hosts)
{
	struct mistakes m;
	int r = 0;

	for (unsigned i = 0; i < cli->n_hosts; i++) {
		r = hosts_add(hosts, cli->given_hosts[i]);
		if (r == -EEXIST)
			return misused("'%s' is given twice", cli->given_hosts[i]);
		if (r < 0)
			return out_of_memory();
	}
	if (cli->hosts) {
		mistakes_init(&m, stderr, false, false);
		r = hosts_read(hosts, cli->hosts, &m.diag);
	}
	return r == -ENOMEM ? out_of_memory() : r < 0 ? EXIT_FAILED : EXIT_DONE;
}

/* {host, error, ...}: what one gateway's document has follows. */
static json_t *item(const struct fleet_verb *v, const struct fleet_answer *a)
{
	json_t *object = json_pack("{s:o, s:o}", "host", writer_string(a->host), "error",
				   fleet_answered(a) ? json_null() : writer_string(fleet_error(a)));
	int r = 0;

	if (v->print == fleet_print_health && !a->json) {
		r |= json_object_set_new(object, "status",
					 json_string(health_names[fleet_level(a)]));
		r |= json_object_set_new(object, "code", json_integer(fleet_level(a)));
	}
	if (a->json && v->key)
		r |= json_object_set(object, v->key, a->json);
	else if (a->json)
		r |= json_object_update(object, a->json);
	if (r == 0)
		return object;
	json_decref(object);
	return NULL;
}

static int print_json(const struct fleet_verb *v, const struct fleet_answer *answers, size_t n)
{
	struct writer w = { 0 };

	for (size_t i = 0; i < n; i++)
		writer_item(&w, item(v, &answers[i]));
	if (writer_array_stop(&w) < 0)
		return failed("the answer could not be written");
	return v->print == fleet_print_health ? fleet_worst(answers, n) : EXIT_DONE;
}

/* One line that names them all; how many they are. */
static size_t name_silent(const struct fleet_answer *answers, size_t n)
{
	_cleanup_(freep) char *names = NULL;
	size_t silent = 0, size = 0;
	FILE *f = open_memstream(&names, &size);

	for (size_t i = 0; i < n; i++) {
		if (fleet_answered(&answers[i]))
			continue;
		if (f)
			fprintf(f, "%s%s", silent ? ", " : "", answers[i].host);
		silent++;
	}
	if (f)
		fclose(f);
	if (silent > 0)
		complain("%zu of %zu gateways could not be asked: %s", silent, n,
			 names ? names : "");
	return silent;
}

static int ask(const struct cli *cli, const struct host_list *hosts, usec_t timeout)
{
	const struct fleet_verb *v = find_verb(cli);
	struct fleet_answer *answers = calloc(hosts->n, sizeof(*answers));
	bool is_health = v->print == fleet_print_health;
	int r;

	if (!answers)
		return is_health ? HEALTH_UNKNOWN : out_of_memory();
	fleet_ask(cli, hosts->names, hosts->n, timeout, answers);
	r = cli->json ? print_json(v, answers, hosts->n) : v->print(cli, answers, hosts->n);
	/* A plugin says it in its output, and a file of metrics holds it. */
	if (!is_health && !cli->output && name_silent(answers, hosts->n) > 0)
		r = EXIT_FAILED;
	fleet_answers_free(answers, hosts->n);
	return r;
}

int fleet_run(const struct cli *cli)
{
	unsigned timeout = TIMEOUT_DEFAULT;
	struct host_list hosts = { 0 };
	int r = metrics_check(cli);

	if (r == EXIT_DONE && cli->timeout &&
	    number_parse(cli->timeout, 1, TIMEOUT_MAX, &timeout) < 0)
		r = misused("'%s' of --timeout is no number of seconds from 1 to %d", cli->timeout,
			    TIMEOUT_MAX);
	if (r == EXIT_DONE)
		r = gather(cli, &hosts);
	if (r == EXIT_DONE)
		r = ask(cli, &hosts, timeout * USEC_PER_SEC);
	else if (cli->verb->run == verb_health)
		r = HEALTH_UNKNOWN;
	hosts_done(&hosts);
	return r;
}
