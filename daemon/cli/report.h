/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The year's report as its writers see it: the figures, the calendar whose nodes they are laid
 * over, what was put up by people, and what must be said of where the figures come from.  Each
 * writer is a function of it; nothing is counted there.
 */

#include <jansson.h>
#include <stdio.h>

#include "cli/report_count.h"
#include "config/calendar.h"

enum report_by {
	BY_BOARD,
	BY_LAW,
	BY_MONTH,
	BY_NODE,
	N_REPORT_BY, /* all of them */
};

/* One line of a table. */
struct report_line {
	const char *name;
	const char *law; /* of a node: of this law only; NULL: of all */
	char month[12];  /* what @name is by month */
	unsigned days;   /* of a node, of a month, as far as they are over */
	unsigned heard;  /* of how many the log says anything; 0: all of it is unknown */
	struct report_sum sum;
	uint64_t of_ms;              /* what the share is taken of */
	bool timed;                  /* of a board, of a month: */
	uint64_t period, unknown_ms; /* how long it could be known, and is not */
	uint64_t first;              /* of a board: the first that the log says of it */
};

struct report_table {
	struct report_line *lines;
	size_t n;
};

/* What a person put up, took away, or what came to its end. */
struct report_order {
	uint64_t at, id, until; /* msec; 0: not known */
	char *what, *kind, *who, *text, *boards;
};

struct report_document {
	struct report figures;
	const struct calendar *nodes; /* NULL: not known */
	const char *site;             /* "": not known */
	usec_t now;
	enum report_by by;
	struct report_order *orders;
	size_t n_orders;
	size_t n_damaged;     /* lines */
	size_t n_bad_rollups; /* that can not be read; the first of them */
	day_t bad_rollup;
	char notes[12][192];
	size_t n_notes;
	bool colors;
};

/* -ENOMEM.  @lines is the caller's. */
int report_table_of(const struct report_document *d, enum report_by by, struct report_table *ret);

const char *report_by_name(enum report_by by);

/* Say where the figures come from, and what they lack. */
void report_note_all(struct report_document *d);
void report_note(struct report_document *d, const char *fmt, ...) _printf_(2, 3);

/* An entry of the kind "order"; others are left alone.  -ENOMEM. */
int report_take_order(struct report_document *d, const struct record *r, const char *line,
		      size_t n);
void report_orders_done(struct report_document *d);

/* The name of a law for people; "" is none. */
const char *report_law(const char *law);

/* "12.34": minutes, rounded as SQL's round(ms / 60000.0, 2). */
#define MINUTES_MAX 32
const char *report_minutes(uint64_t ms, char *buf);
/* "37.5": percent; "" where there is nothing to take it of. */
const char *report_percent(uint64_t part, uint64_t whole, char *buf);

/* The writers.  -ENOMEM: it is not whole; that @f can not be written shows there. */
int report_write_text(const struct report_document *d, FILE *f);
int report_write_markdown(const struct report_document *d, FILE *f);
int report_write_csv(const struct report_document *d, FILE *f);
json_t *report_json(const struct report_document *d); /* NULL: out of memory */

/* What a town pastes into its yearly report, in Chinese, without a newline.  The caller's; NULL:
 * out of memory. */
char *report_paragraph(const struct report_document *d);
