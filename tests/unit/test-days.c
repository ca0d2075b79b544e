/* SPDX-License-Identifier: MIT */
/*
 * Days as text: what the boards of a site show at given times.
 *
 *     site FOLDER                      the site that the lines below ask
 *     TIME  BOARD  LIST  CAUSE         LIST: a playlist, `any` or `dark`; CAUSE: a rule,
 *                                      `filler`, `off`, `nothing` or `outside`
 *
 * TIME is `2026-12-04 08:00` or RFC 3339 with a T.  `#` begins a comment.
 * usage: test-days PROFILES FILE.day...
 */
#include <libgen.h>

#include "check.h"
#include "config/config.h"
#include "config/timetext.h"
#include "schedule/schedule.h"

struct run {
	const char *profiles, *file;
	unsigned line;
	struct config *config;
};

static void emit(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	printf("%s:%u: %s: %s\n", at.file ? at.file : "?", at.line, severity_name(severity),
	       message);
}

static void open_site(struct run *r, const char *folder)
{
	struct diag d = { .emit = emit };
	char *copy = strdup(r->file), path[4096];

	snprintf(path, sizeof(path), "%s/%s/pufa.cfg", dirname(copy), folder);
	free(copy);
	r->config = config_free(r->config);
	CHECK_ROW(r->line,
		  config_load(&r->config, &(struct config_paths){ path, r->profiles, NULL, NULL },
			      drivers, &d) == 0);
}

static const char *cause_of(const struct config *c, const struct decision *d)
{
	switch (d->reason) {
	case REASON_RULES:
		return programme_tables(c->programme)->rules[d->rule].name;
	case REASON_FILLER:
		return "filler";
	case REASON_OFF:
		return "off";
	case REASON_NOTHING:
		return "nothing";
	case REASON_OUTSIDE:
		return "outside";
	case REASON_BLANK:
	case REASON_NOTICE:
		break;
	}
	return "?";
}

static void ask(struct run *r, const char *time, const char *board, const char *list,
		const char *cause)
{
	const struct programme_tables *t = programme_tables(r->config->programme);
	const struct config_board *b = config_find_board(r->config, board);
	const char *shows, *why;
	struct decision d;
	usec_t now;

	if (!b || time_parse(time, &r->config->zone, 0, &now, NULL) < 0) {
		printf("%s:%u: no such board or time\n", r->file, r->line);
		test_failures++;
		return;
	}
	d = schedule_at(r->config->programme, &(struct orders){ NULL, 0 },
			(unsigned) (b - r->config->boards), now);
	shows = d.playlist < 0 ? "dark" : t->playlists[d.playlist].name;
	why = cause_of(r->config, &d);
	if ((strcmp(list, "any") != 0 && strcmp(list, shows) != 0) || strcmp(cause, why) != 0) {
		printf("%s:%u: shows %s by %s\n", r->file, r->line, shows, why);
		test_failures++;
	}
}

static void run_line(struct run *r, char *text)
{
	char a[256], b[256], c[256], d[256], e[256], time[600];
	int n;

	text[strcspn(text, "#\n")] = '\0';
	n = sscanf(text, "%255s %255s %255s %255s %255s", a, b, c, d, e);
	if (n <= 0)
		return;
	if (n == 2 && strcmp(a, "site") == 0) {
		open_site(r, b);
	} else if (!r->config) {
		printf("%s:%u: a site comes first\n", r->file, r->line);
		test_failures++;
	} else if (n == 4) {
		ask(r, a, b, c, d);
	} else if (n == 5) {
		snprintf(time, sizeof(time), "%s %s", a, b);
		ask(r, time, c, d, e);
	} else {
		printf("%s:%u: not understood\n", r->file, r->line);
		test_failures++;
	}
}

static void run_file(const char *profiles, const char *file)
{
	struct run r = { .profiles = profiles, .file = file };
	FILE *f = fopen(file, "re");
	char *text = NULL;
	size_t size = 0;

	CHECK(f != NULL);
	while (f && getline(&text, &size, f) >= 0) {
		r.line++;
		run_line(&r, text);
	}
	CHECK(r.line > 0);
	free(text);
	if (f)
		fclose(f);
	config_free(r.config);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return EXIT_FAILURE;
	for (int i = 2; i < argc; i++)
		run_file(argv[1], argv[i]);
	return test_result();
}
