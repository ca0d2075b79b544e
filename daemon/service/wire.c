/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "service/alarms.h"
#include "service/error_text.h"
#include "service/log.h"
#include "service/manager.h"
#include "service/question.h"
#include "service/tend.h"

/*
 * For one job, all its transactions: a page of 123 registers written and read back at
 * 1200 baud takes 5 s.  A silent board is given up much sooner, by the line's own timeout.
 */
#define JOB_TIME (10 * USEC_PER_SEC)

/*
 * There are gateways that end every connection nobody uses, or each that asks for a board that is
 * away.  Three such ends in a row are news of
 * the boards, then one a minute.
 */
#define HANG_UP_EACH  (60 * USEC_PER_SEC)
#define HANG_UP_BURST (2 * HANG_UP_EACH)

static const char *const state_names[] = {
	[WIRE_IDLE] = "idle",
	[WIRE_UP] = "up",
	[WIRE_DOWN] = "down",
};

const char *wire_state_name(enum wire_state state)
{
	return state_names[state];
}

/* A line that no board is on is asked in protocols of both kinds. */
static int take_kind(struct wire *w, enum line_kind kind)
{
	if (w->line && w->line->ops->kind == kind)
		return 0;
	w->line = line_free(w->line);
	return line_new(&w->line, kind, &w->settings);
}

static void run(void *userdata, const void *arg, void *ret_arg)
{
	const struct job *job = arg;
	struct result *ret = ret_arg;
	struct wire *w = userdata;
	int r = take_kind(w, job->driver->line);

	if (r < 0)
		*ret = (struct result){ .kind = job->kind, .error = r };
	else
		job_run(job, w->line, ret);
}

static int idle_fd(void *userdata)
{
	const struct wire *w = userdata;

	return w->line ? line_idle_fd(w->line) : -1;
}

static int hung_up(void *userdata)
{
	struct wire *w = userdata;

	line_hang_up(w->line);
	return w->line->cause;
}

static void say_job(const struct wire *w, const struct device *d, const struct result *result)
{
	static const char *const kinds[] = {
		[JOB_SHOW] = "show",         [JOB_READ] = "read", [JOB_PROBE] = "probe",
		[JOB_DARKEN] = "darken",     [JOB_TEND] = "tend", [JOB_STORE] = "store",
		[JOB_IDENTIFY] = "identify",
	};
	struct log_about both = { .board = d->name, .line = w->name };
	struct error_text buf;

	log_debug(both, "%s: %s after %u ms", kinds[result->kind],
		  result->error < 0 ? error_text(result->error, result->cause, &buf) : "done",
		  (unsigned) ((clock_monotonic() - w->started) / USEC_PER_MSEC));
}

/* Did the job get as far as the line? */
static bool is_of_the_line(int error)
{
	return error != -EMSGSIZE && error != -EILSEQ && error != -EOPNOTSUPP && error != -EINVAL;
}

/*
 * A connection that was there and was ended is made anew for the next job, and only if that fails
 * is the line down: there are gateways that end it for each board that is away.
 */
static void take_error(struct wire *w, int error, int cause)
{
	if (!is_of_the_line(error))
		return;
	if (error < 0 && error != -ESTALE) {
		w->last_error = error;
		w->last_cause = cause;
	}
	if (error != -ENODEV) {
		w->state = WIRE_UP;
		w->was_up = true;
	} else if (!line_was_ended(cause)) {
		w->state = WIRE_DOWN; /* an incident; see alarms.h */
	}
}

/* What one job says about the boards of the line, but the one that had it. */
static void tell_boards(struct wire *w, const struct device *told, bool lost, bool found)
{
	struct manager *m = w->manager;
	struct moment now = manager_moment(m);

	for (size_t i = 0; i < m->n_devices; i++) {
		struct device *d = m->devices[i];

		if (d == told || d->wire != w)
			continue;
		if (lost)
			board_forget(&d->board, &now);
		else if (found)
			board_nudge(&d->board, &now);
	}
}

/* Of a port that could not be opened nothing is known. */
static void take_echo(struct wire *w, const struct result *result)
{
	if (result->error != -ENODEV)
		w->echoes = result->echoes; /* an incident; see alarms.h */
}

static bool is_news(struct wire *w)
{
	usec_t now = clock_monotonic();

	if (w->hang_ups < now)
		w->hang_ups = now;
	if (w->hang_ups - now > HANG_UP_BURST)
		return false;
	w->hang_ups += HANG_UP_EACH;
	return true;
}

/*
 * May what the boards hold have changed?  Said once where the line stays down, and where a gateway
 * ends the connection for each board that is away, not each time.
 */
static bool is_lost(struct wire *w, const struct result *result, enum wire_state before)
{
	return result->error == -ENODEV && before != WIRE_DOWN &&
	       (!line_was_ended(result->cause) || is_news(w));
}

/* The other end went while nothing was asked.  The boards ask at once, which opens it again. */
static void on_hung_up(void *userdata, int why)
{
	struct wire *w = userdata;
	struct error_text buf;

	log_debug(((struct log_about){ .line = w->name }), "%s hung up: %s", w->endpoint,
		  error_text(-ENODEV, why, &buf));
	if (!is_news(w))
		return;
	take_error(w, -ENODEV, why);
	tell_boards(w, w->current, true, false);
	manager_poke(w->manager);
}

static const struct worker_watch watch = { idle_fd, hung_up, on_hung_up };

static void on_board_done(struct wire *w, const struct result *result)
{
	struct device *d = TAKE_PTR(w->current);
	enum wire_state before = w->state;
	bool ailing = board_is_ailing(&d->board), gone = d->gone, was_cut_off = d->cut_off, healed;

	say_job(w, d, result);
	take_error(w, result->error, result->cause);
	if (result->error < 0)
		d->cut_off = result->error == -ENODEV && w->state == WIRE_DOWN;
	if (was_cut_off && !d->cut_off)
		board_recount(&d->board);
	device_done(d, result);
	healed = ailing && !gone && d->board.n_failures == 0;
	tell_boards(w, d, is_lost(w, result, before),
		    healed || (before == WIRE_DOWN && w->state == WIRE_UP));
	manager_poke(w->manager);
}

/* Silence where perhaps nobody is says nothing against the line. */
static void on_answer(struct wire *w, const struct result *result)
{
	enum wire_state before = w->state;
	int r = result->error;

	take_error(w, r == -ENODEV || !is_of_the_line(r) ? r : 0, result->cause);
	tell_boards(w, NULL, is_lost(w, result, before),
		    before == WIRE_DOWN && w->state == WIRE_UP);
	question_answer(TAKE_PTR(w->asking), result);
	manager_poke(w->manager);
}

static void on_done(void *userdata, const void *arg)
{
	const struct result *result = arg;
	struct wire *w = userdata;

	take_echo(w, result);
	if (result->error == -ENODEV && !line_was_ended(result->cause))
		w->hang_ups = 0; /* it was no habit: it really went */
	if (w->asking)
		on_answer(w, result);
	else
		on_board_done(w, result);
}

static const struct worker_kind worker_kind = {
	.job_size = sizeof(struct job),
	.result_size = sizeof(struct result),
	.run = run,
	.done = on_done,
	.watch = &watch,
};

static char *describe(const struct line_settings *s)
{
	static const char parity[] = {
		[LINE_PARITY_NONE] = 'N',
		[LINE_PARITY_EVEN] = 'E',
		[LINE_PARITY_ODD] = 'O',
	};
	char *text = NULL;
	int r;

	if (s->serial)
		r = asprintf(&text, "%s %d %d%c%d", s->serial, s->baud, s->data_bits,
			     parity[s->parity], s->stop_bits);
	else
		r = asprintf(&text, "%s:%d%s", s->host, s->port,
			     s->udp                   ? " (UDP)"
			     : s->framing == LINE_RTU ? " (RTU)"
						      : "");
	return r < 0 ? NULL : text;
}

static int copy(char **ret, const char *s)
{
	*ret = s ? strdup(s) : NULL;
	return s && !*ret ? -ENOMEM : 0;
}

static int copy_settings(struct line_settings *to, const struct line_settings *from)
{
	char *serial = NULL, *host = NULL;

	if (copy(&serial, from->serial) < 0 || copy(&host, from->host) < 0) {
		free(serial);
		return -ENOMEM;
	}
	*to = *from;
	to->serial = serial;
	to->host = host;
	return 0;
}

int wire_new(struct wire **ret, struct manager *manager, const struct config_line *config)
{
	_cleanup_(wire_freep) struct wire *w = calloc(1, sizeof(*w));
	int r;

	if (!w)
		return -ENOMEM;
	w->manager = manager;
	w->config = config;
	w->kind = config->kind;
	w->medium = config->medium;
	r = copy_settings(&w->settings, &config->settings);
	if (r < 0)
		return r;
	w->endpoint = describe(&w->settings);
	if (!w->endpoint || copy(&w->name, config->name) < 0)
		return -ENOMEM;
	w->alarms = alarms_open(manager->alarms, SUBJECT_LINE, w->name);
	r = line_new(&w->line, config->kind, &w->settings);
	if (r < 0)
		return r;
	r = worker_new(&w->worker, manager->event, w->name, &worker_kind, w, w);
	if (r < 0)
		return r;

	*ret = TAKE_PTR(w);
	return 0;
}

struct wire *wire_free(struct wire *w)
{
	if (!w)
		return NULL;
	worker_free(w->worker);
	line_free(w->line);
	question_free(w->asking);
	while (w->question) {
		struct question *q = w->question;

		w->question = q->next;
		question_free(q);
	}
	if (w->current && w->current->gone)
		device_free(w->current); /* it was only waiting for its job */
	free((char *) w->settings.serial);
	free((char *) w->settings.host);
	free(w->endpoint);
	free(w->name);
	free(w);
	return NULL;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool wire_is(const struct wire *w, const struct config_line *config)
{
	const struct line_settings *a = &w->settings, *b = &config->settings;

	return strcmp(w->name, config->name) == 0 && w->kind == config->kind &&
	       w->medium == config->medium && same_text(a->serial, b->serial) &&
	       same_text(a->host, b->host) && a->port == b->port && a->udp == b->udp &&
	       a->baud == b->baud && a->data_bits == b->data_bits && a->stop_bits == b->stop_bits &&
	       a->parity == b->parity && a->framing == b->framing && a->rs485 == b->rs485 &&
	       a->response_timeout == b->response_timeout && a->turnaround == b->turnaround;
}

void wire_enqueue(struct wire *w, struct device *d)
{
	d->next = NULL;
	if (w->last)
		w->last->next = d;
	else
		w->first = d;
	w->last = d;
	manager_poke(w->manager);
}

void wire_remove(struct wire *w, struct device *d)
{
	struct device *before = NULL;

	for (struct device *i = w->first; i; before = i, i = i->next) {
		if (i != d)
			continue;
		if (before)
			before->next = d->next;
		else
			w->first = d->next;
		if (w->last == d)
			w->last = before;
		return;
	}
}

void wire_ask(struct wire *w, struct question *q)
{
	if (w->last_question && w->question)
		w->last_question->next = q;
	else
		w->question = q;
	w->last_question = q;
	manager_poke(w->manager);
}

static void submit(struct wire *w, struct job *job, usec_t now)
{
	int r;

	job->deadline = now + JOB_TIME;
	w->started = now;
	r = worker_submit(w->worker, job, job->deadline);
	if (r < 0)
		on_done(w, &(struct result){ .kind = job->kind, .error = r });
}

static void kick_question(struct wire *w)
{
	struct job job;

	w->asking = w->question;
	w->question = w->asking->next;
	w->asked_last = true;
	question_job(w->asking, &job);
	submit(w, &job, clock_monotonic());
}

static void kick_board(struct wire *w)
{
	struct device *d = w->first;
	struct moment now = manager_moment(w->manager);
	struct job job = { 0 };

	wire_remove(w, d);
	if (!board_job(&d->board, &job, &now))
		return;
	if (job.set_clock)
		device_wall_time(d, &job.clock);
	w->asked_last = false;
	w->current = d;
	submit(w, &job, now.mono);
}

void wire_kick(struct wire *w)
{
	while (!w->current && !w->asking && (w->first || w->question)) {
		if (w->question && (!w->first || !w->asked_last))
			kick_question(w);
		else
			kick_board(w);
	}
}
