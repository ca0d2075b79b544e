/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/figures.h"
#include "cli/fleet_print.h"
#include "cli/health.h"
#include "cli/metrics.h"
#include "cli/table.h"

#define N_LEVELS (HEALTH_UNKNOWN + 1)

/* A gateway that could not be asked is worse than one that could not say. */
static const int severity[N_LEVELS] = {
	[HEALTH_OK] = 0,
	[HEALTH_WARNING] = 1,
	[HEALTH_CRITICAL] = 3,
	[HEALTH_UNKNOWN] = 2,
};

int fleet_level(const struct fleet_answer *a)
{
	const json_t *code = json_object_get(a->json, "code");
	json_int_t level = json_integer_value(code);

	if (!fleet_answered(a))
		return HEALTH_CRITICAL;
	return json_is_integer(code) && level >= 0 && level < N_LEVELS ? (int) level
								       : HEALTH_UNKNOWN;
}

int fleet_worst(const struct fleet_answer *answers, size_t n)
{
	int worst = HEALTH_OK;

	for (size_t i = 0; i < n; i++)
		if (severity[fleet_level(&answers[i])] > severity[worst])
			worst = fleet_level(&answers[i]);
	return worst;
}

/* "3 gateways ok", "6 gateways: 3 ok, 2 critical, 1 warning" */
static void print_counts(const unsigned counts[N_LEVELS], size_t n)
{
	static const char *const names[N_LEVELS] = { "ok", "warning", "critical", "unknown" };
	bool first = true;

	printf("%zu gateway%s", n, n == 1 ? "" : "s");
	for (size_t i = 0; i < N_LEVELS; i++) {
		if (counts[i] == 0)
			continue;
		if (counts[i] == n)
			printf(" %s", names[i]);
		else
			printf("%s %u %s", first ? ":" : ",", counts[i], names[i]);
		first = false;
	}
}

static void print_first_line(const struct fleet_answer *answers, size_t n)
{
	unsigned counts[N_LEVELS] = { 0 }, not_asked = 0;
	struct figures sum, one;

	figures_init(&sum);
	for (size_t i = 0; i < n; i++) {
		counts[fleet_level(&answers[i])]++;
		not_asked += !fleet_answered(&answers[i]);
		if (fleet_answered(&answers[i]) && figures_get(&one, answers[i].json) >= 0)
			figures_add(&sum, &one);
	}
	printf("PUFA %s - ", health_names[fleet_worst(answers, n)]);
	print_counts(counts, n);
	if (not_asked > 0)
		printf("; %u could not be asked", not_asked);
	printf(" | gateways=%zu;;;0; gateways_not_asked=%u;;0;0;%zu", n, not_asked, n);
	figures_print(&sum, stdout);
	putchar('\n');
}

/* A bar would begin figures, in a plugin's further lines too. */
static void add_text(struct table *t, const char *text)
{
	_cleanup_(freep) char *copy = strdup(text);

	for (char *s = copy; s && *s; s++)
		if (*s == '|')
			*s = '/';
	table_add(t, TINT_NONE, copy);
	t->failed |= !copy;
}

static void add_gateway(struct table *t, const struct fleet_answer *a)
{
	const char *message = json_string_value(json_object_get(a->json, "message"));
	json_t *detail;
	size_t i;

	add_text(t, a->host);
	table_add(t, TINT_NONE, health_names[fleet_level(a)]);
	if (!fleet_answered(a)) {
		add_text(t, fleet_error(a));
		return;
	}
	add_text(t, message ? message : "");
	json_array_foreach(json_object_get(a->json, "details"), i, detail)
	{
		const char *text = json_string_value(detail);

		add_text(t, a->host);
		table_add(t, TINT_NONE, "");
		add_text(t, text ? text : "");
	}
}

int fleet_print_health(const struct cli *cli, const struct fleet_answer *answers, size_t n)
{
	static const char *const headings[] = { "GATEWAY", "STATUS", "MESSAGE" };
	struct table t;
	int r;

	(void) cli;
	print_first_line(answers, n);
	table_init(&t, ARRAY_SIZE(headings), headings);
	for (size_t i = 0; i < n; i++)
		add_gateway(&t, &answers[i]);
	r = table_print(&t, stdout, false);
	table_done(&t);
	return r < 0 ? HEALTH_UNKNOWN : fleet_worst(answers, n);
}

int fleet_print_metrics(const struct cli *cli, const struct fleet_answer *answers, size_t n)
{
	_cleanup_(exposition_donep) struct exposition e = { 0 };

	exposition_init(&e, NULL);
	for (size_t i = 0; i < n; i++)
		if (!answers[i].json || exposition_merge(&e, answers[i].json) < 0)
			metrics_add_up(&e, answers[i].host, false);
	return metrics_write(cli, &e);
}
