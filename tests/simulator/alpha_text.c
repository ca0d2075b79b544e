/* SPDX-License-Identifier: MIT */

/* Texts of Alpha signs: sections 6.1 and 7.7, what is shown and what is obeyed. */

#include <stdio.h>
#include <string.h>

#include "alpha.h"

#define MODE_ROTATE  'a'
#define MODE_SCROLL  'm'
#define MODE_PACKED  't' /* compressed rotate */
#define MODE_SPECIAL 'n'
#define PAGE_TIME    (3 * USEC_PER_SEC)
#define NEST_MAX     4

/* Control codes by the bytes that follow them; not here: those that take none. */
static const struct {
	uint8_t code, n;
} arguments[] = {
	{ 0x05, 1 }, { 0x06, 1 }, { 0x07, 1 }, { 0x08, 1 }, { 0x0b, 1 }, { 0x12, 1 },
	{ 0x14, 1 }, { 0x1a, 1 }, { 0x1c, 1 }, { 0x1d, 2 }, { 0x1e, 1 }, { 0x1f, 1 },
};

struct unfolding {
	const struct board *b;
	struct octets out;
	uint8_t mode; /* of the first page; 0: not said */
	unsigned depth;
};

static void unfold(struct unfolding *u, const uint8_t *p, size_t n);

/* A string file in the middle of a text. */
static void call_string(struct unfolding *u, uint8_t label)
{
	const struct alpha_file *f = alpha_find(u->b->state, label, 'B');

	if (!f || u->depth == NEST_MAX)
		return;
	u->depth++;
	unfold(u, f->bytes, f->n);
	u->depth--;
}

static void put_time(struct unfolding *u)
{
	char text[8];
	struct tm t;

	board_clock(u->b, &t);
	snprintf(text, sizeof(text), "%02d:%02d", t.tm_hour % 100, t.tm_min % 100);
	octets_put(&u->out, text, strlen(text));
}

/* ESC, position, mode, and behind 'n' a special one.  A later one begins a page. */
static size_t take_mode(struct unfolding *u, const uint8_t *p, size_t n)
{
	uint8_t mode = n > 2 ? p[2] : 0;

	if (u->out.n > 0)
		octets_put8(&u->out, '\f');
	if (!u->mode)
		u->mode = mode;
	return mode == MODE_SPECIAL ? 4 : 3;
}

/* A control code at the front; how much it takes. */
static size_t take_control(struct unfolding *u, const uint8_t *p, size_t n)
{
	switch (p[0]) {
	case 0x0c:
		octets_put8(&u->out, '\f');
		return 1;
	case 0x0d:
		octets_put8(&u->out, '\n');
		return 1;
	case 0x10:
		if (n > 1)
			call_string(u, p[1]);
		return 2;
	case 0x13:
		put_time(u);
		return 1;
	case 0x1b:
		return take_mode(u, p, n);
	}
	for (size_t i = 0; i < ARRAY_SIZE(arguments); i++)
		if (arguments[i].code == p[0])
			return 1 + (size_t) arguments[i].n;
	return 1;
}

static void unfold(struct unfolding *u, const uint8_t *p, size_t n)
{
	while (n > 0) {
		size_t size = 1;

		if (*p < 0x20)
			size = take_control(u, p, n);
		else
			octets_put8(&u->out, *p);
		size = size < n ? size : n;
		p += size;
		n -= size;
	}
}

/* The priority file, else the first of the run list, or of the memory, that has a text. */
static const struct alpha_file *playing(struct alpha *a)
{
	if (a->priority.n > 0)
		return &a->priority;
	for (unsigned i = 0; i < a->n_run; i++) {
		const struct alpha_file *f = alpha_find(a, a->run[i], 'A');

		if (f && f->n > 0)
			return f;
	}
	for (size_t i = 0; a->n_run == 0 && i < ALPHA_FILES_MAX; i++)
		if (a->files[i].type == 'A' && a->files[i].n > 0)
			return &a->files[i];
	return NULL;
}

void alpha_show(const struct board *b, struct screen *s)
{
	const struct alpha_file *f = playing(b->state);
	uint8_t text[4 * ALPHA_FILE_MAX];
	struct unfolding u = { .b = b, .out = OCTETS(text) };

	if (!f)
		return;
	unfold(&u, f->bytes, f->n);
	screen_text(s,
		    &(struct area){
			    .width = s->width,
			    .height = s->height,
			    .font = s->cell_height,
			    .advance = s->cell_width,
			    .wrap = true,
			    .passes = u.mode == MODE_ROTATE || u.mode == MODE_SCROLL ||
				      u.mode == MODE_PACKED,
			    .since = f->since,
			    .dwell = PAGE_TIME,
			    .text = text,
			    .n = u.out.n,
		    },
		    b->now);
}
