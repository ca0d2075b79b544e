/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What a board shows at some time: one page of one message, as it came from
 * the files or from the daemon.  Owns its strings.  Everything that prints a
 * message prints one of these.
 */

#include <jansson.h>

#include "pufa/base.h"

struct zone;

struct showing {
	char *playlist, *law, *article; /* names; NULL or empty: none */
	char *text;                     /* the whole message; NULL or empty: nothing is shown */
	char **rows;                    /* of the page */
	size_t n_rows;
	unsigned page, n_pages; /* page from 0 */
	usec_t since, until;    /* 0, USEC_NEVER: not known */
};

/* One row of a plan: a page, or a dark stretch, from since to until. */
struct plan_line {
	char *rule; /* NULL or empty: none */
	int priority;
	bool provisional; /* a notice to come may change it */
	struct showing showing;
};

void showing_done(struct showing *s);
void plan_line_done(struct plan_line *line);

/* The same page of the same message? */
bool showing_equal(const struct showing *a, const struct showing *b);

static inline bool showing_is_dark(const struct showing *s)
{
	return !s->text || !*s->text;
}

/*
 * As the JSON contracts name it: {playlist, law, article, text, rows, page, pages, since, until},
 * page from 1.  NULL: out of memory.
 */
json_t *showing_json(const struct showing *s, const struct zone *z);
/* The same; null when dark. */
json_t *showing_json_or_null(const struct showing *s, const struct zone *z);
/* The part of it that says what, into @object; when dark, nulls, no rows and page 0 of 0. */
int showing_json_what(const struct showing *s, json_t *object);

/*
 * "宪法 第33条", "治安管理处罚法 第26条之一"; without a law the playlist's name, without that
 * "notice", as which somebody put it up.  The words before every law's name, 中华人民共和国, are
 * left out.  Of a board that is dark: "".  NULL: out of memory.
 */
char *citation_text(const char *playlist, const char *law, const char *article);
char *showing_citation(const struct showing *s);

/* The mark of what is provisional, in a line of its own under a table. */
#define PROVISIONAL_MARK "?"
#define PROVISIONAL_LEGEND                                                                         \
	PROVISIONAL_MARK " provisional: a notice of days off to come may change it"

/* "workdays", "workdays ?" where it is provisional; "-" for no rule.  NULL: out of memory. */
char *rule_label(const char *rule, bool provisional);

/* Rows in one line, "法律面前， | 人人平等".  NULL: out of memory. */
char *showing_joined_rows(const struct showing *s);
