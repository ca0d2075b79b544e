/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/diff_items.h"
#include "cli/diff_words.h"
#include "config/calendar.h"
#include "config/charset.h"
#include "config/hours.h"

/* While a set is gone through. */
struct collector {
	struct diff_items *items;
	const struct config *config;
	struct arena *arena;
	bool *common; /* boards that are in the other set */
	size_t n_common;
	day_t first, last;
};

static struct diff_item *add(struct collector *k, const char *kind, const char *name,
			     struct where at)
{
	static struct diff_item nowhere;
	struct diff_items *items = k->items;

	if (items->n == items->room) {
		size_t room = items->room ? 2 * items->room : 256;
		struct diff_item *v = realloc(items->v, room * sizeof(*v));

		if (!v) {
			items->failed = true;
			nowhere = (struct diff_item){ 0 };
			return &nowhere;
		}
		items->v = v;
		items->room = room;
	}
	items->v[items->n] = (struct diff_item){ .kind = kind, .name = name ? name : "", .at = at };
	return &items->v[items->n++];
}

static void fact(struct diff_item *i, const char *key, const char *value)
{
	i->facts[i->n_facts++] = (struct diff_fact){ key, value ? value : "" };
}

/* All that is said of it, as one word. */
static const char *all_facts(struct collector *k, const struct diff_item *i, size_t from)
{
	const char *text = i->kind;

	for (size_t n = from; text && n < i->n_facts; n++)
		text = arena_printf(k->arena, "%s\x1f%s", text, i->facts[n].value);
	return text;
}

static const char *number(struct collector *k, unsigned long long n)
{
	return arena_printf(k->arena, "%llu", n);
}

static const char *key(struct collector *k, const struct diff_item *i, const char *word)
{
	return arena_printf(k->arena, "%s\x1f%s", i->kind, word);
}

static void collect_site(struct collector *k)
{
	static const char *const foreign[] = { "restore", "blank", "hold" };
	const struct site *s = &k->config->site;
	const struct programme_tables *t = programme_tables(k->config->programme);
	struct diff_item *i = add(k, "site", s->name, s->at);

	i->keys[0] = "site";
	fact(i, "name", s->name);
	fact(i, "zone", s->zone);
	fact(i, "filler", t->playlists[t->filler].name);
	fact(i, "clock", s->clock == SITE_CLOCK_NTP ? "ntp" : "system");
	fact(i, "latitude", s->has_place ? arena_printf(k->arena, "%.6g", s->latitude) : NULL);
	fact(i, "longitude", s->has_place ? arena_printf(k->arena, "%.6g", s->longitude) : NULL);
	fact(i, "verify_interval", number(k, s->verify_interval / USEC_PER_SEC));
	fact(i, "flash_writes", number(k, s->flash_writes));
	fact(i, "log_budget", number(k, s->log_budget));
	fact(i, "foreign", foreign[s->foreign]);
	fact(i, "foreign_after", number(k, s->foreign_after));
}

static void collect_line(struct collector *k, const struct config_line *l)
{
	const struct line_settings *s = &l->settings;
	struct diff_item *i = add(k, "line", l->name, l->at);

	i->keys[0] = key(k, i, l->name);
	fact(i, "title", l->title);
	fact(i, "port",
	     s->serial ? s->serial
		       : arena_printf(k->arena, "%s:%d%s", s->host ? s->host : "", s->port,
				      s->udp ? " udp" : ""));
	fact(i, "baud", s->serial ? number(k, (unsigned) s->baud) : NULL);
	fact(i, "bits",
	     s->serial ? arena_printf(k->arena, "%d%c%d", s->data_bits, "NEO"[s->parity],
				      s -> stop_bits)
		       : NULL);
	fact(i, "framing", l->kind == LINE_BYTES ? "" : (s->framing == LINE_RTU ? "rtu" : "tcp"));
	fact(i, "rs485", s->rs485 ? "true" : NULL);
	fact(i, "timeout", number(k, s->response_timeout / USEC_PER_MSEC));
	fact(i, "turnaround", number(k, s->turnaround / USEC_PER_MSEC));
}

static void collect_board(struct collector *k, const struct config_board *b)
{
	struct diff_item *i = add(k, "board", b->name, b->at);

	i->keys[0] = key(k, i, b->name);
	fact(i, "title", b->title);
	fact(i, "line", k->config->lines[b->line].name);
	fact(i, "address", number(k, b->address));
	fact(i, "profile", b->profile->name);
	fact(i, "fallback", b->fallback ? b->fallback->text : NULL);
}

/* What its driver's settings are is the driver's business. */
static void collect_profile(struct collector *k, const struct profile *p)
{
	struct diff_item *i = add(k, "profile", p->name, p->at);

	i->keys[0] = key(k, i, p->name);
	fact(i, "driver", p->driver->name);
	fact(i, "rows", number(k, (unsigned) p->rows));
	fact(i, "columns", number(k, (unsigned) p->columns));
	fact(i, "charset", charset_name(p->charset));
}

static void collect_message(struct collector *k, const struct playlist *p, const struct message *m)
{
	const char *article = m->article ? m->article : "";
	const char *name = *article ? arena_printf(k->arena, "%s of %s", article, p->name)
				    : arena_printf(k->arena, "of %s", p->name);
	struct diff_item *i = add(k, "message", name, m->at);

	i->playlist = p->name;
	i->keys[0] = arena_printf(k->arena, "1%s\x1f%s\x1f%s", p->name, article, m->text);
	i->keys[1] = arena_printf(k->arena, "2%s\x1f%s", p->name, m->text);
	i->keys[2] = *article ? arena_printf(k->arena, "3%s\x1f%s", p->name, article) : NULL;
	fact(i, "article", article);
	fact(i, "text", m->text);
	fact(i, "seconds", number(k, m->duration_ms / MSEC_PER_SEC));
}

static void collect_playlist(struct collector *k, const struct playlist *p)
{
	struct diff_item *i = add(k, "playlist", p->name, p->at);

	i->keys[0] = key(k, i, p->name);
	fact(i, "title", p->title);
	fact(i, "law", p->law);
	for (size_t n = 0; n < p->n_messages; n++)
		collect_message(k, p, &p->messages[n]);
}

/* Of those in both sets: that a group has a board more is said of the board. */
static const char *boards_words(struct collector *k, const struct board_set *set)
{
	const struct config *c = k->config;
	const char *text = "";
	size_t n = 0;

	for (size_t b = 0; text && b < c->n_boards; b++)
		if (k->common[b] && board_set_has(set, (unsigned) b)) {
			text = arena_printf(k->arena, "%s%s%s", text, n ? ", " : "",
					    c->boards[b].name);
			n++;
		}
	return n == k->n_common && n > 0 ? "all" : text;
}

static struct sun_hours by_clock(const struct hours *h)
{
	return (struct sun_hours){
		.from = { .minutes = (int16_t) h->from },
		.to = { .minutes = (int16_t) h->to },
	};
}

static const char *hours_words(struct collector *k, const struct hours *hours, size_t n,
			       const struct sun_hours *sun, size_t n_sun)
{
	const char *text = "";
	char buf[HOURS_TEXT_MAX];

	if (n == 1 && n_sun == 0 && hours->from == 0 && hours->to == MINUTES_PER_DAY)
		return "all day";
	for (size_t i = 0; text && i < n + n_sun; i++) {
		struct sun_hours s = i < n ? by_clock(&hours[i]) : sun[i - n];

		text = arena_printf(k->arena, "%s%s%s", text, i ? ", " : "",
				    sun_hours_format(&s, buf));
	}
	return text;
}

/* In the order of the names: that of the file means nothing. */
static const char *play_words(struct collector *k, const struct rule *r)
{
	const struct programme_tables *t = programme_tables(k->config->programme);
	struct diff_list lists[PLAYS_MAX];

	for (size_t i = 0; i < r->n_plays; i++)
		lists[i] = (struct diff_list){ t->playlists[r->plays[i].playlist].name,
					       r->plays[i].weight };
	return diff_lists_words(k->arena, lists, r->n_plays);
}

static void collect_rule(struct collector *k, const struct rule *r)
{
	struct diff_item *i = add(k, "rule", r->name, r->at);

	fact(i, "name", r->name);
	fact(i, "boards", boards_words(k, &r->boards));
	fact(i, "days", r->days_text ? r->days_text : "daily");
	fact(i, "hours", hours_words(k, r->hours, r->n_hours, NULL, 0));
	fact(i, "play", play_words(k, r));
	fact(i, "priority", number(k, (unsigned) r->priority));
	i->keys[0] = key(k, i, r->name);
	i->keys[1] = all_facts(k, i, 1);
}

/* What nobody named is called after what it does. */
static void name_it(struct collector *k, struct diff_item *i, const char *name)
{
	if (!name)
		i->name = arena_printf(k->arena, "of %s", i->facts[1].value);
	i->keys[0] = name ? key(k, i, name) : NULL;
	i->keys[1] = all_facts(k, i, 1);
	i->keys[2] = arena_printf(k->arena, "%s\x1f\x1f%s\x1f%s", i->kind, i->facts[1].value,
				  i->facts[4].value);
	i->keys[3] = arena_printf(k->arena, "%s\x1f\x1f\x1f%s\x1f%s\x1f%s", i->kind,
				  i->facts[1].value, i->facts[2].value, i->facts[3].value);
}

static void collect_limit(struct collector *k, const struct limit *l)
{
	const struct programme_tables *t = programme_tables(k->config->programme);
	struct diff_item *i = add(k, "limit", l->name, l->at);
	const char *playlists = "";

	for (size_t n = 0; playlists && n < l->n_playlists; n++)
		playlists = arena_printf(k->arena, "%s%s%s", playlists, n ? ", " : "",
					 t->playlists[l->playlists[n]].name);
	fact(i, "name", l->name);
	fact(i, "boards", boards_words(k, &l->boards));
	fact(i, "days", l->days_text ? l->days_text : "daily");
	fact(i, "hours", hours_words(k, l->hours, l->n_hours, l->sun, l->n_sun));
	fact(i, "action", l->action == LIMIT_OFF ? "off" : "sober");
	fact(i, "playlists", playlists);
	name_it(k, i, l->name);
}

static void collect_level(struct collector *k, const struct level *l)
{
	struct diff_item *i = add(k, "level", l->name, l->at);

	fact(i, "name", l->name);
	fact(i, "boards", boards_words(k, &l->boards));
	fact(i, "days", l->days_text ? l->days_text : "daily");
	fact(i, "hours", hours_words(k, NULL, 0, l->hours, l->n_hours));
	fact(i, "brightness", number(k, (unsigned) l->brightness));
	fact(i, "priority", number(k, (unsigned) l->priority));
	name_it(k, i, l->name);
}

static const char *node_days(struct collector *k, const struct dayset *s)
{
	const char *text = "";
	day_t from, to;
	char buf[DIFF_RANGE_MAX];

	for (day_t day = k->first; text && dayset_next_run(s, day, &from, &to) && from <= k->last;
	     day = to + 1) {
		if (from < k->first)
			from = k->first;
		text = arena_printf(k->arena, "%s%s%s", text, *text ? ", " : "",
				    diff_range(from, to < k->last ? to : k->last, buf));
	}
	return text;
}

static void collect_node(struct collector *k, const struct calendar_node *n)
{
	struct diff_item *i = add(k, "node", n->name, n->at);
	const char *years = "";

	for (size_t y = 0; years && y < n->n_years; y++)
		years = arena_printf(k->arena, "%s%s%d", years, y ? ", " : "", n->years[y].year);
	i->keys[0] = key(k, i, n->name);
	fact(i, "days", node_days(k, n->days));
	fact(i, "class", n->class);
	fact(i, "law", n->law);
	fact(i, "source", n->source);
	fact(i, "theme", n->theme);
	fact(i, "announced", n->announced ? "true" : NULL);
	fact(i, "years", years);
}

static void collect_notice(struct collector *k, const struct notice *n)
{
	struct diff_item *i =
		add(k, "holidays", arena_printf(k->arena, "%d revision %u", n->year, n->revision),
		    n->at);
	const char *off = "", *work = "";
	char buf[DIFF_RANGE_MAX];

	for (size_t d = 0; off && d < n->n_off; d++)
		off = arena_printf(k->arena, "%s%s%s %s", off, d ? ", " : "", n->off[d].name,
				   diff_range(n->off[d].first, n->off[d].last, buf));
	for (size_t d = 0; work && d < n->n_work; d++)
		work = arena_printf(k->arena, "%s%s%s", work, d ? ", " : "",
				    diff_range(n->work[d].day, n->work[d].day, buf));
	i->keys[0] = key(k, i, i->name);
	fact(i, "notice", n->document);
	fact(i, "off", off);
	fact(i, "work", work);
	fact(i, "decree", n->decree ? "true" : NULL);
}

static void collect_all(struct collector *k)
{
	const struct config *c = k->config;
	const struct programme_tables *t = programme_tables(c->programme);

	collect_site(k);
	for (size_t i = 0; i < c->n_lines; i++)
		collect_line(k, &c->lines[i]);
	for (size_t i = 0; i < c->n_boards; i++)
		collect_board(k, &c->boards[i]);
	for (size_t i = 0; i < c->n_profiles; i++)
		collect_profile(k, c->profiles[i]);
	for (size_t i = 0; i < t->n_playlists; i++)
		collect_playlist(k, &t->playlists[i]);
	for (size_t i = 0; i < t->n_rules; i++)
		collect_rule(k, &t->rules[i]);
	for (size_t i = 0; i < t->n_limits; i++)
		collect_limit(k, &t->limits[i]);
	for (size_t i = 0; i < c->levels.n; i++)
		collect_level(k, &c->levels.list[i]);
	for (size_t i = 0; i < c->calendar->n_nodes; i++)
		collect_node(k, &c->calendar->nodes[i]);
	for (size_t i = 0; i < c->calendar->n_notices; i++)
		collect_notice(k, &c->calendar->notices[i]);
}

int diff_items_collect(struct diff_items *ret, const struct config *c, const struct config *other,
		       day_t first, day_t last, struct arena *arena)
{
	struct collector k = { ret, c, arena, .first = first, .last = last };

	*ret = (struct diff_items){ .arena = arena };
	k.common = arena_array(arena, c->n_boards + 1, sizeof(*k.common));
	if (!k.common)
		return -ENOMEM;
	for (size_t i = 0; i < c->n_boards; i++) {
		k.common[i] = config_find_board(other, c->boards[i].name);
		k.n_common += k.common[i];
	}
	collect_all(&k);
	return ret->failed || arena->failed ? -ENOMEM : 0;
}
