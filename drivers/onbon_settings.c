/* SPDX-License-Identifier: MIT */
#include "onbon_settings.h"

#include "onbon_frame.h"

#define PIXELS_MAX 0x7fff /* bit 15 is that of the unit */

static const char *const unit_words[] = { "bytes", "pixels", "rawpixels", NULL };
static const char *const display_modes[] = { "together", "first", NULL };
static const char *const aligns[] = { "left", "right", "centre", NULL };
static const char *const valigns[] = { "top", "bottom", "centre", NULL };
static const char *const run_modes[] = { "loop", "hold", NULL };
static const char *const effects[] = { "static", "instant", "left", "right", "up", "down", NULL };
static const char *const brightness_forms[] = { "short", "long", NULL };
static const char *const programme_lengths[] = { "area", "whole", NULL };

#define FIELD(m)         .offset = offsetof(struct onbon_settings, m)
#define NUMBER(m, a, b)  .type = SETTING_INT, FIELD(m), .min = (a), .max = (b)
#define CHOICE(m, words) .type = SETTING_ENUM, FIELD(m), .choices = (words)
#define FLAG(m)          .type = SETTING_BOOL, FIELD(m)

const struct setting onbon_setting_table[] = {
	{ .name = "x", NUMBER(x, 0, PIXELS_MAX) },
	{ .name = "y", NUMBER(y, 0, PIXELS_MAX) },
	{ .name = "width", NUMBER(width, 1, PIXELS_MAX) },
	{ .name = "height", NUMBER(height, 1, PIXELS_MAX) },
	{ .name = "units", CHOICE(units, unit_words) },
	{ .name = "display_mode", CHOICE(display_mode, display_modes) },
	{ .name = "device_type", NUMBER(device_type, 0, 255) },
	{ .name = "area", NUMBER(area, 0, 254) }, /* 255 is a flash programme's */
	{ .name = "process_mode", NUMBER(process_mode, 0, 1) },
	{ .name = "align", CHOICE(align, aligns) },
	{ .name = "valign", CHOICE(valign, valigns) },
	{ .name = "run_mode", CHOICE(run_mode, run_modes) },
	{ .name = "effect", CHOICE(effect, effects) },
	{ .name = "speed", NUMBER(speed, 0, 24) },
	{ .name = "stay", NUMBER(stay, 0, 255) },
	{ .name = "line_spacing", NUMBER(line_spacing, 0, 255) },
	{ .name = "font", NUMBER(font, ONBON_FONT_NONE, ONBON_FONT_LAST) },
	{ .name = "latin_font", NUMBER(latin_font, ONBON_FONT_NONE, ONBON_FONT_LAST) },
	{ .name = "text_max", NUMBER(text_max, 1, ONBON_TEXT_MAX) },
	{ .name = "ttl", NUMBER(ttl, 0, 65535) },
	{ .name = "brightness_form", CHOICE(brightness_form, brightness_forms) },
	{ .name = "programme_length", CHOICE(programme_length, programme_lengths) },
	{ .name = "special_bytes", FLAG(special_bytes) },
	{ .name = "check_screen", FLAG(check_screen) },
	{ .name = "delete_others", FLAG(delete_others) },
	{ .name = NULL },
};

/* Speed and stay are those of the protocol's example of a dynamic area. */
const struct onbon_settings onbon_settings_defaults = {
	.units = ONBON_UNITS_PIXELS,
	.display_mode = ONBON_DISPLAY_FIRST,
	.device_type = ONBON_DEVICE_ANY,
	.speed = 2,
	.stay = 10,
	.font = ONBON_FONT_NONE,
	.latin_font = ONBON_FONT_NONE,
	.text_max = 485,
	.special_bytes = true,
	.check_screen = true,
	.delete_others = true,
};

/* Of a full-width character. */
static int font_pixels(const struct onbon_settings *s)
{
	return s->font == ONBON_FONT_NONE ? 16 : 16 + 8 * s->font;
}

int onbon_width(const struct profile *p)
{
	const struct onbon_settings *s = p->settings;

	return s->width ? s->width : p->columns * font_pixels(s) / 2;
}

int onbon_height(const struct profile *p)
{
	const struct onbon_settings *s = p->settings;

	return s->height ? s->height : p->rows * font_pixels(s);
}

static void check_area(const struct profile *p, struct diag *d)
{
	const struct onbon_settings *s = p->settings;
	int width = onbon_width(p), height = onbon_height(p);

	if (s->x + width > PIXELS_MAX || s->y + height > PIXELS_MAX)
		diag_error(d, p->at, "profile %s: no screen has %d by %d pixels", p->name,
			   s->x + width, s->y + height);
	if (s->units == ONBON_UNITS_BYTES && (s->x % 8 != 0 || width % 8 != 0))
		diag_error(d, p->at,
			   "profile %s: units = \"bytes\" need x and width to be multiples of 8, "
			   "not %d and %d",
			   p->name, s->x, width);
}

/* Bytes of a page without a free cell: its rows, what joins them, and its fonts' escapes. */
static int full_page(const struct profile *p)
{
	const struct onbon_settings *s = p->settings;

	return p->rows * p->columns + (p->rows - 1) * 2 + (s->font != ONBON_FONT_NONE) * 6 +
	       (s->latin_font != ONBON_FONT_NONE) * 6;
}

void onbon_settings_check(const struct profile *p, struct diag *d)
{
	const struct onbon_settings *s = p->settings;

	check_area(p, d);
	if (p->charset == CHARSET_BIG5)
		diag_error(d, p->at, "profile %s: the cards' fonts are those of gb2312 or gbk",
			   p->name);
	if (full_page(p) > s->text_max)
		diag_error(d, p->at, "profile %s: a full page takes %d bytes, text_max is %d",
			   p->name, full_page(p), s->text_max);
	if (s->ttl && s->run_mode != ONBON_RUN_LOOP)
		diag_error(d, p->at, "profile %s: with a ttl run_mode is \"loop\"", p->name);
}
