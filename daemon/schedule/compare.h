/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What one programme shows otherwise than another: board by board, the days
 * and hours at which other lists play, or the same ones by other shares.
 *
 * Pure.  Compared is what plays, not why, and not the places at which lists
 * stand: any edit moves those.  A playlist is the same in both by its name.
 * Owns what it found; borrows both programmes.  One thread.
 */

#include "schedule/programme.h"

/* One of the lists that play together. */
struct shown_list {
	uint16_t playlist; /* see comparison_playlist() */
	uint32_t weight;
};

/* What plays in a stretch of time; no list at all is dark. */
struct shown {
	struct shown_list *lists; /* by playlist */
	size_t n;
	bool absent; /* there is no such board */
};

enum change_kind {
	CHANGE_LISTS,    /* other lists, or other shares */
	CHANGE_MESSAGES, /* a list plays whose messages were edited */
};

/* Milliseconds since a day's first instant. */
struct change_span {
	uint32_t from, to;
};

/* One change, on all boards that have it at the same hours of the same days. */
struct change {
	enum change_kind kind;
	uint32_t before, after; /* CHANGE_LISTS: into shown; CHANGE_MESSAGES: the playlist, twice */
	struct change_span *spans; /* sorted; CHANGE_MESSAGES: none, whenever it plays */
	size_t n_spans;
	day_t *days; /* sorted, at least one */
	size_t n_days;
	struct board_set boards; /* of the later programme */
};

struct comparison;

/* @edited: by playlist of @after.  Days @first to @last, both included.  -ENOMEM. */
int comparison_new(struct comparison **ret, const struct programme *before,
		   const struct programme *after, const bool *edited, day_t first, day_t last);
struct comparison *comparison_free(struct comparison *c);

/* Compare a board, by its index in both programmes; @before -1: it was not there.  -ENOMEM. */
int comparison_add(struct comparison *c, int before, unsigned after);

/* All boards are added: join what they have in common.  Edited lists first, each kind
 * sorted by day.  Borrowed. */
const struct change *comparison_finish(struct comparison *c, size_t *ret_n);

const struct shown *comparison_shown(const struct comparison *c, uint32_t index);

/* A playlist by its number in a struct shown: of the later programme where it is in both. */
const struct playlist *comparison_playlist(const struct comparison *c, unsigned playlist);

DEFINE_CLEANUP(struct comparison *, comparison_free)
