/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The play log as a database for people who want SQL: what was shown, what was
 * missed and lost, incidents, sets of files and runs of the service, with views
 * for what a town asks.  It is written beside its place under another name and
 * put there whole, or not at all.
 */

#include "playlog/shown.h"

struct zone;
struct log_sqlite;

/* @path and @zone are borrowed.  Negative: *ret is NULL or has the reason. */
int log_sqlite_new(struct log_sqlite **ret, const char *path, const struct zone *zone);
/* Without log_sqlite_commit() nothing is left of it. */
struct log_sqlite *log_sqlite_free(struct log_sqlite *s);

/* What is no play and no dark; those come as rows.  A record of a miss has its text. */
int log_sqlite_record(struct log_sqlite *s, const struct record *r);
int log_sqlite_row(struct log_sqlite *s, const struct shown_row *row);

/* A fact about the whole. */
int log_sqlite_about(struct log_sqlite *s, const char *key, const char *value);

int log_sqlite_commit(struct log_sqlite *s);

/* Why the last of these failed. */
const char *log_sqlite_why(const struct log_sqlite *s);

DEFINE_CLEANUP(struct log_sqlite *, log_sqlite_free)
