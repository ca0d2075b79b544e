/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "service/log.h"
#include "service/sets.h"
#include "service/state_file.h"

#define STATE_NAME "in-force"
#define STATE_MAX  1024
#define N_SLOTS    2

static const char *const slot_names[N_SLOTS] = { "set-0", "set-1" };

struct slot {
	struct sets *sets;
	char digest[KEPT_DIGEST_SIZE]; /* of what is on the disk; "": nothing, or not known */
	char coming[KEPT_DIGEST_SIZE]; /* of what is being written; "": nothing is */
	int file;                      /* the keeper's */
	uint64_t version;              /* as last given to it */
};

struct sets {
	char *dir; /* NULL: none */
	struct keeper *keeper;
	sets_noted_fn noted;
	void *userdata;

	struct slot slots[N_SLOTS];
	char current[KEPT_DIGEST_SIZE], previous[KEPT_DIGEST_SIZE];
	struct rollback rollback;
	int file;
	uint64_t version;
	bool said_set, said_state; /* that it could not be kept */
	bool unsaved;              /* the state on the disk is not this one */
};

static int read_file(const char *dir, const char *name, char **ret, size_t *ret_n, size_t max)
{
	_cleanup_(freep) char *path = NULL;

	if (asprintf(&path, "%s/%s", dir, name) < 0)
		return -ENOMEM;
	return state_file_read(AT_FDCWD, path, max, ret, ret_n);
}

/* A torn one is as good as none: what is to be kept takes its place. */
static int read_slot(const struct sets *s, struct slot *slot, const char *name)
{
	_cleanup_(kept_freep) struct kept *kept = NULL;
	_cleanup_(freep) char *text = NULL;
	size_t n;
	int r = read_file(s->dir, name, &text, &n, KEPT_SIZE_MAX);

	if (r >= 0)
		r = kept_parse(&kept, text, n);
	if (r >= 0)
		r = kept_parse_head(text, n, slot->digest);
	if (r < 0 && r != -ENOENT && r != -ENOMEM)
		log_warn(LOG_SERVICE, "%s/%s, a set that was kept, is of no use: %s", s->dir, name,
			 r == -EBADMSG ? "damaged" : strerror(-r));
	return r == -ENOMEM ? r : 0;
}

static bool is_digest(const char *text)
{
	return strlen(text) == KEPT_DIGEST_SIZE - 1 &&
	       strspn(text, "0123456789abcdef") == KEPT_DIGEST_SIZE - 1;
}

static int parse_state(struct sets *s, const char *text, size_t n)
{
	json_t *o = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
	const char *current, *previous, *by;
	json_int_t at;
	int r = -EBADMSG;

	if (o &&
	    json_unpack_ex(o, NULL, JSON_STRICT, "{s:s, s:s, s:s, s:I}", "current", &current,
			   "previous", &previous, "rolled_back_by", &by, "rolled_back_at",
			   &at) >= 0 &&
	    is_digest(current) && (!*previous || is_digest(previous)) && strlen(by) < SETS_BY_MAX &&
	    at >= 0) {
		strcpy(s->current, current);
		strcpy(s->previous, previous);
		strcpy(s->rollback.by, by);
		s->rollback.at = (usec_t) at;
		r = 0;
	}
	json_decref(o);
	return r;
}

static int read_state(struct sets *s)
{
	_cleanup_(freep) char *text = NULL;
	size_t n;
	int r = read_file(s->dir, STATE_NAME, &text, &n, STATE_MAX);

	if (r >= 0)
		r = parse_state(s, text, n);
	if (r < 0 && r != -ENOENT && r != -ENOMEM)
		log_warn(LOG_SERVICE,
			 "%s/" STATE_NAME " can not be read (%s): which set was in force last, and "
			 "whether by a rollback, is not known any more",
			 s->dir, r == -EBADMSG ? "damaged" : strerror(-r));
	return r == -ENOMEM ? r : 0;
}

int sets_new(struct sets **ret, const char *dir)
{
	_cleanup_(sets_freep) struct sets *s = calloc(1, sizeof(*s));
	int r = 0;

	if (!s)
		return -ENOMEM;
	s->dir = dir ? strdup(dir) : NULL;
	if (dir && !s->dir)
		return -ENOMEM;
	for (unsigned i = 0; r >= 0 && i < N_SLOTS; i++) {
		s->slots[i].sets = s;
		r = dir ? read_slot(s, &s->slots[i], slot_names[i]) : 0;
	}
	if (r >= 0 && dir)
		r = read_state(s);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(s);
	return 0;
}

struct sets *sets_free(struct sets *s)
{
	if (!s)
		return NULL;
	free(s->dir);
	free(s);
	return NULL;
}

/* Boards play on, and a set is taken all the same: only the way back is missing. */
static void tell(bool *said, int error)
{
	if (error < 0 && !*said)
		log_warn(LOG_SERVICE,
			 "the set in force can not be kept in the state directory, for a rollback "
			 "or a restart: %s",
			 error == -E2BIG ? "its files are too large" : strerror(-error));
	*said = error < 0;
}

static void on_slot(uint64_t version, int error, void *userdata)
{
	struct slot *slot = userdata;

	if (version != slot->version)
		return; /* another one goes over it at once */
	if (error >= 0)
		strcpy(slot->digest, slot->coming);
	slot->coming[0] = '\0';
	tell(&slot->sets->said_set, error);
}

static void on_state(uint64_t version, int error, void *userdata)
{
	struct sets *s = userdata;

	tell(&s->said_state, error);
	if (version != s->version)
		return;
	s->unsaved = error < 0;
	s->noted(error, s->userdata);
}

int sets_attach(struct sets *s, struct keeper *keeper, sets_noted_fn noted, void *userdata)
{
	int r = 0;

	if (!s->dir)
		return 0;
	for (unsigned i = 0; r >= 0 && i < N_SLOTS; i++)
		r = s->slots[i].file = keeper_add(keeper, slot_names[i], on_slot, &s->slots[i]);
	if (r >= 0)
		r = s->file = keeper_add(keeper, STATE_NAME, on_state, s);
	if (r < 0)
		return r;
	s->keeper = keeper;
	s->noted = noted;
	s->userdata = userdata;
	return 0;
}

const struct rollback *sets_rollback(const struct sets *s)
{
	return &s->rollback;
}

const char *sets_in_force(const struct sets *s)
{
	return s->current;
}

static const struct slot *find(const struct sets *s, const char *digest)
{
	for (unsigned i = 0; *digest && i < N_SLOTS; i++)
		if (strcmp(s->slots[i].digest, digest) == 0)
			return &s->slots[i];
	return NULL;
}

const char *sets_previous(const struct sets *s)
{
	return find(s, s->previous) ? s->previous : "";
}

int sets_read(const struct sets *s, const char *digest, struct kept **ret)
{
	const struct slot *slot = find(s, digest);
	_cleanup_(freep) char *text = NULL;
	char found[KEPT_DIGEST_SIZE];
	size_t n;
	int r;

	if (!slot)
		return -ENOENT;
	r = read_file(s->dir, slot_names[slot - s->slots], &text, &n, KEPT_SIZE_MAX);
	if (r < 0)
		return r;
	if (kept_parse_head(text, n, found) < 0 || strcmp(found, digest) != 0)
		return -EBADMSG;
	return kept_parse(ret, text, n);
}

static const char *holds(const struct slot *slot)
{
	return slot->coming[0] ? slot->coming : slot->digest;
}

/* Where it may go: an empty one first, and not over the one to which a rollback would lead. */
static struct slot *choose(struct sets *s)
{
	for (unsigned i = 0; i < N_SLOTS; i++)
		if (!holds(&s->slots[i])[0])
			return &s->slots[i];
	return s->previous[0] && strcmp(holds(&s->slots[0]), s->previous) == 0 ? &s->slots[1]
									       : &s->slots[0];
}

static bool is_coming(const struct sets *s, const char *digest)
{
	for (unsigned i = 0; i < N_SLOTS; i++)
		if (strcmp(s->slots[i].coming, digest) == 0)
			return true;
	return false;
}

static int keep(struct sets *s, const struct kept *kept)
{
	struct slot *slot = choose(s);
	char *text;
	size_t n;
	int r = kept ? kept_print(kept, s->current, &text, &n) : -ENODATA;

	if (r < 0)
		return r;
	slot->digest[0] = '\0';
	slot->version++;
	strcpy(slot->coming, s->current);
	return keeper_write(s->keeper, slot->file, slot->version, text, n);
}

static int write_state(struct sets *s)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:I}", "current", s->current, "previous",
			      s->previous, "rolled_back_by", s->rollback.by, "rolled_back_at",
			      (json_int_t) s->rollback.at);
	char *text = o ? json_dumps(o, JSON_COMPACT) : NULL;

	json_decref(o);
	return text ? keeper_write(s->keeper, s->file, ++s->version, text, strlen(text)) : -ENOMEM;
}

int sets_note(struct sets *s, const char *digest, const struct kept *kept,
	      const struct rollback *rollback)
{
	struct rollback now = rollback ? *rollback : (struct rollback){ .at = 0 };
	bool other = strcmp(s->current, digest) != 0;
	int r = 0;

	if (!s->keeper)
		return 0;
	if (other) {
		strcpy(s->previous, s->current);
		snprintf(s->current, sizeof(s->current), "%s", digest);
	}
	if (!find(s, digest) && !is_coming(s, digest))
		r = keep(s, kept);
	if (r < 0)
		tell(&s->said_set, r);
	if (!s->unsaved && !other && s->rollback.at == now.at &&
	    strcmp(s->rollback.by, now.by) == 0)
		return 0;
	s->rollback = now;
	r = write_state(s);
	s->unsaved = r < 0;
	if (r < 0)
		tell(&s->said_state, r);
	return r < 0 ? r : 1;
}
