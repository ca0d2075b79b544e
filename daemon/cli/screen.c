/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "cli/screen.h"

static void take_keys(struct screen *s)
{
	struct termios raw;

	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &s->saved) < 0)
		return;
	raw = s->saved;
	raw.c_lflag &= ~(tcflag_t) (ICANON | ECHO);
	/* A stop would leave the shell on our screen. */
	raw.c_cc[VSUSP] = _POSIX_VDISABLE;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	s->has_keys = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

void screen_open(struct screen *s, bool colors)
{
	*s = (struct screen){ .open = true, .colors = colors };
	take_keys(s);
	fputs("\033[?1049h\033[?25l\033[?7l", stdout);
	fflush(stdout);
}

void screen_close(struct screen *s)
{
	if (!s->open)
		return;
	fputs("\033[0m\033[?7h\033[?25h\033[?1049l", stdout);
	fflush(stdout);
	if (s->has_keys)
		tcsetattr(STDIN_FILENO, TCSANOW, &s->saved);
	canvas_done(&s->shown);
	s->open = false;
}

void screen_forget(struct screen *s)
{
	canvas_done(&s->shown);
}

void screen_show(struct screen *s, struct canvas *c)
{
	canvas_update(c, s->shown.cells ? &s->shown : NULL, stdout, s->colors);
	canvas_done(&s->shown);
	s->shown = *c;
	*c = (struct canvas){ 0 };
}
