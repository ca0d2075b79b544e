/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What every verb of pufactl is given, and how it speaks when something is
 * wrong.  One thread.  Answers go to stdout, complaints to stderr, a line each.
 */

#include "pufa/base.h"

#define SITE_FILE PUFA_SYSCONFDIR "/pufa.cfg"

/* Exit codes of every verb but health. */
enum {
	EXIT_DONE = 0,
	EXIT_FAILED = 1, /* refused, failed or unreachable */
	EXIT_MISUSE = 2, /* not how it is used */
};

/* Exit codes of health, as monitoring systems have them. */
enum {
	HEALTH_OK,
	HEALTH_WARNING,
	HEALTH_CRITICAL,
	HEALTH_UNKNOWN,
};

struct verb;

#define GIVEN_HOSTS_MAX 64 /* more are for a file */

/*
 * The options as given; NULL or false: not given.  @host is the last of the given ones, and the
 * only one where the verb is run for one gateway; @hosts is a file of more.
 */
struct cli {
	const struct verb *verb;
	const char *given_hosts[GIVEN_HOSTS_MAX]; /* in order; n_hosts of them */
	unsigned n_hosts;
	const char *address, *addresses, *articles, *at, *baud, *board, *boards, *by, *config,
		*count, *csv, *format, *from, *host, *hosts, *ics, *kind, *law, *lines, *log,
		*notice, *output, *playlists, *profile, *profiles, *protocol, *revision, *since,
		*span, *sqlite, *svg, *timeout, *to, *until, *urgency, *year;
	bool all, completion, decree, follow, force, help, json, network, no_color, summary,
		through_quiet_hours, version, yes;
};

/* Say what is wrong, as one line: "pufactl: ...".  Control characters are escaped. */
void complain(const char *fmt, ...) _printf_(1, 2);
/* The same; returns EXIT_FAILED, EXIT_MISUSE. */
int failed(const char *fmt, ...) _printf_(1, 2);
int misused(const char *fmt, ...) _printf_(1, 2);
/* Returns EXIT_FAILED. */
int out_of_memory(void);

/* The machine's clock; and time since some fixed moment that no one sets. */
usec_t clock_wall(void);
usec_t clock_steady(void);

/* A whole number in decimal, nothing around it.  -EINVAL, -ERANGE. */
int number_parse(const char *text, unsigned min, unsigned max, unsigned *ret);
