/* SPDX-License-Identifier: MIT */

/* What the jetfile driver says of addresses and of profiles, and the shipped ones. */

#include "check.h"
#include "config/config.h"
#include "dialogue.h"
#include "jetfile_settings.h"
#include "test-jetfile.h"

#define UNIT 4

static void test_addresses(void)
{
	static const unsigned wrong[] = { 0, 255, 256, 260, 65540 };
	struct jetfile_settings s = jetfile_settings_defaults;
	struct profile p = { .name = "test", .rows = 2, .columns = 16, .settings = &s };
	const struct driver *d = driver_find(drivers, "jetfile");
	_cleanup_(freep) void *self = calloc(1, d->size);

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		CHECK(d->init(self, &p, wrong[i], LINE_SERIAL) == -EINVAL);
	CHECK(d->init(self, &p, d->address_min, LINE_SERIAL) == 0);
	CHECK(d->init(self, &p, d->address_max, LINE_SERIAL) == 0);
	CHECK(d->certainty(&p) == CERTAINTY_VERIFIED);
	s.readable = false;
	CHECK(d->certainty(&p) == CERTAINTY_ACKNOWLEDGED);
}

static const struct {
	int line;
	struct jetfile_brightness brightness; /* none where min and max are 0 */
	const char *file, *font;
	const char *complaint; /* of it; NULL: none */
} profiles[] = {
	{ __LINE__, { 0 }, "AA", "5", NULL },
	{ __LINE__, { 0 }, "law_2-3.Nmg", "z", NULL },
	{ __LINE__, { 0 }, "..\\C", "5", "is no name of a file" },
	{ __LINE__, { 0 }, "A A", "5", "is no name of a file" },
	{ __LINE__, { 0 }, "\xb7\xa8", "5", "is no name of a file" },
	{ __LINE__, { 0 }, "AA", "\x04", "is no font" },
	{ __LINE__, { 0 }, "AA", " ", "is no font" },
	{ __LINE__, { JETFILE_BRIGHTNESS_REGION, 1, 255, 128, 32 }, "AA", "5", NULL },
	{ __LINE__, { JETFILE_BRIGHTNESS_REGION, 1, 255, 0, 32 }, "AA", "5", "needs width" },
	{ __LINE__, { JETFILE_BRIGHTNESS_REGION, 7, 7, 128, 32 }, "AA", "5", "are the same" },
	{ __LINE__, { JETFILE_BRIGHTNESS_LEVEL, 0, 100, 0, 0 }, "AA", "5", NULL },
	{ __LINE__, { JETFILE_BRIGHTNESS_LEVEL, 0, 100, 1, 0 }, "AA", "5", "has no width" },
	{ __LINE__, { JETFILE_BRIGHTNESS_LEVEL, 0, 101, 0, 0 }, "AA", "5", "0 to 100" },
};

struct complaints {
	struct diag diag;
	unsigned n;
	char last[256];
};

static void note(struct diag *d, enum severity severity, struct where at, const char *message)
{
	struct complaints *c = container_of(d, struct complaints, diag);

	(void) severity;
	(void) at;
	c->n++;
	snprintf(c->last, sizeof(c->last), "%s", message);
}

static void test_check(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(profiles); i++) {
		struct complaints c = { .diag = { .emit = note } };
		int line = profiles[i].line;
		struct jetfile_settings s = jetfile_settings_defaults;
		struct profile p = { .name = "test", .settings = &s };

		s.brightness = profiles[i].brightness;
		s.has_brightness = profiles[i].brightness.max > 0;
		s.file = profiles[i].file;
		s.font = profiles[i].font;
		jetfile_settings_check(&p, &c.diag);
		CHECK_ROW(line, c.n == (profiles[i].complaint != NULL));
		CHECK_ROW(line,
			  !profiles[i].complaint || strstr(c.last, profiles[i].complaint) != NULL);
	}
}

struct frames {
	unsigned n;
	bool first_right;
};

static int take_frame(void *userdata, const uint8_t *frame, size_t n)
{
	uint8_t wanted[LINE_REQUEST_MAX];
	size_t n_wanted = unhex(Q_WRITE_GROUP_1, wanted, sizeof(wanted));
	struct frames *f = userdata;

	if (f->n++ == 0)
		f->first_right = n == n_wanted && memcmp(frame, wanted, n) == 0;
	return 0;
}

/* Each of the shipped ones, by what it makes of a board of group 1, unit 4. */
static void check_shipped(const struct profile_set *set, const char *name, int columns)
{
	static const struct page page = { .n_rows = 1, .rows = { { 2, "AB" } } };
	const struct profile *p = profile_set_find(set, name);
	struct frames f = { 0 };
	_cleanup_(freep) void *self = NULL;

	CHECK(p != NULL);
	if (!p)
		return;
	CHECK(p->rows == 2 && p->columns == columns && p->charset == CHARSET_GB2312);
	CHECK(p->driver->certainty(p) == CERTAINTY_VERIFIED);
	self = calloc(1, p->driver->size);
	CHECK(p->driver->init(self, p, UNIT, LINE_NETWORK) == 0);
	CHECK(p->driver->encode(self, &page, take_frame, &f) == 0);
	CHECK(f.n == 2 && f.first_right);
}

static void complain(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	(void) severity;
	printf("%s:%u: %s\n", at.file ? at.file : "?", at.line, message);
	CHECK(false);
}

int main(int argc, char **argv)
{
	_cleanup_(profile_set_freep) struct profile_set *set = NULL;
	struct diag diag = { .emit = complain };

	if (argc != 2) {
		fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
		return 2;
	}
	test_addresses();
	test_check();
	CHECK(profile_set_load(&set, argv[1], drivers, &diag) == 0);
	if (set) {
		check_shipped(set, "jetfile-gb2312-2x8", 16);
		check_shipped(set, "jetfile-gb2312-2x12", 24);
	}
	return test_result();
}
