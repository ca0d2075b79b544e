/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "config/lawnumber.h"
#include "schedule/layout.h"

static const struct {
	const char *character;
	unsigned value;
} digits[] = {
	{ "零", 0 }, { "〇", 0 }, { "○", 0 },  { "一", 1 }, { "二", 2 }, { "两", 2 }, { "三", 3 },
	{ "四", 4 }, { "五", 5 }, { "六", 6 }, { "七", 7 }, { "八", 8 }, { "九", 9 },
};

bool law_is_blank(uint32_t c)
{
	return (c > 0 && c <= ' ') || c == 0xa0 || c == 0xad || (c >= 0x2000 && c <= 0x200b) ||
	       c == 0x202f || c == 0x205f || c == 0x2060 || c == 0x3000 || c == 0xfeff;
}

size_t law_blanks(const char *s)
{
	const char *at = s;

	for (;;) {
		const char *next = at;
		int32_t c = utf8_next(&next);

		if (c <= 0 || !law_is_blank((uint32_t) c))
			return (size_t) (at - s);
		at = next;
	}
}

static bool skip(const char **s, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*s, word, n) != 0)
		return false;
	*s += n;
	return true;
}

/* 0-9 in Chinese; -1: no such character. */
static int digit(const char **s)
{
	for (size_t i = 0; i < ARRAY_SIZE(digits); i++)
		if (skip(s, digits[i].character))
			return (int) digits[i].value;
	return -1;
}

/* 0-9, ASCII or full-width; -1: no such character. */
static int arabic(const char **s)
{
	const char *next = *s;
	int32_t c = utf8_next(&next);

	if (c >= 0xff10 && c <= 0xff19)
		c -= 0xff10 - '0';
	if (c < '0' || c > '9')
		return -1;
	*s = next;
	return c - '0';
}

/* 133, or 一三三: one digit after the other, none of them the first 0. */
static unsigned parse_digits(const char **s, int (*next)(const char **), unsigned *ret_n)
{
	unsigned value = 0;
	int d;

	*ret_n = 0;
	while ((d = next(s)) >= 0) {
		if ((d == 0 && *ret_n == 0) || *ret_n == 4)
			return 0;
		value = value * 10 + (unsigned) d;
		++*ret_n;
	}
	return value;
}

/*
 * 一千零二十三: from thousands down, a 零 where a place is left out, 十 for 一十 at the start (and,
 * as some write, after 百).  0: not so.
 */
static unsigned parse_places(const char **s)
{
	static const struct {
		const char *name;
		unsigned value;
	} places[] = { { "千", 1000 }, { "百", 100 }, { "十", 10 } };
	unsigned value = 0, below = 10000;
	bool zero = false;

	for (;;) {
		unsigned place = 1;
		const char *before = *s;
		int d = digit(s);

		if (d == 0) {
			if (zero || value == 0 || below == 1)
				return 0;
			zero = true;
			continue;
		}
		for (size_t i = 0; i < ARRAY_SIZE(places) && place == 1; i++)
			if (skip(s, places[i].name))
				place = places[i].value;
		if (d < 0 && place == 1)
			return zero ? 0 : value;
		if (d < 0 && place != 10)
			return 0;
		if (place >= below || *s == before)
			return 0;
		if (value > 0 && zero != (place * 10 < below))
			return 0;
		value += (d < 0 ? 1 : (unsigned) d) * place;
		below = place;
		zero = false;
	}
}

size_t law_numeral_parse(const char *s, unsigned *ret)
{
	const char *at = s;
	unsigned n, value = parse_digits(&at, arabic, &n);

	if (n == 0) {
		value = parse_digits(&at, digit, &n);
		/* 一, or 一百. */
		if (n < 2 || skip(&at, "千") || skip(&at, "百") || skip(&at, "十")) {
			at = s;
			value = parse_places(&at);
		}
	}
	if (value == 0 || value > LAW_ARTICLE_MAX)
		return 0;
	*ret = value;
	return (size_t) (at - s);
}

size_t law_number_parse(const char *s, struct law_number *ret)
{
	const char *at = s, *end;
	struct law_number n = { 0 };
	size_t length;

	if (!skip(&at, "第"))
		return 0;
	at += law_blanks(at);
	length = law_numeral_parse(at, &n.main);
	at += length;
	at += law_blanks(at);
	if (length == 0 || !skip(&at, "条"))
		return 0;
	end = at;
	if (skip(&at, "之")) {
		length = law_numeral_parse(at, &n.sub);
		end = length ? at + length : end;
	}
	*ret = n;
	return (size_t) (end - s);
}

const char *law_number_format(struct law_number n, char buf[LAW_NUMBER_TEXT_MAX])
{
	if (n.sub)
		snprintf(buf, LAW_NUMBER_TEXT_MAX, "%u-%u", n.main, n.sub);
	else
		snprintf(buf, LAW_NUMBER_TEXT_MAX, "%u", n.main);
	return buf;
}

int law_number_compare(struct law_number a, struct law_number b)
{
	if (a.main != b.main)
		return a.main < b.main ? -1 : 1;
	return a.sub < b.sub ? -1 : a.sub > b.sub;
}
