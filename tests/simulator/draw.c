/* SPDX-License-Identifier: MIT */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "config/charset.h"
#include "simulator.h"

struct drawing {
	bool on_terminal;
	bool has_keys;
	struct termios saved;
	struct screen screen;
	char *shown;                             /* the picture that is on the terminal */
	char *lines[PORTS_MAX][PORT_BOARDS_MAX]; /* the last ones said */
};

/* Keys come as they are pressed, and are not shown. */
static void take_keys(struct drawing *d)
{
	struct termios raw;

	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &d->saved) < 0)
		return;
	raw = d->saved;
	raw.c_lflag &= ~(tcflag_t) (ICANON | ECHO);
	raw.c_cc[VSUSP] = _POSIX_VDISABLE;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	d->has_keys = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

int draw_start(struct drawing **ret)
{
	struct drawing *d = calloc(1, sizeof(*d));

	if (!d)
		return -ENOMEM;
	d->on_terminal = isatty(STDOUT_FILENO);
	if (d->on_terminal) {
		/* So that wcwidth() knows more than ASCII. */
		if (!setlocale(LC_CTYPE, "") || wcwidth(0x4e00) != 2)
			setlocale(LC_CTYPE, "C.UTF-8");
		take_keys(d);
		fputs("\033[?1049h\033[?25l\033[?7l", stdout);
		fflush(stdout);
	}
	*ret = d;
	return 0;
}

struct drawing *draw_stop(struct drawing *d)
{
	if (!d)
		return NULL;
	if (d->on_terminal)
		fputs("\033[0m\033[?7h\033[?25h\033[?1049l", stdout);
	fflush(stdout);
	if (d->has_keys)
		tcsetattr(STDIN_FILENO, TCSANOW, &d->saved);
	for (size_t i = 0; i < PORTS_MAX; i++)
		for (size_t k = 0; k < PORT_BOARDS_MAX; k++)
			free(d->lines[i][k]);
	free(d->shown);
	free(d);
	return NULL;
}

/* Columns of a terminal that a character takes. */
static size_t columns_of(const char *utf8)
{
	mbstate_t state = { 0 };
	wchar_t c;
	int width;

	if (mbrtowc(&c, utf8, strlen(utf8), &state) > 4)
		return 1;
	width = wcwidth(c);
	return width < 0 ? 1 : (size_t) width;
}

/* A character takes as many columns as it has bytes, whatever the terminal thinks of it. */
static void put_row(FILE *f, const struct board *b, const struct screen *s, unsigned row)
{
	const uint8_t *p = s->cells[row];
	char utf8[16];

	for (unsigned at = 0; at < s->columns;) {
		size_t size = character_size(p + at, s->columns - at), width;

		charset_decode(b->charset, p + at, size, utf8, sizeof(utf8));
		fputs(s->dark ? " " : utf8, f);
		for (width = s->dark ? 1 : columns_of(utf8); width < size; width++)
			fputc(' ', f);
		at += (unsigned) size;
	}
}

static void put_edge(FILE *f, const char *left, const char *text, unsigned columns,
		     const char *right)
{
	fprintf(f, "%s%s", left, text);
	for (size_t i = strlen(text); i < columns; i++)
		fputs("─", f);
	fprintf(f, "%s\033[K\n", right);
}

static void put_panel(FILE *f, struct drawing *d, size_t port, struct board *b, usec_t now)
{
	struct screen *s = &d->screen;
	char title[128];
	unsigned columns;

	board_show(b, now, s);
	snprintf(title, sizeof(title), " %zu:%u %s%s ", port, b->address,
		 b->profile ? b->profile->name : b->kind->name,
		 s->dark      ? ", dark"
		 : s->unknown ? ", no profile"
			      : "");
	columns = s->columns > strlen(title) ? s->columns : (unsigned) strlen(title);
	put_edge(f, "┌", title, columns, "┐");
	for (unsigned i = 0; i < s->rows; i++) {
		fputs(s->dark ? "│" : "│\033[1;31m", f);
		put_row(f, b, s, i);
		fprintf(f, "\033[0m%*s│\033[K\n", (int) (columns - s->columns), "");
	}
	put_edge(f, "└", "", columns, "┘");
}

/* All of it is sent when something in it has changed. */
static void draw_panels(struct drawing *d, struct simulator *s, usec_t now)
{
	char *picture = NULL;
	size_t size;
	FILE *f = open_memstream(&picture, &size);

	if (!f)
		return;
	for (size_t i = 0; i < s->n_ports; i++)
		for (size_t k = 0; k < s->ports[i].n_boards; k++)
			put_panel(f, d, i, &s->ports[i].boards[k], now);
	if (fclose(f) < 0 || (d->shown && strcmp(d->shown, picture) == 0)) {
		free(picture);
		return;
	}
	printf("\033[H%s\033[J", picture);
	fflush(stdout);
	free(d->shown);
	d->shown = picture;
}

static void say_changes(struct drawing *d, struct simulator *s, usec_t now)
{
	_cleanup_(freep) char *text = malloc(BOARD_TEXT_MAX);

	for (size_t i = 0; text && i < s->n_ports; i++)
		for (size_t k = 0; k < s->ports[i].n_boards; k++) {
			struct board *b = &s->ports[i].boards[k];
			char **last = &d->lines[i][k];

			board_text(b, now, text);
			if (*last && strcmp(*last, text) == 0)
				continue;
			free(*last);
			*last = strdup(text);
			printf("%zu:%u %s\n", i, b->address, text);
		}
}

void draw_update(struct drawing *d, struct simulator *s, usec_t now)
{
	if (d->on_terminal)
		draw_panels(d, s, now);
	else
		say_changes(d, s, now);
}
