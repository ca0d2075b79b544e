/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/diff.h"
#include "cli/showing.h"
#include "cli/table.h"
#include "config/calendar.h"

#define BOARDS_LISTED 6 /* of one change, without --all */
#define HEAD_LINES    6 /* of a screen, for what stands around the two lists */

/* How many lines are left for a list. */
struct room {
	size_t left;
	bool all;
	bool colors;
	bool provisional; /* a line was */
};

/* Whatever stands in a file or its name is made safe. */
static void say(const char *text)
{
	table_pad(stdout, text, 0);
}

static void say_line(const char *text)
{
	say(text);
	putchar('\n');
}

static bool has_room(const struct room *room, size_t lines)
{
	return room->all || room->left >= lines;
}

static void take_room(struct room *room, size_t lines)
{
	room->left -= lines < room->left ? lines : room->left;
}

static void print_place(struct where at)
{
	say(at.file ? at.file : "");
	if (at.line)
		printf(":%u", at.line);
}

static void print_fact(const char *key, const char *value)
{
	printf("    %s: ", key);
	say_line(*value ? value : "(not given)");
}

/* A text has a line of its own: both can be long. */
static void print_changed(const struct diff_fact *before, const struct diff_fact *after)
{
	print_fact(before->key, before->value);
	printf("    %*s  ", (int) strlen(before->key) - 1, "->");
	say_line(*after->value ? after->value : "(not given)");
}

static size_t lines_of(const struct diff_edit *e)
{
	const struct diff_item *item = e->after ? e->after : e->before;
	size_t n = 1;

	for (size_t i = 0; e->kind != EDIT_MOVED && i < item->n_facts; i++)
		if (e->kind == EDIT_CHANGED)
			n += diff_fact_changed(e, i) ? 2 : 0;
		else
			n += item->playlist ? i == 1 : *item->facts[i].value != '\0';
	return n;
}

static void print_edit_head(const struct diff_edit *e, const struct room *room)
{
	static const enum tint tints[] = { TINT_GOOD, TINT_BAD, TINT_WARN, TINT_WARN };
	const struct diff_item *item = e->after ? e->after : e->before;

	print_place(item->at);
	printf(": %s ", item->kind);
	say(item->name);
	printf(" %s%s%s", room->colors ? tint_start(tints[e->kind]) : "", diff_edit_name(e->kind),
	       room->colors ? tint_start(TINT_NONE) : "");
	if (e->kind == EDIT_MOVED)
		fputs(": the order of the messages is another", stdout);
	if (e->before && e->after) {
		fputs(", was ", stdout);
		print_place(e->before->at);
	}
	putchar('\n');
}

static void print_edit(const struct diff_edit *e, const struct room *room)
{
	const struct diff_item *item = e->after ? e->after : e->before;

	print_edit_head(e, room);
	for (size_t i = 0; e->kind != EDIT_MOVED && i < item->n_facts; i++) {
		if (e->kind != EDIT_CHANGED && (!item->playlist || i == 1)) {
			if (*item->facts[i].value)
				print_fact(item->facts[i].key, item->facts[i].value);
		} else if (e->kind == EDIT_CHANGED && diff_fact_changed(e, i)) {
			print_changed(&e->before->facts[i], &e->after->facts[i]);
		}
	}
}

static void print_rest(size_t n)
{
	if (n > 0)
		printf("and %zu more (--all)\n", n);
}

static void print_edits(const struct diff *d, struct room *room)
{
	size_t i = 0;

	for (; i < d->edits.n; i++) {
		size_t lines = lines_of(&d->edits.v[i]);

		if (i > 0 && !has_room(room, lines))
			break;
		print_edit(&d->edits.v[i], room);
		take_room(room, lines);
	}
	print_rest(d->edits.n - i);
}

static const char *boards_words(struct diff *d, const struct board_set *set, bool all)
{
	const struct config *c = d->after;
	const char *text = "";
	size_t n = 0;

	for (size_t b = 0; text && b < c->n_boards; b++) {
		if (!board_set_has(set, (unsigned) b))
			continue;
		if (all || n < BOARDS_LISTED)
			text = arena_printf(&d->arena, "%s%s%s", text, n ? ", " : "",
					    c->boards[b].name);
		n++;
	}
	if (n == c->n_boards && n > 1)
		return "all boards";
	if (text && !all && n > BOARDS_LISTED)
		text = arena_printf(&d->arena, "%s and %zu more", text, n - BOARDS_LISTED);
	return text;
}

static const char *shown_words(struct diff *d, uint32_t index)
{
	const struct shown *s = comparison_shown(d->comparison, index);
	struct diff_list *lists = diff_shown_lists(d, s);

	if (!lists)
		return NULL;
	return s->n ? diff_lists_words(&d->arena, lists, s->n) : "dark";
}

static const char *what_changes(struct diff *d, const struct change *c)
{
	const char *before, *after;

	if (c->kind == CHANGE_MESSAGES)
		return arena_printf(&d->arena, "edited messages of %s",
				    comparison_playlist(d->comparison, c->after)->name);
	after = shown_words(d, c->after);
	if (!after || comparison_shown(d->comparison, c->before)->absent)
		return after ? arena_printf(&d->arena, "%s, the board is new", after) : NULL;
	before = shown_words(d, c->before);
	return before ? arena_printf(&d->arena, "%s instead of %s", after, before) : NULL;
}

static int print_change(struct diff *d, const struct change *c, struct room *room)
{
	bool all = room->all, provisional = diff_is_provisional(d, c);
	const struct diff_days how = { d->after->calendar->statutory, d->first, d->last, all };
	const char *boards = boards_words(d, &c->boards, all);
	const char *days = diff_days_words(&d->arena, &how, c->days, c->n_days);
	const char *hours =
		diff_hours_words(&d->arena, &d->after->zone, c->days[0], c->spans, c->n_spans);
	const char *what = what_changes(d, c), *line;

	if (!boards || !days || !hours || !what)
		return -ENOMEM;
	line = arena_printf(&d->arena, "%s: %s%s%s%s: %s", boards, days, provisional ? " ?" : "",
			    *hours ? " " : "", hours, what);
	if (!line)
		return -ENOMEM;
	room->provisional |= provisional;
	say_line(line);
	return 0;
}

static bool is_of_new_board(const struct diff *d, const struct change *c)
{
	return c->kind == CHANGE_LISTS && comparison_shown(d->comparison, c->before)->absent;
}

/* A board that was there already and shows the same from now on; NULL: none. */
static const char *find_twin(const struct diff *d, size_t board)
{
	const struct config *c = d->after;
	unsigned class = programme_class(c->programme, (unsigned) board);

	for (size_t b = 0; b < c->n_boards; b++)
		if (programme_class(c->programme, (unsigned) b) == class &&
		    config_find_board(d->before, c->boards[b].name))
			return c->boards[b].name;
	return NULL;
}

/* All that a new board shows is different: a year of it is no reading. */
static size_t print_new_boards(const struct diff *d, struct room *room)
{
	size_t left = 0;

	for (size_t b = 0; b < d->after->n_boards; b++) {
		const char *name = d->after->boards[b].name, *twin;

		if (config_find_board(d->before, name))
			continue;
		if (!has_room(room, 1)) {
			left++;
			continue;
		}
		twin = find_twin(d, b);
		say(name);
		fputs(twin ? ": the board is new; it shows what " : ": the board is new", stdout);
		if (twin)
			say(twin);
		puts(twin ? " shows" : "; --all lists what it shows");
		take_room(room, 1);
	}
	return left;
}

static int print_changes(struct diff *d, struct room *room)
{
	size_t left = room->all ? 0 : print_new_boards(d, room);
	int r = 0;

	for (size_t i = 0; r == 0 && i < d->n_changes; i++) {
		const struct change *c = &d->changes[i];

		if (!room->all && is_of_new_board(d, c))
			continue;
		if (!has_room(room, 1)) {
			left++;
			continue;
		}
		r = print_change(d, c, room);
		take_room(room, 1);
	}
	print_rest(left);
	return r;
}

static void print_heading(const struct room *room, const char *text)
{
	printf("%s%s%s\n", room->colors ? tint_start(TINT_BOLD) : "", text,
	       room->colors ? tint_start(TINT_NONE) : "");
}

static void print_set(const char *word, const char *path, const struct config *c)
{
	printf("%s ", word);
	say(path);
	printf(" (set %.12s)\n", c->digest);
}

static int print_boards(struct diff *d, struct room *room)
{
	char buf[DIFF_RANGE_MAX];
	int r = 0;

	putchar('\n');
	if (d->n_changes > 0) {
		print_heading(room, "on the boards");
		r = print_changes(d, room);
	} else {
		printf("on the boards: nothing else plays on %s\n",
		       diff_range(d->first, d->last, buf));
	}
	if (room->provisional)
		puts(PROVISIONAL_LEGEND);
	if (diff_moves_positions(d))
		puts("Positions in lists move: a message may come sooner or later than it would have.");
	return r;
}

int diff_print(struct diff *d, const struct cli *cli)
{
	struct room room = { .all = cli->all, .colors = terminal_has_colors(cli, stdout) };
	unsigned columns, lines;
	int r = 0;

	terminal_size(&columns, &lines);
	room.left = lines > 2 * HEAD_LINES ? (lines - HEAD_LINES) / 2 : HEAD_LINES;
	print_set("old", d->before_path, d->before);
	print_set("new", d->after_path, d->after);
	if (diff_is_empty(d)) {
		puts("no differences");
	} else {
		size_t half = room.left;

		putchar('\n');
		if (d->edits.n > 0)
			print_heading(&room, "edited");
		print_edits(d, &room);
		room.left += half;
		r = print_boards(d, &room);
	}
	if (r == 0 && (fflush(stdout) == EOF || ferror(stdout)))
		r = -EIO;
	return r;
}
