/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Where plan and explain get their answers: the running daemon, that is the
 * set in force, or the files on disk.  Both answer in the same words.  What
 * goes wrong is said on stderr here; the caller only ends.
 */

#include "cli/cli.h"
#include "cli/client.h"
#include "config/config.h"

struct weighed_rule {
	char *rule, *verdict, *why;
};

struct explanation {
	struct showing shows;
	usec_t until;
	char *because;
	struct weighed_rule *considered;
	size_t n_considered;
};

void explanation_done(struct explanation *e);
/* Room for one more, zeroed; NULL: out of memory. */
struct weighed_rule *explanation_add(struct explanation *e);

/* Takes one row of a plan, borrowed.  Negative ends the plan. */
typedef int (*plan_fn)(const struct plan_line *line, void *userdata);

struct source;

/* All return 0, or negative after saying why. */
struct source_ops {
	/* The boards, in the source's order: strings and array are the caller's. */
	int (*boards)(struct source *s, char ***ret, size_t *ret_n);
	int (*plan)(struct source *s, const char *board, usec_t from, usec_t to, plan_fn fn,
		    void *userdata);
	int (*explain)(struct source *s, const char *board, usec_t at, struct explanation *ret);
};

struct source {
	const struct source_ops *ops;
	struct client client;  /* when the daemon answers */
	struct config *config; /* when the files do */
	const struct zone *zone;
	const char *digest;
	usec_t now;
};

/*
 * As the options say: -H asks that machine, -c reads files; without either the daemon here, and
 * where it is not reachable the installed files, saying so.  Returns EXIT_DONE, or another exit
 * code after saying why.
 */
int source_open(struct source *s, const struct cli *cli);
void source_close(struct source *s);

static inline void source_closep(struct source *s)
{
	source_close(s);
}

extern const struct source_ops source_bus, source_files;

/* Load @site with every mistake to stderr.  Negative after saying why. */
int files_load(struct config **ret, const struct cli *cli, const char *site);
