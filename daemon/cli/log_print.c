/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/log_print.h"
#include "cli/showing.h"
#include "cli/table.h"
#include "config/timetext.h"

#define TIME_WIDTH      23
#define BOARD_WIDTH_MIN 10
#define BOARD_WIDTH_MAX 32
#define WORD_WIDTH      12 /* "acknowledged" */
#define CITATION_WIDTH  18
#define DAMAGE_SHOWN    100 /* bytes of a damaged line */

/* The last millisecond of the year 9999. */
#define MSEC_LAST UINT64_C(253402300799999)

usec_t log_time(uint64_t msec)
{
	return msec <= MSEC_LAST ? msec * USEC_PER_MSEC : 0;
}

/* "2026-12-04 08:00:16.250" out of RFC 3339. */
static void put_time(FILE *f, uint64_t msec, const struct zone *z)
{
	char buf[TIMETEXT_MAX];

	if (log_time(msec) == 0) {
		fputs("not known", f);
		return;
	}
	time_format(log_time(msec), z, buf);
	fprintf(f, "%.10s %.12s", buf, buf + strlen("2026-12-04T"));
}

/* Where the clock could not be trusted: how long the machine had been up. */
static void put_up(FILE *f, uint64_t msec)
{
	uint64_t seconds = msec / MSEC_PER_SEC;

	fprintf(f, "up %ju:%02ju:%02ju.%03ju", (uintmax_t) (seconds / 3600),
		(uintmax_t) (seconds / 60 % 60), (uintmax_t) (seconds % 60),
		(uintmax_t) (msec % MSEC_PER_SEC));
}

static char *time_text(const struct record *r, const struct zone *z)
{
	char *out = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&out, &size);

	if (!f)
		return NULL;
	if (log_time(r->at))
		put_time(f, r->at, z);
	else
		put_up(f, r->mono);
	if (fclose(f) == 0)
		return out;
	free(out);
	return NULL;
}

/* The third column: what happened, in a word. */
static const char *word(const struct record *r)
{
	switch (r->kind) {
	case RECORD_PLAY:
		return reach_name(r->how);
	case RECORD_INCIDENT:
	case RECORD_ORDER:
		return r->what;
	case RECORD_START:
	case RECORD_STOP:
	case RECORD_SET:
	case RECORD_TEXT:
	case RECORD_DARK:
	case RECORD_LOST:
	case RECORD_MISSED:
	case RECORD_CLOCK:
	case RECORD_GAP:
	case RECORD_RECOVERED:
	case RECORD_DAMAGE:
	case RECORD_DAY:
	case RECORD_OTHER:
		break;
	}
	return record_kind_name(r);
}

static const char *subject(const struct record *r)
{
	const char *name = record_subject(r);

	return *name ? name : "-";
}

static enum tint incident_tint(const struct record *r)
{
	if (strcmp(r->what, "opened") != 0)
		return strcmp(r->what, "closed") == 0 ? TINT_GOOD : TINT_NONE;
	return strcmp(r->level, "err") == 0 ? TINT_BAD : TINT_WARN;
}

static enum tint tint(const struct record *r)
{
	switch (r->kind) {
	case RECORD_INCIDENT:
		return incident_tint(r);
	case RECORD_GAP:
	case RECORD_DAMAGE:
	case RECORD_RECOVERED:
		return TINT_BAD;
	case RECORD_LOST:
	case RECORD_MISSED:
		return TINT_WARN;
	case RECORD_START:
	case RECORD_STOP:
	case RECORD_SET:
	case RECORD_CLOCK:
	case RECORD_DAY:
		return TINT_DIM;
	case RECORD_TEXT:
	case RECORD_PLAY:
	case RECORD_DARK:
	case RECORD_ORDER:
	case RECORD_OTHER:
		break;
	}
	return TINT_NONE;
}

static void put_message(FILE *f, const struct record *r)
{
	_cleanup_(freep) char *citation = citation_text(r->playlist, r->law, r->article);

	table_pad(f, citation ? citation : "", CITATION_WIDTH);
	fprintf(f, "  %s", r->text);
}

/* A record for every page would be too many; there is one where a page got less far. */
static void put_play(FILE *f, const struct record *r)
{
	put_message(f, r);
	if (r->page > 0)
		fprintf(f, " (from page %ju of %ju on)", (uintmax_t) r->page + 1,
			(uintmax_t) r->pages);
}

static void put_missed(FILE *f, const struct record *r, const struct zone *z)
{
	put_message(f, r);
	fputs(" (of ", f);
	put_time(f, r->from, z);
	fprintf(f, ": %s)", r->why);
}

static void put_incident(FILE *f, const struct record *r)
{
	fprintf(f, "%s", r->incident);
	if (r->text[0])
		fprintf(f, ": %s", r->text);
	if (r->count > 1)
		fprintf(f, " (%ju times)", (uintmax_t) r->count);
}

static void put_order(FILE *f, const struct record *r, const struct zone *z)
{
	fprintf(f, "%s %ju%s%s", r->order, (uintmax_t) r->id, *r->who ? " by " : "", r->who);
	if (r->boards[0])
		fprintf(f, " on %s", r->boards);
	if (strcmp(r->what, "put") == 0 && log_time(r->until)) {
		fputs(" until ", f);
		put_time(f, r->until, z);
	}
	if (r->text[0])
		fprintf(f, ": %s", r->text);
}

static void put_clock(FILE *f, const struct record *r, const struct zone *z)
{
	fputs(r->text, f);
	if (log_time(r->before) == 0)
		return;
	fputs(" (it would have been ", f);
	put_time(f, r->before, z);
	fputc(')', f);
}

static void put_rest(FILE *f, const struct record *r, const struct zone *z)
{
	switch (r->kind) {
	case RECORD_START:
		fprintf(f, "pufad %s", r->version);
		return;
	case RECORD_SET:
		fprintf(f, "files %.12s%s%s", r->digest, *r->who ? " by " : "", r->who);
		return;
	case RECORD_TEXT:
	case RECORD_PLAY:
		put_play(f, r);
		return;
	case RECORD_DARK:
		fputs(reach_name(r->how), f);
		return;
	case RECORD_LOST:
		fputs(r->why, f);
		return;
	case RECORD_MISSED:
		put_missed(f, r, z);
		return;
	case RECORD_INCIDENT:
		put_incident(f, r);
		return;
	case RECORD_ORDER:
		put_order(f, r, z);
		return;
	case RECORD_CLOCK:
		put_clock(f, r, z);
		return;
	case RECORD_GAP:
		fprintf(f, "%ju records of plays were not written: %s", (uintmax_t) r->n, r->why);
		return;
	case RECORD_RECOVERED:
		fprintf(f, "%ju bytes of a line that was not whole were cut off", (uintmax_t) r->n);
		return;
	case RECORD_DAMAGE:
		fputs(r->text, f);
		return;
	case RECORD_DAY:
		fprintf(f, "%s is over", r->day);
		return;
	case RECORD_STOP:
	case RECORD_OTHER:
		return;
	}
}

static char *rest_text(const struct record *r, const struct zone *z)
{
	char *out = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&out, &size);

	if (!f)
		return NULL;
	put_rest(f, r, z);
	if (fclose(f) == 0)
		return out;
	free(out);
	return NULL;
}

/* Boards come in any order: the column gets wider when a longer name comes, and stays so. */
static void widen(struct log_printer *p, const char *name)
{
	unsigned width = terminal_width(name);

	if (p->board_width < BOARD_WIDTH_MIN)
		p->board_width = BOARD_WIDTH_MIN;
	if (width > p->board_width && width <= BOARD_WIDTH_MAX)
		p->board_width = width;
}

static void begin_tint(const struct log_printer *p, enum tint t)
{
	if (p->colors && t != TINT_NONE)
		fputs(tint_start(t), stdout);
}

static void end_line(const struct log_printer *p, enum tint t)
{
	if (p->colors && t != TINT_NONE)
		fputs(tint_start(TINT_NONE), stdout);
	putchar('\n');
}

/* There is no record: what is wrong, and where.  What the line says may be anything. */
static int print_damage(const struct log_printer *p, const struct entry *e)
{
	_cleanup_(freep) char *line = strndup(e->text ? e->text : "", DAMAGE_SHOWN);

	if (!line)
		return -ENOMEM;
	begin_tint(p, TINT_BAD);
	printf("%-*s  ", TIME_WIDTH, "damaged");
	if (e->file[0])
		printf("%s:%u: ", e->file, e->line);
	printf("%s: ", e->said);
	table_pad(stdout, line, 0);
	end_line(p, TINT_BAD);
	return 0;
}

int log_print(struct log_printer *p, const struct entry *e)
{
	const struct record *r = e->record;
	_cleanup_(freep) char *time = NULL, *rest = NULL;

	if (!r)
		return print_damage(p, e);
	time = time_text(r, p->zone);
	rest = rest_text(r, p->zone);
	if (!time || !rest)
		return -ENOMEM;
	widen(p, subject(r));
	begin_tint(p, tint(r));
	printf("%-*s  ", TIME_WIDTH, time);
	table_pad(stdout, subject(r), p->board_width);
	fputs("  ", stdout);
	table_pad(stdout, word(r), *rest ? WORD_WIDTH : 0);
	if (*rest) {
		fputs("  ", stdout);
		table_pad(stdout, rest, 0);
	}
	end_line(p, tint(r));
	return 0;
}
