/* SPDX-License-Identifier: MIT */
/*
 * test-calendar NOTICES PLAYLISTS
 *
 * The calendar as files give it: the notices of the table NOTICES written as playlist files and
 * read back, the installed PLAYLISTS, nodes, and what is missing on a given day.
 */
#include <ftw.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/calendar.h"
#include "unit/complaint.h"
#include "unit/notices.h"

static struct said said;
static struct notice_file table;
static const char *arg_playlists;

/* A directory of playlists that is gone after the test. */
struct tree {
	char dir[64];
};

static void tree_new(struct tree *t)
{
	char path[96];

	strcpy(t->dir, "/tmp/test-calendar-XXXXXX");
	if (!mkdtemp(t->dir))
		abort();
	snprintf(path, sizeof(path), "%s/playlists", t->dir);
	if (mkdir(path, 0700) < 0)
		abort();
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void) st;
	(void) type;
	(void) at;
	return remove(path);
}

static void tree_done(struct tree *t)
{
	if (nftw(t->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS) < 0)
		abort();
}

static FILE *tree_open(const struct tree *t, const char *name)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/playlists/%s", t->dir, name);
	f = fopen(path, "w");
	if (!f)
		abort();
	return f;
}

static void put(const struct tree *t, const char *name, const char *text)
{
	FILE *f = tree_open(t, name);

	fputs(text, f);
	fclose(f);
}

static int load(const struct tree *t, struct calendar **ret)
{
	char site[128];
	struct config_paths paths = { site, NULL, "/nonexistent", NULL };

	snprintf(site, sizeof(site), "%s/pufa.cfg", t->dir);
	said_init(&said);
	said.cut = t->dir;
	said.severities = true;
	return calendar_load(ret, &paths, &said.diag);
}

static void print_range(FILE *f, day_t first, day_t last)
{
	char a[16], b[16];

	fprintf(f, "%s", test_date(first, a));
	if (last != first)
		fprintf(f, "..%s", test_date(last, b));
}

static void print_notice(FILE *f, const struct notice *n)
{
	fprintf(f, "holidays = ( { year = %d; notice = \"%s\"; revision = %u; decree = %s;\n",
		n->year, n->document, n->revision, n->decree ? "true" : "false");
	for (size_t i = 0; i < n->n_off; i++) {
		fprintf(f, "%s{ name = \"%s\"; days = \"", i ? ",\n  " : "off = ( ",
			n->off[i].name);
		print_range(f, n->off[i].first, n->off[i].last);
		fprintf(f, "\"; }");
	}
	fprintf(f, " );\nwork = [");
	for (size_t i = 0; i < n->n_work; i++) {
		fprintf(f, "%s \"", i ? "," : "");
		print_range(f, n->work[i].day, n->work[i].day);
		fprintf(f, "\"");
	}
	fprintf(f, " ]; } );\n");
}

static bool same_notice(const struct notice *a, const struct notice *b)
{
	bool same = a->year == b->year && a->revision == b->revision && a->decree == b->decree &&
		    strcmp(a->document, b->document) == 0 && a->n_off == b->n_off &&
		    a->n_work == b->n_work;

	for (size_t i = 0; same && i < a->n_off; i++)
		same = a->off[i].first == b->off[i].first && a->off[i].last == b->off[i].last &&
		       strcmp(a->off[i].name, b->off[i].name) == 0;
	for (size_t i = 0; same && i < a->n_work; i++)
		same = a->work[i].day == b->work[i].day;
	return same;
}

/* Twenty years of notices as files, and the days they leave: no difference to the values. */
static void test_all_notices(void)
{
	static struct statutory direct;
	struct calendar *c = NULL;
	struct tree t;

	tree_new(&t);
	for (size_t i = 0; i < table.n; i++) {
		char name[32];
		FILE *f;

		/* Backwards, so that the order of the files is not that of the years. */
		snprintf(name, sizeof(name), "%02zu.cfg", 99 - i);
		f = tree_open(&t, name);
		print_notice(f, &table.list[i]);
		fclose(f);
	}
	CHECK(load(&t, &c) == 0);
	if (!c) {
		printf("%s", said.text);
		tree_done(&t);
		return;
	}
	CHECK(said.diag.n_errors == 0);
	CHECK(c->n_notices == table.n && table.n > 20);
	for (size_t i = 0; i < table.n && i < c->n_notices; i++)
		CHECK(same_notice(&c->notices[i], &table.list[i]));

	statutory_build(&direct, table.list, table.n);
	CHECK(dayset_equal(&c->statutory->workday, &direct.workday));
	CHECK(dayset_equal(&c->statutory->restday, &direct.restday));
	CHECK(dayset_equal(&c->statutory->makeup, &direct.makeup));
	CHECK(dayset_equal(&c->statutory->provisional, &direct.provisional));
	CHECK(memcmp(c->statutory->basis, direct.basis, sizeof(direct.basis)) == 0);
	calendar_free(c);
	tree_done(&t);
}

static const struct {
	int line;
	const char *day;
	bool work;
	enum basis basis;
	const char *document; /* NULL: no notice names the day */
} shipped_days[] = {
	{ __LINE__, "2024-02-09", true, BASIS_WEEKDAY, NULL },
	{ __LINE__, "2024-02-18", true, BASIS_NOTICE, "国办发明电〔2023〕7号" },
	{ __LINE__, "2025-01-28", false, BASIS_NOTICE, "国办发明电〔2024〕12号" },
	{ __LINE__, "2025-10-08", false, BASIS_NOTICE, "国办发明电〔2024〕12号" },
	{ __LINE__, "2025-10-09", true, BASIS_WEEKDAY, NULL },
	{ __LINE__, "2026-02-15", false, BASIS_NOTICE, "国办发明电〔2025〕7号" },
	{ __LINE__, "2026-09-20", true, BASIS_NOTICE, "国办发明电〔2025〕7号" },
	{ __LINE__, "2026-09-26", false, BASIS_NOTICE, "国办发明电〔2025〕7号" },
	{ __LINE__, "2027-02-06", false, BASIS_LEGAL, NULL },
	{ __LINE__, "2027-02-10", false, BASIS_PRINCIPLE, NULL },
};

static void test_shipped_notices(const struct calendar *c)
{
	CHECK(c->n_notices == 3);
	for (int year = 2023; year <= 2027; year++)
		CHECK(statutory_has_notice(c->statutory, year) == (year >= 2024 && year <= 2026));
	for (size_t i = 0; i < ARRAY_SIZE(shipped_days); i++) {
		int line = shipped_days[i].line;
		const char *document = shipped_days[i].document;
		struct day_fact f;

		CHECK_ROW(line,
			  statutory_day(c->statutory, test_day(shipped_days[i].day), &f) == 0);
		CHECK_ROW(line, f.work == shipped_days[i].work && f.basis == shipped_days[i].basis);
		CHECK_ROW(line, (f.notice != NULL) == (document != NULL));
		CHECK_ROW(line,
			  !document || !f.notice || strcmp(f.notice->document, document) == 0);
	}
}

static const struct calendar_node *find_node(const struct calendar *c, const char *name)
{
	for (size_t i = 0; i < c->n_nodes; i++)
		if (strcmp(c->nodes[i].name, name) == 0)
			return &c->nodes[i];
	return NULL;
}

/* The defaults that are installed load without a word, and a node is known by all it says. */
static void test_shipped(void)
{
	struct config_paths paths = { "/nonexistent/pufa.cfg", NULL, arg_playlists, NULL };
	struct calendar *c = NULL;
	const struct calendar_node *n;
	struct dayexpr_error error;
	struct dayset days;
	bool statutory;

	said_init(&said);
	CHECK(calendar_load(&c, &paths, &said.diag) == 0);
	CHECK(said.n == 0);
	if (!c) {
		printf("%s", said.text);
		return;
	}
	test_shipped_notices(c);
	n = find_node(c, "国家宪法日");
	CHECK(n && strcmp(n->class, "fixed") == 0 && n->law && n->source && !n->announced);
	CHECK(n && dayset_count(n->days) == N_YEARS && !n->statutory && n->at.line > 0);
	n = find_node(c, "宪法宣传周");
	CHECK(n && strcmp(n->class, "announced") == 0 && n->announced && n->n_years > 0);
	CHECK(n && n->years[0].year == 2022 && n->years[0].source);
	CHECK(c->names->n_anchors == c->n_nodes && c->names->statutory == c->statutory);
	CHECK(dayexpr_parse("@国家宪法日", c->names, &days, NULL, &statutory, &error) == 0);
	CHECK(!statutory && dayset_count(&days) == N_YEARS);
	CHECK(dayexpr_parse("workday", c->names, &days, NULL, &statutory, &error) == 0);
	CHECK(statutory && dayset_equal(&days, &c->statutory->workday));
	calendar_free(c);
}

static void test_nodes(void)
{
	struct calendar *c = NULL;
	const struct calendar_node *n;
	struct tree t;

	tree_new(&t);
	put(&t, "nodes.cfg",
	    "nodes = ( { name = \"依赖\"; days = \"@上班\"; },\n"
	    "  { name = \"上班\"; days = \"workday\"; },\n"
	    "  { name = \"某年上班\"; days = \"12-04\";\n"
	    "    years = ( { year = 2026; days = \"workday\"; source = \"甲\"; theme = \"乙\"; } ); },\n"
	    "  { name = \"不依赖\"; days = \"12-04\"; announced = true; },\n"
	    "  { name = \"有类\"; days = \"12-04\"; class = \"rule\"; announced = true; } );\n");
	CHECK(load(&t, &c) == 0);
	if (!c) {
		printf("%s", said.text);
		tree_done(&t);
		return;
	}
	CHECK(c->n_nodes == 5 && c->n_notices == 0 && strcmp(c->nodes[0].name, "依赖") == 0);
	CHECK(c->nodes[0].statutory && c->nodes[1].statutory && c->nodes[2].statutory);
	CHECK(!c->nodes[3].statutory && !c->nodes[4].statutory);
	n = &c->nodes[2];
	CHECK(n->n_years == 1 && n->years[0].year == 2026 && n->years[0].at.line == 4);
	CHECK(strcmp(n->years[0].source, "甲") == 0 && strcmp(n->years[0].theme, "乙") == 0);
	CHECK(strcmp(n->class, "local") == 0 && !n->law && !n->theme && !n->source);
	CHECK(strcmp(c->nodes[3].class, "announced") == 0);
	CHECK(strcmp(c->nodes[4].class, "rule") == 0 && c->nodes[4].announced);
	calendar_free(c);
	tree_done(&t);
}

#define MISSED(y)                                                                                  \
	"-:0: error: there is no notice of " y                                                     \
	": which of its days are worked is a guess by the principle of 2025\n"
#define SOON "-:0: warning: there is no notice of 2027 yet\n"
#define LATE                                                                                       \
	"-:0: error: there is no notice of 2027 yet, and it may speak of days from 2026-12-20 "    \
	"on\n"
#define NODE(line, text) "/playlists/nodes.cfg:" line ": warning: node " text "\n"
#define UNSURE(y)                                                                                  \
	" its days of " y " are not confirmed; until they are announced, the rule is a guess"
#define OPEN(y)  NODE("2", "未定:" UNSURE(y))
#define ONCE(y)  NODE("3", "定过:" UNSURE(y))
#define OLD_2024 NODE("6", "有主题: the theme of 2024 is over: 更老")
#define OLD_2026 NODE("5", "有主题: the theme of 2026 is over: 老主题")

static const struct {
	int line;
	const char *today;
	const char *says;
} dates[] = {
	{ __LINE__, "2026-01-01", OPEN("2026") },
	{ __LINE__, "2026-10-31", OPEN("2026") },
	{ __LINE__, "2026-11-01", SOON OPEN("2026") },
	{ __LINE__, "2026-12-14", SOON OPEN("2026") },
	{ __LINE__, "2026-12-15", LATE OPEN("2026") },
	{ __LINE__, "2026-12-31", LATE OPEN("2026") },
	{ __LINE__, "2027-01-01", MISSED("2027") ONCE("2027") OLD_2026 },
	{ __LINE__, "2025-06-01", MISSED("2025") OPEN("2025") ONCE("2025") OLD_2024 },
	{ __LINE__, "2100-12-31",
	  MISSED("2100") "-:0: warning: 2100 is the last year that can be planned: from its end on boards "
			 "show the filler\n" OPEN("2100") ONCE("2100") OLD_2026 },
	{ __LINE__, "1999-12-31", "" },
	{ __LINE__, "2101-01-01", "" },
};

/* The same question for programs. */
static void check_misses(const struct calendar *c)
{
	static const struct {
		int line;
		const char *today;
		int year;
		bool misses, late;
	} rows[] = {
		{ __LINE__, "2026-10-31", 2027, false, false },
		{ __LINE__, "2026-11-01", 2027, true, false },
		{ __LINE__, "2026-12-14", 2027, true, false },
		{ __LINE__, "2026-12-15", 2027, true, true },
		{ __LINE__, "2027-01-01", 2027, true, true },
		{ __LINE__, "2026-12-15", 2026, false, true },
		{ __LINE__, "2026-12-15", 2028, false, true },
		{ __LINE__, "2100-12-31", 2101, false, true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		bool late;

		CHECK_ROW(rows[i].line,
			  calendar_misses_notice(c, rows[i].year, test_day(rows[i].today), &late) ==
				  rows[i].misses);
		CHECK_ROW(rows[i].line, late == rows[i].late);
	}
}

static void test_dates(void)
{
	struct calendar *c = NULL;
	struct tree t;
	FILE *f;

	tree_new(&t);
	put(&t, "nodes.cfg",
	    "nodes = ( { name = \"固定\"; days = \"12-04\"; class = \"fixed\"; },\n"
	    "  { name = \"未定\"; days = \"12-01\"; announced = true; years = ( { year = 2027; days = "
	    "\"12-02\"; } ); },\n"
	    "  { name = \"定过\"; days = \"12-02\"; announced = true; years = ( { year = 2026; days = "
	    "\"12-02\"; } ); },\n"
	    "  { name = \"有主题\"; days = \"12-02\"; years = (\n"
	    "    { year = 2026; days = \"12-02\"; theme = \"老主题\"; },\n"
	    "    { year = 2024; days = \"12-02\"; theme = \"更老\"; } ); } );\n");
	f = tree_open(&t, "2026.cfg");
	print_notice(f, notice_newest(table.list, table.n, 2026));
	fclose(f);
	CHECK(load(&t, &c) == 0);
	if (!c) {
		printf("%s", said.text);
		tree_done(&t);
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(dates); i++) {
		said_init(&said);
		said.cut = t.dir;
		said.severities = true;
		calendar_check_date(c, test_day(dates[i].today), false, &said.diag);
		CHECK_ROW(dates[i].line, strcmp(said.text, dates[i].says) == 0);
		if (strcmp(said.text, dates[i].says) != 0)
			printf("says:\n%s", said.text);
	}
	check_misses(c);
	calendar_free(c);
	tree_done(&t);
}

/* What is wrong is said, and nothing is given. */
static const struct {
	int line;
	const char *text;
	const char *says;
} wrong[] = {
	{ __LINE__, "holidays = ( { year = 2026; notice = \"x\"; revision = 1; } );\n",
	  "/playlists/a.cfg:1: error: the notice of 2026 lists no day and counts as absent; leave it "
	  "out until it is published\n" },
	{ __LINE__, "nodes = ( { name = \"甲\"; days = \"@甲\"; } );\n",
	  "/playlists/a.cfg:1: error: nodes that need each other in a circle: 甲 -> 甲\n" },
	{ __LINE__, "rule = 1;\n",
	  "/playlists/a.cfg:1: error: rule: no such setting here; did you mean rules?\n" },
	/* A node of the same name goes before the holiday. */
	{ __LINE__, "nodes = ( { name = \"春节\"; days = \"@春节 -3\"; } );\n",
	  "/playlists/a.cfg:1: warning: node 春节 takes a statutory holiday's name: @春节 means the "
	  "node's days now\n"
	  "/playlists/a.cfg:1: error: nodes that need each other in a circle: 春节 -> 春节\n" },
};

static void test_wrong(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct calendar *c = NULL;
		struct tree t;

		tree_new(&t);
		put(&t, "a.cfg", wrong[i].text);
		CHECK_ROW(wrong[i].line, load(&t, &c) == -EINVAL && !c);
		CHECK_ROW(wrong[i].line, strcmp(said.text, wrong[i].says) == 0);
		if (strcmp(said.text, wrong[i].says) != 0)
			printf("says:\n%s", said.text);
		tree_done(&t);
	}
}

/* As many notices as there can be in one file, of all days that can be written. */
static void put_vast(const struct tree *t, const char *name)
{
	FILE *f = tree_open(t, name);

	fprintf(f, "holidays = (\n");
	for (int i = 0; i < 150; i++) {
		fprintf(f, "%s{ year = %d; notice = \"x\"; revision = %d; off = (", i ? ",\n" : "",
			YEAR_FIRST + i % N_YEARS, 1 + i / N_YEARS);
		for (int k = 0; k < 60; k++)
			fprintf(f, "%s{ name = \"n\"; days = \"0001-01-01..9999-12-31\"; }",
				k ? "," : "");
		fprintf(f, "); }");
	}
	fprintf(f, " );\n");
	fclose(f);
}

/* Refused in a moment, and not with a line for every day. */
static void test_vast(void)
{
	struct calendar *c = NULL;
	struct tree t;

	tree_new(&t);
	put_vast(&t, "a.cfg");
	put_vast(&t, "b.cfg");
	CHECK(load(&t, &c) == -EINVAL && !c);
	CHECK(strstr(said.text, "more than 200 notices in all files"));
	CHECK(said.diag.n_errors <= 201);
	tree_done(&t);
}

/* The name of a holiday is longer than that of a node: it is the holiday that is meant. */
static void test_longest_name(void)
{
	struct calendar *c = NULL;
	struct tree t;

	tree_new(&t);
	put(&t, "a.cfg", "nodes = ( { name = \"春\"; days = \"@春节 -3\"; } );\n");
	CHECK(load(&t, &c) == 0);
	CHECK(c && dayset_has(c->nodes[0].days, day_from_civil(2026, 2, 14)));
	calendar_free(c);
	tree_done(&t);
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		printf("test-calendar NOTICES PLAYLISTS\n");
		return EXIT_FAILURE;
	}
	read_notices(&table, argv[1]);
	arg_playlists = argv[2];
	test_shipped();
	test_all_notices();
	test_nodes();
	test_dates();
	test_wrong();
	test_vast();
	test_longest_name();
	return test_result();
}
