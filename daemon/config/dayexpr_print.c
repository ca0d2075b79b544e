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
static bool needs_quotes(const struct dayexpr_work *w, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < w->anchors->n; i++) {
		const char *other = w->anchors->list[i].name;

		if (strncmp(other, name, n) == 0 && (other[n] == ' ' || other[n] == ')'))
			return true;
	}
	return false;
}

static void put_anchor(struct printer *p, const struct dayexpr_work *w, size_t anchor)
{
	const char *name = w->anchors->list[anchor].name;
	bool quotes = needs_quotes(w, name), has_plain = strchr(name, '"');

	put(p, "@");
	if (quotes)
		put(p, has_plain ? "“" : "\"");
	put(p, name);
	if (quotes)
		put(p, has_plain ? "”" : "\"");
}

static void put_offsets(struct printer *p, const struct dayexpr_item *item)
{
	for (unsigned i = 0; i < item->n_offsets; i++) {
		put(p, i == 0 ? " " : "..");
		put_number(p, item->offset[i].after ? "+" : "-", item->offset[i].days, 1);
	}
}

static void put_nth(struct printer *p, const struct dayexpr_item *item)
{
	put_date(p, &item->from);
	put(p, "-");
	if (item->kind == ITEM_NTH_WEEK)
		put(p, "week");
	else
		put_weekday(p, item->weekday);
	put_number(p, "#", item->nth, 1);
}

static void put_range(struct printer *p, const struct dayexpr_item *item)
{
	put_date(p, &item->from);
	if (item->is_single)
		return;
	put(p, "..");
	put_date(p, &item->to);
}

static void put_weekdays(struct printer *p, const struct dayexpr_item *item)
{
	put_weekday(p, item->weekday);
	if (item->is_single)
		return;
	put(p, "..");
	put_weekday(p, item->weekday_to);
}

static void put_validity(struct printer *p, const struct dayexpr_item *item)
{
	put(p, item->kind == ITEM_SINCE ? "since " : "until ");
	put_date(p, &item->from);
}

static void put_item(struct printer *p, const struct dayexpr_work *w,
		     const struct dayexpr_item *item)
{
	switch (item->kind) {
	case ITEM_DATES:
		put_range(p, item);
		break;
	case ITEM_TO_ANCHOR:
		put_date(p, &item->from);
		put(p, "..");
		put_anchor(p, w, item->anchor);
		put_offsets(p, item);
		break;
	case ITEM_ANCHOR:
		put_anchor(p, w, item->anchor);
		put_offsets(p, item);
		break;
	case ITEM_WEEKDAYS:
		put_weekdays(p, item);
		break;
	case ITEM_NTH_WEEKDAY:
	case ITEM_NTH_WEEK:
		put_nth(p, item);
		break;
	case ITEM_DAILY:
		put(p, "daily");
		break;
	case ITEM_WEEKEND:
		put(p, "weekend");
		break;
	case ITEM_SINCE:
	case ITEM_UNTIL:
		put_validity(p, item);
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
