/* SPDX-License-Identifier: MIT */
#include "fk_settings.h"

static const char *const versions[] = { "64", "c8", NULL };
static const char *const length_orders[] = { "low-first", "high-first", NULL };
static const char *const splits[] = { "rows", "page", NULL };

#define FIELD(s, m)     .offset = offsetof(struct s, m)
#define BYTE(s, m)      .type = SETTING_INT, FIELD(s, m), .min = 0, .max = 255
#define CHOICE(m, list) .type = SETTING_ENUM, FIELD(fk_settings, m), .choices = (list)
#define COLOUR(m)       .type = SETTING_GROUP, FIELD(fk_settings, m), .members = colour_members

static const struct setting colour_members[] = {
	{ .name = "r", BYTE(fk_colour, r) },
	{ .name = "g", BYTE(fk_colour, g) },
	{ .name = "b", BYTE(fk_colour, b) },
	{ .name = "a", BYTE(fk_colour, a) },
	{ .name = NULL },
};

const struct setting fk_setting_table[] = {
	{ .name = "version", CHOICE(version, versions) },
	{ .name = "length_order", CHOICE(length_order, length_orders) },
	{ .name = "split", CHOICE(split, splits) },
	{ .name = "etm", BYTE(fk_settings, etm) },
	{ .name = "ets", BYTE(fk_settings, ets) },
	{ .name = "dm", BYTE(fk_settings, dm) },
	{ .name = "dt", BYTE(fk_settings, dt) },
	{ .name = "exm", BYTE(fk_settings, exm) },
	{ .name = "exs", BYTE(fk_settings, exs) },
	{ .name = "findex", BYTE(fk_settings, findex) },
	{ .name = "drs", BYTE(fk_settings, drs) },
	{ .name = "tc", COLOUR(tc) },
	{ .name = "bc", COLOUR(bc) },
	{ .name = NULL },
};

/* Red text that is put up at once, in Song 16, and stays. */
const struct fk_settings fk_settings_defaults = {
	.etm = 0x01,
	.exm = 0x01,
	.findex = 0x03,
	.tc = { .r = 255 },
};

void fk_settings_check(const struct profile *p, struct diag *d)
{
	const struct fk_settings *s = p->settings;
	int bytes = s->split == FK_PAGE ? p->rows * p->columns : p->columns;

	if (bytes > FK_TEXT_MAX)
		diag_error(d, p->at, "profile %s: a text of %d bytes does not fit a frame of %d",
			   p->name, bytes, FK_TEXT_MAX);
	if (p->charset == CHARSET_BIG5)
		diag_error(d, p->at, "profile %s: these boards know GBK, not Big5", p->name);
	if (s->drs > 0 && s->dt == 0)
		diag_error(d, p->at, "profile %s: drs needs dt: a text shown %d times for no time",
			   p->name, s->drs);
	if (s->length_order != FK_LOW_FIRST && s->version != FK_VERSION_C8)
		diag_error(d, p->at, "profile %s: a length of one byte has no order", p->name);
}
