/* SPDX-License-Identifier: MIT */
#include "schedule/layout.h"

/* What a lead byte promises: its own bits, how many bytes follow, the least it may stand for. */
static const struct lead {
	uint8_t mask, is;
	uint8_t n_more;
	uint32_t least;
} leads[] = {
	{ 0x80, 0x00, 0, 0 },
	{ 0xe0, 0xc0, 1, 0x80 },
	{ 0xf0, 0xe0, 2, 0x800 },
	{ 0xf8, 0xf0, 3, 0x10000 },
};

static bool is_scalar(uint32_t c)
{
	return c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
}

static int32_t decode(const struct lead *lead, const char *s)
{
	uint32_t c = (uint8_t) s[0] & (uint8_t) ~lead->mask;

	/* A NUL is no continuation byte, so this never reads past the string's end. */
	for (unsigned i = 1; i <= lead->n_more; i++) {
		if (((uint8_t) s[i] & 0xc0) != 0x80)
			return -EILSEQ;
		c = c << 6 | ((uint8_t) s[i] & 0x3f);
	}
	return c >= lead->least && is_scalar(c) ? (int32_t) c : -EILSEQ;
}

int32_t utf8_next(const char **s)
{
	for (size_t i = 0; i < ARRAY_SIZE(leads); i++) {
		const struct lead *lead = &leads[i];
		int32_t c;

		if (((uint8_t) * *s & lead->mask) != lead->is)
			continue;
		c = decode(lead, *s);
		if (c > 0)
			*s += 1 + lead->n_more;
		return c;
	}
	return -EILSEQ;
}
