/* SPDX-License-Identifier: MIT */
/*
 * The system's zones against libc's reading of the same files, rules by
 * hand, and files that are damaged in every place.
 */
#include <time.h>

#include "check.h"
#include "config/zonefile.h"
#include "config/zonerule.h"
#include "schedule/civil.h"

#define HOUR     3600
#define ZONE_TAB "/usr/share/zoneinfo/zone1970.tab"

/* A file under construction. */
struct image {
	uint8_t data[4096];
	size_t n;
};

static void put_be(struct image *f, uint64_t value, int size)
{
	for (int i = size; i-- > 0;)
		f->data[f->n++] = (uint8_t) (value >> (8 * i));
}

static void put_header(struct image *f, char version, unsigned n_times, unsigned n_types)
{
	memcpy(f->data + f->n, "TZif", 4);
	f->n += 4;
	put_be(f, (uint8_t) version, 1);
	f->n += 15;
	put_be(f, 0, 4);
	put_be(f, 0, 4);
	put_be(f, 0, 4);
	put_be(f, n_times, 4);
	put_be(f, n_types, 4);
	put_be(f, 4, 4);
}

struct change {
	int64_t at;
	uint8_t type;
};

static void put_block(struct image *f, int time_size, const struct change *changes, unsigned n,
		      const int32_t *offsets, unsigned n_types)
{
	for (unsigned i = 0; i < n; i++)
		put_be(f, (uint64_t) changes[i].at, time_size);
	for (unsigned i = 0; i < n; i++)
		put_be(f, changes[i].type, 1);
	for (unsigned i = 0; i < n_types; i++) {
		put_be(f, (uint32_t) offsets[i], 4);
		put_be(f, 0, 2);
	}
	put_be(f, 0x41424300, 4); /* the names: "ABC" */
}

/* A file of version 2 with an empty first block, as zic -b slim writes it. */
static struct image slim(const struct change *changes, unsigned n, const int32_t *offsets,
			 unsigned n_types, const char *footer)
{
	struct image f = { .n = 0 };
	static const int32_t nothing = 0;

	put_header(&f, '2', 0, 1);
	put_block(&f, 4, NULL, 0, &nothing, 1);
	put_header(&f, '2', n, n_types);
	put_block(&f, 8, changes, n, offsets, n_types);
	f.n += (size_t) sprintf((char *) f.data + f.n, "\n%s\n", footer);
	return f;
}

static int load(struct zone *ret, const struct image *f)
{
	return zone_table_parse(ret, "Test", f->data, f->n);
}

static void test_built_in(void)
{
	struct zone z;

	CHECK(zone_table_load(&z, "Asia/Shanghai") == 0);
	CHECK(strcmp(z.name, "Asia/Shanghai") == 0);
	CHECK(z.n_changes == 1 && z.changes[0].at == 0 && z.changes[0].offset == 8 * HOUR);
	zone_table_done(&z);
	CHECK(zone_table_load(&z, "UTC") == 0);
	CHECK(z.n_changes == 1 && z.changes[0].offset == 0);
	zone_table_done(&z);
}

static void test_same(void)
{
	static const char *const names[] = { "Asia/Shanghai", "UTC", "Europe/Berlin",
					     "America/New_York", "Australia/Lord_Howe" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		for (size_t k = 0; k < ARRAY_SIZE(names); k++) {
			struct zone a = { 0 }, b = { 0 };

			CHECK(zone_table_load(&a, names[i]) == 0);
			CHECK(zone_table_load(&b, names[k]) == 0);
			CHECK(zone_table_same(&a, &b) == (i == k));
			zone_table_done(&a);
			zone_table_done(&b);
		}
}

static void test_names(void)
{
	static const struct {
		unsigned line;
		const char *name;
		int error;
	} cases[] = {
		{ __LINE__, "", -EINVAL },
		{ __LINE__, "/etc/localtime", -EINVAL },
		{ __LINE__, "../../../etc/passwd", -EINVAL },
		{ __LINE__, "Asia/../Asia/Tokyo", -EINVAL },
		{ __LINE__, "Asia//Tokyo", -EINVAL },
		{ __LINE__, "Asia/", -EINVAL },
		{ __LINE__, "Asia/Tokyo\n", -EINVAL },
		{ __LINE__, "上海", -EINVAL },
		{ __LINE__, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		  -EINVAL },
		{ __LINE__, "Asia/Nowhere", -ENOENT },
		{ __LINE__, "Asia", -ENOENT }, /* a directory */
		{ __LINE__, "Nowhere/At/All", -ENOENT },
	};
	struct zone z;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_ROW(cases[i].line, zone_table_load(&z, cases[i].name) == cases[i].error);
}

static void compare_at(const struct zone *z, int64_t sec)
{
	time_t t = sec;
	struct tm tm;

	localtime_r(&t, &tm);
	if (tm.tm_gmtoff == zone_offset(z, (usec_t) sec * USEC_PER_SEC))
		return;
	printf("%s at %lld: %ld, not %d\n", z->name, (long long) sec, tm.tm_gmtoff,
	       zone_offset(z, (usec_t) sec * USEC_PER_SEC));
	test_failures++;
}

/* On both sides of each of our changes, and anywhere, so that none is missing. */
static void compare_with_libc(const char *name, uint64_t *rng)
{
	const int64_t end = (int64_t) (DAY_LAST + 3) * 86400;
	struct zone z;

	setenv("TZ", name, 1);
	tzset();
	if (zone_table_load(&z, name) < 0) {
		printf("%s can not be loaded\n", name);
		test_failures++;
		return;
	}
	CHECK(z.changes[0].at == 0);
	for (size_t i = 1; i < z.n_changes; i++) {
		int64_t at = (int64_t) (z.changes[i].at / USEC_PER_SEC);

		CHECK(z.changes[i].at > z.changes[i - 1].at);
		CHECK(z.changes[i].offset != z.changes[i - 1].offset);
		compare_at(&z, at);
		compare_at(&z, at - 1);
	}
	for (int i = 0; i < 300; i++)
		compare_at(&z, (int64_t) (test_random(rng) % (uint64_t) end));
	zone_table_done(&z);
}

static void test_system_zones(uint64_t *rng)
{
	FILE *f = fopen(ZONE_TAB, "re");
	char line[512], name[128];
	unsigned n = 0;

	if (!f) {
		printf("no zone database here: the system's zones are not compared\n");
		return;
	}
	while (fgets(line, sizeof(line), f)) {
		if (line[0] == '#' || sscanf(line, "%*s %*s %127s", name) != 1)
			continue;
		if (strcmp(name, "Asia/Shanghai") == 0) /* ours knows no summer time before 1992 */
			continue;
		compare_with_libc(name, rng);
		n++;
	}
	fclose(f);
	CHECK(n > 200);
}

static const struct {
	unsigned line;
	const char *footer;
	int year;
	const char *start, *end; /* UTC; NULL: no summer time */
	int standard, summer;
} rules[] = {
	{ __LINE__, "CST-8", 2026, NULL, NULL, 8 * HOUR, 0 },
	{ __LINE__, "<+08>-8", 2026, NULL, NULL, 8 * HOUR, 0 },
	{ __LINE__, "<-0330>3:30", 2026, NULL, NULL, -3 * HOUR - 1800, 0 },
	{ __LINE__, "CET-1CEST,M3.5.0,M10.5.0/3", 2026, "2026-03-29 01:00", "2026-10-25 01:00",
	  HOUR, 2 * HOUR },
	{ __LINE__, "EST5EDT,M3.2.0,M11.1.0", 2100, "2100-03-14 07:00", "2100-11-07 06:00",
	  -5 * HOUR, -4 * HOUR },
	{ __LINE__, "AEST-10AEDT,M10.1.0,M4.1.0/3", 2026, "2026-10-03 16:00", "2026-04-04 16:00",
	  10 * HOUR, 11 * HOUR },
	{ __LINE__, "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 2026, "2026-10-03 15:30",
	  "2026-04-04 15:00", 37800, 11 * HOUR },
	{ __LINE__, "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2026, "2026-03-29 01:00", "2026-10-25 01:00",
	  -2 * HOUR, -HOUR },
	{ __LINE__, "IST-2IDT,M3.4.4/26,M10.5.0", 2026, "2026-03-27 00:00", "2026-10-24 23:00",
	  2 * HOUR, 3 * HOUR },
	{ __LINE__, "ABC0DEF,J60/0,J365/0", 2028, "2028-03-01 00:00", "2028-12-30 23:00", 0, HOUR },
	{ __LINE__, "ABC0DEF,J59/0,J60/0", 2028, "2028-02-28 00:00", "2028-02-29 23:00", 0, HOUR },
	{ __LINE__, "ABC0DEF,59/0,364/0", 2028, "2028-02-29 00:00", "2028-12-29 23:00", 0, HOUR },
	{ __LINE__, "ABC0DEF,59/0,364/-167:30:10", 2027, "2027-03-01 00:00", "2027-12-23 23:29:50",
	  0, HOUR },
};

static int64_t utc(const char *text)
{
	struct tm tm = { 0 };
	const char *rest = strptime(text, "%Y-%m-%d %H:%M", &tm);

	CHECK(rest != NULL);
	if (rest && *rest == ':')
		tm.tm_sec = atoi(rest + 1);
	return timegm(&tm);
}

static void test_rules(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		unsigned line = rules[i].line;
		struct zonerule z = { 0 };

		CHECK_ROW(line, zonerule_parse(rules[i].footer, &z) == 0);
		CHECK_ROW(line, z.standard == rules[i].standard);
		CHECK_ROW(line, z.has_summer == (rules[i].start != NULL));
		if (!rules[i].start)
			continue;
		CHECK_ROW(line, z.summer == rules[i].summer);
		CHECK_ROW(line, zonerule_time(&z.start, rules[i].year, z.standard) ==
					utc(rules[i].start));
		CHECK_ROW(line,
			  zonerule_time(&z.end, rules[i].year, z.summer) == utc(rules[i].end));
	}
}

static void test_bad_rules(void)
{
	static const char *const cases[] = {
		"",
		"C",
		"CST",
		"CS-8",
		"<+08-8",
		"<+0>-8",
		"CST-25",
		"CST-8:60",
		"CST-8:00:60",
		"CST-8 ",
		"CST-8CDT",
		"CST-8CDT,M3.2.0",
		"CST-8CDT,M0.2.0,M11.1.0",
		"CST-8CDT,M13.2.0,M11.1.0",
		"CST-8CDT,M3.6.0,M11.1.0",
		"CST-8CDT,M3.0.0,M11.1.0",
		"CST-8CDT,M3.2.7,M11.1.0",
		"CST-8CDT,M3.2.0/168,M11.1.0",
		"CST-8CDT,M3.2.0/,M11.1.0",
		"CST-8CDT,J0,J365",
		"CST-8CDT,J1,J366",
		"CST-8CDT,0,366",
		"CST-8CDT,M3.2.0,M11.1.0,",
		"CST-8CDT,M3",
		"CST-8CDT,M3.2",
		"CST-8CDT,M33333333333333333333.2.0,M11.1.0",
	};
	struct zonerule z;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int r = zonerule_parse(cases[i], &z);

		if (r != -EINVAL)
			printf("%s is taken\n", cases[i]);
		CHECK(r == -EINVAL);
	}
}

static void test_images(void)
{
	static const int32_t offsets[] = { 0, HOUR, 2 * HOUR };
	static const struct change changes[] = { { -1000, 1 }, { 1000, 2 }, { 2000, 1 } };
	static const struct change late[] = { { 1000000000, 1 }, { 2000000000, 1 } };
	struct image f = slim(changes, 3, offsets, 3, "");
	struct zone z;

	CHECK(load(&z, &f) == 0);
	CHECK(z.n_changes == 3);
	CHECK(zone_offset(&z, 0) == HOUR);
	CHECK(zone_offset(&z, 1000 * USEC_PER_SEC) == 2 * HOUR);
	CHECK(zone_offset(&z, 2000 * USEC_PER_SEC) == HOUR);
	CHECK(zone_offset(&z, (usec_t) DAY_LAST * USEC_PER_DAY) == HOUR);
	zone_table_done(&z);

	/* No change is listed: the rule holds for all time. */
	f = slim(NULL, 0, offsets, 1, "CET-1CEST,M3.5.0,M10.5.0/3");
	CHECK(load(&z, &f) == 0);
	CHECK(zone_offset(&z, (usec_t) utc("2099-07-01 00:00") * USEC_PER_SEC) == 2 * HOUR);
	CHECK(zone_offset(&z, (usec_t) utc("2100-12-31 00:00") * USEC_PER_SEC) == HOUR);
	CHECK(zone_offset(&z, (usec_t) utc("1970-07-01 00:00") * USEC_PER_SEC) == 2 * HOUR);
	zone_table_done(&z);

	/* The rule begins where the list ends, even if the list's last change changes nothing. */
	f = slim(late, 2, offsets, 2, "CET-1CEST,M3.5.0,M10.5.0/3");
	CHECK(load(&z, &f) == 0);
	CHECK(zone_offset(&z, (usec_t) utc("2026-07-01 00:00") * USEC_PER_SEC) == HOUR);
	CHECK(zone_offset(&z, (usec_t) utc("2034-07-01 00:00") * USEC_PER_SEC) == 2 * HOUR);
	zone_table_done(&z);

	/* Summer time all year (RFC 8536 section 3.3.1) is one offset. */
	f = slim(NULL, 0, offsets, 1, "XXX3EDT4,0/0,J365/23");
	CHECK(load(&z, &f) == 0);
	CHECK(z.n_changes <= 2);
	CHECK(zone_offset(&z, (usec_t) utc("2026-01-01 03:00") * USEC_PER_SEC) == -4 * HOUR);
	zone_table_done(&z);
}

static void test_version_1(void)
{
	static const int32_t offsets[] = { HOUR, 2 * HOUR };
	static const struct change changes[] = { { 1000, 1 }, { 0x7fffffff, 0 } };
	struct image f = { .n = 0 };
	struct zone z;

	put_header(&f, 0, 2, 2);
	put_block(&f, 4, changes, 2, offsets, 2);
	CHECK(load(&z, &f) == 0);
	CHECK(z.n_changes == 3 && zone_offset(&z, 0) == HOUR);
	CHECK(zone_offset(&z, 1000 * USEC_PER_SEC) == 2 * HOUR);
	zone_table_done(&z);
}

static void test_damaged(void)
{
	static const int32_t offsets[] = { 0, HOUR };
	static const int32_t too_far = ZONE_OFFSET_MAX + 1;
	static const struct change back[] = { { 2000, 1 }, { 1000, 0 } };
	static const struct change same[] = { { 1000, 1 }, { 1000, 0 } };
	static const struct change no_type[] = { { 1000, 2 } };
	struct image files[] = {
		slim(back, 2, offsets, 2, "UTC0"),    slim(same, 2, offsets, 2, "UTC0"),
		slim(no_type, 1, offsets, 2, "UTC0"), slim(NULL, 0, &too_far, 1, "UTC0"),
		slim(NULL, 0, NULL, 0, "UTC0"),       slim(NULL, 0, offsets, 1, "UTC"),
	};
	struct image whole = slim(back, 1, offsets, 2, "CET-1CEST,M3.5.0,M10.5.0/3");
	struct zone z;

	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		CHECK(load(&z, &files[i]) == -EINVAL);
	for (size_t n = 0; n < whole.n; n++) {
		_cleanup_(freep) uint8_t *copy =
			malloc(n + 1); /* exact, so that an overrun shows */

		memcpy(copy, whole.data, n);
		CHECK(zone_table_parse(&z, "Test", copy, n) == -EINVAL);
	}
	CHECK(load(&z, &whole) == 0);
	zone_table_done(&z);
}

/* Bytes changed at random give an error or a table that keeps its promises. */
static void test_hostile(uint64_t *rng)
{
	static const int32_t offsets[] = { 0, HOUR, -HOUR };
	static const struct change changes[] = { { 1000, 2 }, { 2000, 1 } };
	const struct image whole = slim(changes, 2, offsets, 3, "ABC0DEF,M3.5.0/-9,M10.5.0/99");

	for (int round = 0; round < 20000; round++) {
		struct image f = whole;
		struct zone z;

		for (uint64_t i = test_random(rng) % 6 + 1; i > 0; i--)
			f.data[test_random(rng) % f.n] = (uint8_t) test_random(rng);
		if (load(&z, &f) < 0)
			continue;
		CHECK(z.n_changes >= 1 && z.changes[0].at == 0);
		for (size_t i = 0; i < z.n_changes; i++) {
			CHECK(abs(z.changes[i].offset) <= ZONE_OFFSET_MAX);
			CHECK(i == 0 || z.changes[i].at > z.changes[i - 1].at);
			CHECK(i == 0 || z.changes[i].offset != z.changes[i - 1].offset);
		}
		zone_table_done(&z);
	}
}

int main(int argc, char **argv)
{
	uint64_t rng = test_seed(argc, argv);

	test_built_in();
	test_same();
	test_names();
	test_rules();
	test_bad_rules();
	test_images();
	test_version_1();
	test_damaged();
	test_hostile(&rng);
	test_system_zones(&rng);
	return test_result();
}
