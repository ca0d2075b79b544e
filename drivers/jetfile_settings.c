/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "jetfile_frame.h"
#include "jetfile_settings.h"

static const char *const address_orders[] = { "group-first", "unit-first", NULL };
static const char *const heads[] = { "z00", "qz00sax", NULL };
static const char *const line_feeds[] = { "between", "after", NULL };
static const char *const starts[] = { "none", "restart", "replay", NULL };
static const char *const colors[] = { "red", "green", "yellow", NULL };
static const char *const verticals[] = { "middle", "top", "bottom", NULL };
static const char *const horizontals[] = { "center", "left", "right", NULL };
static const char *const clocks[] = { "0502", "0504", NULL };
static const char *const weeks[] = { "sunday-1", "monday-1", "sunday-0", NULL };
static const char *const brightness_commands[] = { "020A", "0407", NULL };

#define FIELD(s, m)         .offset = offsetof(struct s, m)
#define NUMBER(s, m, a, b)  .type = SETTING_INT, FIELD(s, m), .min = (a), .max = (b)
#define CHOICE(s, m, words) .type = SETTING_ENUM, FIELD(s, m), .choices = (words)
#define FLAG(s, m)          .type = SETTING_BOOL, FIELD(s, m)
#define TEXT(s, m, most)    .type = SETTING_STRING, FIELD(s, m), .min = 1, .max = (most)

static const struct setting brightness_members[] = {
	{ .name = "command", CHOICE(jetfile_brightness, command, brightness_commands) },
	{ .name = "min", NUMBER(jetfile_brightness, min, 0, 255), .required = true },
	{ .name = "max", NUMBER(jetfile_brightness, max, 0, 255), .required = true },
	{ .name = "width", NUMBER(jetfile_brightness, width, 1, 65535) },
	{ .name = "height", NUMBER(jetfile_brightness, height, 1, 65535) },
	{ .name = NULL },
};

const struct setting jetfile_setting_table[] = {
	{ .name = "group", NUMBER(jetfile_settings, group, 1, 254) },
	{ .name = "address_order", CHOICE(jetfile_settings, address_order, address_orders) },
	{ .name = "file", TEXT(jetfile_settings, file, JETFILE_LABEL) },
	{ .name = "head", CHOICE(jetfile_settings, head, heads) },
	{ .name = "packet", NUMBER(jetfile_settings, packet, 64, JETFILE_DATA_MAX) },
	{ .name = "start", CHOICE(jetfile_settings, start, starts) },
	{ .name = "trailing_nul", FLAG(jetfile_settings, trailing_nul) },
	{ .name = "readable", FLAG(jetfile_settings, readable) },
	{ .name = "font", TEXT(jetfile_settings, font, 1) },
	{ .name = "color", CHOICE(jetfile_settings, color, colors) },
	{ .name = "line_spacing", NUMBER(jetfile_settings, line_spacing, 0, 9) },
	{ .name = "vertical", CHOICE(jetfile_settings, vertical, verticals) },
	{ .name = "horizontal", CHOICE(jetfile_settings, horizontal, horizontals) },
	{ .name = "hold", NUMBER(jetfile_settings, hold, 1, 9999) },
	{ .name = "typeset", FLAG(jetfile_settings, typeset) },
	{ .name = "line_feed", CHOICE(jetfile_settings, line_feed, line_feeds) },
	{ .name = "clock", CHOICE(jetfile_settings, clock, clocks) },
	{ .name = "timezone", NUMBER(jetfile_settings, timezone, -12, 13) },
	{ .name = "week", CHOICE(jetfile_settings, week, weeks) },
	{ .name = "brightness",
	  .type = SETTING_GROUP,
	  FIELD(jetfile_settings, brightness),
	  .members = brightness_members,
	  .given_offset = offsetof(struct jetfile_settings, has_brightness) },
	{ .name = NULL },
};

const struct jetfile_settings jetfile_settings_defaults = {
	.group = 1,
	.address_order = JETFILE_GROUP_FIRST,
	.file = "AA",
	.head = JETFILE_HEAD_Z00,
	.packet = 512, /* the smaller of the two sizes that the protocol recommends */
	.start = JETFILE_START_RESTART,
	.readable = true,
	.font = "5", /* 16x16 hanzi */
	.color = 0,
	.vertical = 1,
	.horizontal = 1,
	.hold = 9999,
	.typeset = true,
	.line_feed = JETFILE_BETWEEN,
	.clock = JETFILE_CLOCK_MINUTES,
	.timezone = 8,
	.week = JETFILE_SUNDAY_1,
};

/* The file's name goes into a path and into the file's own head. */
static void check_file(const struct profile *p, struct diag *d)
{
	const struct jetfile_settings *s = p->settings;
	static const char good[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				   "0123456789_-.";

	if (s->file[strspn(s->file, good)] || s->file[0] == '.')
		diag_error(d, p->at, "profile %s: file: %s is no name of a file", p->name, s->file);
}

static void check_brightness(const struct profile *p, struct diag *d)
{
	const struct jetfile_settings *s = p->settings;
	const struct jetfile_brightness *b = &s->brightness;
	bool sized = b->width > 0 && b->height > 0;

	if (!s->has_brightness)
		return;
	if (b->min == b->max)
		diag_error(d, p->at, "profile %s: brightness: min and max are the same", p->name);
	if (b->command == JETFILE_BRIGHTNESS_REGION && !sized)
		diag_error(d, p->at, "profile %s: brightness: 020A needs width and height",
			   p->name);
	if (b->command == JETFILE_BRIGHTNESS_LEVEL && (b->width > 0 || b->height > 0))
		diag_error(d, p->at, "profile %s: brightness: 0407 has no width and height",
			   p->name);
	if (b->command == JETFILE_BRIGHTNESS_LEVEL && (b->min > 100 || b->max > 100))
		diag_error(d, p->at, "profile %s: brightness: 0407 knows 0 to 100", p->name);
}

void jetfile_settings_check(const struct profile *p, struct diag *d)
{
	const struct jetfile_settings *s = p->settings;

	check_file(p, d);
	if (s->font[0] < '0' || s->font[0] > 'z')
		diag_error(d, p->at, "profile %s: font: %s is no font", p->name, s->font);
	check_brightness(p, d);
}
