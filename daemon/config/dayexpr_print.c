/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "config/dayexpr_internal.h"

/* Texts of the operands in hand lie one behind the other; an operator joins the last two. */
struct printer {
	char text[2 * DAYEXPR_MAX + 64];
	size_t n;
	bool is_full;
};

struct operand {
	size_t at;
	enum dayexpr_item_kind kind; /* ITEM_AND, ... say how tightly it holds together */
};

static void put(struct printer *p, const char *text)
{
	size_t n = strlen(text);

	if (p->n + n >= sizeof(p->text)) {
		p->is_full = true;
		return;
	}
	memcpy(p->text + p->n, text, n + 1);
	p->n += n;
}

static void insert(struct printer *p, size_t at, const char *text)
{
	size_t n = strlen(text);

	if (p->n + n >= sizeof(p->text)) {
		p->is_full = true;
		return;
	}
	memmove(p->text + at + n, p->text + at, p->n + 1 - at);
	memcpy(p->text + at, text, n);
	p->n += n;
}

static void put_number(struct printer *p, const char *before, int value, int width)
{
	char buf[32];

	snprintf(buf, sizeof(buf), "%s%0*d", before, width, value);
	put(p, buf);
}

static void put_date(struct printer *p, const struct dayexpr_date *d)
{
	if (d->year)
		put_number(p, "", d->year, 4);
	if (d->month)
		put_number(p, d->year ? "-" : "", d->month, 2);
	if (d->day)
		put_number(p, "-", d->day, 2);
}

static void put_weekday(struct printer *p, enum weekday weekday)
{
	static const char *const names[] = {
		[MONDAY] = "mon", [TUESDAY] = "tue",  [WEDNESDAY] = "wed", [THURSDAY] = "thu",
		[FRIDAY] = "fri", [SATURDAY] = "sat", [SUNDAY] = "sun",
	};

	put(p, names[weekday]);
}

/* Could a name that is not in quotes be read as a longer one, going on with what follows it here?
 */
static bool needs_quotes(const struct dayexpr_work *w, enum dayexpr_space space, const char *name)
{
	struct dayexpr_names_iter iter = { 0 };
	struct dayexpr_name other;
	size_t n = strlen(name);

	while (dayexpr_next_name(w, space, &iter, &other))
		if (strncmp(other.text, name, n) == 0 && other.text[n] &&
		    strchr(" ).", other.text[n]))
			return true;
	return false;
}

static void put_name(struct printer *p, const struct dayexpr_work *w, enum dayexpr_space space,
		     const struct dayexpr_name *name)
{
	const char *text = dayexpr_full_name(w, space, name);
	bool quotes = needs_quotes(w, space, text), has_plain = strchr(text, '"');

	if (quotes)
		put(p, has_plain ? "“" : "\"");
	put(p, text);
	if (quotes)
		put(p, has_plain ? "”" : "\"");
}

static void put_offsets(struct printer *p, const struct dayexpr_point *point)
{
	for (unsigned i = 0; i < point->n_offsets; i++) {
		const struct dayexpr_offset *o = &point->offset[i];

		put(p, i == 0 ? " " : "..");
		put_number(p, o->after ? "+" : "-", o->n, 1);
		if (o->workdays)
			put(p, "wd");
	}
}

static void put_lunar(struct printer *p, const struct dayexpr_lunar *l)
{
	put_number(p, l->leap ? "L" : "", l->month, 1);
	if (l->day == LUNAR_LAST)
		put(p, "-last");
	else if (l->day)
		put_number(p, "-", l->day, 1);
}

static void put_nth(struct printer *p, const struct dayexpr_point *point)
{
	put_date(p, &point->date);
	put(p, "-");
	if (point->kind == POINT_NTH_WEEK)
		put(p, "week");
	else
		put_weekday(p, point->weekday);
	put_number(p, "#", point->nth, 1);
}

static void put_point(struct printer *p, const struct dayexpr_work *w,
		      const struct dayexpr_point *point)
{
	switch (point->kind) {
	case POINT_DATE:
		put_date(p, &point->date);
		break;
	case POINT_LUNAR:
		put(p, "lunar ");
		put_lunar(p, &point->lunar);
		break;
	case POINT_TERM:
		put(p, "term ");
		put(p, term_pinyin(point->term));
		break;
	case POINT_NTH_WEEKDAY:
	case POINT_NTH_WEEK:
		put_nth(p, point);
		break;
	case POINT_ANCHOR:
		put(p, "@");
		put_name(p, w, SPACE_ANCHORS, &point->name);
		put_offsets(p, point);
		break;
	}
}

/* What a lunar range ends with is lunar unless it says otherwise. */
static void put_range(struct printer *p, const struct dayexpr_work *w,
		      const struct dayexpr_item *item)
{
	bool is_lunar = item->from.kind == POINT_LUNAR;

	put_point(p, w, &item->from);
	if (item->is_single)
		return;
	put(p, "..");
	if (is_lunar && item->to.kind == POINT_LUNAR) {
		put_lunar(p, &item->to.lunar);
		return;
	}
	if (is_lunar && item->to.date.month)
		put(p, "civil ");
	put_point(p, w, &item->to);
}

static void put_weekdays(struct printer *p, const struct dayexpr_item *item)
{
	put_weekday(p, item->weekday);
	if (item->is_single)
		return;
	put(p, "..");
	put_weekday(p, item->weekday_to);
}

/* The kinds that are one word, or the word before what they are about. */
static const char *const kind_words[] = {
	[ITEM_DAILY] = "daily",     [ITEM_WEEKEND] = "weekend", [ITEM_WORKDAY] = "workday",
	[ITEM_RESTDAY] = "restday", [ITEM_MAKEUP] = "makeup",   [ITEM_HOLIDAY] = "holiday:",
	[ITEM_LEGAL] = "legal:",    [ITEM_SINCE] = "since ",    [ITEM_UNTIL] = "until ",
};

static void put_item(struct printer *p, const struct dayexpr_work *w,
		     const struct dayexpr_item *item)
{
	switch (item->kind) {
	case ITEM_DATES:
	case ITEM_LUNAR:
	case ITEM_POINT:
	case ITEM_SPAN:
		put_range(p, w, item);
		break;
	case ITEM_WEEKDAYS:
		put_weekdays(p, item);
		break;
	case ITEM_DAILY:
	case ITEM_WEEKEND:
	case ITEM_WORKDAY:
	case ITEM_RESTDAY:
	case ITEM_MAKEUP:
		put(p, kind_words[item->kind]);
		break;
	case ITEM_HOLIDAY:
	case ITEM_LEGAL:
		put(p, kind_words[item->kind]);
		put_name(p, w, SPACE_HOLIDAYS, &item->name);
		break;
	case ITEM_SINCE:
	case ITEM_UNTIL:
		put(p, kind_words[item->kind]);
		put_date(p, &item->from.date);
		break;
	case ITEM_AND:
	case ITEM_EXCEPT:
	case ITEM_OR:
		break; /* join() */
	}
}

/* The enumerators are in the order in which operators bind. */
static void join(struct printer *p, struct operand *left, const struct operand *right,
		 enum dayexpr_item_kind kind)
{
	static const char *const names[] = {
		[ITEM_AND] = " and ",
		[ITEM_EXCEPT] = " except ",
		[ITEM_OR] = " or ",
	};
	size_t at = right->at;

	if (right->kind > kind || (right->kind == ITEM_EXCEPT && kind == ITEM_EXCEPT)) {
		insert(p, at, "(");
		put(p, ")");
	}
	insert(p, at, names[kind]);
	if (left->kind > kind) {
		insert(p, at, ")");
		insert(p, left->at, "(");
	}
	left->kind = kind;
}

int dayexpr_print(struct dayexpr_work *w, char **ret)
{
	_cleanup_(freep) struct operand *operands = calloc(w->n_items, sizeof(*operands));
	_cleanup_(freep) struct printer *p = calloc(1, sizeof(*p));
	struct operand *top = operands;

	if (!operands || !p)
		return -ENOMEM;
	for (size_t i = 0; i < w->n_items && !p->is_full; i++) {
		const struct dayexpr_item *item = &w->items[i];

		if (item->kind < ITEM_AND) {
			*top++ = (struct operand){ p->n, item->kind };
			put_item(p, w, item);
		} else {
			top--;
			join(p, top - 1, top, item->kind);
		}
	}
	if (p->is_full || p->n > DAYEXPR_MAX)
		return dayexpr_fail(w, 0, "written out, the expression is longer than %d bytes",
				    DAYEXPR_MAX);
	*ret = strdup(p->text);
	return *ret ? 0 : -ENOMEM;
}
