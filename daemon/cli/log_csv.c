/* SPDX-License-Identifier: MIT */
#include "cli/log_csv.h"
#include "cli/log_print.h"
#include "cli/output.h"
#include "config/timetext.h"

void log_csv_head(FILE *f)
{
	fputs(BYTE_ORDER_MARK "board,playlist,law,article,text,file,line,page,how,planned_from,"
			      "planned_until,at,ended,shown_ms\r\n",
	      f);
}

static void put_text(FILE *f, const char *text)
{
	output_csv_string(f, text);
	fputc(',', f);
}

static void put_number(FILE *f, uint64_t n)
{
	fprintf(f, "%ju,", (uintmax_t) n);
}

static void put_time(FILE *f, uint64_t msec, const struct zone *z)
{
	char buf[TIMETEXT_MAX];

	fprintf(f, "%s,", log_time(msec) ? time_format(log_time(msec), z, buf) : "");
}

void log_csv_row(FILE *f, const struct shown_row *row, const struct zone *z)
{
	const struct record *r = &row->record;

	put_text(f, r->board);
	put_text(f, r->playlist);
	put_text(f, r->law);
	put_text(f, r->article);
	put_text(f, r->text);
	put_text(f, r->file);
	put_number(f, r->line);
	put_number(f, r->page + (r->kind == RECORD_PLAY));
	put_text(f, reach_name(r->how));
	put_time(f, r->from, z);
	put_time(f, r->until, z);
	put_time(f, r->at, z);
	put_time(f, row->ended, z);
	fprintf(f, "%ju\r\n", (uintmax_t) row->shown);
}
