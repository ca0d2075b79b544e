/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "schedule/layout.h"
#include "service/incident.h"

/* Closed ones that are kept: of a large site's bad day the newest. */
#define HISTORY_MAX 128
#define UNSEEN_MAX  128

/* Open ones: more than 1024 boards and 900 lines can have; a file that says more is damaged. */
#define OPEN_MAX 16384

#define FLAP USEC_PER_MINUTE

const struct incident_type incident_types[N_INCIDENT_KINDS] = {
	[INCIDENT_BOARD_FOREIGN] = { "board-foreign", "1df2bb9f7b61470da1f3b488d01917fa",
				     INCIDENT_ERR, SUBJECT_BOARD, USEC_PER_HOUR, true, true },
	[INCIDENT_BOARD_OFFLINE] = { "board-offline", "863010679efb44e2bdb441e62f322819",
				     INCIDENT_ERR, SUBJECT_BOARD, FLAP, false, false },
	[INCIDENT_BOARD_REFUSED] = { "board-refused", "7b0e475a892447b6a051e6b59b0475d0",
				     INCIDENT_ERR, SUBJECT_BOARD, FLAP, false, false },
	[INCIDENT_CLOCK_UNTRUSTED] = { "clock-untrusted", "82425f3984d248209bd7992ba41d9137",
				       INCIDENT_WARNING, SUBJECT_NONE, FLAP, false, false },
	[INCIDENT_DISK_FULL] = { "disk-full", "24fd54583383451eb2a1bb6e254b0e6a", INCIDENT_ERR,
				 SUBJECT_NONE, FLAP, false, false },
	[INCIDENT_FONT_LACKS] = { "font-lacks", "cd70565f93394f9093f3417bd565a236", INCIDENT_ERR,
				  SUBJECT_BOARD, USEC_PER_DAY, true, false },
	[INCIDENT_LINE_DOWN] = { "line-down", "3a4bb66063944c38b547a4c1c91cff95", INCIDENT_ERR,
				 SUBJECT_LINE, FLAP, false, false },
	[INCIDENT_LINE_ECHO] = { "line-echo", "4086630800164945b422b9adf5a64970", INCIDENT_WARNING,
				 SUBJECT_LINE, FLAP, false, false },
	[INCIDENT_LOG_DAMAGED] = { "log-damaged", "d07c9d99165c4468911d0592a08c33b3", INCIDENT_ERR,
				   SUBJECT_NONE, FLAP, false, true },
	[INCIDENT_RELOAD_REFUSED] = { "reload-refused", "4b9f006fca5b4007bca41f2dc3e68a1c",
				      INCIDENT_WARNING, SUBJECT_NONE, FLAP, false, false },
	[INCIDENT_THREAD_STUCK] = { "thread-stuck", "d904ad544e004aaeb246dba70f3ae3bc",
				    INCIDENT_ERR, SUBJECT_LINE, FLAP, false, false },
	[INCIDENT_YEAR_UNANNOUNCED] = { "year-unannounced", "a6fafcbc52ea4744a34c9cfc4cc9035b",
					INCIDENT_WARNING, SUBJECT_YEAR, FLAP, false, false },
	[INCIDENT_ZONE_CHANGED] = { "zone-changed", "a4d33a6c88e84863a067722d1273d431",
				    INCIDENT_WARNING, SUBJECT_NONE, 0, false, false },
};

struct incidents {
	const struct incident_hooks *hooks;
	void *userdata;
	struct incident *list; /* by id */
	size_t n, size;
	size_t n_open;
	uint64_t next_id;
};

const char *incident_level_name(enum incident_level level)
{
	return level == INCIDENT_ERR ? "err" : "warning";
}

const char *incident_event_name(enum incident_event event)
{
	static const char *const names[] = {
		[INCIDENT_OPENED] = "opened",
		[INCIDENT_CLOSED] = "closed",
		[INCIDENT_SEEN] = "seen",
	};

	return names[event];
}

static void strings_free(struct incident *i)
{
	free(i->subject);
	free(i->text);
	free(i->first);
}

int incidents_new(struct incidents **ret, const struct incident_hooks *hooks, void *userdata)
{
	struct incidents *l = calloc(1, sizeof(*l));

	if (!l)
		return -ENOMEM;
	l->hooks = hooks;
	l->userdata = userdata;
	l->next_id = 1;
	*ret = l;
	return 0;
}

struct incidents *incidents_free(struct incidents *l)
{
	if (!l)
		return NULL;
	for (size_t i = 0; i < l->n; i++)
		strings_free(&l->list[i]);
	free(l->list);
	free(l);
	return NULL;
}

/* A copy that is safe to print, cut to less than @max bytes at the end of a character. */
static char *clean_copy(const char *text, size_t max)
{
	static const char instead[] = "\ufffd", more[] = "\u2026";
	char *copy = malloc(max), *to = copy;

	while (copy && *text) {
		const char *from = text;
		int32_t c = utf8_next(&text);
		bool unfit = c < 0 || char_width((uint32_t) c) < 0;
		const char *s = unfit ? c == '\n' || c == '\t' ? " " : instead : from;
		size_t n = unfit ? strlen(s) : (size_t) (text - from);

		if (c < 0)
			text = from + 1;
		if ((size_t) (to - copy) + n + sizeof(more) > max) {
			to = stpcpy(to, more);
			break;
		}
		memcpy(to, s, n);
		to += n;
	}
	if (copy)
		*to = '\0';
	return copy;
}

static struct incident *find(const struct incidents *l, enum incident_kind kind,
			     const char *subject)
{
	for (size_t i = l->n; l->n_open && i-- > 0;) {
		struct incident *it = &l->list[i];

		if (it->open && it->kind == kind && strcmp(it->subject, subject) == 0)
			return it;
	}
	return NULL;
}

const struct incident *incident_find(const struct incidents *l, enum incident_kind kind,
				     const char *subject)
{
	return find(l, kind, subject);
}

const struct incident *incidents_list(const struct incidents *l, size_t *ret_n)
{
	*ret_n = l->n;
	return l->list;
}

uint64_t incidents_next_id(const struct incidents *l)
{
	return l->next_id;
}

void incidents_set_next_id(struct incidents *l, uint64_t id)
{
	if (id > l->next_id)
		l->next_id = id;
}

static void drop(struct incidents *l, size_t at)
{
	strings_free(&l->list[at]);
	l->n--;
	memmove(&l->list[at], &l->list[at + 1], (l->n - at) * sizeof(*l->list));
}

/* Of the closed ones the oldest go. */
static void prune(struct incidents *l)
{
	static const size_t most[] = { [false] = UNSEEN_MAX, [true] = HISTORY_MAX };
	size_t n[2] = { 0 };

	for (size_t i = l->n; i-- > 0;) {
		const struct incident *it = &l->list[i];

		if (!it->open && ++n[it->seen] > most[it->seen])
			drop(l, i);
	}
}

/* Room for one more, with the strings of its own. */
static struct incident *append(struct incidents *l, const char *subject, const char *text)
{
	struct incident it = { .subject = clean_copy(subject, INCIDENT_SUBJECT_MAX),
			       .text = clean_copy(text, INCIDENT_TEXT_MAX) };

	if (it.subject && it.text && l->n == l->size) {
		size_t size = l->size ? 2 * l->size : 16;
		struct incident *grown = reallocarray(l->list, size, sizeof(*grown));

		if (grown) {
			l->list = grown;
			l->size = size;
		}
	}
	if (!it.subject || !it.text || l->n == l->size) {
		strings_free(&it);
		return NULL;
	}
	l->list[l->n] = it;
	return &l->list[l->n++];
}

int incidents_add(struct incidents *l, const struct incident *from)
{
	struct incident *it, own;

	if (from->id == 0 || from->id == UINT64_MAX || (l->n && from->id <= l->list[l->n - 1].id))
		return -EEXIST;
	if (from->open && find(l, from->kind, from->subject))
		return -EEXIST;
	if (from->open ? l->n_open >= OPEN_MAX : l->n - l->n_open >= HISTORY_MAX + UNSEEN_MAX)
		return -E2BIG;
	it = append(l, from->subject, from->text);
	if (!it)
		return -ENOMEM;
	own = *it;
	*it = *from;
	it->subject = own.subject;
	it->text = own.text;
	it->first = from->first ? clean_copy(from->first, INCIDENT_TEXT_MAX) : NULL;
	it->present = it->open;
	it->mono_opened = it->mono_ended = 0;
	l->n_open += it->open;
	incidents_set_next_id(l, it->id + 1);
	return 0;
}

/* Was there one like it that closed only just now? */
static bool comes_back(const struct incidents *l, enum incident_kind kind, const char *subject,
		       usec_t now)
{
	for (size_t i = l->n; i-- > 0;) {
		const struct incident *it = &l->list[i];

		if (!it->open && it->kind == kind && it->mono_ended &&
		    now - it->mono_ended < incident_types[kind].quiet &&
		    strcmp(it->subject, subject) == 0)
			return true;
	}
	return false;
}

static int add_new(struct incidents *l, enum incident_kind kind, const char *subject,
		   const char *text)
{
	struct moment now = l->hooks->now(l->userdata);
	bool flaps = comes_back(l, kind, subject, now.mono);
	struct incident *it = l->n_open < OPEN_MAX ? append(l, subject, text) : NULL;

	if (!it)
		return -ENOMEM;
	it->id = l->next_id++;
	it->kind = kind;
	it->level = incident_types[kind].level;
	it->count = 1;
	it->open = it->present = true;
	it->flaps = flaps;
	it->opened = now.wall;
	it->mono_opened = now.mono;
	l->n_open++;
	l->hooks->event(it, INCIDENT_OPENED, l->userdata);
	l->hooks->changed(l->userdata);
	return 0;
}

/* The latest text, and the first: what came between is in the play log and the journal. */
static void absorb(struct incident *it, const char *text)
{
	char *latest = clean_copy(text, INCIDENT_TEXT_MAX);

	if (it->count < UINT32_MAX)
		it->count++;
	it->present = true;
	if (!latest || strcmp(latest, it->text) == 0) {
		free(latest);
		return;
	}
	if (it->first)
		free(it->text);
	else
		it->first = it->text;
	it->text = latest;
	if (strcmp(it->first, latest) == 0)
		free(TAKE_PTR(it->first)); /* as it was at first once more */
}

int incident_open(struct incidents *l, enum incident_kind kind, const char *subject,
		  const char *text)
{
	struct incident *it = find(l, kind, subject);

	if (!it)
		return add_new(l, kind, subject, text);
	absorb(it, text);
	l->hooks->changed(l->userdata);
	return 0;
}

/* The hook may ask the list, but not change it. */
static void finish(struct incidents *l, struct incident *it)
{
	it->open = it->present = it->barred = false;
	if (!incident_types[it->kind].needs_person)
		it->seen = true;
	l->n_open--;
	l->hooks->event(it, INCIDENT_CLOSED, l->userdata);
}

static void end_fault(struct incidents *l, struct incident *it)
{
	struct moment now = l->hooks->now(l->userdata);

	it->present = false;
	it->closed = now.wall;
	it->mono_ended = now.mono;
}

static void changed(struct incidents *l)
{
	prune(l);
	l->hooks->changed(l->userdata);
}

void incident_close(struct incidents *l, enum incident_kind kind, const char *subject)
{
	struct incident *it = find(l, kind, subject);

	if (!it || !it->present)
		return;
	end_fault(l, it);
	if (!it->flaps && !incident_types[kind].lingers)
		finish(l, it);
	changed(l);
}

void incident_end(struct incidents *l, enum incident_kind kind, const char *subject)
{
	struct incident *it = find(l, kind, subject);

	if (!it)
		return;
	if (it->present)
		end_fault(l, it);
	finish(l, it);
	changed(l);
}

void incident_set_level(struct incidents *l, enum incident_kind kind, const char *subject,
			enum incident_level level)
{
	struct incident *it = find(l, kind, subject);

	if (!it || it->level == level)
		return;
	it->level = level;
	l->hooks->changed(l->userdata);
}

void incident_set_barred(struct incidents *l, enum incident_kind kind, const char *subject,
			 bool barred)
{
	struct incident *it = find(l, kind, subject);

	if (!it || it->barred == barred)
		return;
	it->barred = barred;
	l->hooks->changed(l->userdata);
}

static void see(struct incidents *l, struct incident *it)
{
	if (!it->seen) {
		it->seen = true;
		l->hooks->event(it, INCIDENT_SEEN, l->userdata);
	}
	if (!it->open || !incident_types[it->kind].needs_person)
		return;
	if (it->present)
		end_fault(l, it);
	finish(l, it);
}

int incident_see(struct incidents *l, uint64_t id)
{
	bool found = id == 0;

	for (size_t i = 0; i < l->n; i++) {
		if (id != 0 && l->list[i].id != id)
			continue;
		found = true;
		see(l, &l->list[i]);
	}
	if (!found)
		return -ENOENT;
	changed(l);
	return 0;
}

/* What began while the clock was not trusted gets its date when it is; @dated: whether any did. */
static bool date(struct incident *it, const struct moment *now)
{
	bool dated = false;

	if (it->opened == 0 && it->mono_opened && now->wall > now->mono - it->mono_opened) {
		it->opened = now->wall - (now->mono - it->mono_opened);
		dated = true;
	}
	if (!it->present && it->closed == 0 && it->mono_ended &&
	    now->wall > now->mono - it->mono_ended) {
		it->closed = now->wall - (now->mono - it->mono_ended);
		dated = true;
	}
	return dated;
}

usec_t incidents_tick(struct incidents *l)
{
	struct moment now = l->hooks->now(l->userdata);
	usec_t next = USEC_NEVER;
	bool any = false;

	for (size_t i = 0; i < l->n; i++) {
		struct incident *it = &l->list[i];
		usec_t due = it->mono_ended + incident_types[it->kind].quiet;

		any |= now.wall != 0 && date(it, &now);
		if (!it->open || it->present)
			continue;
		if (now.mono >= due) {
			finish(l, it);
			any = true;
		} else if (due < next) {
			next = due;
		}
	}
	if (any)
		changed(l);
	return next;
}
