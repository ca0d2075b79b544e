/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Who asks on a line what is there: the running daemon, which has the line in
 * hand, or this program by itself where there is no daemon, or where the line
 * is named by its port or host.  What goes wrong is said on stderr here.
 */

#include "cli/cli.h"
#include "cli/client.h"
#include "config/config.h"

struct prober {
	char label[256];             /* of the line: "rs485-a (/dev/ttyS1 9600 8N1)" */
	const struct driver *driver; /* of the boards on it; NULL: not known */

	/* The daemon's. */
	bool by_bus;
	struct client client;
	char *path;

	/* Ours. */
	struct config *config; /* NULL: the line is named by its port or host */
	struct line_settings settings;
	char *host; /* that @settings point to */
	enum line_medium medium;
	struct line *line; /* opened for one kind and speed; NULL: none yet */
	enum line_kind kind;
};

/*
 * @name: a line's name, a port's path or HOST:PORT.  Returns EXIT_DONE, or another exit code after
 * saying why.
 */
int prober_open(struct prober *p, const struct cli *cli, const char *name);
void prober_close(struct prober *p);

/* Can the line carry the protocol?  Of a line that pufad has it is pufad who knows: true. */
bool prober_carries(const struct prober *p, const struct driver *d);

/* The speed of a port from now on; of use only where can_change_baud says so. */
void prober_set_baud(struct prober *p, int baud);
bool prober_can_change_baud(const struct prober *p);

/* 1: there is a board, *ret is what it says; 0: none, or none of this kind; negative: no line,
 * and said. */
int prober_ask(struct prober *p, const struct driver *d, unsigned address, struct identity *ret);

static inline void prober_closep(struct prober *p)
{
	prober_close(p);
}
