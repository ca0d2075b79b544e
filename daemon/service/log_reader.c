/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "schedule/layout.h"
#include "service/clock.h"
#include "service/log_reader.h"
#include "service/worker.h"

#define WAITING_MAX 16

/* Of one answer. */
#define LINES_MAX 1000
#define BYTES_MAX ((size_t) 256 * 1024)
/* Read for one answer, of what may all be passed over: tens of milliseconds. */
#define READ_MAX ((size_t) 4 * 1024 * 1024)

#define DEADLINE (10 * USEC_PER_SEC)
#define PATIENCE (2 * USEC_PER_SEC)

/* Strings, each owned. */
struct lines {
	char **list;
	size_t n, size, bytes;
};

/* The lines of the texts of a segment, by number; NULL: it has gone into the answer. */
struct texts_at_hand {
	char file[SEGMENT_NAME_MAX];
	struct text_line {
		uint64_t ref;
		char *line;
	} * list;
	size_t n, size;
};

struct log_question {
	struct log_question *next;
	sd_bus_message *call; /* a reference; the main thread's */
	char *board;
	struct query query;

	struct texts_at_hand texts;
	struct lines lines;
	struct query_end end;
};

struct log_reader {
	sd_event *event;
	char *dir;
	struct worker *worker; /* NULL: nobody has asked yet */
	struct log_question *queue, **last, *current;
	size_t n;
};

/* What the thread and the loop give each other. */
struct reader_job {
	struct log_question *question;
};

struct reader_result {
	struct log_question *question;
	int error;
};

_Static_assert(sizeof(struct reader_result) > sizeof(int), "see worker.h, also for 32 bits");

static void lines_done(struct lines *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->list[i]);
	free(l->list);
}

static void texts_at_hand_clear(struct texts_at_hand *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->list[i].line);
	t->n = 0;
}

static struct log_question *question_free(struct log_question *q)
{
	if (!q)
		return NULL;
	texts_at_hand_clear(&q->texts);
	free(q->texts.list);
	lines_done(&q->lines);
	sd_bus_message_unref(q->call);
	free(q->board);
	free(q);
	return NULL;
}

static size_t doubled(size_t size)
{
	return size ? 2 * size : 64;
}

/* @line is taken over, also on errors. */
static int add_line(struct lines *l, char *line)
{
	if (l->n == l->size) {
		char **grown = reallocarray(l->list, doubled(l->size), sizeof(*grown));

		if (!grown) {
			free(line);
			return -ENOMEM;
		}
		l->list = grown;
		l->size = doubled(l->size);
	}
	l->list[l->n++] = line;
	l->bytes += strlen(line);
	return 0;
}

/* What is damaged may be anything; on the bus only UTF-8 is text. */
static char *copy_line(const struct entry *e)
{
	char *copy = malloc(e->n + 1), *to = copy;

	if (!copy)
		return NULL;
	memcpy(copy, e->text, e->n);
	copy[e->n] = '\0';
	while (to < copy + e->n) {
		const char *s = to;

		if (utf8_next(&s) <= 0 || s == to)
			*to++ = '?';
		else
			to = copy + (s - copy);
	}
	return copy;
}

/* A text is kept until it is needed: most are not. */
static int keep_text(struct texts_at_hand *t, const struct entry *e)
{
	char *line;

	if (t->n == t->size) {
		struct text_line *grown = reallocarray(t->list, doubled(t->size), sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		t->list = grown;
		t->size = doubled(t->size);
	}
	line = copy_line(e);
	if (!line)
		return -ENOMEM;
	t->list[t->n++] = (struct text_line){ e->record->ref, line };
	return 0;
}

/* The text that a record refers to goes before it, once. */
static int give_text(struct log_question *q, uint64_t ref)
{
	struct texts_at_hand *t = &q->texts;

	for (size_t i = t->n; i > 0; i--)
		if (t->list[i - 1].ref == ref)
			return t->list[i - 1].line
				       ? add_line(&q->lines, TAKE_PTR(t->list[i - 1].line))
				       : 0;
	return 0;
}

static int give(struct log_question *q, const struct entry *e)
{
	char *line = copy_line(e);
	int r = line ? add_line(&q->lines, line) : -ENOMEM;

	return r < 0 ? r : q->lines.n >= LINES_MAX || q->lines.bytes >= BYTES_MAX;
}

static int on_entry(const struct entry *e, void *userdata)
{
	struct log_question *q = userdata;
	const struct record *r = e->record;
	int error = 0;

	if (strcmp(q->texts.file, e->file) != 0) {
		texts_at_hand_clear(&q->texts);
		strcpy(q->texts.file, e->file);
	}
	if (r && r->kind == RECORD_TEXT) {
		bool asked = r->seq > q->query.after && (q->query.kinds & QUERY_KIND(RECORD_TEXT));

		return asked ? give(q, e) : keep_text(&q->texts, e);
	}
	if (r && (r->kind == RECORD_PLAY || r->kind == RECORD_MISSED))
		error = give_text(q, r->ref);
	return error < 0 ? error : give(q, e);
}

static int read_log(const char *dir, struct log_question *q)
{
	_cleanup_(reader_freep) struct reader *reader = NULL;
	int r = reader_new(&reader, dir);

	return r < 0 ? r : query_run(reader, &q->query, on_entry, q, &q->end);
}

static void run(void *context, const void *job, void *ret)
{
	struct log_question *q = ((const struct reader_job *) job)->question;

	*(struct reader_result *) ret = (struct reader_result){ q, read_log(context, q) };
}

static int append_answer(sd_bus_message *reply, const struct log_question *q)
{
	int r = sd_bus_message_open_container(reply, 'a', "s");

	for (size_t i = 0; r >= 0 && i < q->lines.n; i++)
		r = sd_bus_message_append(reply, "s", q->lines.list[i]);
	if (r >= 0)
		r = sd_bus_message_close_container(reply);
	return r < 0 ? r : sd_bus_message_append(reply, "tb", q->end.last, (int) q->end.more);
}

static int answer(const struct log_question *q, int error)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	int r = error;

	if (r >= 0)
		r = sd_bus_message_new_method_return(q->call, &reply);
	if (r >= 0)
		r = append_answer(reply, q);
	if (r < 0)
		return sd_bus_reply_method_errorf(q->call, SD_BUS_ERROR_FAILED,
						  "The play log can not be read: %s", strerror(-r));
	return sd_bus_send(NULL, reply, NULL);
}

static void next(struct log_reader *l)
{
	struct log_question *q = l->queue;

	if (!q || worker_is_busy(l->worker))
		return;
	if (worker_submit(l->worker, &(struct reader_job){ q }, clock_monotonic() + DEADLINE) < 0)
		return;
	l->queue = q->next;
	if (!l->queue)
		l->last = &l->queue;
	l->n--;
	l->current = q;
}

static void on_done(void *userdata, const void *arg)
{
	const struct reader_result *result = arg;
	struct log_reader *l = userdata;

	l->current = NULL;
	(void) answer(result->question, result->error);
	question_free(result->question);
	next(l);
}

static const struct worker_kind kind = {
	.job_size = sizeof(struct reader_job),
	.result_size = sizeof(struct reader_result),
	.run = run,
	.done = on_done,
};

int log_reader_new(struct log_reader **ret, sd_event *event, const char *dir)
{
	struct log_reader *l = calloc(1, sizeof(*l));

	if (!l)
		return -ENOMEM;
	l->dir = strdup(dir);
	if (!l->dir) {
		free(l);
		return -ENOMEM;
	}
	l->event = sd_event_ref(event);
	l->last = &l->queue;
	*ret = l;
	return 0;
}

const char *log_reader_directory(const struct log_reader *l)
{
	return l ? l->dir : "";
}

/* A thread that hangs keeps what it has in hand: the question, and where it reads. */
static void end_worker(struct log_reader *l)
{
	if (!l->worker)
		return;
	if (worker_wait(l->worker, PATIENCE)) {
		worker_free(l->worker);
		return;
	}
	worker_abandon(l->worker);
	l->current = NULL;
	l->dir = NULL;
}

struct log_reader *log_reader_free(struct log_reader *l)
{
	if (!l)
		return NULL;
	while (l->queue) {
		struct log_question *q = l->queue;

		l->queue = q->next;
		question_free(q);
	}
	end_worker(l);
	sd_event_unref(l->event);
	free(l->dir);
	free(l);
	return NULL;
}

static struct log_question *question_new(const struct query *q, sd_bus_message *call)
{
	struct log_question *question = calloc(1, sizeof(*question));

	if (!question)
		return NULL;
	question->query = *q;
	question->query.texts = true;
	question->query.most = READ_MAX;
	if (q->board) {
		question->board = strdup(q->board);
		question->query.board = question->board;
		if (!question->board)
			return question_free(question);
	}
	question->call = sd_bus_message_ref(call);
	return question;
}

int log_reader_ask(struct log_reader *l, const struct query *q, sd_bus_message *call)
{
	struct log_question *question;
	int r = 0;

	if (l->n >= WAITING_MAX)
		return -EBUSY;
	if (!l->worker)
		r = worker_new(&l->worker, l->event, "log-reader", &kind, l->dir, l);
	if (r < 0)
		return r;
	question = question_new(q, call);
	if (!question)
		return -ENOMEM;
	*l->last = question;
	l->last = &question->next;
	l->n++;
	next(l);
	return 0;
}
