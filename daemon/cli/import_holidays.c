/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/import_holidays.h"
#include "cli/output.h"
#include "config/names.h"
#include "config/notice_text.h"
#include "config/timetext.h"

#define DAYS_MAX     400 /* a year, some of December, and room for what is listed twice */
#define PAPERS_MAX   16
#define DOCUMENT_MAX 128  /* bytes, as a notice file allows */
#define SOURCE_MAX   1024 /* the same */

#define NO_DOCUMENT "文号不详"

/* Days that were granted beyond the law, by an amendment: 2015-09-03, and 2020 for an epidemic. */
static const struct {
	int year, days;
} decrees[] = { { 2015, 1 }, { 2020, 2 } };

struct entry {
	day_t day;
	bool off;
	const char *name;
	struct where at;
};

struct import {
	struct imported *out;
	const struct import_options *options;
	struct diag *diag;
	json_t *papers, *days;
	size_t n_papers;
	struct entry entries[DAYS_MAX];
	size_t n_entries;
	int excess; /* weekdays off beyond what the law gives; 0: it balances */
};

static struct where whole_file(const struct import *m)
{
	return (struct where){ .file = m->out->file.path };
}

/* jansson keeps no lines: a date is looked for in the text, where it stands once if all is well. */
static struct where where_of(const struct import *m, const char *date)
{
	struct where at = whole_file(m);
	char quoted[32];
	const char *found;

	snprintf(quoted, sizeof(quoted), "\"%.20s\"", date);
	found = strstr(m->out->file.text, quoted);
	if (!found)
		return at;
	at.line = 1;
	for (const char *s = m->out->file.text; s < found; s++)
		at.line += *s == '\n';
	return at;
}

static int parse_json(struct import *m)
{
	struct imported *o = m->out;
	json_error_t e;

	o->root = json_loadb(o->file.text, o->file.n, JSON_REJECT_DUPLICATES, &e);
	if (o->root && json_is_object(o->root))
		return 0;
	if (o->root)
		diag_error(m->diag, whole_file(m),
			   "not an object {year, papers: [...], days: [...]}");
	else
		diag_error(m->diag,
			   (struct where){ o->file.path, e.line > 0 ? (unsigned) e.line : 0 },
			   "not JSON: %s", e.text);
	return -EINVAL;
}

static json_t *get_array(struct import *m, const char *key, size_t most)
{
	json_t *list = json_object_get(m->out->root, key);

	if (!list)
		diag_error(m->diag, whole_file(m), "\"%s\" is missing", key);
	else if (!json_is_array(list))
		diag_error(m->diag, whole_file(m), "\"%s\" is not a list", key);
	else if (json_array_size(list) > most)
		diag_error(m->diag, whole_file(m), "\"%s\" has %zu entries, at most %zu can be",
			   key, json_array_size(list), most);
	else
		return list;
	return NULL;
}

static int read_frame(struct import *m)
{
	json_t *year = json_object_get(m->out->root, "year");
	json_int_t value = json_is_integer(year) ? json_integer_value(year) : 0;

	if (value < YEAR_FIRST || value > YEAR_LAST)
		diag_error(m->diag, whole_file(m), "\"year\" is not a year from %d to %d",
			   YEAR_FIRST, YEAR_LAST);
	m->papers = get_array(m, "papers", PAPERS_MAX);
	m->days = get_array(m, "days", DAYS_MAX);
	if (m->diag->n_errors)
		return -EINVAL;
	m->n_papers = json_array_size(m->papers);
	m->out->notice.year = (int) value;
	m->out->notice.at = whole_file(m);
	if (m->n_papers == 0 && json_array_size(m->days) == 0) {
		diag_error(m->diag, whole_file(m),
			   "no papers and no days: the notice of %d is absent, not a year without "
			   "holidays; nothing is imported",
			   (int) value);
		return -EINVAL;
	}
	return 0;
}

/* Exactly YYYY-MM-DD. */
static bool read_date(const char *text, day_t *ret)
{
	int y, m, d, n = 0;

	if (strlen(text) != 10 || strspn(text, "0123456789-") != 10 ||
	    sscanf(text, "%4d-%2d-%2d%n", &y, &m, &d, &n) != 3 || n != 10 || text[4] != '-' ||
	    text[7] != '-' || !civil_is_valid(y, m, d))
		return false;
	*ret = day_from_civil(y, m, d);
	return true;
}

static void read_day(struct import *m, size_t i)
{
	json_t *day = json_array_get(m->days, i), *is_off = json_object_get(day, "isOffDay");
	const char *date = json_string_value(json_object_get(day, "date"));
	struct entry e = {
		.off = json_is_true(is_off),
		.name = json_string_value(json_object_get(day, "name")),
		.at = date ? where_of(m, date) : whole_file(m),
	};

	if (!date)
		diag_error(m->diag, e.at, "days[%zu]: \"date\" is missing, or not a text", i);
	else if (!read_date(date, &e.day))
		diag_error(m->diag, e.at, "days[%zu]: \"%s\" is not a date like 2026-02-15", i,
			   date);
	else if (!e.name)
		diag_error(m->diag, e.at, "days[%zu], %s: \"name\" is missing, or not a text", i,
			   date);
	else if (!json_is_boolean(is_off))
		diag_error(m->diag, e.at,
			   "days[%zu], %s: \"isOffDay\" is missing, or neither true nor false", i,
			   date);
	else if (name_check(e.name, e.at, "a holiday's name", m->diag))
		m->entries[m->n_entries++] = e;
}

static int by_day(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return (int) x->off - (int) y->off;
}

static int read_days(struct import *m)
{
	size_t n = json_array_size(m->days);

	for (size_t i = 0; i < n; i++)
		read_day(m, i);
	if (m->n_entries)
		qsort(m->entries, m->n_entries, sizeof(m->entries[0]), by_day);
	return m->diag->n_errors ? -EINVAL : 0;
}

/* The form lists a Monday as worked where a weekend before it was: it is worked anyhow. */
static bool is_plain_workday(struct import *m, size_t i)
{
	const struct entry *e = &m->entries[i];
	bool doubted =
		(i > 0 && e[-1].day == e->day) || (i + 1 < m->n_entries && e[1].day == e->day);
	struct civil c = civil_from_day(e->day);

	if (weekday_of(e->day) > FRIDAY || doubted)
		return false;
	diag_warning(m->diag, e->at,
		     "%04d-%02d-%02d is from Monday to Friday and worked anyhow: left out", c.year,
		     c.month, c.day);
	return true;
}

static void add_off(struct imported *o, const struct entry *e)
{
	struct notice_off *last = o->notice.n_off ? &o->off[o->notice.n_off - 1] : NULL;

	if (last && last->last + 1 == e->day && strcmp(last->name, e->name) == 0)
		last->last = e->day;
	else
		o->off[o->notice.n_off++] = (struct notice_off){
			.name = e->name, .first = e->day, .last = e->day, .at = e->at
		};
}

static int build(struct import *m)
{
	struct imported *o = m->out;

	o->off = calloc(m->n_entries + 1, sizeof(*o->off));
	o->work = calloc(m->n_entries + 1, sizeof(*o->work));
	if (!o->off || !o->work)
		return -ENOMEM;
	for (size_t i = 0; i < m->n_entries; i++) {
		const struct entry *e = &m->entries[i];

		if (e->off)
			add_off(o, e);
		else if (!is_plain_workday(m, i))
			o->work[o->notice.n_work++] =
				(struct notice_work){ .day = e->day, .at = e->at };
	}
	o->notice.off = o->off;
	o->notice.work = o->work;
	return 0;
}

/* What of a paper's text is its number: "国办发明电〔2025〕7号".  NULL: it has none. */
static char *document_number(const char *paper)
{
	static const char *const issuers[] = { "国办", "国发", "国函" };
	const char *year = strstr(paper, "〔"), *end = year ? strstr(year, "号") : NULL;

	for (size_t i = 0; end && i < ARRAY_SIZE(issuers); i++) {
		const char *begin = strstr(paper, issuers[i]);

		if (begin && begin < year)
			return strndup(begin, (size_t) (end - begin) + strlen("号"));
	}
	return NULL;
}

/* The last paper is the newest: an amendment. */
static int name_document(struct import *m)
{
	struct imported *o = m->out;
	const char *paper = NULL;

	if (m->n_papers)
		paper = json_string_value(json_array_get(m->papers, m->n_papers - 1));
	if (!m->options->document && paper)
		o->document = document_number(paper);
	if (!m->options->document && !paper)
		diag_warning(m->diag, whole_file(m),
			     "no paper is named: give the notice's number with --notice");
	if (!o->document)
		o->document = strdup(m->options->document ? m->options->document
				     : paper              ? paper
							  : NO_DOCUMENT);
	if (!o->document)
		return -ENOMEM;
	o->notice.document = o->document;
	if (!*o->document || strlen(o->document) > DOCUMENT_MAX || text_invisible(o->document)) {
		diag_error(m->diag, whole_file(m),
			   "\"%.40s\" can not stand for the notice's number: it must have 1 to %d "
			   "bytes, all of them visible (--notice)",
			   o->document, DOCUMENT_MAX);
		return -EINVAL;
	}
	return 0;
}

static int read_papers(struct import *m)
{
	char *joined = calloc(1, SOURCE_MAX + 1);
	size_t used = 0;

	m->out->source = joined;
	if (!joined)
		return -ENOMEM;
	for (size_t i = 0; i < m->n_papers; i++) {
		const char *paper = json_string_value(json_array_get(m->papers, i));

		if (!paper || !*paper || text_invisible(paper) ||
		    used + 1 + strlen(paper) > SOURCE_MAX) {
			diag_error(m->diag, whole_file(m),
				   "papers[%zu] is not a text, holds what can not be seen, or is "
				   "too long",
				   i);
			return -EINVAL;
		}
		used += (size_t) snprintf(joined + used, SOURCE_MAX + 1 - used, "%s%s",
					  used ? " " : "", paper);
	}
	return name_document(m);
}

static void note_excess(void *userdata, const struct notice *n, const struct notice_problem *p)
{
	struct import *m = userdata;

	(void) n;
	if (p->fault == NOTICE_UNBALANCED)
		m->excess = p->found - p->expected;
}

static bool is_known_decree(int year, int days)
{
	for (size_t i = 0; i < ARRAY_SIZE(decrees); i++)
		if (decrees[i].year == year && decrees[i].days == days)
			return true;
	return false;
}

/* More days off than the law gives is a mistake, but for what an amendment may grant. */
static void find_decree(struct import *m)
{
	struct notice *n = &m->out->notice;

	n->decree = m->options->decree;
	if (n->decree)
		return;
	notice_check(n, n, 1, note_excess, m);
	n->decree = m->excess > 0 && (m->n_papers > 1 || is_known_decree(n->year, m->excess));
	if (n->decree)
		diag_warning(m->diag, n->at,
			     "days off beyond the law: %d; taken for granted by a decree",
			     m->excess);
}

static void say_problem(void *userdata, const struct notice *n, const struct notice_problem *p)
{
	struct import *m = userdata;
	char text[NOTICE_TEXT_MAX];

	notice_problem_text(n, p, n, 1, text);
	if (p->severity == SEVERITY_ERROR)
		diag_error(m->diag, p->at, "%s", text);
	else
		diag_warning(m->diag, p->at, "%s", text);
}

static int judge(struct import *m)
{
	struct notice *n = &m->out->notice;

	n->revision = m->options->revision;
	if (!n->revision)
		n->revision = m->n_papers ? (unsigned) m->n_papers : 1;
	find_decree(m);
	return notice_check(n, n, 1, say_problem, m) ? -EINVAL : 0;
}

int imported_parse(struct imported *ret, const struct import_options *options, struct diag *diag)
{
	_cleanup_(freep) struct import *m = calloc(1, sizeof(*m));
	int r, papers;

	if (!m)
		return -ENOMEM;
	m->out = ret;
	m->options = options;
	m->diag = diag;
	r = parse_json(m);
	if (r >= 0)
		r = read_frame(m);
	if (r < 0)
		return r;
	papers = read_papers(m);
	r = read_days(m);
	if (r >= 0)
		r = build(m);
	if (r >= 0)
		r = judge(m);
	return r < 0 ? r : papers;
}

int import_holidays(struct imported *ret, const char *path, const struct import_options *options,
		    struct diag *diag)
{
	int r = source_read(&ret->file, path, diag);

	return r < 0 ? r : imported_parse(ret, options, diag);
}

const char *off_days_format(const struct notice_off *o, char buf[OFF_DAYS_MAX])
{
	char first[DATE_MAX], last[DATE_MAX];

	if (o->first == o->last)
		snprintf(buf, OFF_DAYS_MAX, "%s", date_format(o->first, first));
	else
		snprintf(buf, OFF_DAYS_MAX, "%s..%s", date_format(o->first, first),
			 date_format(o->last, last));
	return buf;
}

static void put_off(FILE *f, const struct notice *n)
{
	char span[OFF_DAYS_MAX];

	fputs("    off = (", f);
	for (size_t i = 0; i < n->n_off; i++) {
		fputs(i ? ",\n      { name = " : "\n      { name = ", f);
		output_string(f, n->off[i].name);
		fprintf(f, "; days = \"%s\"; }", off_days_format(&n->off[i], span));
	}
	fputs(n->n_off ? "\n    );\n" : ");\n", f);
}

static void put_work(FILE *f, const struct notice *n)
{
	char date[DATE_MAX];

	fputs("    work = [", f);
	for (size_t i = 0; i < n->n_work; i++)
		fprintf(f, "%s\"%s\"", i ? ", " : "", date_format(n->work[i].day, date));
	fputs("];\n", f);
}

void imported_print(const struct imported *i, FILE *f)
{
	const struct notice *n = &i->notice;

	fprintf(f, "# %d年节假日安排。off 为放假日期（首日..末日），work 为调休上班日。\n",
		n->year);
	fprintf(f, "holidays = (\n  { year = %d; notice = ", n->year);
	output_string(f, n->document);
	fprintf(f, "; revision = %u;%s\n", n->revision, n->decree ? " decree = true;" : "");
	if (i->source && *i->source) {
		fputs("    source = ", f);
		output_string(f, i->source);
		fputs(";\n", f);
	}
	put_off(f, n);
	put_work(f, n);
	fputs("  }\n);\n", f);
}

void imported_done(struct imported *i)
{
	free(i->off);
	free(i->work);
	free(i->document);
	free(i->source);
	json_decref(i->root);
	source_done(&i->file);
	*i = (struct imported){ 0 };
}
