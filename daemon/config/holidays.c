/* SPDX-License-Identifier: MIT */
/*
 * Notices: from the words of `holidays` to values that can be believed, and to
 * the days that are worked.
 */
#include <string.h>

#include "config/loader.h"
#include "config/notice_text.h"

#define DATE_BYTES 10 /* YYYY-MM-DD */
#define RANGE_SIGN ".."
#define WEEK       7
#define SHOWN_MAX  80

/* The index of a weekday's word, of any of the three ways to write it. */
static enum weekday weekday_of_word(int word)
{
	return (enum weekday)(MONDAY + word % WEEK);
}

/* Exactly YYYY-MM-DD at the start of @s.  -EINVAL: not so written.  -ENOENT: no such date. */
static int read_date(const char *s, day_t *ret)
{
	int part[3] = { 0, 0, 0 };

	for (unsigned i = 0, k = 0; i < DATE_BYTES; i++) {
		if (i == 4 || i == 7) {
			if (s[i] != '-')
				return -EINVAL;
			k++;
			continue;
		}
		if (s[i] < '0' || s[i] > '9')
			return -EINVAL;
		part[k] = part[k] * 10 + s[i] - '0';
	}
	if (!civil_is_valid(part[0], part[1], part[2]))
		return -ENOENT;
	*ret = day_from_civil(part[0], part[1], part[2]);
	return 0;
}

/* So many bytes of a wrong word are enough to find it again. */
static int shown(const char *text)
{
	size_t n = strnlen(text, SHOWN_MAX);

	while (n > 0 && ((unsigned char) text[n] & 0xc0) == 0x80)
		n--;
	return (int) n;
}

/* -EINVAL: said. */
static int parse_date(struct loader *l, const char *what, const char *text, struct where at,
		      day_t *ret)
{
	int r = strlen(text) == DATE_BYTES ? read_date(text, ret) : -EINVAL;

	if (r == -ENOENT)
		diag_error(l->diag, at, "%s: there is no %s", what, text);
	else if (r < 0)
		diag_error(l->diag, at, "%s: \"%.*s\" is not a date like 2026-02-14", what,
			   shown(text), text);
	return r < 0 ? -EINVAL : 0;
}

/* A date, or two with ".." between.  -ENOENT: *ret_missing is in no calendar. */
static int read_range(const char *text, day_t *ret_first, day_t *ret_last, const char **ret_missing)
{
	const size_t sign = strlen(RANGE_SIGN), n = strlen(text);
	bool two = n == 2 * DATE_BYTES + sign && strncmp(text + DATE_BYTES, RANGE_SIGN, sign) == 0;
	const char *second = two ? text + DATE_BYTES + sign : text;
	int r, q;

	if (!two && n != DATE_BYTES)
		return -EINVAL;
	r = read_date(text, ret_first);
	q = read_date(second, ret_last);
	if (r == -EINVAL || q == -EINVAL)
		return -EINVAL;
	*ret_missing = r < 0 ? text : second;
	return r < 0 ? r : q;
}

static int parse_range(struct loader *l, const char *text, struct where at, day_t *ret_first,
		       day_t *ret_last)
{
	const char *missing;
	int r = read_range(text, ret_first, ret_last, &missing);

	if (r == -ENOENT)
		diag_error(l->diag, at, "days: there is no %.*s", DATE_BYTES, missing);
	else if (r < 0)
		diag_error(l->diag, at,
			   "days: \"%.*s\" is not a date like 2026-01-01, nor a range of dates "
			   "like 2026-02-15..2026-02-23",
			   shown(text), text);
	return r < 0 ? -EINVAL : 0;
}

/* A wrong name or date is said, and makes the notice not worth checking. */
static int build_off(struct loader *l, const struct off_text *t, struct notice_off *ret)
{
	int r;

	*ret = (struct notice_off){
		.name = t->name,
		.stated_days = (unsigned) t->count,
		.stated_first = t->has_first ? weekday_of_word(t->first) : 0,
		.stated_last = t->has_last ? weekday_of_word(t->last) : 0,
		.at = t->at,
	};
	if (!t->name || !t->days)
		return -EINVAL;
	r = parse_range(l, t->days, t->days_at, &ret->first, &ret->last);
	return name_check(t->name, t->at, "a holiday's name", l->diag) ? r : -EINVAL;
}

static int build_days(struct loader *l, const struct holiday_text *t, struct notice_off *off,
		      struct notice_work *work)
{
	int r = 0;

	for (size_t i = 0; i < t->n_off; i++)
		if (build_off(l, &t->off[i], &off[i]) < 0)
			r = -EINVAL;
	for (size_t i = 0; i < t->n_work; i++) {
		work[i] = (struct notice_work){ .at = t->work[i].at };
		if (!t->work[i].text || t->work[i].text[0] == '\0' ||
		    parse_date(l, "work", t->work[i].text, t->work[i].at, &work[i].day) < 0)
			r = -EINVAL;
	}
	return r;
}

static int add_notice(struct loader *l, const struct holiday_text *t)
{
	struct calendar *c = l->calendar;
	struct notice_off *off;
	struct notice_work *work;
	bool whole;

	if (c->n_notices == NOTICES_MAX) {
		diag_error(l->diag, t->at, "more than %d notices in all files", NOTICES_MAX);
		return -EINVAL;
	}
	off = arena_array(l->arena, t->n_off, sizeof(*off));
	work = arena_array(l->arena, t->n_work, sizeof(*work));
	if (!off || !work)
		return -ENOMEM;
	whole = build_days(l, t, off, work) >= 0 && t->notice && t->year && t->revision &&
		!(t->has_off && !t->off) && !(t->has_work && !t->work);
	if (!whole) {
		l->wrong_notices = true;
		return 0;
	}
	l->notices[c->n_notices++] = (struct notice){
		.year = t->year,
		.document = t->notice,
		.revision = (unsigned) t->revision,
		.decree = t->decree,
		.off = off,
		.n_off = t->n_off,
		.work = work,
		.n_work = t->n_work,
		.at = t->at,
	};
	return 0;
}

static void on_problem(void *userdata, const struct notice *n, const struct notice_problem *p)
{
	struct loader *l = userdata;
	char text[NOTICE_TEXT_MAX];

	/* Said of each of the two; the second is enough. */
	if (p->fault == NOTICE_REVISED &&
	    notice_same_revision(n, l->notices, l->calendar->n_notices) > n)
		return;
	notice_problem_text(n, p, l->notices, l->calendar->n_notices, text);
	if (p->severity == SEVERITY_ERROR)
		diag_error(l->diag, p->at, "%s", text);
	else
		diag_warning(l->diag, p->at, "%s", text);
}

/* Of the same year and revision, in the order of the files. */
static int by_year(const void *a, const void *b)
{
	const struct notice *x = a, *y = b;
	int r;

	if (x->year != y->year)
		return x->year < y->year ? -1 : 1;
	if (x->revision != y->revision)
		return x->revision < y->revision ? -1 : 1;
	r = strcmp(x->at.file, y->at.file);
	if (r != 0)
		return r;
	return x->at.line < y->at.line ? -1 : x->at.line > y->at.line;
}

static unsigned check_notices(struct loader *l)
{
	size_t n = l->calendar->n_notices;
	unsigned errors = 0;

	for (size_t i = 0; i < n; i++)
		errors += notice_check(&l->notices[i], l->notices, n, on_problem, l);
	return errors;
}

static int add_notices(struct loader *l)
{
	for (size_t i = 0; i < l->n_files; i++)
		for (size_t k = 0; k < l->files[i].n_holidays; k++) {
			int r = add_notice(l, &l->files[i].holidays[k]);

			if (r < 0)
				return r;
		}
	return 0;
}

/* Wrong ones are not looked at for the days, which then are provisional, and not judged. */
static int build(struct loader *l, struct statutory *s)
{
	struct calendar *c = l->calendar;
	int r;

	l->wrong_notices = l->incomplete;
	r = add_notices(l);
	if (r == -ENOMEM)
		return r;
	qsort(l->notices, c->n_notices, sizeof(*l->notices), by_year);
	if (r < 0 || check_notices(l) > 0)
		l->wrong_notices = true;
	statutory_build(s, l->notices, l->wrong_notices ? 0 : c->n_notices);
	return 0;
}

int holidays_build(struct loader *l)
{
	struct calendar *c = l->calendar;
	struct statutory *s = arena_alloc(l->arena, sizeof(*s));

	l->notices = arena_array(l->arena, NOTICES_MAX, sizeof(*l->notices));
	l->day_names = arena_alloc(l->arena, sizeof(*l->day_names));
	if (!s || !l->notices || !l->day_names)
		return -ENOMEM;
	c->notices = l->notices;
	c->statutory = l->day_names->statutory = s;
	c->names = l->day_names;
	return build(l, s);
}
