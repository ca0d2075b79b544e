/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cpower_frame.h"
#include "cpower_settings.h"
#include "cpower_text.h"

#define EFFECT_MAX    70
#define EFFECT_RANDOM 255

static const char *const aligns[] = { "left", "center", "right", NULL };
static const char *const valigns[] = { "top", "center", "bottom", NULL };
static const char *const row_ends[] = { "cr", "crlf", NULL };
static const char *const screen_colours[] = { "red", "red-green", "red-green-blue", "full", NULL };

#define FIELD(s, m)         .offset = offsetof(struct s, m)
#define NUMBER(s, m, a, b)  .type = SETTING_INT, FIELD(s, m), .min = (a), .max = (b)
#define CHOICE(s, m, words) .type = SETTING_ENUM, FIELD(s, m), .choices = (words)
#define FLAG(s, m)          .type = SETTING_BOOL, FIELD(s, m)

static const struct setting colour_members[] = {
	{ .name = "red", NUMBER(cpower_colour, red, 0, 255) },
	{ .name = "green", NUMBER(cpower_colour, green, 0, 255) },
	{ .name = "blue", NUMBER(cpower_colour, blue, 0, 255) },
	{ .name = NULL },
};

const struct setting cpower_setting_table[] = {
	{ .name = "id_code",
	  .type = SETTING_STRING,
	  FIELD(cpower_settings, id_code),
	  .min = 8,
	  .max = 8 },
	{ .name = "old_firmware", FLAG(cpower_settings, old_firmware) },
	{ .name = "packet_max", NUMBER(cpower_settings, packet_max, 200, CPOWER_PACKET_MAX) },
	{ .name = "width", NUMBER(cpower_settings, width, 0, 4096) },
	{ .name = "height", NUMBER(cpower_settings, height, 0, 4096) },
	{ .name = "split", FLAG(cpower_settings, split) },
	{ .name = "resplit", FLAG(cpower_settings, resplit) },
	{ .name = "window", NUMBER(cpower_settings, window, 0, 7) },
	{ .name = "effect", NUMBER(cpower_settings, effect, 0, EFFECT_RANDOM) },
	{ .name = "align", CHOICE(cpower_settings, align, aligns) },
	{ .name = "valign", CHOICE(cpower_settings, valign, valigns) },
	{ .name = "speed", NUMBER(cpower_settings, speed, 0, 100) },
	{ .name = "stay", NUMBER(cpower_settings, stay, 0, 65535) },
	{ .name = "font", NUMBER(cpower_settings, font, 8, 56) },
	{ .name = "style", NUMBER(cpower_settings, style, 0, 7) },
	{ .name = "colour",
	  .type = SETTING_GROUP,
	  FIELD(cpower_settings, colour),
	  .members = colour_members,
	  .given_offset = offsetof(struct cpower_settings, has_colour) },
	{ .name = "row_end", CHOICE(cpower_settings, row_end, row_ends) },
	{ .name = "power", FLAG(cpower_settings, power) },
	{ .name = "dimmest", NUMBER(cpower_settings, dimmest, 0, 31) },
	{ .name = "template", FLAG(cpower_settings, template) },
	{ .name = "programme", NUMBER(cpower_settings, programme, 1, 100) },
	{ .name = "template_colours", CHOICE(cpower_settings, template_colours, screen_colours) },
	{ .name = "immediate", FLAG(cpower_settings, immediate) },
	{ .name = NULL },
};

const struct cpower_settings cpower_settings_defaults = {
	.id_code = "FFFFFFFF",
	.packet_max = 300,
	.split = true,
	.align = 1,
	.valign = 1,
	.stay = 3,
	.font = 16,
	.colour = { .red = 255 },
	.row_end = CPOWER_END_CR,
	.power = true,
	.dimmest = 1,
	.programme = 1,
};

int cpower_id_code(const char *text, uint32_t *ret)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	size_t n = strspn(text, digits);

	if (n != 8 || text[n])
		return -EINVAL;
	*ret = (uint32_t) strtoul(text, NULL, 16);
	return 0;
}

int cpower_font_code(int pixels)
{
	static const uint8_t sizes[] = { 8, 12, 16, 24, 32, 40, 48, 56 };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		if (sizes[i] == pixels)
			return (int) i;
	return -EINVAL;
}

unsigned cpower_colour_bits(const struct cpower_colour *c)
{
	return (c->red >= 128 ? CPOWER_RED : 0u) | (c->green >= 128 ? CPOWER_GREEN : 0u) |
	       (c->blue >= 128 ? CPOWER_BLUE : 0u);
}

uint8_t cpower_template_colours(const struct cpower_settings *s)
{
	/* Bits 0 to 2 as above; bits 4 to 6: 0, or 7 for 256 levels of each. */
	static const uint8_t bits[] = { 0x01, 0x03, 0x07, 0x77 };

	return bits[s->template_colours];
}

unsigned cpower_width(const struct profile *p)
{
	const struct cpower_settings *s = p->settings;

	return (unsigned) (s->width ? s->width : p->columns * s->font / 2);
}

unsigned cpower_height(const struct profile *p)
{
	const struct cpower_settings *s = p->settings;

	return (unsigned) (s->height ? s->height : p->rows * s->font);
}

size_t cpower_row_end(const struct cpower_settings *s, const uint8_t **ret)
{
	static const uint8_t crlf[] = { '\r', '\n' };

	*ret = crlf;
	return s->row_end == CPOWER_END_CRLF ? 2 : 1;
}

size_t cpower_text_size(const struct profile *p)
{
	const uint8_t *end;
	size_t n_end = cpower_row_end(p->settings, &end);

	return (size_t) (p->rows * p->columns) + (size_t) (p->rows - 1) * n_end + 1;
}

/* Special Effect for Text and Picture. */
static bool is_effect(int effect)
{
	static const uint8_t reserved[] = { 55, 56, 59, 68 };

	if (effect > EFFECT_MAX)
		return effect == EFFECT_RANDOM;
	return !memchr(reserved, effect, sizeof(reserved));
}

/* Cards acknowledge what lies outside the screen. */
static void check_size(const struct profile *p, struct diag *d)
{
	const struct cpower_settings *s = p->settings;
	unsigned width = (unsigned) (p->columns * s->font / 2);
	unsigned height = (unsigned) (p->rows * s->font);

	if (cpower_font_code(s->font) < 0) {
		diag_error(d, p->at,
			   "profile %s: there is no font of %d pixels, but 8, 12, 16, 24, 32, 40, "
			   "48 and 56",
			   p->name, s->font);
		return;
	}
	if (width > cpower_width(p))
		diag_error(d, p->at,
			   "profile %s: %d columns in a font of %d take %u pixels, the screen has "
			   "%u",
			   p->name, p->columns, s->font, width, cpower_width(p));
	if (height > cpower_height(p))
		diag_error(d, p->at,
			   "profile %s: %d rows in a font of %d take %u pixels, the screen has %u",
			   p->name, p->rows, s->font, height, cpower_height(p));
}

static void check_template(const struct profile *p, struct diag *d)
{
	const struct cpower_settings *s = p->settings;
	unsigned bits = cpower_colour_bits(&s->colour);
	size_t most = CPOWER_PROGRAMME_HEADER + cpower_text_size(p);

	if (bits == 0 || (bits & ~(unsigned) cpower_template_colours(s)))
		diag_error(
			d, p->at,
			"profile %s: the text's colour is not one of the template's: one part or "
			"more of 128 or above, and template_colours to match",
			p->name);
	if (most > (size_t) s->packet_max)
		diag_error(d, p->at,
			   "profile %s: a programme of %zu bytes does not go into one packet of %d",
			   p->name, most, s->packet_max);
}

void cpower_settings_check(const struct profile *p, struct diag *d)
{
	const struct cpower_settings *s = p->settings;
	uint32_t id_code;

	if (cpower_id_code(s->id_code, &id_code) < 0)
		diag_error(d, p->at, "profile %s: id_code: %s is not eight hex digits", p->name,
			   s->id_code);
	if (!is_effect(s->effect))
		diag_error(d, p->at, "profile %s: there is no effect %d", p->name, s->effect);
	if (s->colour.red + s->colour.green + s->colour.blue == 0)
		diag_error(d, p->at, "profile %s: nobody can read a text in black", p->name);
	if (s->split && s->window != 0)
		diag_error(d, p->at, "profile %s: split makes window 0 alone, not window %d",
			   p->name, s->window);
	if (s->resplit && !s->split)
		diag_error(d, p->at, "profile %s: resplit is of use only with split", p->name);
	check_size(p, d);
	if (s->template)
		check_template(p, d);
}
