/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "board.h"
#include "config/charset.h"

/* A clock that has lost its time: the first day of 2000. */
#define CLOCK_LOST INT64_C(946684800)

const struct kind kinds[] = {
	{ "alpha", &sim_alpha, 0, CHARSET_ASCII, 96, 8, "Alpha sign that acknowledges nothing" },
	{ "alpha2", &sim_alpha, 1, CHARSET_ASCII, 96, 8, "Alpha sign that acknowledges" },
	{ "cpower", &sim_cpower, 0, CHARSET_GBK, 128, 32, "C-Power controller" },
	{ "fk", &sim_fk, 0, CHARSET_GBK, 128, 32, "FK gate display" },
	{ "jetfile", &sim_jetfile, 0, CHARSET_GB2312, 128, 32, "JetFile II sign" },
	{ "modbus", &sim_modbus, 0, CHARSET_GBK, 128, 32, "Modbus registers" },
	{ "onbon", &sim_onbon, 0, CHARSET_GB2312, 128, 32, "Onbon BX-6K card" },
	{ "onbon-5k1", &sim_onbon, 1, CHARSET_GB2312, 128, 32, "Onbon BX-5K1 card" },
	{ "onbon-raw", &sim_onbon, 2, CHARSET_GB2312, 128, 32,
	  "Onbon card to which every number is pixels" },
	{ .name = NULL },
};

const struct kind *kind_find(const char *name, size_t n)
{
	for (const struct kind *k = kinds; k->name; k++)
		if (strlen(k->name) == n && memcmp(k->name, name, n) == 0)
			return k;
	return NULL;
}

int board_init(struct board *b, const struct kind *k, unsigned address)
{
	*b = (struct board){
		.kind = k,
		.protocol = k->protocol,
		.address = address,
		.width = k->width,
		.height = k->height,
		.charset = k->charset,
		.state = calloc(1, k->protocol->size),
		.spare = calloc(1, k->protocol->size),
	};
	if (!b->state || !b->spare) {
		board_done(b);
		return -ENOMEM;
	}
	board_restart(b, true);
	b->n_restarts = 0;
	return 0;
}

void board_done(struct board *b)
{
	free(b->state);
	free(b->spare);
	free(b->recorded);
	*b = (struct board){ 0 };
}

void board_restart(struct board *b, bool everything)
{
	b->on = true;
	b->clock = CLOCK_LOST;
	b->clock_at = b->now;
	b->n_restarts++;
	b->protocol->restart(b, everything);
}

void board_clock(const struct board *b, struct tm *ret)
{
	time_t t = (time_t) (b->clock + (int64_t) ((b->now - b->clock_at) / USEC_PER_SEC));

	gmtime_r(&t, ret);
}

void board_set_clock(struct board *b, const struct tm *t)
{
	struct tm copy = *t;

	b->clock = timegm(&copy);
	b->clock_at = b->now;
}

void board_show(struct board *b, usec_t now, struct screen *ret)
{
	b->now = now;
	screen_init(ret, b->width, b->height, b->protocol->cell_width, b->protocol->cell_height);
	ret->dark = !b->on;
	b->protocol->show(b, ret);
}

/* A row without the blanks around it. */
static size_t trim(const struct screen *s, unsigned row, const uint8_t **ret)
{
	const uint8_t *from = s->cells[row];
	size_t n = s->n[row];

	while (n > 0 && from[n - 1] == ' ')
		n--;
	while (n > 0 && *from == ' ')
		from++, n--;
	*ret = from;
	return n;
}

void board_text(struct board *b, usec_t now, char buf[BOARD_TEXT_MAX])
{
	_cleanup_(freep) struct screen *s = malloc(sizeof(*s));
	const uint8_t *bytes;
	unsigned rows;
	size_t n;

	*buf = '\0';
	if (!s)
		return;
	board_show(b, now, s);
	if (s->dark || s->unknown) {
		strcpy(buf, s->dark ? "dark" : "?");
		return;
	}
	for (rows = s->rows; rows > 0 && trim(s, rows - 1, &bytes) == 0;)
		rows--;
	for (unsigned i = 0; i < rows; i++) {
		if (i > 0)
			*buf++ = '|';
		n = trim(s, i, &bytes);
		charset_decode(b->charset, bytes, n, buf, 4 * n + 1);
		buf += strlen(buf);
	}
}

int board_foreign(struct board *b, usec_t now, const char *text)
{
	struct page page = { .n_rows = 0 };

	b->now = now;
	while (*text && page.n_rows < ROWS_MAX) {
		size_t n = strcspn(text, "|");
		int r = charset_encode(b->charset, text, n, &page.rows[page.n_rows++], NULL);

		if (r < 0)
			return r;
		text += n + (text[n] == '|');
	}
	return b->protocol->foreign ? b->protocol->foreign(b, &page) : -EOPNOTSUPP;
}

int from_bcd(uint8_t digits)
{
	return digits >> 4 > 9 || (digits & 0xf) > 9 ? -1 : (digits >> 4) * 10 + (digits & 0xf);
}
