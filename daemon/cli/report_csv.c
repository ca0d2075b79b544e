/* SPDX-License-Identifier: MIT */
#include "cli/output.h"
#include "cli/report.h"

static void put_text(FILE *f, const char *text)
{
	output_csv_string(f, text);
	fputc(',', f);
}

static void put_minutes(FILE *f, bool known, uint64_t ms, const char *after)
{
	char buf[MINUTES_MAX];

	fprintf(f, "%s%s", known ? report_minutes(ms, buf) : "", after);
}

static void put_line(FILE *f, enum report_by by, const struct report_line *l)
{
	const struct report_sum *s = &l->sum;
	char share[MINUTES_MAX];

	fprintf(f, "%s,", report_by_name(by));
	put_text(f, l->name);
	put_text(f, l->law ? l->law : "");
	if (by == BY_NODE || by == BY_MONTH)
		fprintf(f, "%u,%u", l->days, l->heard);
	else
		fputc(',', f);
	if (l->heard == 0) {
		fputs(",,,,,,,,,,,,,", f);
		put_minutes(f, l->timed && l->period, l->unknown_ms, ",\r\n");
		return;
	}
	fprintf(f, ",%ju,%ju,%ju,%ju,%ju,", (uintmax_t) report_plays(s), (uintmax_t) s->plays[0],
		(uintmax_t) s->plays[1], (uintmax_t) s->plays[2], (uintmax_t) s->missed);
	put_minutes(f, true, report_shown(s), ",");
	for (int i = 0; i < 3; i++)
		put_minutes(f, true, s->ms[i], ",");
	put_minutes(f, s->planned_ms, s->planned_ms, ",");
	put_minutes(f, s->planned_ms, s->compared_ms, ",");
	put_minutes(f, !l->law && by != BY_LAW, s->dark_ms, ",");
	put_minutes(f, l->timed && l->period, l->unknown_ms, ",");
	fprintf(f, "%s\r\n", report_percent(report_shown(s), l->of_ms, share));
}

int report_write_csv(const struct report_document *d, FILE *f)
{
	fputs(BYTE_ORDER_MARK
	      "by,name,law,days,days_in_log,plays,sent,acknowledged,verified,missed,minutes,"
	      "minutes_sent,minutes_acknowledged,minutes_verified,minutes_planned,"
	      "minutes_of_planned,minutes_dark,minutes_unknown,share\r\n",
	      f);
	for (enum report_by by = 0; by < N_REPORT_BY; by++) {
		struct report_table t;

		if (d->by != N_REPORT_BY && d->by != by)
			continue;
		if (report_table_of(d, by, &t) < 0)
			return -ENOMEM;
		for (size_t i = 0; i < t.n; i++)
			put_line(f, by, &t.lines[i]);
		free(t.lines);
	}
	return 0;
}
