/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/progress.h"
#include "cli/terminal.h"

#define BAR_WIDTH 24

void progress_start(struct progress *p, size_t total)
{
	*p = (struct progress){
		.total = total ? total : 1,
		.began = clock_steady(),
		.quiet = !isatty(STDERR_FILENO),
	};
}

void progress_wipe(struct progress *p)
{
	if (p->drawn)
		fprintf(stderr, "\r%*s\r", (int) p->drawn, "");
	p->drawn = 0;
}

/* "[######      ]  40%  1:20 left  modbus 98", as much of it as the terminal has room for. */
void progress_show(struct progress *p, size_t done, const char *what)
{
	usec_t spent = clock_steady() - p->began;
	unsigned filled = (unsigned) (BAR_WIDTH * done / p->total), columns, lines;
	usec_t left = done ? spent * (p->total - done) / done / USEC_PER_SEC : 0;
	char text[160];
	int n;

	if (p->quiet || spent < USEC_PER_SEC)
		return;
	n = snprintf(text, sizeof(text), "[%.*s%*s] %3u%%  %u:%02u left  %s", (int) filled,
		     "########################", (int) (BAR_WIDTH - filled), "",
		     (unsigned) (100 * done / p->total), (unsigned) (left / 60),
		     (unsigned) (left % 60), what);
	if (n >= (int) sizeof(text))
		n = sizeof(text) - 1;
	terminal_size(&columns, &lines);
	if ((unsigned) n >= columns)
		n = (int) columns - 1;
	progress_wipe(p);
	fprintf(stderr, "%.*s", n, text);
	p->drawn = (unsigned) n;
}
