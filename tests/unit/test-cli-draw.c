/* SPDX-License-Identifier: MIT */
/* Canvas, panels and tables, printed to memory. */
#include <locale.h>

#include "check.h"
#include "cli/panel.h"
#include "cli/summary.h"
#include "cli/table.h"
#include "pufa/base.h"
#include "schedule/layout.h"

static char *printed;
static size_t printed_size;

static FILE *paper_open(void)
{
	free(printed);
	printed = NULL;
	return open_memstream(&printed, &printed_size);
}

static bool paper_is(FILE *f, const char *text)
{
	fclose(f);
	if (strcmp(printed, text) == 0)
		return true;
	printf("it is:\n%s\nit should be:\n%s\n", printed, text);
	return false;
}

static void test_panel(void)
{
	char *rows[] = { (char *) "法律面前", (char *) "A人" };
	struct panel p = { .title = "南门",
			   .mark = "= verified",
			   .rows = 2,
			   .columns = 8,
			   .texts = rows,
			   .n_texts = 2,
			   .notes = { "workdays" },
			   .n_notes = 1,
			   .inner = 20,
			   .bar = 500 };
	struct canvas c;
	FILE *f = paper_open();

	CHECK(panel_width(&p) == 22 && panel_height(&p) == 6);
	CHECK(canvas_init(&c, 22, 6) == 0);
	panel_draw(&p, &c, 0, 0);
	canvas_print(&c, f, false);
	canvas_done(&c);
	CHECK(paper_is(f, "┌ 南门 ── = verified ┐\n"
			  "│      法律面前      │\n"
			  "│      A人           │\n"
			  "│workdays            │\n"
			  "│━━━━━━━━━━          │\n"
			  "└────────────────────┘\n"));
}

/* What does not fit is cut, and nothing outside is touched. */
static void test_cut(void)
{
	struct canvas c;
	FILE *f = paper_open();

	CHECK(canvas_init(&c, 5, 2) == 0);
	CHECK(canvas_text(&c, 1, 0, 10, "一二三", INK_PLAIN) == 4);
	CHECK(canvas_text(&c, 4, 1, 10, "一", INK_PLAIN) == 0);
	CHECK(canvas_text(&c, 0, 7, 10, "x", INK_PLAIN) == 1);
	CHECK(canvas_text(&c, 0, 1, 3,
			  "a\033\xff"
			  "bcd",
			  INK_PLAIN) == 3);
	canvas_print(&c, f, false);
	canvas_done(&c);
	CHECK(paper_is(f, " 一二\na\xef\xbf\xbd"
			  "b\n"));
}

static void test_update(void)
{
	struct canvas was, is;
	FILE *f = paper_open();

	CHECK(canvas_init(&was, 6, 1) == 0 && canvas_init(&is, 6, 1) == 0);
	canvas_text(&was, 0, 0, 6, "法a律", INK_PLAIN);
	canvas_text(&is, 0, 0, 6, "法b律", INK_PLAIN);
	canvas_update(&is, &was, f, false);
	CHECK(paper_is(f, "\033[1;3Hb"));
	f = paper_open();
	canvas_update(&is, &is, f, false);
	CHECK(paper_is(f, ""));
	f = paper_open();
	canvas_update(&is, NULL, f, false);
	CHECK(paper_is(f, "\033[0m\033[2J\033[1;1H法b律"));
	canvas_done(&was);
	canvas_done(&is);
}

/* A terminal that obeys: narrow marks that a board draws wide, and all. */
struct terminal {
	struct canvas screen;
	unsigned x, y;
};

static void terminal_take(struct terminal *t, const char *s)
{
	while (*s) {
		unsigned y, x;
		int n = 0, width;
		int32_t c;

		if (sscanf(s, "\033[%u;%uH%n", &y, &x, &n) == 2 && n > 0) {
			t->y = y - 1;
			t->x = x - 1;
			s += n;
			continue;
		}
		if (strncmp(s, "\033[0m\033[2J", 8) == 0) {
			s += 8;
			continue;
		}
		c = utf8_next(&s);
		width = (int) terminal_char_width((uint32_t) c);
		CHECK(t->x + (unsigned) width <= t->screen.width);
		canvas_fill(&t->screen, t->x, t->y, 1, (uint32_t) c, INK_PLAIN);
		if (width == 2)
			canvas_fill(&t->screen, t->x + 1, t->y, 1, 0, INK_PLAIN);
		t->x += (unsigned) width;
	}
}

/* Each wide cell of a canvas is, on a terminal that draws it narrow, the mark and a blank. */
static bool terminal_shows(const struct terminal *t, const struct canvas *c)
{
	for (size_t i = 0; i < (size_t) c->width * c->height; i++) {
		uint32_t want = c->cells[i].code_point, have = t->screen.cells[i].code_point;
		bool narrowed =
			want == 0 && i > 0 && terminal_char_width(c->cells[i - 1].code_point) == 1;

		if (have != (narrowed ? ' ' : want))
			return false;
	}
	return true;
}

static void random_canvas(struct canvas *c, uint64_t *seed)
{
	static const char *const texts[] = { "法律", "“面前”", "ab", "人a人", "—", " ", "1·2" };

	CHECK(canvas_init(c, 17, 3) == 0);
	for (int i = 0; i < 9; i++)
		canvas_text(c, (unsigned) (test_random(seed) % 17),
			    (unsigned) (test_random(seed) % 3), 17,
			    texts[test_random(seed) % ARRAY_SIZE(texts)], INK_PLAIN);
	/* Halves that something was drawn over are no characters. */
	for (unsigned y = 0; y < 3; y++)
		for (unsigned x = 0; x < 17; x++) {
			struct canvas_cell *cell = &c->cells[y * 17 + x];
			bool half = cell->code_point == 0;
			bool whole = x > 0 && char_width(cell[-1].code_point) == 2;

			if (half && !whole)
				cell->code_point = ' ';
			if (!half && whole)
				cell[-1].code_point = ' ';
		}
}

static void test_update_random(uint64_t seed)
{
	struct terminal t = { 0 };
	struct canvas was = { 0 }, is;

	CHECK(canvas_init(&t.screen, 17, 3) == 0);
	for (int i = 0; i < 2000; i++) {
		FILE *f = paper_open();

		random_canvas(&is, &seed);
		canvas_update(&is, was.cells ? &was : NULL, f, false);
		fclose(f);
		terminal_take(&t, printed);
		CHECK(terminal_shows(&t, &is));
		canvas_done(&was);
		was = is;
	}
	canvas_done(&was);
	canvas_done(&t.screen);
}

static void test_table(void)
{
	static const char *const headings[] = { "NAME", "N", "WHAT" };
	struct table t;
	FILE *f = paper_open();

	table_init(&t, 3, headings);
	table_add(&t, TINT_NONE, "南门");
	table_addf(&t, TINT_GOOD, "%d", 1);
	table_add(&t, TINT_NONE, "x\033y");
	table_add(&t, TINT_NONE, "b");
	table_add(&t, TINT_NONE, NULL);
	table_add(&t, TINT_NONE, NULL);
	CHECK(table_print(&t, f, false) == 0);
	table_done(&t);
	CHECK(paper_is(f, "NAME  N  WHAT\n南门  1  x\\x1by\nb\n"));
}

/* Too narrow: nothing is cut off, and no line is longer than there is room for. */
static void test_narrow_table(void)
{
	static const char *const headings[] = { "BOARD", "STATE", "TEXT" };
	static const struct {
		unsigned width;
		const char *printed;
	} cases[] = {
		{ 42, "BOARD       STATE     TEXT\nsouth-gate  verified  公民在法律面前一律平\n"
		      "                      等 / 1 of 2\n" },
		{ 35, "south-gate\n  STATE  verified\n  TEXT   公民在法律面前一律平等 /\n"
		      "         1 of 2\n" },
		{ 12,
		  "south-gate\n  STATE  ver\n         ifi\n         ed\n  TEXT   公\n         民\n" },
		{ 1, "s\no\nu\nt\nh\n-\n" },
	};
	struct table t;

	table_init(&t, 3, headings);
	table_add(&t, TINT_NONE, "south-gate");
	table_add(&t, TINT_NONE, "verified");
	table_add(&t, TINT_NONE, "公民在法律面前一律平等 / 1 of 2");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		FILE *f = paper_open();

		CHECK(table_print_within(&t, cases[i].width, f, false) == 0);
		fflush(f);
		CHECK(strncmp(printed, cases[i].printed, strlen(cases[i].printed)) == 0);
		fclose(f);
	}
	table_done(&t);
}

static void test_across(void)
{
	CHECK(panels_across(18, 80) == 4);
	CHECK(panels_across(39, 79) == 2);
	CHECK(panels_across(40, 80) == 1);
	CHECK(panels_across(200, 80) == 1);
}

static void test_summary(void)
{
	struct plan_line a = {
		.rule = (char *) "r",
		.showing = { .text = (char *) "x", .n_pages = 2, .since = 10, .until = 14 }
	};
	struct plan_line b = a, dark = { .showing = { .since = 20, .until = 100 } };
	struct summary s = { 0 };

	b.showing.page = 1;
	b.showing.since = 14;
	b.showing.until = 20;
	for (int i = 0; i < 3; i++) {
		CHECK(summary_add(&s, "board", &a) == 0);
		CHECK(summary_add(&s, "board", &b) == 0);
	}
	CHECK(summary_add(&s, "board", &dark) == 0);
	summary_sort(&s);
	CHECK(s.n == 2);
	CHECK(s.rows[0]->airtime == 80 && showing_is_dark(&s.rows[0]->what));
	CHECK(s.rows[1]->airtime == 30 && s.rows[1]->n_plays == 3);
	summary_done(&s);
}

int main(int argc, char **argv)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	test_panel();
	test_cut();
	test_update();
	test_update_random(test_seed(argc, argv));
	test_table();
	test_narrow_table();
	test_across();
	test_summary();
	free(printed);
	return test_result();
}
