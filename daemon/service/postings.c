/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "config/timetext.h"
#include "service/bus.h"
#include "service/keeper.h"
#include "service/log.h"
#include "service/notice_fit.h"
#include "service/orders_file.h"
#include "service/postings.h"

/* What the disk did not take is given to it again so soon. */
#define RETRY_AFTER (30 * USEC_PER_SEC)

/* Room for names in a line of the play log. */
#define NAMES_MAX 2800

/* Somebody who waits for the disk. */
struct answer {
	struct answer *next;
	uint64_t version;
	sd_bus_message *call; /* a reference */
	const char *types;    /* of what is answered: "t", "u" or "" */
	uint64_t value;
};

struct postings {
	struct manager *manager;
	struct order_list list;
	int file;         /* the keeper's number of it; negative: nothing is kept */
	uint64_t version; /* of what was given to it last */
	bool unkept;      /* the file is not the list; it is written again */
	bool said_unkept;
	sd_event_source *retry;
	struct answer *answers; /* newest first */
	bool changed, stopped;
};

const struct order_list *postings_list(const struct postings *p)
{
	return &p->list;
}

bool postings_changed(struct postings *p)
{
	bool changed = p->changed;

	p->changed = false;
	return changed;
}

static char *join(const char *const *names, size_t n)
{
	char *text = NULL;
	size_t size = 0, i;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return NULL;
	for (i = 0; i < n && ftell(f) < NAMES_MAX; i++)
		fprintf(f, "%s%s", i ? ", " : "", names[i]);
	if (i < n)
		fprintf(f, " and %zu more", n - i);
	if (fclose(f) == 0)
		return text;
	free(text);
	return NULL;
}

/* @what: as in the play log.  @why may be "". */
static void tell(const struct postings *p, const struct posting *posting, const char *what,
		 const char *who, const char *const *names, size_t n, const char *why)
{
	const struct order *o = &posting->order;
	const struct manager *m = p->manager;
	_cleanup_(freep) char *boards = join(names, n);
	char until[TIMETEXT_MAX];
	struct record r = {
		.kind = RECORD_ORDER,
		.id = o->id,
		.what = what,
		.order = order_kind_name(o->kind),
		.who = who,
		.text = posting->text,
		.boards = boards ? boards : "",
		.until = o->until / USEC_PER_MSEC,
	};

	playlog_write(m->playlog, &r);
	log_info(LOG_SERVICE, "%s %u %s%s%s%s%s on %s, until %s%s%s", r.order, (unsigned) o->id,
		 what, *who ? " by " : "", who, *why ? ": " : "", why, r.boards,
		 time_format(o->until, &m->loaded->config->zone, until), *r.text ? ": " : "",
		 r.text);
}

static void tell_all_of(const struct postings *p, const struct posting *posting, const char *what,
			const char *who, const char *why)
{
	tell(p, posting, what, who, (const char *const *) posting->names, posting->n_names, why);
}

/*
 * Messages have moved or are gone: what was made of them is found no more, for another could be
 * where one was.
 */
static void refresh(struct postings *p)
{
	struct manager *m = p->manager;

	content_cache_clear(&m->contents);
	for (size_t i = 0; i < m->n_devices; i++) {
		m->devices[i]->paged = NULL;
		m->devices[i]->lacks = NULL;
	}
	orders_refresh(&p->list, m->loaded->config, clock_timeline(m->clock));
	m->orders = p->list.orders;
	p->changed = true;
}

static void take_effect(struct postings *p)
{
	refresh(p);
	manager_play(p->manager);
}

static void try_again_later(struct postings *p)
{
	p->unkept = true;
	(void) sd_event_source_set_time_relative(p->retry, RETRY_AFTER);
	(void) sd_event_source_set_enabled(p->retry, SD_EVENT_ONESHOT);
}

/* Where nothing is kept nothing has to be. */
static int write_down(struct postings *p)
{
	char *text;
	size_t n;
	int r;

	if (p->file < 0)
		return 0;
	r = orders_file_print(&p->list, &text, &n);
	if (r >= 0)
		r = keeper_write(p->manager->keeper, p->file, ++p->version, text, n);
	if (r >= 0)
		p->unkept = false;
	return r;
}

static void write_down_or_later(struct postings *p)
{
	if (write_down(p) < 0)
		try_again_later(p);
}

static int on_retry(sd_event_source *s, uint64_t usec, void *userdata)
{
	struct postings *p = userdata;

	(void) s;
	(void) usec;
	if (p->unkept)
		write_down_or_later(p);
	return 0;
}

static void reply(const struct answer *a)
{
	if (a->types[0] == 't')
		(void) sd_bus_reply_method_return(a->call, "t", a->value);
	else if (a->types[0] == 'u')
		(void) sd_bus_reply_method_return(a->call, "u", (uint32_t) a->value);
	else
		(void) sd_bus_reply_method_return(a->call, NULL);
}

static void refuse(const struct answer *a, int error)
{
	const char *what =
		a->types[0] == 't'
			? "It was not put up"
			: "It was taken down, and the disk does not know: after a restart it would "
			  "be up again; it is tried again";

	(void) sd_bus_reply_method_errorf(a->call, BUS_NAME ".Error.NotKept",
					  "The disk could not keep it: %s.  %s", strerror(-error),
					  what);
}

static void answer_free(struct answer *a)
{
	sd_bus_message_unref(a->call);
	free(a);
}

static void give_answers(struct postings *p, uint64_t version, int error)
{
	struct answer **at = &p->answers;

	while (*at) {
		struct answer *a = *at;

		if (a->version > version) {
			at = &a->next;
			continue;
		}
		*at = a->next;
		if (error < 0)
			refuse(a, error);
		else
			reply(a);
		answer_free(a);
	}
}

/* What was to be put up with the version is up, or is not. */
static bool settle(struct postings *p, uint64_t version, int error)
{
	bool changed = false;

	for (size_t i = p->list.n; i-- > 0;) {
		struct posting *posting = p->list.list[i];

		if (posting->waits == 0 || posting->waits > version)
			continue;
		changed = true;
		posting->waits = 0;
		if (error < 0)
			orders_remove(&p->list, posting);
		else if (!p->stopped)
			tell_all_of(p, posting, "put", posting->who, "");
	}
	return changed;
}

static void ignore_fault(const char *fault, void *userdata)
{
	(void) fault;
	(void) userdata;
}

/* NULL: it stays on the board. */
static const char *leaves(const struct postings *p, const struct posting *posting, const char *name)
{
	const struct config_board *b = config_find_board(p->manager->loaded->config, name);
	struct layout l;

	if (!b)
		return "no such board any more";
	if (posting->order.kind == ORDER_NOTICE &&
	    notice_fit(b->profile, posting->text, &l, ignore_fault, NULL) > 0)
		return "the board as it is now can not show it";
	return NULL;
}

static bool drop_boards(struct postings *p, struct posting *posting)
{
	bool changed = false;

	for (size_t i = posting->n_names; i-- > 0;) {
		const char *name = posting->names[i], *why = leaves(p, posting, name);

		if (!why)
			continue;
		log_warn(LOG_SERVICE, "%s %u leaves %s: %s", order_kind_name(posting->order.kind),
			 (unsigned) posting->order.id, name, why);
		if (posting->n_names == 1)
			tell_all_of(p, posting, "cleared", "", "it has no board any more");
		posting_drop_board(posting, name);
		changed = true;
	}
	return changed;
}

void postings_clock_changed(struct postings *p)
{
	if (p->list.n > 0)
		refresh(p);
}

void postings_loaded(struct postings *p)
{
	bool changed = false;

	for (size_t i = p->list.n; i-- > 0;) {
		struct posting *posting = p->list.list[i];

		if (posting->waits)
			continue; /* looked at once more when it is up */
		changed |= drop_boards(p, posting);
		if (posting->n_names == 0)
			orders_remove(&p->list, posting);
	}
	refresh(p);
	if (changed)
		write_down_or_later(p);
}

/*
 * A text that waits may hold what is refused here: it is replaced before the disk gets it.  And
 * where the disk has taken a text and failed afterwards, the next one puts that right.
 */
static void on_kept(uint64_t version, int error, void *userdata)
{
	struct postings *p = userdata;
	bool changed = settle(p, version, error);

	if (error < 0 && version < p->version)
		write_down_or_later(p);
	else if (error < 0)
		try_again_later(p);
	if (error < 0 && !p->said_unkept)
		log_err(LOG_SERVICE, "the disk did not keep the notices and blanks: %s",
			strerror(-error));
	p->said_unkept = error < 0;
	if (changed && !p->stopped) {
		postings_loaded(p); /* there may be another set of files by now */
		manager_play(p->manager);
	}
	give_answers(p, version, error);
}

static int load(struct postings *p, const char *dir)
{
	int r = orders_file_load(&p->list, dir);

	if (r == -EBADMSG)
		log_err(LOG_SERVICE,
			"%s/" ORDERS_FILE_NAME " is damaged: no notice and no blank of before is "
			"up, and it is now " ORDERS_DAMAGED_NAME,
			dir);
	else if (r < 0 && r != -ENOMEM)
		log_err(LOG_SERVICE,
			"%s/" ORDERS_FILE_NAME " can not be read: %s; no notice and no blank of "
			"before is up",
			dir, strerror(-r));
	return r == -ENOMEM ? r : 0;
}

int postings_new(struct postings **ret, struct manager *m)
{
	_cleanup_(postings_freep) struct postings *p = calloc(1, sizeof(*p));
	const char *dir = m->options->rehearse ? NULL : keeper_directory(m->keeper);
	int r;

	if (!p)
		return -ENOMEM;
	p->manager = m;
	orders_init(&p->list);
	p->file = -1;
	r = sd_event_add_time(m->event, &p->retry, CLOCK_MONOTONIC, 0, 0, on_retry, p);
	if (r >= 0)
		r = sd_event_source_set_enabled(p->retry, SD_EVENT_OFF);
	if (r >= 0 && dir)
		r = load(p, dir);
	if (r >= 0 && dir)
		r = p->file = keeper_add(m->keeper, ORDERS_FILE_NAME, on_kept, p);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(p);
	return 0;
}

/* What waits may yet get to the disk, and be up after a restart: it must be in the log. */
void postings_stop(struct postings *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->list.n; i++)
		if (p->list.list[i]->waits)
			tell_all_of(p, p->list.list[i], "put", p->list.list[i]->who, "");
	if (p->unkept)
		(void) write_down(p);
	p->stopped = true;
}

struct postings *postings_free(struct postings *p)
{
	if (!p)
		return NULL;
	sd_event_source_disable_unref(p->retry);
	while (p->answers) {
		struct answer *a = p->answers;

		p->answers = a->next;
		answer_free(a);
	}
	orders_done(&p->list);
	free(p);
	return NULL;
}

void postings_expire(struct postings *p, usec_t now)
{
	bool changed = false;

	for (size_t i = p->list.n; i-- > 0;) {
		struct posting *posting = p->list.list[i];

		if (posting->waits || !posting_is_over(posting, now))
			continue;
		tell_all_of(p, posting, "expired", "",
			    posting->order.until <= now ? "" : "the clock was set back");
		orders_remove(&p->list, posting);
		changed = true;
	}
	if (!changed)
		return;
	refresh(p);
	write_down_or_later(p);
}

static struct answer *answer_new(sd_bus_message *call, const char *types)
{
	struct answer *a = calloc(1, sizeof(*a));

	if (!a)
		return NULL;
	a->call = sd_bus_message_ref(call);
	a->types = types;
	return a;
}

/* When what was given to the disk last is on it. */
static void answer_later(struct postings *p, struct answer *a)
{
	a->version = p->version;
	a->next = p->answers;
	p->answers = a;
	if (p->file < 0)
		give_answers(p, p->version, 0);
}

/* It waits in the list until the disk has it; without one it is up. */
static int add(struct postings *p, struct posting *posting)
{
	int r = orders_add(&p->list, posting);

	if (r < 0)
		return r;
	posting->waits = p->version + 1;
	r = write_down(p);
	if (r < 0)
		orders_remove(&p->list, posting);
	else if (p->file < 0 && settle(p, posting->waits, 0))
		take_effect(p);
	return r;
}

int postings_put(struct postings *p, struct posting *posting, sd_bus_message *call)
{
	struct answer *a = answer_new(call, "t");
	int r = a ? 0 : -ENOMEM;

	if (r >= 0 && p->file < 0 && !p->manager->options->rehearse)
		r = -ENOENT;
	if (r < 0) {
		posting_free(posting);
	} else {
		r = add(p, posting);
		a->value = p->list.next_id - 1;
	}
	if (r < 0 && a)
		answer_free(a);
	else if (a)
		answer_later(p, a);
	return r;
}

/* What was taken down is down; that the disk knows is answered later. */
static void taken_down(struct postings *p, bool changed, struct answer *a)
{
	if (!changed) {
		reply(a);
		answer_free(a);
		return;
	}
	take_effect(p);
	write_down_or_later(p);
	answer_later(p, a);
}

static bool clear(struct postings *p, uint64_t id, const char *who)
{
	bool changed = false;

	for (size_t i = p->list.n; i-- > 0;) {
		struct posting *posting = p->list.list[i];

		if (posting->waits || posting->order.kind != ORDER_NOTICE ||
		    (id && posting->order.id != id))
			continue;
		tell_all_of(p, posting, "cleared", who, "");
		orders_remove(&p->list, posting);
		changed = true;
	}
	return changed;
}

int postings_clear(struct postings *p, uint64_t id, const char *who, sd_bus_message *call)
{
	struct answer *a = answer_new(call, "");
	bool changed;

	if (!a)
		return -ENOMEM;
	changed = clear(p, id, who);
	if (id && !changed) {
		answer_free(a);
		return -ENOENT;
	}
	taken_down(p, changed, a);
	return 0;
}

static void resume_one(struct postings *p, struct posting *posting, const struct board_set *boards,
		       const char *who)
{
	const struct config *c = p->manager->loaded->config;
	const char *names[BOARDS_MAX];
	size_t n = 0;

	for (unsigned i = 0; i < c->n_boards; i++)
		if (board_set_has(boards, i) && posting_has(posting, c->boards[i].name))
			names[n++] = c->boards[i].name;
	if (n > 0)
		tell(p, posting, "resumed", who, names, n, "");
	for (size_t i = 0; i < n; i++)
		posting_drop_board(posting, names[i]);
}

static bool is_blanked(const struct orders *orders, unsigned board)
{
	for (size_t i = 0; i < orders->n; i++)
		if (orders->list[i].kind == ORDER_BLANK &&
		    board_set_has(&orders->list[i].boards, board))
			return true;
	return false;
}

int postings_resume(struct postings *p, const struct board_set *boards, const char *who,
		    sd_bus_message *call)
{
	struct answer *a = answer_new(call, "u");

	if (!a)
		return -ENOMEM;
	for (unsigned i = 0; i < BOARDS_MAX; i++)
		a->value += board_set_has(boards, i) && is_blanked(&p->list.orders, i);
	for (size_t i = p->list.n; i-- > 0;) {
		struct posting *posting = p->list.list[i];

		if (posting->waits || posting->order.kind != ORDER_BLANK)
			continue;
		resume_one(p, posting, boards, who);
		if (posting->n_names == 0)
			orders_remove(&p->list, posting);
	}
	taken_down(p, a->value > 0, a);
	return 0;
}
