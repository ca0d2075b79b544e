/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/log_options.h"
#include "cli/log_print.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "cli/writer.h"

#define LINES_DEFAULT        50
#define LINES_DEFAULT_FOLLOW 10
#define LINES_MAX            1000000
#define LINES_ALL            0

#define FOLLOW_PAUSE 1 /* seconds */

struct listing {
	struct log_printer printer;
	struct writer writer;
	bool json, follow;
	bool failed; /* to print, rather than to read */
	size_t n;
	const char *board; /* asked for; NULL: all */
	bool named;        /* by a record */
};

/* The numbers of the last records that match, to begin with the first of them. */
struct tail {
	uint64_t *numbers; /* a ring */
	size_t size, n;    /* n: of all that came */
};

static int print_entry(struct listing *l, const struct entry *e)
{
	json_t *value;

	if (!l->json)
		return log_print(&l->printer, e);
	value = log_json(e, l->printer.zone);
	if (!value)
		return -ENOMEM;
	if (l->follow)
		return writer_line(value);
	writer_item(&l->writer, value);
	return l->writer.failed ? -EIO : 0;
}

/* That the output can not be written is said at the end of the program. */
static int on_entry(const struct entry *e, void *userdata)
{
	struct listing *l = userdata;
	int r = print_entry(l, e);

	l->n++;
	if (l->board && e->record && strcmp(record_subject(e->record), l->board) == 0)
		l->named = true;
	l->failed = r < 0;
	if (r == -ENOMEM)
		complain("not enough memory");
	return r;
}

static int on_counted(const struct entry *e, void *userdata)
{
	struct tail *t = userdata;

	if (e->record)
		t->numbers[t->n++ % t->size] = e->record->seq;
	return 0;
}

/*
 * Where the last @t->size of the records begin.  The log is looked at from its end in growing
 * steps: for what is frequent one is enough, for what is rare all of it is read.
 */
static int find_tail(struct log_source *s, struct query *q, struct tail *t)
{
	uint64_t head, step = 4 * t->size + 200, ignored;
	struct query part = *q;
	int r = log_source_head(s, &head);

	while (r >= 0) {
		part.after = head > step ? head - step : 0;
		t->n = 0;
		r = log_source_read(s, &part, on_counted, t, &ignored);
		if (t->n >= t->size || part.after == 0)
			break;
		step *= 8;
	}
	if (r >= 0 && t->n >= t->size)
		q->after = t->numbers[t->n % t->size] - 1;
	return r;
}

static int seek_tail(struct log_source *s, struct query *q, unsigned lines)
{
	struct tail t = { .size = lines };
	int r;

	if (lines == LINES_ALL)
		return 0;
	t.numbers = calloc(lines, sizeof(*t.numbers));
	if (!t.numbers) {
		complain("not enough memory");
		return -ENOMEM;
	}
	r = find_tail(s, q, &t);
	free(t.numbers);
	return r;
}

static int on_ignored(const struct entry *e, void *userdata)
{
	(void) e;
	(void) userdata;
	return 0;
}

/*
 * 1: the log still has the record @seq, that was read last.  The daemon's word on where it ends may
 * be behind what it gave out of its files: until the disk has it all, and just after a start.
 */
static int has_read(struct log_source *s, uint64_t seq)
{
	const struct query q = { .after = seq - 1, .kinds = QUERY_KIND(RECORD_START) };
	uint64_t last;
	int r = log_source_read(s, &q, on_ignored, NULL, &last);

	return r < 0 ? r : last >= seq;
}

/* What has come since.  The daemon comes and goes; what it writes meanwhile is not lost. */
static int read_on(struct log_source *s, struct query *q, struct listing *l)
{
	uint64_t head;
	int r = log_source_poll(s, &head);

	if (r < 0)
		return r;
	if (r == 0 || head == q->after)
		return 0;
	if (head < q->after)
		r = has_read(s, q->after);
	if (r == 0) {
		complain("the log ends before what was read of it: it was cut off, or is another");
		q->after = 0;
	}
	if (r >= 0)
		r = log_source_read(s, q, on_entry, l, &q->after);
	return r < 0 && (l->failed || !log_source_is_away(s)) ? r : 0;
}

static int follow(struct log_source *s, struct query *q, struct listing *l)
{
	int r = 0;

	while (r >= 0) {
		if (fflush(stdout) == EOF)
			return -EIO;
		sleep(FOLLOW_PAUSE);
		r = read_on(s, q, l);
	}
	return r;
}

static int list(struct log_source *s, struct query *q, unsigned lines, struct listing *l)
{
	int r = seek_tail(s, q, lines);

	if (r >= 0)
		r = log_source_read(s, q, on_entry, l, &q->after);
	if (r >= 0 && l->follow)
		return follow(s, q, l);
	if (r >= 0 && l->json)
		r = writer_array_stop(&l->writer);
	if (r >= 0 && l->n == 0)
		complain("there is no such record in the log");
	else if (r >= 0 && l->board && !l->named)
		complain("none of these records is of '%s' itself", l->board);
	return r;
}

/* All of a span of time, else the last so many. */
static int parse_lines(const struct cli *cli, unsigned *ret)
{
	if (cli->follow)
		*ret = LINES_DEFAULT_FOLLOW;
	else
		*ret = cli->since || cli->until ? LINES_ALL : LINES_DEFAULT;
	if (cli->follow && cli->since)
		*ret = LINES_ALL;
	if (!cli->lines)
		return EXIT_DONE;
	if (strcmp(cli->lines, "all") == 0)
		*ret = LINES_ALL;
	else if (number_parse(cli->lines, 1, LINES_MAX, ret) < 0)
		return misused("'%s' of --lines is not a number from 1 to %d, or all", cli->lines,
			       LINES_MAX);
	return EXIT_DONE;
}

static int check(const struct cli *cli, unsigned *ret_lines)
{
	int r = log_options_check(cli);

	if (r == EXIT_DONE)
		r = parse_lines(cli, ret_lines);
	if (r == EXIT_DONE && cli->follow && cli->until)
		return misused("'--follow' and '--until' do not go together");
	return r;
}

int verb_log(const struct cli *given, int argc, char **argv)
{
	_cleanup_(log_source_closep) struct log_source s = { 0 };
	struct listing l = { .json = given->json, .follow = given->follow };
	struct cli cli = *given;
	unsigned lines;
	struct query q;
	int r;

	if (argc > 0 && cli.board)
		return misused("'%s': the board is named by --board already", argv[0]);
	if (argc > 0)
		cli.board = argv[0];
	l.board = cli.board;
	r = check(&cli, &lines);
	if (r == EXIT_DONE)
		r = log_source_open(&s, &cli);
	if (r == EXIT_DONE)
		r = log_options_parse(&cli, &s, &q);
	if (r != EXIT_DONE)
		return r;
	l.printer =
		(struct log_printer){ .zone = s.zone, .colors = terminal_has_colors(&cli, stdout) };
	r = list(&s, &q, lines, &l);
	return r < 0 ? EXIT_FAILED : EXIT_DONE;
}
