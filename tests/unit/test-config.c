/* SPDX-License-Identifier: MIT */
/*
 * test-config CASES PROFILES
 *
 * CASES holds a folder for each case: a site (pufa.cfg, playlists/, profiles/) and, in the
 * file `expected`, all that is said of it, "file:line: severity: message" a row; no such file,
 * nothing is said and it loads.  A folder with a file `check` is given to config_check(), with
 * the path that stands in it, instead; one with a file `year` is also given to set_check(), as of
 * the day that stands in it.  Folders that begin with _ are no cases; _installed
 * stands for the installed playlists.
 */
#include <dirent.h>

#include "check.h"
#include "config/calendar.h"
#include "config/check_set.h"
#include "config/names.h"
#include "unit/complaint.h"

static struct said said;
static const char *arg_cases, *arg_profiles;

static char *read_text(const char *path)
{
	_cleanup_(freep) char *text = calloc(1, 1 << 16);
	FILE *f = fopen(path, "r");

	if (!text)
		abort();
	if (!f)
		return NULL;
	if (fread(text, 1, (1 << 16) - 1, f) == 0 && ferror(f))
		abort();
	fclose(f);
	return TAKE_PTR(text);
}

/* Messages cite other files; where the cases lie is not the same on every machine. */
static void strip(char *text, const char *prefix)
{
	size_t n = strlen(prefix);

	for (char *at = text; (at = strstr(at, prefix));)
		memmove(at, at + n, strlen(at + n) + 1);
}

static int load(const char *dir, struct config **ret)
{
	char site[512], installed[512];
	struct config_paths paths = { site, arg_profiles, installed, NULL };

	snprintf(site, sizeof(site), "%s/pufa.cfg", dir);
	snprintf(installed, sizeof(installed), "%s/_installed", arg_cases);
	said_init(&said);
	said.cut = "";
	said.severities = true;
	return config_load(ret, &paths, drivers, &said.diag);
}

static int check(const char *dir, const char *what)
{
	char path[1024], installed[512];
	struct config_paths paths = { NULL, arg_profiles, installed, NULL };

	snprintf(path, sizeof(path), "%s/%.*s", dir, (int) strcspn(what, "\n"), what);
	snprintf(installed, sizeof(installed), "%s/_installed", arg_cases);
	said_init(&said);
	said.cut = "";
	said.severities = true;
	return config_check(path, &paths, drivers, &said.diag);
}

/* @date: "2026-01-01". */
static void check_year(const struct config *c, const char *date)
{
	int year = 0, month = 0, day = 0;

	CHECK(sscanf(date, "%d-%d-%d", &year, &month, &day) == 3);
	CHECK(set_check(c, day_from_civil(year, month, day), &said.diag) == 0);
}

static void test_case(const char *name)
{
	_cleanup_(config_freep) struct config *c = NULL;
	_cleanup_(freep) char *expected = NULL, *what = NULL, *year = NULL;
	char dir[512], path[600];
	int r;

	snprintf(dir, sizeof(dir), "%s/%s", arg_cases, name);
	snprintf(path, sizeof(path), "%s/expected", dir);
	expected = read_text(path);
	snprintf(path, sizeof(path), "%s/check", dir);
	what = read_text(path);
	r = what ? check(dir, what) : load(dir, &c);
	snprintf(path, sizeof(path), "%s/year", dir);
	year = read_text(path);
	if (year && c)
		check_year(c, year);

	snprintf(path, sizeof(path), "%s/", dir);
	strip(said.text, path);
	snprintf(path, sizeof(path), "%s/", arg_cases);
	strip(said.text, path);
	if (strcmp(said.text, expected ? expected : "") != 0) {
		printf("%s says:\n%s", name, said.text);
		test_failures++;
	}
	CHECK(r == (said.diag.n_errors ? -EINVAL : 0));
	if (!what)
		CHECK((c != NULL) == (r == 0));
}

static void test_cases(void)
{
	DIR *d = opendir(arg_cases);
	unsigned n = 0;

	if (!d)
		abort();
	for (struct dirent *e; (e = readdir(d));) {
		if (e->d_name[0] == '.' || e->d_name[0] == '_' || e->d_type != DT_DIR)
			continue;
		test_case(e->d_name);
		n++;
	}
	closedir(d);
	printf("%u cases\n", n);
	CHECK(n > 10);
}

/* One of the good cases; false, and said, when it does not load. */
static bool load_case(const char *name, struct config **ret)
{
	char dir[512];

	snprintf(dir, sizeof(dir), "%s/%s", arg_cases, name);
	CHECK(load(dir, ret) == 0);
	return *ret != NULL;
}

/* What the good case becomes. */
static void test_values(void)
{
	_cleanup_(config_freep) struct config *c = NULL;
	const struct programme_tables *t;
	const struct config_board *b;

	if (!load_case("good", &c))
		return;
	t = programme_tables(c->programme);

	CHECK(strcmp(c->site.name, "jiugong-03") == 0 && c->site.clock == SITE_CLOCK_SYSTEM);
	CHECK(c->site.has_place && c->site.latitude == 39.79 && c->site.longitude == 116.45);
	CHECK(c->site.verify_interval == 60 * USEC_PER_SEC && c->site.at.line == 1);
	CHECK(strlen(c->digest) == 64 && strcmp(c->zone.name, "Asia/Shanghai") == 0);

	CHECK(c->n_lines == 3);
	CHECK(strcmp(c->lines[0].settings.serial, "/dev/ttyS1") == 0 && c->lines[0].settings.rs485);
	CHECK(c->lines[0].settings.parity == LINE_PARITY_EVEN &&
	      c->lines[0].settings.data_bits == 8 && c->lines[0].settings.stop_bits == 1);
	CHECK(c->lines[0].settings.framing == LINE_RTU && !c->lines[0].settings.host);
	CHECK(c->lines[0].settings.response_timeout == 500 * USEC_PER_MSEC);
	CHECK(c->lines[1].settings.framing == LINE_TCP && c->lines[1].settings.port == 502);
	CHECK(c->lines[1].settings.response_timeout == 800 * USEC_PER_MSEC &&
	      c->lines[1].settings.turnaround == 20 * USEC_PER_MSEC);
	CHECK(c->lines[2].settings.framing == LINE_RTU && !c->lines[2].settings.serial);
	CHECK(strcmp(c->lines[2].title, "车棚") == 0 && strcmp(c->lines[1].title, "gate") == 0);

	CHECK(c->n_boards == 4 && c->n_profiles == 3);
	b = config_find_board(c, "工厂");
	CHECK(b == &c->boards[2] && b->line == 1 && b->address == 1);
	CHECK(strcmp(b->profile->name, "modbus-gbk-2x8") == 0 &&
	      b->profile == c->boards[0].profile);
	CHECK(!config_find_board(c, "community"));

	CHECK(t->n_playlists == 2 && t->filler == 0 && t->n_boards == 4);
	CHECK(strcmp(t->playlists[0].name, "civil-code") == 0);
	CHECK(t->playlists[0].messages[0].duration_ms == 12000);
	CHECK(t->playlists[0].messages[1].duration_ms == 9000);
	CHECK(strcmp(t->playlists[1].title, "宪法") == 0 && t->playlists[1].n_messages == 3);
	/* Files in byte order of their path: constitution-more.cfg before constitution.cfg. */
	CHECK(strcmp(t->playlists[1].messages[0].text, "国家尊重和保障人权") == 0);
	CHECK(!t->playlists[1].messages[0].article);
	CHECK(t->playlists[1].messages[0].duration_ms == 6000);
	CHECK(strcmp(t->playlists[1].messages[2].article, "133-1") == 0);
	CHECK(t->playlists[1].messages[2].duration_ms == 8000); /* 29 characters */
	CHECK(t->playlists[1].messages[2].at.line == 4);
}

static void test_rules_and_limits(void)
{
	_cleanup_(config_freep) struct config *c = NULL;
	const struct programme_tables *t;

	if (!load_case("good", &c))
		return;
	t = programme_tables(c->programme);

	CHECK(t->n_rules == 2 && t->rules[0].n_hours == 2);
	CHECK(t->rules[0].hours[0].from == 7 * 60 + 20 && t->rules[0].hours[0].to == 8 * 60 + 30);
	CHECK(t->rules[0].boards.word[0] == 0xc && t->rules[1].boards.word[0] == 0xf);
	CHECK(t->rules[0].plays[0].weight == 60 && t->rules[0].plays[1].playlist == 1);
	CHECK(strcmp(t->rules[0].days_text, "周一至周五") == 0 && t->rules[1].priority == 50);
	CHECK(dayset_has(t->rules[0].days, day_from_civil(2026, 12, 4)));
	CHECK(!dayset_has(t->rules[0].days, day_from_civil(2026, 12, 5)));

	CHECK(t->n_limits == 2 && t->limits[0].action == LIMIT_OFF && !t->limits[0].name);
	CHECK(t->limits[0].boards.word[0] == 0x3 && t->limits[0].n_hours == 1);
	CHECK(t->limits[0].hours[0].from == 22 * 60 && t->limits[0].hours[0].to == 1440 + 390);
	CHECK(t->limits[1].action == LIMIT_SOBER && t->limits[1].n_playlists == 1 &&
	      t->limits[1].playlists[0] == 1);
	CHECK(t->limits[1].hours[0].from == 0 && t->limits[1].hours[0].to == 1440);
}

/* A node's days are its rule's, but in the years that are given apart. */
static void test_node_years(void)
{
	static const struct {
		int line;
		int year, month, day;
		bool in;
	} days[] = {
		{ __LINE__, 2021, 12, 1, true },   { __LINE__, 2021, 12, 8, false },
		{ __LINE__, 2022, 12, 1, false },  { __LINE__, 2022, 12, 3, false },
		{ __LINE__, 2022, 12, 4, true },   { __LINE__, 2022, 12, 10, true },
		{ __LINE__, 2022, 12, 11, false }, { __LINE__, 2023, 12, 7, true },
		{ __LINE__, 2023, 12, 8, false },
	};
	_cleanup_(config_freep) struct config *c = NULL;
	const struct dayset *s;

	if (!load_case("good", &c))
		return;
	s = programme_tables(c->programme)->rules[1].days;
	for (size_t i = 0; i < ARRAY_SIZE(days); i++)
		CHECK_ROW(days[i].line, dayset_has(s, day_from_civil(days[i].year, days[i].month,
								     days[i].day)) == days[i].in);
}

/* Whose days depend on notices: working days and days off do, also through a node. */
static void test_statutory(void)
{
	static const bool statutory[] = { true, true, true, false, false, true, true, false, true };
	_cleanup_(config_freep) struct config *c = NULL;
	const struct programme_tables *t;

	if (!load_case("holiday-rules", &c))
		return;
	t = programme_tables(c->programme);
	CHECK(t->n_rules == ARRAY_SIZE(statutory) && t->n_limits == 2);
	for (size_t i = 0; i < t->n_rules; i++)
		CHECK_ROW((int) i, t->rules[i].statutory == statutory[i]);
	CHECK(t->limits[0].statutory && !t->limits[1].statutory);
	CHECK(c->calendar && t->statutory == c->calendar->statutory);
	CHECK(c->calendar->n_notices == 3 && c->calendar->n_nodes == 2);
	CHECK(statutory_has_notice(t->statutory, 2015) &&
	      !statutory_has_notice(t->statutory, 2016));

	/* The amendment of 2015 counts, and its day has a name of its own. */
	CHECK(dayset_has(t->rules[5].days, day_from_civil(2015, 9, 3)));
	CHECK(dayset_count(t->rules[5].days) == 3);
	CHECK(!dayset_has(t->rules[0].days, day_from_civil(2015, 9, 3)));
	CHECK(dayset_has(t->rules[6].days, day_from_civil(2026, 9, 20)));
	CHECK(t->rules[0].days == t->rules[8].days);
}

/* What the levels of a site become, and a limit by the sun. */
static void test_levels(void)
{
	_cleanup_(config_freep) struct config *c = NULL;
	const struct programme_tables *t;
	const struct level *l;
	struct level_now now;
	usec_t noon;

	if (!load_case("levels", &c))
		return;
	t = programme_tables(c->programme);
	CHECK(t->n_limits == 1 && t->place == &c->levels.place);
	CHECK(t->limits[0].n_hours == 1 && t->limits[0].hours[0].from == 12 * 60);
	CHECK(t->limits[0].n_sun == 1 && t->limits[0].sun[0].from.base == HOURS_SUNSET);
	CHECK(t->limits[0].sun[0].from.minutes == 240 && t->limits[0].sun[0].to.next);

	l = c->levels.list;
	CHECK(c->levels.n == 4 && c->levels.zone == &c->zone);
	CHECK(c->levels.place.latitude == 39.79 && c->levels.place.longitude == 116.45);
	CHECK(strcmp(l[0].name, "夜里") == 0 && strcmp(l[0].days_text, "daily") == 0);
	CHECK(l[0].brightness == 40 && l[0].priority == 0 && l[0].boards.word[0] == 1);
	CHECK(l[0].n_hours == 1 && l[0].hours[0].from.base == HOURS_SUNSET);
	CHECK(l[0].hours[0].from.minutes == -30 && l[0].hours[0].to.next && !l[0].statutory);
	CHECK(!l[1].name && l[1].priority == 50 && l[1].boards.word[0] == 3 && l[1].n_hours == 2);
	CHECK(l[1].statutory && dayset_has(l[1].days, day_from_civil(2026, 12, 4)));
	CHECK(!dayset_has(l[1].days, day_from_civil(2026, 12, 5)) && l[1].at.line == 3);
	CHECK(l[2].brightness == 0 && l[2].boards.word[0] == 0 &&
	      dayset_count(l[2].days) == N_DAYS);
	CHECK(l[3].boards.word[0] == 2 && l[3].n_hours == 1 && !hours_need_sun(&l[3].hours[0]));
	CHECK(l[3].hours[0].from.minutes == 0 && l[3].hours[0].to.minutes == MINUTES_PER_DAY);

	noon = zone_instant(&c->zone, day_from_civil(2026, 12, 5), 12 * 60 * MSEC_PER_MINUTE,
			    ZONE_START);
	now = level_at(&c->levels, 0, noon);
	CHECK(now.percent == 100 && now.level == -1);
	now = level_at(&c->levels, 0, noon + 6 * USEC_PER_HOUR);
	CHECK(now.percent == 40 && now.level == 0);
	now = level_at(&c->levels, 1, noon + 6 * USEC_PER_HOUR);
	CHECK(now.percent == 100 && now.level == 3);
	CHECK(level_at(&c->levels, 2, noon).percent == -1);
}

static const struct {
	int line;
	const char *word, *candidates[4];
	const char *nearest;
} words[] = {
	{ __LINE__, "constitutoin", { "constitution", "civil-code" }, "constitution" },
	{ __LINE__, "civilcode", { "constitution", "civil-code" }, "civil-code" },
	{ __LINE__, "xyz", { "constitution", "civil-code" }, NULL },
	{ __LINE__, "南们", { "南门", "北门" }, "南门" },
	{ __LINE__, "宪法周", { "宪法宣传周", "民法典宣传月" }, NULL },
	{ __LINE__, "a", { "b" }, NULL },
	{ __LINE__, "", { "b" }, NULL },
};

static void test_nearest(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		struct nearest n = { .word = words[i].word };

		for (size_t k = 0; words[i].candidates[k]; k++)
			nearest_offer(&n, words[i].candidates[k]);
		CHECK_ROW(words[i].line, words[i].nearest
						 ? n.best && strcmp(n.best, words[i].nearest) == 0
						 : !n.best);
	}
}

static void test_profiles(void)
{
	_cleanup_(profile_set_freep) struct profile_set *s = NULL, *none = NULL;
	const struct profile *p;

	said_init(&said);
	CHECK(profile_set_load(&s, arg_profiles, drivers, &said.diag) == 0 && said.n == 0);
	p = s ? profile_set_find(s, "modbus-gbk-2x8") : NULL;
	CHECK(p && p->rows == 2 && p->columns == 16 && p->charset == CHARSET_GBK);
	CHECK(p && strcmp(p->driver->name, "modbus") == 0 && p->settings);
	CHECK(s && !profile_set_find(s, "modbus"));
	CHECK(profile_set_load(&none, "/nonexistent", drivers, &said.diag) == -EINVAL);
	CHECK(said.diag.n_errors == 1);
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		printf("test-config CASES PROFILES\n");
		return EXIT_FAILURE;
	}
	arg_cases = argv[1];
	arg_profiles = argv[2];
	test_cases();
	test_values();
	test_rules_and_limits();
	test_node_years();
	test_statutory();
	test_levels();
	test_nearest();
	test_profiles();
	return test_result();
}
