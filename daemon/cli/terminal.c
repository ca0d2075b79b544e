/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "cli/cli.h"
#include "cli/terminal.h"
#include "schedule/layout.h"

/* A terminal may claim to be of any size; a canvas of this many cells is still small. */
#define COLUMNS_LIMIT 1000
#define LINES_LIMIT   1000

bool terminal_has_colors(const struct cli *cli, FILE *out)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return !cli->no_color && !(no_color && *no_color) && !(term && strcmp(term, "dumb") == 0) &&
	       isatty(fileno(out));
}

bool terminal_is_chinese(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	/* The first that is set and not empty decides, as for every other program. */
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *locale = getenv(names[i]);

		if (locale && *locale)
			return strncmp(locale, "zh", 2) == 0;
	}
	return false;
}

static unsigned size_from_environment(const char *name, unsigned limit, unsigned otherwise)
{
	const char *text = getenv(name);
	unsigned value;

	return text && number_parse(text, 1, limit, &value) >= 0 ? value : otherwise;
}

static unsigned size_within(unsigned short given, const char *name, unsigned limit,
			    unsigned otherwise)
{
	if (given == 0)
		return size_from_environment(name, limit, otherwise);
	return given < limit ? given : limit;
}

void terminal_size(unsigned *ret_columns, unsigned *ret_lines)
{
	struct winsize ws = { 0 };

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) < 0)
		ws = (struct winsize){ 0 };
	*ret_columns = size_within(ws.ws_col, "COLUMNS", COLUMNS_LIMIT, 80);
	*ret_lines = size_within(ws.ws_row, "LINES", LINES_LIMIT, 24);
}

const char *tint_start(enum tint tint)
{
	static const char *const sequences[] = {
		[TINT_NONE] = "\033[0m",  [TINT_BAD] = "\033[1;31m", [TINT_WARN] = "\033[33m",
		[TINT_GOOD] = "\033[32m", [TINT_DIM] = "\033[2m",    [TINT_BOLD] = "\033[1m",
	};

	return sequences[tint];
}

size_t utf8_write(char *buf, uint32_t c)
{
	static const uint8_t lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = n; i-- > 1; c >>= 6)
		buf[i] = (char) (0x80 | (c & 0x3f));
	buf[0] = (char) (lead[n > 1 ? n : 0] | c);
	return n;
}

/* Marks that turn the direction of what follows could make a line read as another. */
static bool is_unsafe(int32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f || c == 0x061c ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

char *text_escape(const char *text)
{
	_cleanup_(freep) char *out = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&out, &size);

	if (!f)
		return NULL;
	for (const char *s = text; *s;) {
		const char *from = s;
		int32_t c = utf8_next(&s);

		if (c < 0) {
			s = from + 1;
			fprintf(f, "\\x%02x", (unsigned char) *from);
		} else if (is_unsafe(c)) {
			fprintf(f, c < 0x80 ? "\\x%02x" : "\\u{%04x}", (unsigned) c);
		} else {
			fwrite(from, 1, (size_t) (s - from), f);
		}
	}
	return fclose(f) < 0 ? NULL : TAKE_PTR(out);
}

void print_lines(FILE *out, const char *indent, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		_cleanup_(freep) char *line = strndup(text, n);
		_cleanup_(freep) char *safe = line ? text_escape(line) : NULL;

		if (safe && n > 0)
			fprintf(out, "%s%s\n", indent, safe);
		text += n + (text[n] == '\n');
	}
}

unsigned terminal_char_width(uint32_t c)
{
	int width = wcwidth((wchar_t) c);

	if (width < 0)
		width = char_width(c);
	return width < 0 ? 0 : (unsigned) width;
}

unsigned terminal_width(const char *text)
{
	unsigned width = 0;

	for (const char *s = text; *s;) {
		const char *from = s;
		int32_t c = utf8_next(&s);

		if (c < 0) {
			s = from + 1;
			width++;
		} else {
			width += terminal_char_width((uint32_t) c);
		}
	}
	return width;
}
