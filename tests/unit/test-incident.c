/* SPDX-License-Identifier: MIT */
/*
 * test-incident CATALOG
 *
 * One fault, one incident: opened once, closed once, bounded whatever happens.  And the table of
 * kinds: every one has an id of its own, and an entry in the journal's CATALOG.
 */
#include "unit/incident_world.h"

static const struct incident *nth(const struct incident_world *w, size_t i)
{
	static const struct incident none = { .subject = (char *) "", .text = (char *) "" };
	size_t n;
	const struct incident *list = incidents_list(w->l, &n);

	return i < n ? &list[i] : &none;
}

static size_t count(const struct incident_world *w)
{
	size_t n;

	(void) incidents_list(w->l, &n);
	return n;
}

static void test_once(void)
{
	struct incident_world w;
	usec_t began;

	world_start(&w);
	began = w.now.wall;
	CHECK(incident_open(w.l, INCIDENT_BOARD_OFFLINE, "gate", "no answer") == 0);
	CHECK(told(&w, "opened 1"));
	world_pass(&w, USEC_PER_SEC);
	CHECK(incident_open(w.l, INCIDENT_BOARD_OFFLINE, "gate", "no answer") == 0);
	CHECK(incident_open(w.l, INCIDENT_BOARD_OFFLINE, "gate", "nonsense") == 0);
	CHECK(incident_open(w.l, INCIDENT_BOARD_OFFLINE, "gate", "gone") == 0);
	CHECK(told(&w, "") && count(&w) == 1 && nth(&w, 0)->count == 4);
	CHECK(strcmp(nth(&w, 0)->text, "gone") == 0 && strcmp(nth(&w, 0)->first, "no answer") == 0);
	CHECK(incident_open(w.l, INCIDENT_BOARD_OFFLINE, "gate", "no answer") == 0);
	CHECK(strcmp(nth(&w, 0)->text, "no answer") == 0 && !nth(&w, 0)->first);

	/* Others are others. */
	CHECK(incident_open(w.l, INCIDENT_BOARD_OFFLINE, "hall", "no answer") == 0);
	CHECK(incident_open(w.l, INCIDENT_BOARD_REFUSED, "gate", "no such thing") == 0);
	CHECK(told(&w, "opened 2 opened 3"));

	incident_close(w.l, INCIDENT_BOARD_OFFLINE, "gate");
	incident_close(w.l, INCIDENT_BOARD_OFFLINE, "gate");
	incident_close(w.l, INCIDENT_LINE_DOWN, "gate");
	CHECK(told(&w, "closed 1"));
	CHECK(!nth(&w, 0)->open && nth(&w, 0)->seen && nth(&w, 0)->opened == began &&
	      nth(&w, 0)->closed == began + USEC_PER_SEC);
	CHECK(!incident_find(w.l, INCIDENT_BOARD_OFFLINE, "gate"));
	CHECK(incident_find(w.l, INCIDENT_BOARD_REFUSED, "gate") == nth(&w, 2));

	/* Much later it is another fault. */
	world_pass(&w, USEC_PER_HOUR);
	CHECK(incident_open(w.l, INCIDENT_BOARD_OFFLINE, "gate", "no answer") == 0);
	incident_close(w.l, INCIDENT_BOARD_OFFLINE, "gate");
	CHECK(told(&w, "opened 4 closed 4"));
	incidents_free(w.l);
}

/* A loose plug, ten times a minute for an hour. */
static void test_flapping(void)
{
	struct incident_world w;

	world_start(&w);
	for (int i = 0; i < 600; i++) {
		incident_open(w.l, INCIDENT_LINE_DOWN, "net", "gone");
		world_pass(&w, 3 * USEC_PER_SEC);
		incident_close(w.l, INCIDENT_LINE_DOWN, "net");
		world_pass(&w, 3 * USEC_PER_SEC);
	}
	CHECK(told(&w, "opened 1 closed 1 opened 2"));
	CHECK(nth(&w, 1)->count == 599);
	world_pass(&w, 56 * USEC_PER_SEC);
	CHECK(told(&w, ""));
	world_pass(&w, USEC_PER_SEC);
	CHECK(told(&w, "closed 2"));
	CHECK(nth(&w, 1)->closed == w.now.wall - 60 * USEC_PER_SEC);
	incidents_free(w.l);
}

/* A foreign writer is one incident until it has been quiet for an hour, and waits for a person. */
static void test_foreign(void)
{
	struct incident_world w;
	char text[32];

	world_start(&w);
	for (int i = 1; i <= 50; i++) {
		snprintf(text, sizeof(text), "text %d", i);
		incident_open(w.l, INCIDENT_BOARD_FOREIGN, "gate", text);
		world_pass(&w, USEC_PER_SEC);
		incident_close(w.l, INCIDENT_BOARD_FOREIGN, "gate");
		world_pass(&w, 59 * USEC_PER_MINUTE);
	}
	CHECK(told(&w, "opened 1") && nth(&w, 0)->count == 50);
	CHECK(strcmp(nth(&w, 0)->text, "text 50") == 0 && strcmp(nth(&w, 0)->first, "text 1") == 0);
	CHECK(incidents_tick(w.l) == w.now.mono + USEC_PER_MINUTE);
	world_pass(&w, USEC_PER_MINUTE);
	CHECK(told(&w, "closed 1") && !nth(&w, 0)->open && !nth(&w, 0)->seen);
	CHECK(incident_see(w.l, 1) == 0 && told(&w, "seen 1") && nth(&w, 0)->seen);
	CHECK(incident_see(w.l, 1) == 0 && told(&w, ""));
	CHECK(incident_see(w.l, 7) == -ENOENT);

	/* Seen while it is open: it closes, and the next find is another. */
	incident_open(w.l, INCIDENT_BOARD_FOREIGN, "gate", "again");
	incident_set_barred(w.l, INCIDENT_BOARD_FOREIGN, "gate", true);
	CHECK(nth(&w, 1)->barred);
	CHECK(incident_see(w.l, 0) == 0 && told(&w, "opened 2 seen 2 closed 2"));
	CHECK(!nth(&w, 1)->barred && nth(&w, 1)->closed);
	incident_open(w.l, INCIDENT_BOARD_FOREIGN, "gate", "and again");
	CHECK(told(&w, "opened 3"));

	/* What needs nobody is seen, and stays open. */
	incident_open(w.l, INCIDENT_LINE_DOWN, "net", "gone");
	CHECK(incident_see(w.l, 4) == 0 && told(&w, "opened 4 seen 4") && nth(&w, 3)->open);

	/* Its board is no more. */
	incident_close(w.l, INCIDENT_BOARD_FOREIGN, "gate");
	CHECK(told(&w, ""));
	incident_end(w.l, INCIDENT_BOARD_FOREIGN, "gate");
	CHECK(told(&w, "closed 3"));
	incidents_free(w.l);
}

static void test_level(void)
{
	struct incident_world w;

	world_start(&w);
	incident_open(w.l, INCIDENT_YEAR_UNANNOUNCED, "2027", "no notice");
	CHECK(nth(&w, 0)->level == INCIDENT_WARNING);
	incident_set_level(w.l, INCIDENT_YEAR_UNANNOUNCED, "2027", INCIDENT_ERR);
	incident_set_level(w.l, INCIDENT_YEAR_UNANNOUNCED, "2028", INCIDENT_ERR);
	CHECK(nth(&w, 0)->level == INCIDENT_ERR && w.n_changed == 2);
	incidents_free(w.l);
}

/* What began before anybody knew the time. */
static void test_dates(void)
{
	struct incident_world w;
	usec_t wall;

	world_start(&w);
	wall = w.now.wall;
	w.now.wall = 0;
	incident_open(w.l, INCIDENT_CLOCK_UNTRUSTED, "", "untrusted");
	incident_open(w.l, INCIDENT_LINE_DOWN, "net", "gone");
	world_pass(&w, USEC_PER_SEC);
	incident_close(w.l, INCIDENT_LINE_DOWN, "net");
	world_pass(&w, USEC_PER_SEC);
	CHECK(nth(&w, 0)->opened == 0 && nth(&w, 1)->closed == 0);
	w.now.wall = wall;
	incident_close(w.l, INCIDENT_CLOCK_UNTRUSTED, "");
	world_pass(&w, USEC_PER_SEC);
	CHECK(nth(&w, 0)->opened == wall - 2 * USEC_PER_SEC && nth(&w, 0)->closed == wall);
	CHECK(nth(&w, 1)->opened == wall - 2 * USEC_PER_SEC &&
	      nth(&w, 1)->closed == wall - USEC_PER_SEC);
	incidents_free(w.l);
}

static void test_texts(void)
{
	static const struct {
		int line;
		const char *text, *kept;
	} rows[] = {
		{ __LINE__, "恭喜发财", "恭喜发财" },
		{ __LINE__, "a\x1b[2Jb\x7f\n\tc", "a\ufffd[2Jb\ufffd  c" },
		{ __LINE__, "\u202e倒", "\ufffd倒" },
		{ __LINE__, "a\xff\xc0z", "a\ufffd\ufffdz" },
		{ __LINE__, "\xe6\x81", "\ufffd\ufffd" },
		{ __LINE__, "", "" },
	};
	char longest[2000] = "";
	struct incident_world w;

	world_start(&w);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		incident_open(w.l, INCIDENT_LINE_DOWN, "net", rows[i].text);
		CHECK_ROW(rows[i].line, strcmp(nth(&w, i)->text, rows[i].kept) == 0);
		incident_end(w.l, INCIDENT_LINE_DOWN, "net");
	}
	for (int i = 0; i < 600; i++)
		strcat(longest, "法");
	incident_open(w.l, INCIDENT_LINE_DOWN, "net", longest);
	CHECK(strlen(nth(&w, ARRAY_SIZE(rows))->text) < INCIDENT_TEXT_MAX);
	CHECK(strstr(nth(&w, ARRAY_SIZE(rows))->text, "法\u2026"));
	incidents_free(w.l);
}

/* A year of faults is not a list of a year. */
static void test_bounds(void)
{
	struct incident_world w;
	size_t n;

	world_start(&w);
	incident_open(w.l, INCIDENT_BOARD_OFFLINE, "first", "stays open");
	for (int i = 0; i < 3000; i++) {
		incident_open(w.l, INCIDENT_LINE_DOWN, "net", "gone");
		incident_close(w.l, INCIDENT_LINE_DOWN, "net");
		incident_open(w.l, INCIDENT_BOARD_FOREIGN, "gate", "x");
		incident_close(w.l, INCIDENT_BOARD_FOREIGN, "gate");
		w.events[0] = '\0';
		world_pass(&w, 2 * USEC_PER_HOUR);
	}
	n = count(&w);
	CHECK(n <= 300 && nth(&w, 0)->open && nth(&w, n - 1)->id == 6001);
	for (size_t i = 1; i < n; i++)
		CHECK(nth(&w, i)->id > nth(&w, i - 1)->id);
	incidents_free(w.l);
}

/* Whatever is asked in whatever order: ids rise, one open for each fault, each told once. */
static void test_any_order(uint64_t *seed)
{
	static const char *const subjects[] = { "a", "b", "c" };
	struct incident_world w;
	unsigned n_opened = 0, n_closed = 0;

	world_start(&w);
	for (int i = 0; i < 5000; i++) {
		uint64_t r = test_random(seed);
		enum incident_kind kind = (enum incident_kind)(r / 8 % N_INCIDENT_KINDS);
		const char *subject = subjects[r / 1024 % 3];
		size_t n, open = 0;

		w.events[0] = '\0';
		switch (r % 8) {
		case 0:
		case 1:
		case 2:
			incident_open(w.l, kind, subject, r / 8192 % 2 ? "one" : "another");
			break;
		case 3:
		case 4:
			incident_close(w.l, kind, subject);
			break;
		case 5:
			if (r / 8192 % 20 == 0)
				incident_see(w.l, 0);
			break;
		case 6:
			incident_end(w.l, kind, subject);
			break;
		default:
			world_pass(&w, r / 8192 % (10 * USEC_PER_MINUTE));
			break;
		}
		for (const char *s = w.events; (s = strstr(s, "opened")); s++)
			n_opened++;
		for (const char *s = w.events; (s = strstr(s, "closed")); s++)
			n_closed++;
		n = count(&w);
		for (size_t k = 0; k < n; k++) {
			const struct incident *it = nth(&w, k);

			open += it->open;
			CHECK(k == 0 || it->id > nth(&w, k - 1)->id);
			CHECK(!it->open || incident_find(w.l, it->kind, it->subject) == it);
		}
		CHECK(n_opened - n_closed == open);
	}
	incidents_free(w.l);
}

static char *read_text(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = calloc(1, 65536);

	CHECK(f && text && fread(text, 1, 65535, f) > 0);
	if (f)
		fclose(f);
	return text;
}

static void test_kinds(const char *catalog_path)
{
	char *catalog = read_text(catalog_path);
	char entry[64];

	for (size_t i = 0; i < N_INCIDENT_KINDS; i++) {
		const struct incident_type *t = &incident_types[i];

		CHECK(t->name && t->message_id && strlen(t->message_id) == 32);
		CHECK(strspn(t->message_id, "0123456789abcdef") == 32);
		CHECK(i == 0 || strcmp(incident_types[i - 1].name, t->name) < 0);
		for (size_t k = 0; k < i; k++)
			CHECK(strcmp(incident_types[k].message_id, t->message_id) != 0);
		snprintf(entry, sizeof(entry), "-- %s\nSubject: ", t->message_id);
		if (!strstr(catalog, entry))
			printf("the catalog lacks %s, %s\n", t->name, t->message_id);
		CHECK(strstr(catalog, entry));
	}
	free(catalog);
}

int main(int argc, char **argv)
{
	uint64_t seed = test_seed(argc - 1, argv + 1);

	if (argc < 2)
		return EXIT_FAILURE;
	test_once();
	test_flapping();
	test_foreign();
	test_level();
	test_dates();
	test_texts();
	test_bounds();
	for (int i = 0; i < 20; i++)
		test_any_order(&seed);
	test_kinds(argv[1]);
	return test_result();
}
