/* SPDX-License-Identifier: MIT */

/* The driver table, the tables of settings, and what a driver says of a profile that can not be. */

#include "check.h"
#include "modbus_settings.h"
#include "pufa/driver.h"

static void test_table(void)
{
	for (size_t i = 0; drivers[i]; i++) {
		const struct driver *d = drivers[i];

		CHECK(i == 0 || strcmp(drivers[i - 1]->name, d->name) < 0);
		CHECK(driver_find(drivers, d->name) == d);
		CHECK(d->size > 0 && d->init && d->show && d->encode && d->certainty);
		CHECK(d->address_min <= d->address_max);
	}
	CHECK(driver_find(drivers, "modbus") != NULL);
	CHECK(driver_find(drivers, "Modbus") == NULL);
	CHECK(driver_find(drivers, "") == NULL);
}

static size_t size_of(const struct setting *s)
{
	switch (s->type) {
	case SETTING_BOOL:
		return sizeof(bool);
	case SETTING_STRING:
	case SETTING_LIST:
	case SETTING_STRINGS:
	case SETTING_UNREAD:
		return sizeof(void *);
	case SETTING_FLOAT:
		return sizeof(double);
	case SETTING_INT:
	case SETTING_ENUM:
		return sizeof(int);
	case SETTING_GROUP:
		break;
	}
	return 1;
}

static void check_setting(const char *driver, const struct setting *s, size_t size)
{
	bool ok = s->offset + size_of(s) <= size && s->given_offset < size;

	if (s->type == SETTING_INT)
		ok &= s->min < s->max;
	if (s->type == SETTING_ENUM)
		ok &= s->choices && s->choices[0];
	if (s->type == SETTING_GROUP || s->type == SETTING_LIST)
		ok &= s->members != NULL;
	if (s->type == SETTING_LIST)
		ok &= s->min <= s->max && s->member_size > 0 &&
		      s->count_offset + sizeof(size_t) <= size;
	if (!ok)
		printf("%s: %s\n", driver, s->name);
	CHECK(ok);
}

static void test_settings(void)
{
	for (size_t i = 0; drivers[i]; i++)
		for (const struct setting *s = drivers[i]->settings; s && s->name; s++) {
			check_setting(drivers[i]->name, s, drivers[i]->settings_size);
			for (const struct setting *t = drivers[i]->settings; t != s; t++)
				CHECK(strcmp(s->name, t->name) != 0);
			/* A group's place is not said by the table; a list's members' is. */
			for (const struct setting *m = s->members; m && m->name; m++)
				check_setting(s->name, m,
					      s->type == SETTING_LIST ? s->member_size
								      : drivers[i]->settings_size);
		}
}

static const struct modbus_area areas[] = { { 100, 8 }, { 200, 8 } };
static const struct modbus_area overlapping[] = { { 100, 8 }, { 107, 8 } };
static const struct modbus_value in_the_text[] = { { 1007, 1 } };

typedef void (*break_fn)(struct modbus_settings *s);

static void good_block(struct modbus_settings *s)
{
	s->text = (struct modbus_area){ 1000, 16 };
	s->has_text = true;
}

static void good_areas(struct modbus_settings *s)
{
	s->has_text = false;
	s->rows = areas;
	s->n_rows = 2;
}

static void good_everything(struct modbus_settings *s)
{
	s->sequence = 1016;
	s->has_trigger = s->has_length = s->has_clear = s->has_brightness = s->has_power = true;
	s->brightness = (struct modbus_range){ 2, 15, 0 };
	s->power.coil = 0;
}

static void good_at_the_end(struct modbus_settings *s)
{
	s->origin = MODBUS_ORIGIN_ONE;
	s->text.base = 65536 - 15;
}

static void no_place(struct modbus_settings *s)
{
	s->has_text = false;
}

static void two_places(struct modbus_settings *s)
{
	good_areas(s);
	s->has_text = true;
}

static void one_area_too_few(struct modbus_settings *s)
{
	good_areas(s);
	s->n_rows = 1;
}

static void overlap(struct modbus_settings *s)
{
	good_areas(s);
	s->rows = overlapping;
}

static void uneven(struct modbus_settings *s)
{
	s->text.registers = 17;
}

static void too_small(struct modbus_settings *s)
{
	s->text.registers = 14;
}

static void no_room_for_the_end(struct modbus_settings *s)
{
	s->terminator = MODBUS_END_NUL;
}

static void too_wide(struct modbus_settings *s)
{
	s->text.registers = 2 * (MODBUS_ROW_REGISTERS_MAX + 1);
}

static void past_the_end(struct modbus_settings *s)
{
	s->text.base = 65536 - 15;
}

static void before_the_start(struct modbus_settings *s)
{
	s->origin = MODBUS_ORIGIN_ONE;
	s->text.base = 0;
}

static void order_of_one(struct modbus_settings *s)
{
	s->text.registers = 32;
	s->bytes_per_register = 1;
	s->byte_order = MODBUS_LOW_FIRST;
}

static void length_of_two(struct modbus_settings *s)
{
	good_areas(s);
	s->has_length = true;
}

static void preset_in_the_text(struct modbus_settings *s)
{
	s->presets = in_the_text;
	s->n_presets = 1;
}

static void trigger_in_the_text(struct modbus_settings *s)
{
	s->has_trigger = true;
	s->trigger.reg = 1015;
}

static void sequence_elsewhere(struct modbus_settings *s)
{
	s->sequence = 1017;
}

static void sequence_unread(struct modbus_settings *s)
{
	s->sequence = 999;
	s->readable = false;
}

static void flat_brightness(struct modbus_settings *s)
{
	s->has_brightness = true;
	s->brightness = (struct modbus_range){ 2, 7, 7 };
}

static void power_nowhere(struct modbus_settings *s)
{
	s->has_power = true;
}

static void power_twice(struct modbus_settings *s)
{
	s->has_power = true;
	s->power.reg = s->power.coil = 3;
}

static void power_the_same(struct modbus_settings *s)
{
	s->has_power = true;
	s->power.reg = 3;
	s->power.off = s->power.on;
}

static const struct {
	int line;
	break_fn knobs;
	const char *complaint; /* a part of the only one; NULL: none */
} profiles[] = {
	{ __LINE__, good_block, NULL },
	{ __LINE__, good_areas, NULL },
	{ __LINE__, good_everything, NULL },
	{ __LINE__, good_at_the_end, NULL },
	{ __LINE__, no_place, "either text or rows" },
	{ __LINE__, two_places, "either text or rows" },
	{ __LINE__, one_area_too_few, "1 areas for 2 rows" },
	{ __LINE__, overlap, "rows 1 and 2 overlap" },
	{ __LINE__, uneven, "do not split evenly" },
	{ __LINE__, too_small, "have room for 14" },
	{ __LINE__, no_room_for_the_end, "have room for 15" },
	{ __LINE__, too_wide, "more than 258 registers" },
	{ __LINE__, past_the_end, "are not all addresses" },
	{ __LINE__, before_the_start, "are not all addresses" },
	{ __LINE__, order_of_one, "has no byte order" },
	{ __LINE__, length_of_two, "one length for several areas" },
	{ __LINE__, preset_in_the_text, "presets: register 1007 holds text" },
	{ __LINE__, trigger_in_the_text, "trigger: register 1015 holds text" },
	{ __LINE__, sequence_elsewhere, "directly before or after" },
	{ __LINE__, sequence_unread, "only where the text is readable" },
	{ __LINE__, flat_brightness, "min and max are the same" },
	{ __LINE__, power_nowhere, "either register or coil" },
	{ __LINE__, power_twice, "either register or coil" },
	{ __LINE__, power_the_same, "on and off are the same" },
};

struct complaints {
	struct diag diag;
	char last[256];
	struct where at;
};

static void keep(struct diag *d, enum severity severity, struct where at, const char *message)
{
	struct complaints *c = container_of(d, struct complaints, diag);

	CHECK(severity == SEVERITY_ERROR);
	c->at = at;
	snprintf(c->last, sizeof(c->last), "%s", message);
}

static void test_checks(void)
{
	const struct driver *d = driver_find(drivers, "modbus");

	for (size_t i = 0; i < ARRAY_SIZE(profiles); i++) {
		struct complaints c = { .diag = { .emit = keep } };
		struct modbus_settings s = modbus_settings_defaults;
		struct profile p = {
			.name = "p", .rows = 2, .columns = 16, .settings = &s, .at = { "p.cfg", 12 }
		};

		good_block(&s);
		profiles[i].knobs(&s);
		d->check(&p, &c.diag);
		CHECK_ROW(profiles[i].line, c.diag.n_errors == (profiles[i].complaint ? 1 : 0));
		if (profiles[i].complaint && !strstr(c.last, profiles[i].complaint)) {
			printf("got: %s\n", c.last);
			CHECK_ROW(profiles[i].line, false);
		}
		CHECK_ROW(profiles[i].line, !profiles[i].complaint || c.at.line == 12);
	}
}

/* A text of one register can only be asked for in one way. */
static void test_one_register(void)
{
	struct complaints c = { .diag = { .emit = keep } };
	struct modbus_settings s = modbus_settings_defaults;
	struct profile p = { .name = "p", .rows = 1, .columns = 2, .settings = &s };

	s.has_text = true;
	s.text = (struct modbus_area){ 0, 1 };
	modbus_settings_check(&p, &c.diag);
	CHECK(c.diag.n_errors == 1);
	s.readable = false;
	modbus_settings_check(&p, &c.diag);
	CHECK(c.diag.n_errors == 1);
}

int main(void)
{
	test_table();
	test_settings();
	test_checks();
	test_one_register();
	return test_result();
}
