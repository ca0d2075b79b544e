/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "alpha_frame.h"
#include "alpha_settings.h"
#include "octets.h"
#include "page_text.h"

#define SOH    0x01
#define STX    0x02
#define ETX    0x03
#define EOT    0x04
#define CALL   0x10 /* of a STRING file, by its label */
#define ESC    0x1b
#define COLOUR 0x1c

#define NULS   5 /* a sign finds the speed by them */
#define STX_AT (NULS + 4)

#define TEXT_FILE_MIN 256 /* bytes given to a TEXT file, where a full page takes less */

bool alpha_allows(const struct profile *profile, const uint8_t *code, size_t n)
{
	(void) profile;
	return n == 1 && code[0] >= 0x20 && code[0] < 0x7e;
}

/* Upper case, the most significant digit first. */
static void put_hex(struct octets *o, unsigned value, int digits)
{
	for (int i = digits - 1; i >= 0; i--)
		octets_put8(o, (uint8_t) "0123456789ABCDEF"[value >> 4 * i & 0xf]);
}

static void put_decimal2(struct octets *o, unsigned value)
{
	octets_put8(o, '0' + value / 10 % 10);
	octets_put8(o, '0' + value % 10);
}

static struct octets begin(struct alpha_frame *f, const struct profile *p, unsigned address,
			   const char *command)
{
	const struct alpha_settings *s = p->settings;
	struct octets o = OCTETS(f->bytes);

	for (int i = 0; i < NULS; i++)
		octets_put8(&o, 0);
	octets_put8(&o, SOH);
	octets_put8(&o, (uint8_t) s->type[0]);
	put_hex(&o, address, 2);
	octets_put8(&o, STX);
	octets_put(&o, command, strlen(command));
	return o;
}

static int end(struct alpha_frame *f, const struct profile *p, struct octets *o)
{
	const struct alpha_settings *s = p->settings;

	if (s->checksum) {
		octets_put8(o, ETX);
		if (!o->overflow)
			put_hex(o, sum16(f->bytes + STX_AT, o->n - STX_AT), 4);
	}
	octets_put8(o, EOT);
	f->n = o->n;
	return o->overflow ? -EMSGSIZE : 0;
}

uint8_t alpha_text_label(const struct alpha_settings *s)
{
	return s->file == ALPHA_PRIORITY ? '0' : (uint8_t) s->label[0];
}

size_t alpha_shape(const struct alpha_settings *s, uint8_t ret[5])
{
	uint8_t colour = alpha_colour_code(s);

	ret[0] = ESC;
	ret[1] = alpha_position_code(s);
	ret[2] = alpha_mode_code(s);
	ret[3] = COLOUR;
	ret[4] = colour;
	return alpha_shape_size(s);
}

/* In a STRING file what shapes the text would leak into the file that calls it; there it stands. */
static void put_file(struct octets *o, const struct alpha_settings *s)
{
	uint8_t shape[5];
	size_t n = alpha_shape(s, shape);

	if (s->file == ALPHA_STRING) {
		octets_put8(o, 'G');
		octets_put8(o, (uint8_t) s->string_label[0]);
		return;
	}
	octets_put8(o, 'A');
	octets_put8(o, alpha_text_label(s));
	octets_put(o, shape, n);
}

static int last_row(const struct page *page)
{
	int i = page->n_rows - 1;

	while (i >= 0 && page->rows[i].n == 0)
		i--;
	return i;
}

int alpha_frame_page(const struct profile *p, unsigned address, const struct page *page,
		     struct alpha_frame *ret)
{
	struct octets o = begin(ret, p, address, "");
	int r = page_check(p, page, alpha_allows), last;

	if (r < 0)
		return r;
	last = last_row(page);
	put_file(&o, p->settings);
	if (last < 0)
		octets_put8(&o, ' ');
	for (int i = 0; i <= last; i++) {
		if (i > 0)
			octets_put8(&o, '\r');
		octets_put(&o, page->rows[i].bytes, page->rows[i].n);
	}
	return end(ret, p, &o);
}

size_t alpha_call(const struct alpha_settings *s, uint8_t ret[8])
{
	size_t n = 1;

	ret[0] = alpha_text_label(s);
	n += alpha_shape(s, ret + n);
	ret[n++] = CALL;
	ret[n++] = (uint8_t) s->string_label[0];
	return n;
}

static void frame_call(const struct profile *p, unsigned address, struct alpha_frame *ret)
{
	struct octets o = begin(ret, p, address, "A");
	uint8_t call[8];

	octets_put(&o, call, alpha_call(p->settings, call));
	end(ret, p, &o);
}

/* S: in order and whatever run times a file has.  U: a keyboard may change it.  Table 15, 2EH. */
static void frame_sequence(const struct profile *p, unsigned address, struct alpha_frame *ret)
{
	struct octets o = begin(ret, p, address, "E.SU");

	octets_put8(&o, alpha_text_label(p->settings));
	end(ret, p, &o);
}

static void frame_release(const struct profile *p, unsigned address, struct alpha_frame *ret)
{
	struct octets o = begin(ret, p, address, "A0");

	end(ret, p, &o);
}

typedef void (*step_fn)(const struct profile *p, unsigned address, struct alpha_frame *ret);

bool alpha_frame_to_front(const struct profile *p, unsigned address, unsigned i,
			  struct alpha_frame *ret)
{
	static const step_fn steps[][4] = {
		[ALPHA_PRIORITY] = { NULL },
		[ALPHA_TEXT] = { frame_sequence, frame_release },
		[ALPHA_STRING] = { frame_call, frame_sequence, frame_release },
	};
	const struct alpha_settings *s = p->settings;

	if (i >= ARRAY_SIZE(steps[0]) || !steps[s->file][i])
		return false;
	steps[s->file][i](p, address, ret);
	return true;
}

void alpha_frame_memory(const struct profile *p, unsigned address, struct alpha_frame *ret)
{
	const struct alpha_settings *s = p->settings;
	struct octets o = begin(ret, p, address, "E$");
	size_t size = s->file == ALPHA_STRING ? 0 : alpha_page_size(p);

	octets_put8(&o, (uint8_t) s->label[0]);
	octets_put(&o, "AU", 2);
	put_hex(&o, (unsigned) (size > TEXT_FILE_MIN ? size : TEXT_FILE_MIN), 4);
	octets_put(&o, "FF00", 4); /* runs always: appendix B */
	if (s->file == ALPHA_STRING) {
		octets_put8(&o, (uint8_t) s->string_label[0]);
		octets_put(&o, "BL", 2);
		put_hex(&o, ALPHA_SMALL_FILE, 4);
		octets_put(&o, "0000", 4);
	}
	end(ret, p, &o);
}

void alpha_frame_clock(const struct profile *p, unsigned address, enum alpha_clock part,
		       const struct wall_time *t, struct alpha_frame *ret)
{
	static const char *const commands[] = {
		[ALPHA_CLOCK_DATE] = "E;",
		[ALPHA_CLOCK_WEEKDAY] = "E&",
		[ALPHA_CLOCK_TIME] = "E ",
	};
	struct octets o = begin(ret, p, address, commands[part]);

	switch (part) {
	case ALPHA_CLOCK_DATE:
		put_decimal2(&o, t->month);
		put_decimal2(&o, t->day);
		put_decimal2(&o, t->year);
		break;
	case ALPHA_CLOCK_WEEKDAY:
		octets_put8(&o, '1' + t->weekday % 7); /* from Sunday */
		break;
	case ALPHA_CLOCK_TIME:
		put_decimal2(&o, t->hour);
		put_decimal2(&o, t->minute);
		break;
	}
	end(ret, p, &o);
}

void alpha_question_bytes(const struct alpha_settings *s, enum alpha_question question,
			  uint8_t asked[2], uint8_t answered[2])
{
	/* A sign answers with the command that would write what was asked for. */
	static const char codes[][3] = {
		[ALPHA_ASK_POOL] = "FE#",         [ALPHA_ASK_SEQUENCE] = "FE.",
		[ALPHA_ASK_INFORMATION] = "FE\"", [ALPHA_ASK_MEMORY] = "FE$",
		[ALPHA_ASK_TEXT] = "BA",          [ALPHA_ASK_STRING] = "HG",
	};
	const char *c = codes[question];

	asked[0] = (uint8_t) c[0];
	answered[0] = (uint8_t) c[1];
	asked[1] = (uint8_t) c[2];
	if (question == ALPHA_ASK_TEXT)
		asked[1] = alpha_text_label(s);
	else if (question == ALPHA_ASK_STRING)
		asked[1] = (uint8_t) s->string_label[0];
	answered[1] = asked[1];
}

void alpha_frame_question(const struct profile *p, unsigned address, enum alpha_question question,
			  struct alpha_frame *ret)
{
	struct octets o = begin(ret, p, address, "");
	uint8_t asked[2], answered[2];

	alpha_question_bytes(p->settings, question, asked, answered);
	octets_put(&o, asked, sizeof(asked));
	end(ret, p, &o);
}
