/* SPDX-License-Identifier: MIT */
#include <iconv.h>
#include <string.h>

#include "config/charset.h"
#include "config/charset_tables.h"

#define REPLACEMENT 0xfffd /* stands for what is not well-formed */

/* UTF-8 on its way to iconv, substitutions made; whole characters only. */
struct chunk {
	size_t n;
	bool ascii;
	char bytes[512];
};

int charset_keep(enum charset c, void **ret)
{
	const char *name = charset_rules[c].iconv;
	iconv_t cd = name ? iconv_open(name, "UTF-8") : NULL;

	if (cd == (iconv_t) -1)
		return -ENOMEM;
	*ret = cd;
	return 0;
}

void charset_drop(void *kept)
{
	if (kept)
		iconv_close(kept);
}

static void iconv_done(iconv_t *cd)
{
	if (*cd != (iconv_t) -1)
		iconv_close(*cd);
}

const char *const charset_names[] = {
	[CHARSET_ASCII] = "ascii", [CHARSET_BIG5] = "big5",  [CHARSET_GB2312] = "gb2312",
	[CHARSET_GBK] = "gbk",     [CHARSET_GBK + 1] = NULL,
};

const char *charset_name(enum charset c)
{
	return charset_names[c];
}

static const struct substitution *find(const struct substitution *table, size_t n, uint32_t c)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c > table[middle].code_point)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && table[low].code_point == c ? &table[low] : NULL;
}

static const struct substitution *find_substitution(const struct charset_rules *rules, uint32_t c)
{
	const struct substitution *s = find(rules->table, rules->n, c);

	return s ? s : find(charset_common, charset_n_common, c);
}

/* The next code point of @n bytes that need not end with a NUL, and its length. */
static int32_t next_of(const char *text, size_t n, size_t *ret_length)
{
	char buf[5] = "";
	const char *s = buf;
	int32_t c;

	memcpy(buf, text, n < 4 ? n : 4);
	c = utf8_next(&s);
	*ret_length = (size_t) (s - buf);
	return c;
}

/* Nothing in a set's private area or among its controls is for a board. */
static bool is_private(uint32_t c)
{
	return c >= 0xe000 && c <= 0xf8ff;
}

static void put(struct chunk *chunk, const char *bytes, size_t n)
{
	memcpy(chunk->bytes + chunk->n, bytes, n);
	chunk->n += n;
	chunk->ascii &= n == 0 || (uint8_t) bytes[0] < 0x80;
}

/* One character, as it is or by what stands for it.  -EILSEQ: refused. */
static int put_character(const struct charset_rules *rules, uint32_t c, const char *bytes, size_t n,
			 struct chunk *chunk)
{
	const struct substitution *s;

	if (char_width(c) < 0 || is_private(c))
		return -EILSEQ;
	s = c < 0x80 ? NULL : find_substitution(rules, c);
	if (s && !s->with)
		return -EILSEQ;
	if (s)
		put(chunk, s->with, strlen(s->with));
	else if (rules->folds_forms && c >= 0xff01 && c <= 0xff5e)
		put(chunk, &(char){ (char) (c - 0xff01 + '!') }, 1);
	else
		put(chunk, bytes, n);
	return 0;
}

/*
 * Take as much of the text as goes into a chunk.  -EILSEQ: what comes after the chunk is refused,
 * and is *ret_bad.
 */
static int fill_chunk(const struct charset_rules *rules, const char **text, size_t *n,
		      struct chunk *chunk, uint32_t *ret_bad)
{
	chunk->n = 0;
	chunk->ascii = true;
	while (*n > 0 && chunk->n + 4 <= sizeof(chunk->bytes)) {
		size_t length;
		int32_t c = next_of(*text, *n, &length);

		if (c <= 0 || put_character(rules, (uint32_t) c, *text, length, chunk) < 0) {
			*ret_bad = c < 0 ? REPLACEMENT : (uint32_t) c;
			return -EILSEQ;
		}
		*text += length;
		*n -= length;
	}
	return 0;
}

struct encoder {
	const struct charset_rules *rules;
	iconv_t cd; /* opened at the first chunk that is not ASCII */
	uint8_t *at;
	size_t room;
};

static void encoder_done(struct encoder *e)
{
	iconv_done(&e->cd);
}

static int convert_ascii(struct encoder *e, const struct chunk *chunk)
{
	if (chunk->n > e->room)
		return -EMSGSIZE;
	memcpy(e->at, chunk->bytes, chunk->n);
	e->at += chunk->n;
	e->room -= chunk->n;
	return 0;
}

/* Moves *in past what the set can say.  Errors as charset_encode(). */
static int convert_iconv(struct encoder *e, char **in, size_t n)
{
	if (e->cd == (iconv_t) -1)
		e->cd = iconv_open(e->rules->iconv, "UTF-8");
	if (e->cd == (iconv_t) -1)
		return -ENOMEM; /* it says EINVAL for want of memory or of descriptors, too */
	if (iconv(e->cd, in, &n, (char **) &e->at, &e->room) != (size_t) -1)
		return 0;
	return errno == E2BIG ? -EMSGSIZE : -EILSEQ;
}

/* -EILSEQ: *ret_bad is the chunk's first character that the set lacks. */
static int convert(struct encoder *e, struct chunk *chunk, uint32_t *ret_bad)
{
	char *in = chunk->bytes;
	size_t length;
	int r = -EILSEQ;

	if (chunk->ascii)
		return convert_ascii(e, chunk);
	if (e->rules->iconv)
		r = convert_iconv(e, &in, chunk->n);
	else
		while ((uint8_t) *in < 0x80)
			in++;
	if (r == -EILSEQ)
		*ret_bad = (uint32_t) next_of(in, (size_t) (chunk->bytes + chunk->n - in), &length);
	return r;
}

int charset_encode(enum charset c, const char *text, size_t n, struct row *ret, uint32_t *ret_bad)
{
	struct row row = { .n = 0 };
	_cleanup_(encoder_done) struct encoder e = {
		.rules = &charset_rules[c],
		.cd = (iconv_t) -1,
		.at = row.bytes,
		.room = sizeof(row.bytes),
	};
	uint32_t bad = 0;

	while (n > 0) {
		struct chunk chunk;
		int refused = fill_chunk(e.rules, &text, &n, &chunk, &bad);
		int r = convert(&e, &chunk, &bad);

		if (r >= 0)
			r = refused;
		if (r == -EILSEQ && ret_bad)
			*ret_bad = bad;
		if (r < 0)
			return r;
	}
	row.n = (uint16_t) (e.at - row.bytes);
	*ret = row;
	return 0;
}

uint32_t charset_missing(enum charset c, const char *text)
{
	_cleanup_(encoder_done) struct encoder e = {
		.rules = &charset_rules[c],
		.cd = (iconv_t) -1,
	};
	size_t n = strlen(text);

	while (n > 0) {
		struct chunk chunk;
		uint8_t scratch[sizeof(chunk.bytes)]; /* no set here takes more bytes than UTF-8 */
		uint32_t bad = REPLACEMENT;
		int refused = fill_chunk(e.rules, &text, &n, &chunk, &bad), r;

		e.at = scratch;
		e.room = sizeof(scratch);
		r = convert(&e, &chunk, &bad);
		if (r == -ENOMEM)
			return CHARSET_UNSURE;
		if (r < 0 || refused < 0)
			return bad;
	}
	return 0;
}

int charset_encode_page(enum charset c, const char *text, const struct layout *l, unsigned page,
			struct page *ret)
{
	unsigned n_rows = layout_page_rows(l, page);
	struct page p = { .n_rows = (uint16_t) n_rows };

	if (n_rows == 0 || n_rows > ROWS_MAX)
		return -EINVAL;
	for (unsigned i = 0; i < n_rows; i++) {
		const struct span *s = &l->rows[page * l->rows_per_page + i];
		int r = charset_encode(c, text + s->at, s->n, &p.rows[i], NULL);

		if (r < 0)
			return r;
	}
	*ret = p;
	return 0;
}

/* How many bytes of @bytes are one code, by its shape. */
static size_t code_length(const struct charset_rules *rules, const uint8_t *bytes, size_t n)
{
	bool low, high;

	if (n < 2 || !rules->iconv || bytes[0] < rules->lead_min || bytes[0] > rules->lead_max)
		return 1;
	low = bytes[1] >= rules->low_min && bytes[1] <= rules->low_max;
	high = bytes[1] >= rules->high_min && bytes[1] <= rules->high_max;
	return low || high ? 2 : 1;
}

static const char *read_as_ours(const struct charset_rules *rules, const char *text)
{
	for (const struct reading *r = rules->readings; r && r->libc; r++)
		if (strcmp(r->libc, text) == 0)
			return r->ours;
	return text;
}

/* What a two-byte code means, as UTF-8 in @buf; NULL: nothing. */
static const char *read_code(const struct charset_rules *rules, iconv_t cd, const uint8_t *code,
			     char buf[8])
{
	char *in = (char *) code, *out = buf;
	size_t left = 2, room = 7;
	const char *s = buf;
	int32_t c;

	if (cd == (iconv_t) -1 || iconv(cd, &in, &left, &out, &room) == (size_t) -1)
		return NULL;
	*out = '\0';
	c = utf8_next(&s);
	return c > 0 && !is_private((uint32_t) c) ? read_as_ours(rules, buf) : NULL;
}

void charset_decode(enum charset c, const uint8_t *bytes, size_t n, char *buf, size_t size)
{
	const struct charset_rules *rules = &charset_rules[c];
	_cleanup_(iconv_done) iconv_t cd = (iconv_t) -1;
	size_t length;

	if (rules->iconv)
		cd = iconv_open("UTF-8", rules->iconv);
	for (; n > 0 && size > 4; bytes += length, n -= length) {
		char decoded[8] = "";
		const char *s = NULL;

		length = code_length(rules, bytes, n);
		if (length == 2)
			s = read_code(rules, cd, bytes, decoded);
		else if (char_width(bytes[0]) == 1 && bytes[0] < 0x80)
			s = memcpy(decoded, bytes, 1);
		if (!s)
			s = "\ufffd";
		buf = stpcpy(buf, s);
		size -= strlen(s);
	}
	*buf = '\0';
}
