/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/report.h"

/*
 * Plain figures: what is known, how well, and what is not.  A reader of the town's report has no
 * use for a second decimal, so time is in hours with one.
 */
static void put_hours(FILE *f, uint64_t ms)
{
	uint64_t tenths = (ms + 180000) / 360000;

	fprintf(f, "%ju.%ju小时", (uintmax_t) tenths / 10, (uintmax_t) tenths % 10);
}

static void put_day(FILE *f, const struct report *r, uint64_t msec)
{
	struct civil c = civil_from_day(zone_day(r->zone, msec * USEC_PER_MSEC));

	fprintf(f, "%d年%d月%d日", c.year, c.month, c.day);
}

static size_t count_boards(const struct report *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->board_names.n; i++)
		n += r->boards[i].first != 0;
	return n;
}

static void put_plays(FILE *f, const struct report *r, const struct report_sum *s)
{
	fprintf(f, "据播放日志，全年");
	if (r->end < r->months[12]) {
		fputs("（截至", f);
		put_day(f, r, r->end);
		fputs("）", f);
	}
	fprintf(f,
		"在%zu块显示屏上播出%ju条次，其中经回读核对一致的%ju条次，显示屏应答确认、未经核对的%ju"
		"条次，已发送、未获确认的%ju条次；另有%ju条次按计划应当播出而未能送达显示屏。",
		count_boards(r), (uintmax_t) report_plays(s), (uintmax_t) s->plays[REACH_VERIFIED],
		(uintmax_t) s->plays[REACH_ACKNOWLEDGED], (uintmax_t) s->plays[REACH_SENT],
		(uintmax_t) s->missed);
}

static int put_laws(FILE *f, const struct report_document *d, const struct report_sum *s)
{
	struct report_table t;
	const char *comma = "其中";
	char buf[MINUTES_MAX];

	fputs("显示时长合计", f);
	put_hours(f, report_shown(s));
	if (report_table_of(d, BY_LAW, &t) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < t.n; i++) {
		const struct report_line *l = &t.lines[i];

		fprintf(f, "，%s", comma);
		comma = "";
		fprintf(f, *l->name ? "《%s》" : "通知等未注明法律的内容%s", l->name);
		put_hours(f, report_shown(&l->sum));
		if (l->of_ms)
			fprintf(f, "（占%s%%）",
				report_percent(report_shown(&l->sum), l->of_ms, buf));
	}
	fputs("。", f);
	free(t.lines);
	return 0;
}

static void put_planned(FILE *f, const struct report_sum *s)
{
	if (s->planned_ms == 0) {
		fputs("计划播出时长在日志中没有记载。", f);
		return;
	}
	fputs("日志记有计划的播出共", f);
	put_hours(f, s->planned_ms);
	fputs("，实际显示", f);
	put_hours(f, s->compared_ms);
	fputs("。", f);
}

static int put_nodes(FILE *f, const struct report_document *d)
{
	struct report_table t;
	const char *before = "重点时间节点的显示时长：";
	bool any = false;

	if (report_table_of(d, BY_NODE, &t) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < t.n; i++) {
		const struct report_line *l = &t.lines[i];

		if (l->law || report_shown(&l->sum) == 0)
			continue;
		fprintf(f, "%s%s（%u天）", before, l->name, l->days);
		put_hours(f, report_shown(&l->sum));
		before = "，";
		any = true;
	}
	if (any)
		fputs("。", f);
	free(t.lines);
	return 0;
}

static void put_outages(FILE *f, const struct report *r)
{
	uint64_t all = 0, ms;
	size_t n = 0, n_open = 0, n_unknown = 0;

	for (size_t k = 0; k < r->n_incidents; k++) {
		const struct report_incident *i = &r->incidents[k];

		if (strcmp(i->kind, "board-offline") != 0 && strcmp(i->kind, "line-down") != 0)
			continue;
		n++;
		n_open += i->open;
		if (report_lasted(r, i, &ms) == 0)
			all += ms;
		else
			n_unknown++;
	}
	fprintf(f, "日志记有显示屏离线、线路中断%zu起，累计", n);
	put_hours(f, all);
	if (n_open)
		fprintf(f, "，其中%zu起至今未恢复", n_open);
	if (n_unknown)
		fprintf(f, "，%zu起的起止时间不详、未计入时长", n_unknown);
	fputs("。", f);
}

static void put_unknown(FILE *f, const struct report *r)
{
	uint64_t unknown = report_unknown(r, -1, -1);

	if (unknown) {
		fputs("另有", f);
		put_hours(f, unknown);
		fputs("显示内容无从查明（断电、停运、通信中断或日志缺失），既不计为已显示，也不计为未显示"
		      "。",
		      f);
	}
	if (r->undated_ms) {
		fputs("时钟未校准期间显示的", f);
		put_hours(f, r->undated_ms);
		fputs("没有可信日期，未计入上述数字。", f);
	}
	if (r->first >= r->begin + 24 * UINT64_C(3600000)) {
		fputs("日志始于", f);
		put_day(f, r, r->first);
		fputs("，此前情况不详。", f);
	}
	if (r->n_rollups)
		fprintf(f, "其中%zu天仅存每日汇总，当日的计划、故障和通知不详。", r->n_rollups);
}

static int put(FILE *f, const struct report_document *d)
{
	const struct report *r = &d->figures;
	struct report_filter all = report_everything(r);
	struct report_sum s = report_sum(r, &all);

	fprintf(f, "%d年，", r->year);
	if (*d->site)
		fprintf(f, "%s站点", d->site);
	fputs("利用社区、企业LED显示屏开展法治宣传。", f);
	if (r->first == 0) {
		fputs("播放日志中没有该年的记录，播出情况不详。", f);
		return 0;
	}
	put_plays(f, r, &s);
	if (put_laws(f, d, &s) < 0)
		return -ENOMEM;
	put_planned(f, &s);
	if (put_nodes(f, d) < 0)
		return -ENOMEM;
	put_outages(f, r);
	put_unknown(f, r);
	return 0;
}

char *report_paragraph(const struct report_document *d)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	int r;

	if (!f)
		return NULL;
	r = put(f, d);
	if (fclose(f) == 0 && r == 0)
		return text;
	free(text);
	return NULL;
}
