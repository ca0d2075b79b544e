/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Where the play log is read: from the running daemon, here or over ssh, or
 * from a directory.  Both give the same entries in the same order.  What goes
 * wrong is said on stderr here; the caller only ends.
 */

#include "cli/cli.h"
#include "cli/client.h"
#include "playlog/query.h"

#define LOG_DIR "/var/lib/pufa/log"

/* Takes an entry, borrowed, with the text of a play.  Negative ends the reading. */
typedef int (*log_fn)(const struct entry *e, void *userdata);

struct log_source {
	struct client client;  /* when the daemon answers */
	struct reader *reader; /* when a directory does */
	const char *dir;
	struct zone own_zone; /* of this machine's site */
	const struct zone *zone;
	usec_t now;
	bool away; /* the daemon was, when it was asked last */
};

/*
 * --log reads that directory, -H asks that machine; without either the daemon here, and where it is
 * not reachable the installed directory, saying so.  Returns an exit code.
 */
int log_source_open(struct log_source *s, const struct cli *cli);
void log_source_close(struct log_source *s);

static inline void log_source_closep(struct log_source *s)
{
	log_source_close(s);
}

/* The number of the last record; 0: there is none.  Negative after saying why. */
int log_source_head(struct log_source *s, uint64_t *ret_seq);

/*
 * The same for whoever waits for more.  1: *ret_seq is filled.  0: the daemon is away, which is
 * said once.
 */
int log_source_poll(struct log_source *s, uint64_t *ret_seq);

/* After a failure: may the daemon come back? */
bool log_source_is_away(const struct log_source *s);

/*
 * All that is asked for, to the end there is now.  *ret_last: the last record looked at, to ask on
 * after.  Negative: what @fn returned, or after saying why.
 */
int log_source_read(struct log_source *s, const struct query *q, log_fn fn, void *userdata,
		    uint64_t *ret_last);

/* Where the daemon keeps its log: the caller's, "" for nowhere.  Negative with c->why filled. */
int client_log_directory(struct client *c, char **ret);

/* The daemon's word on the last record that it has written.  Negative with c->why filled. */
int client_log_head(struct client *c, uint64_t *ret_seq, char **ret_hash);
