/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The verbs and options of pufactl, as two tables from which arity, help,
 * refusals and completion are made.
 */

#include "cli/cli.h"

#define VERB_ARGS_MAX 4096 /* for a verb that takes any number of words */

/* Options that only some verbs take; what is not named here every verb takes. */
enum {
	TAKES_ADDRESS = 1 << 0,
	TAKES_AT = 1 << 1,
	TAKES_FILES = 1 << 2, /* --config, --playlists */
	TAKES_FOR = 1 << 3,
	TAKES_HOST = 1 << 4,
	TAKES_PROFILES = 1 << 5,
	TAKES_SPAN = 1 << 6, /* --from, --to, --summary, --force */
	TAKES_DAYS = 1 << 7, /* --from, --count, --year */
	TAKES_ICS = 1 << 8,
	TAKES_IMPORT = 1 << 9,   /* --notice, --revision, --decree, --output */
	TAKES_PROBE = 1 << 10,   /* --addresses, --baud, --protocol */
	TAKES_LOG = 1 << 11,     /* --board, --log, --since, --until */
	TAKES_LISTING = 1 << 12, /* --follow, --kind, --lines */
	TAKES_EXPORT = 1 << 13,  /* --csv, --sqlite, --force */
	TAKES_LAW = 1 << 14,     /* --articles, --law, --profile, --output */
	TAKES_ALL = 1 << 15,
	TAKES_ORDER = 1 << 16,  /* --for, --until */
	TAKES_REPORT = 1 << 17, /* --by, --format, --log, --output, --svg, --year */
	TAKES_HOSTS = 1 << 18,  /* --hosts, --timeout, and --host several times */
	TAKES_DIFF = 1 << 19,   /* --all, --from, --to */
	TAKES_OUTPUT = 1 << 20, /* --output */
	TAKES_NOTICE = 1 << 21, /* --boards, --through-quiet-hours, --urgency, --yes */
};

struct verb {
	const char *name; /* of one word or two, "log export" */
	const char *args, *help;
	const char *details; /* lines for its own --help */
	int min, max;        /* words after the name */
	unsigned takes;
	/* Returns an exit code. */
	int (*run)(const struct cli *cli, int argc, char **argv);
};

struct option {
	const char *name;
	const char *value; /* what follows, for help; NULL: nothing */
	const char *help;
	char letter;    /* 0: none */
	unsigned takes; /* the verb must take one of these; 0: every verb does */
	size_t offset;  /* in struct cli: of a string when there is a value, else of a bool */
};

/* By name; the last has a NULL name. */
extern const struct verb verbs[];
extern const struct option options[];

/* NULL: there is none. */
const struct verb *verb_find(const char *name);

bool option_goes_with(const struct option *o, const struct verb *v);

/*
 * Read the command line.  Options may stand anywhere before "--".  The words are gathered at the
 * front of @argv, the verb's name not among them; *ret_argc of them.  EXIT_DONE, or EXIT_MISUSE
 * after saying why; cli->verb is then set all the same if a verb was named.
 */
int command_line_parse(struct cli *cli, int argc, char **argv, int *ret_argc);

void help_print(const struct verb *v); /* NULL: of the whole program */

/* One line for each verb, its name ("log/export" for two words) and the options that go with it. */
void completion_print(void);

int verb_blank(const struct cli *cli, int argc, char **argv);
int verb_calendar(const struct cli *cli, int argc, char **argv);
int verb_check(const struct cli *cli, int argc, char **argv);
int verb_diff(const struct cli *cli, int argc, char **argv);
int verb_encode(const struct cli *cli, int argc, char **argv);
int verb_explain(const struct cli *cli, int argc, char **argv);
int verb_export(const struct cli *cli, int argc, char **argv);
int verb_fit(const struct cli *cli, int argc, char **argv);
int verb_health(const struct cli *cli, int argc, char **argv);
int verb_import(const struct cli *cli, int argc, char **argv);
int verb_import_holidays(const struct cli *cli, int argc, char **argv);
int verb_incidents(const struct cli *cli, int argc, char **argv);
int verb_log(const struct cli *cli, int argc, char **argv);
int verb_log_export(const struct cli *cli, int argc, char **argv);
int verb_log_verify(const struct cli *cli, int argc, char **argv);
int verb_metrics(const struct cli *cli, int argc, char **argv);
int verb_plan(const struct cli *cli, int argc, char **argv);
int verb_probe(const struct cli *cli, int argc, char **argv);
int verb_reload(const struct cli *cli, int argc, char **argv);
int verb_rollback(const struct cli *cli, int argc, char **argv);
int verb_report(const struct cli *cli, int argc, char **argv);
int verb_notice(const struct cli *cli, int argc, char **argv);
int verb_notice_add(const struct cli *cli, int argc, char **argv);
int verb_notice_clear(const struct cli *cli, int argc, char **argv);
int verb_notice_list(const struct cli *cli, int argc, char **argv);
int verb_plan(const struct cli *cli, int argc, char **argv);
int verb_probe(const struct cli *cli, int argc, char **argv);
int verb_reload(const struct cli *cli, int argc, char **argv);
int verb_resume(const struct cli *cli, int argc, char **argv);
int verb_status(const struct cli *cli, int argc, char **argv);
int verb_watch(const struct cli *cli, int argc, char **argv);
int verb_when(const struct cli *cli, int argc, char **argv);
