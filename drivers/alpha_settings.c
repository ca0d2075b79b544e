/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "alpha_settings.h"

static const char *const files[] = { "priority", "text", "string", NULL };

static const char *const positions[] = { "middle", "top", "bottom", "fill", "left", "right", NULL };
static const char position_codes[] = "\x20\x22\x26\x30\x31\x32";

static const char *const modes[] = {
	"rotate",     "hold",    "flash",     "roll-up",   "roll-down",  "roll-left",
	"roll-right", "wipe-up", "wipe-down", "wipe-left", "wipe-right", "scroll",
	"automode",   "roll-in", "roll-out",  "wipe-in",   "wipe-out",   "compressed-rotate",
	"explode",    "clock",   NULL,
};
static const char mode_codes[] = "abcefghijklmopqrstuv";

static const char *const colours[] = {
	"none",   "red",    "green",     "amber",     "dim-red", "dim-green", "brown",
	"orange", "yellow", "rainbow-1", "rainbow-2", "mix",     "auto",      NULL,
};
static const char colour_codes[] = "\0"
				   "123456789ABC";

/* Each word has its code: as many characters, and the NUL of the one for the NULL of the other. */
_Static_assert(ARRAY_SIZE(positions) == sizeof(position_codes), "positions");
_Static_assert(ARRAY_SIZE(modes) == sizeof(mode_codes), "modes");
_Static_assert(ARRAY_SIZE(colours) == sizeof(colour_codes), "colours");

#define FIELD(m)         .offset = offsetof(struct alpha_settings, m)
#define CHOICE(m, words) .type = SETTING_ENUM, FIELD(m), .choices = (words)
#define FLAG(m)          .type = SETTING_BOOL, FIELD(m)
#define ONE_CHARACTER(m) .type = SETTING_STRING, FIELD(m), .min = 1, .max = 1

const struct setting alpha_setting_table[] = {
	{ .name = "type", ONE_CHARACTER(type) },
	{ .name = "file", CHOICE(file, files) },
	{ .name = "label", ONE_CHARACTER(label) },
	{ .name = "string_label", ONE_CHARACTER(string_label) },
	{ .name = "position", CHOICE(position, positions) },
	{ .name = "mode", CHOICE(mode, modes) },
	{ .name = "colour", CHOICE(colour, colours) },
	{ .name = "checksum", FLAG(checksum) },
	{ .name = "acknowledges", FLAG(acknowledges) },
	{ .name = "readable", FLAG(readable) },
	{ .name = "memory", FLAG(memory) },
	{ .name = NULL },
};

/*
 * The priority file needs no memory configuration, which erases a sign; it lies in RAM; and it
 * alone leaves nothing else on the sign to be seen.
 */
const struct alpha_settings alpha_settings_defaults = {
	.type = "Z",
	.file = ALPHA_PRIORITY,
	.label = "A",
	.string_label = "a",
	.position = 3, /* fill */
	.mode = 1,     /* hold */
	.checksum = true,
};

uint8_t alpha_position_code(const struct alpha_settings *s)
{
	return (uint8_t) position_codes[s->position];
}

uint8_t alpha_mode_code(const struct alpha_settings *s)
{
	return (uint8_t) mode_codes[s->mode];
}

uint8_t alpha_colour_code(const struct alpha_settings *s)
{
	return (uint8_t) colour_codes[s->colour];
}

size_t alpha_shape_size(const struct alpha_settings *s)
{
	return 3 + (alpha_colour_code(s) ? 2 : 0);
}

size_t alpha_page_size(const struct profile *p)
{
	const struct alpha_settings *s = p->settings;
	size_t text = (size_t) (p->rows * (p->columns + 1) - 1);

	return s->file == ALPHA_STRING ? text : alpha_shape_size(s) + text;
}

/* 0 is the priority file, 1 to 5 may be targets of counters.  Appendix A. */
static bool is_label(const char *label)
{
	return label[0] >= 0x20 && label[0] <= 0x7e && !strchr("012345?", label[0]);
}

static void check_labels(const struct profile *p, struct diag *d)
{
	const struct alpha_settings *s = p->settings;

	if (s->file != ALPHA_PRIORITY && !is_label(s->label))
		diag_error(d, p->at, "profile %s: label: no file can be \"%s\"", p->name, s->label);
	if (s->file != ALPHA_STRING)
		return;
	if (!is_label(s->string_label))
		diag_error(d, p->at, "profile %s: string_label: no file can be \"%s\"", p->name,
			   s->string_label);
	if (strcmp(s->label, s->string_label) == 0)
		diag_error(d, p->at, "profile %s: label and string_label are the same", p->name);
}

void alpha_settings_check(const struct profile *p, struct diag *d)
{
	const struct alpha_settings *s = p->settings;

	if (p->charset != CHARSET_ASCII)
		diag_error(d, p->at, "profile %s: these signs know ASCII only", p->name);
	/* 0 is what signs call themselves in answers. */
	if (s->type[0] < 0x21 || s->type[0] > 0x7e || s->type[0] == '0')
		diag_error(d, p->at, "profile %s: type: no sign is \"%s\"", p->name, s->type);
	check_labels(p, d);
	if (s->file != ALPHA_TEXT && alpha_page_size(p) > ALPHA_SMALL_FILE)
		diag_error(d, p->at,
			   "profile %s: a full page takes %zu bytes, the file has room for %d: "
			   "file = \"text\"",
			   p->name, alpha_page_size(p), ALPHA_SMALL_FILE);
	if (s->memory && (!s->readable || s->file == ALPHA_PRIORITY))
		diag_error(d, p->at,
			   "profile %s: memory is of use only with a file of its own, and only "
			   "where the sign can be asked what it has (readable)",
			   p->name);
}
