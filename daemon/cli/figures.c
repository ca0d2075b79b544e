/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/cli.h"
#include "cli/figures.h"
#include "cli/log_source.h"
#include "playlog/record.h"

/* Milliseconds are as exact as it gets. */
static double seconds(usec_t span)
{
	return (double) (span / USEC_PER_MSEC) / 1000;
}

static double larger(double a, double b)
{
	return a > b ? a : b;
}

double figures_age(usec_t then, usec_t now)
{
	if (then == 0 || then == USEC_NEVER)
		return AGE_UNKNOWN;
	return then < now ? seconds(now - then) : 0;
}

void figures_init(struct figures *f)
{
	*f = (struct figures){ .last_seen_age = AGE_UNKNOWN, .log_age = AGE_UNKNOWN };
}

void figures_count(struct figures *f, const struct client *c, const struct board_view *boards,
		   size_t n)
{
	const struct manager_view *m = &c->manager;

	f->boards += (unsigned) n;
	for (size_t i = 0; i < n; i++) {
		f->states[state_find(boards[i].state) - state_looks]++;
		f->last_seen_age =
			larger(f->last_seen_age, figures_age(boards[i].last_seen, client_now(c)));
	}
	for (size_t i = 0; i < m->n_incidents; i++) {
		const struct incident_view *v = &m->incidents[i];

		f->incidents += incident_is_current(v);
		f->incidents_open += v->open;
		f->incidents_err += v->open && incident_is_err(v);
	}
}

/* The date of the last of the lines in a piece of the log, in milliseconds; 0: it has none. */
static uint64_t last_date(sd_bus_message *reply)
{
	_cleanup_(freep) char *copy = NULL;
	const char *line, *last = NULL, *why;
	struct record record;

	if (sd_bus_message_enter_container(reply, 'a', "s") <= 0)
		return 0;
	while (sd_bus_message_read(reply, "s", &line) > 0)
		last = line;
	copy = last ? strdup(last) : NULL;
	if (!copy || record_parse(&record, copy, strlen(copy), &why) < 0)
		return 0;
	return record.at;
}

usec_t figures_ask_log_time(struct client *c)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	_cleanup_(freep) char *hash = NULL;
	uint64_t seq, at;

	if (client_log_head(c, &seq, &hash) < 0 || seq == 0 ||
	    client_call(c, CALL_TIMEOUT, PUFA_PATH, PUFA_MANAGER, "ReadLog", &reply, "ssttt", "",
			"", UINT64_C(0), UINT64_C(0), seq - 1) < 0)
		return 0;
	at = last_date(reply);
	return at < UINT64_MAX / USEC_PER_MSEC ? at * USEC_PER_MSEC : 0;
}

void figures_add(struct figures *sum, const struct figures *f)
{
	sum->boards += f->boards;
	for (size_t i = 0; i < N_BOARD_STATES; i++)
		sum->states[i] += f->states[i];
	sum->incidents += f->incidents;
	sum->incidents_open += f->incidents_open;
	sum->incidents_err += f->incidents_err;
	sum->last_seen_age = larger(sum->last_seen_age, f->last_seen_age);
	sum->log_age = larger(sum->log_age, f->log_age);
}

static void print_age(FILE *out, const char *label, double age)
{
	if (age < 0)
		fprintf(out, " %s=U", label);
	else
		fprintf(out, " %s=%.3fs;;;0;", label, age);
}

void figures_print(const struct figures *f, FILE *out)
{
	fprintf(out, " boards=%u;;;0;", f->boards);
	for (size_t i = 0; i < N_BOARD_STATES; i++) {
		const struct state_look *look = &state_looks[i];
		/* A board of which nothing comes back is unknown for ever, and well. */
		bool counts = i != BOARD_UNKNOWN;

		fprintf(out, " %s=%u;%s;%s;0;%u", look->name, f->states[i],
			counts && look->health == HEALTH_WARNING ? "0" : "",
			counts && look->health == HEALTH_CRITICAL ? "0" : "", f->boards);
	}
	fprintf(out, " incidents=%u;0;;0; incidents_open=%u;0;;0; incidents_err=%u;;0;0;",
		f->incidents, f->incidents_open, f->incidents_err);
	print_age(out, "last_seen_age", f->last_seen_age);
	print_age(out, "log_age", f->log_age);
}

static json_t *age_json(double age)
{
	return age < 0 ? json_null() : json_real(age);
}

int figures_put(const struct figures *f, json_t *object)
{
	json_t *states = json_object();
	int r = 0;

	for (size_t i = 0; i < N_BOARD_STATES; i++)
		r |= json_object_set_new(states, state_looks[i].name, json_integer(f->states[i]));
	r |= json_object_set_new(object, "boards", states);
	r |= json_object_set_new(object, "incidents", json_integer(f->incidents));
	r |= json_object_set_new(object, "incidents_open", json_integer(f->incidents_open));
	r |= json_object_set_new(object, "incidents_err", json_integer(f->incidents_err));
	r |= json_object_set_new(object, "last_seen_age", age_json(f->last_seen_age));
	r |= json_object_set_new(object, "log_age", age_json(f->log_age));
	return r < 0 ? -ENOMEM : 0;
}

static int get_count(json_t *object, const char *key, unsigned *ret)
{
	const json_t *value = json_object_get(object, key);
	json_int_t n = json_integer_value(value);

	if (!json_is_integer(value) || n < 0 || n > INT32_MAX)
		return -EBADMSG;
	*ret = (unsigned) n;
	return 0;
}

static int get_age(json_t *object, const char *key, double *ret)
{
	const json_t *value = json_object_get(object, key);

	*ret = AGE_UNKNOWN;
	if (json_is_null(value))
		return 0;
	if (!json_is_number(value) || json_number_value(value) < 0)
		return -EBADMSG;
	*ret = json_number_value(value);
	return 0;
}

int figures_get(struct figures *f, json_t *object)
{
	json_t *states = json_object_get(object, "boards");
	int r = 0;

	figures_init(f);
	for (size_t i = 0; i < N_BOARD_STATES; i++) {
		r |= get_count(states, state_looks[i].name, &f->states[i]);
		f->boards += f->states[i];
	}
	r |= get_count(object, "incidents", &f->incidents);
	r |= get_count(object, "incidents_open", &f->incidents_open);
	r |= get_count(object, "incidents_err", &f->incidents_err);
	r |= get_age(object, "last_seen_age", &f->last_seen_age);
	r |= get_age(object, "log_age", &f->log_age);
	return r < 0 ? -EBADMSG : 0;
}
