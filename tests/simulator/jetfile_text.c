/* SPDX-License-Identifier: MIT */

/* Texts of JetFile II signs: table 4.1.2, what is shown and what is obeyed. */

#include <stdio.h>
#include <string.h>

#include "jetfile.h"

#define PAUSE_DEFAULT (3 * USEC_PER_SEC)
#define LIST_HEAD     8
#define LIST_ENTRY    36
#define LIST_NAME     24

struct unfolding {
	const struct board *b;
	struct octets out;
	usec_t pause;
	unsigned depth;
};

static void unfold(struct unfolding *u, const uint8_t *p, size_t n);

/* Behind the mark: a drive and a label of one character, or 0F, drive, 'S' and a label of two. */
static size_t call_string(struct unfolding *u, const uint8_t *p, size_t n)
{
	bool is_long = n > 1 && p[1] == 0x0f;
	size_t size = is_long ? 6 : 3;
	const struct jetfile_file *f;

	if (n < size || u->depth > 0)
		return size;
	f = is_long ? jetfile_find(u->b->state, p[2], 'S', p + 4, 2)
		    : jetfile_find(u->b->state, p[1] == '_' ? 'D' : p[1], 'S', p + 2, 1);
	if (!f)
		return size;
	u->depth++;
	unfold(u, f->bytes, f->n);
	u->depth--;
	return size;
}

/* '0' and two digits of seconds, '1' of milliseconds; '2' and '3' have four digits. */
static size_t take_pause(struct unfolding *u, const uint8_t *p, size_t n)
{
	size_t digits = n > 1 && p[1] >= '2' ? 4 : 2;
	unsigned value = 0;

	if (n < 2 + digits)
		return n;
	for (size_t i = 0; i < digits; i++)
		value = value * 10 + (unsigned) (p[2 + i] - '0') % 10;
	u->pause = value * (p[1] & 1 ? USEC_PER_MSEC : USEC_PER_SEC);
	return 2 + digits;
}

static size_t put_special(struct unfolding *u, uint8_t what)
{
	char text[16];
	struct tm t;

	board_clock(u->b, &t);
	if (what == 0x2f)
		snprintf(text, sizeof(text), "%02d:%02d", t.tm_hour % 100, t.tm_min % 100);
	else
		snprintf(text, sizeof(text), "%02d-%02d", (t.tm_mon + 1) % 100, t.tm_mday % 100);
	octets_put(&u->out, text, strlen(text));
	return 2;
}

/* A control character at the front; how much it takes. */
static size_t take_control(struct unfolding *u, const uint8_t *p, size_t n)
{
	switch (p[0]) {
	case 0x04: /* the end */
		return n;
	case 0x0a: /* in or out, and the pattern */
	case 0x14: /* a picture */
	case 0x1b: /* kind of text */
		return 3;
	case 0x0b:
		return n > 1 ? put_special(u, p[1]) : n;
	case 0x0c:
		octets_put8(&u->out, '\f');
		return 1;
	case 0x0d:
		octets_put8(&u->out, '\n');
		return 1;
	case 0x0e:
		return take_pause(u, p, n);
	case 0x13:
		return call_string(u, p, n);
	case 0x1c: /* colours: of a palette, or three bytes of their own */
	case 0x1d:
		return n > 1 && p[1] == '/' ? 5 : 2;
	case 0x07:
	case 0x08:
	case 0x0f:
	case 0x1a:
	case 0x1e:
	case 0x1f:
		return 2;
	}
	return 1;
}

/* A file begins with 01 Z, an address, 02, a command and a label. */
static void unfold(struct unfolding *u, const uint8_t *p, size_t n)
{
	if (n >= 7 && p[0] == 0x01 && p[4] == 0x02)
		p += 7, n -= 7;
	while (n > 0) {
		size_t size = character_size(p, n);

		if (*p < 0x20)
			size = take_control(u, p, n);
		else if (*p == 0x82)
			size = 1, octets_put8(&u->out, ' '); /* half a space */
		else
			octets_put(&u->out, p, size);
		size = size < n ? size : n;
		p += size;
		n -= size;
	}
}

/* The first of the list in SEQUENT.SYS that is there; without a list the newest. */
struct jetfile_file *jetfile_playing(const struct board *b)
{
	struct jetfile *j = b->state;
	const struct jetfile_file *list =
		jetfile_find(j, 'D', 0, (const uint8_t *) "SEQUENT.SYS", 11);
	struct jetfile_file *newest = NULL;

	for (size_t at = LIST_HEAD; list && at + LIST_ENTRY <= list->n; at += LIST_ENTRY) {
		const uint8_t *e = list->bytes + at;
		struct jetfile_file *f =
			jetfile_find(j, e[0], e[1], e + LIST_NAME, JETFILE_NAME_MAX);

		if (f && f->folder == 'T')
			return f;
	}
	for (size_t i = 0; !list && i < JETFILE_FILES_MAX; i++) {
		struct jetfile_file *f = &j->files[i];

		if (f->disk && f->folder == 'T' && (!newest || f->since >= newest->since))
			newest = f;
	}
	return newest;
}

void jetfile_show(const struct board *b, struct screen *s)
{
	const struct jetfile *j = b->state;
	const struct jetfile_file *f = jetfile_playing(b);
	uint8_t text[2 * JETFILE_FILE_MAX];
	struct unfolding u = { .b = b, .out = OCTETS(text), .pause = PAUSE_DEFAULT };

	s->dark |= j->black;
	if (b->now < j->emergency_until)
		f = &j->emergency;
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
			    .since = f->since,
			    .dwell = u.pause,
			    .text = text,
			    .n = u.out.n,
		    },
		    b->now);
}
