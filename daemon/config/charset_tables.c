/* SPDX-License-Identifier: MIT */
#include "config/charset_tables.h"

/* Each table is sorted by code point. */

const struct substitution charset_common[] = {
	{ 0x00a0, " " }, /* no-break space */
	{ 0x00ad, "" },  /* soft hyphen: rows are broken by us */
	{ 0x2002, " " }, /* en space, one cell; official law texts have it after an article's number
			  */
	{ 0x2003, " " }, /* em space, one cell by the width table */
	{ 0x2009, " " }, /* thin space */
	{ 0x200b, "" },  /* zero-width space, and what joins and parts */
	{ 0x200c, "" },  { 0x200d, "" }, { 0x2011, "-" }, /* no-break hyphen */
	{ 0x202f, " " },                                  /* narrow no-break space */
	{ 0x2060, "" },                                   /* word joiner */
	{ 0x2212, "-" },                                  /* minus */
	{ 0xfeff, "" },                                   /* byte order mark */
};
const size_t charset_n_common = ARRAY_SIZE(charset_common);

static const struct substitution ascii[] = {
	{ 0x00d7, "x" },  /* × */
	{ 0x2010, "-" },  /* ‐ */
	{ 0x2013, "-" },  /* – */
	{ 0x2014, "-" },  /* — */
	{ 0x2015, "-" },  /* ― */
	{ 0x2018, "'" },  /* ‘ */
	{ 0x2019, "'" },  /* ’ */
	{ 0x201c, "\"" }, /* “ */
	{ 0x201d, "\"" }, /* ” */
	{ 0x2026, ".." }, /* …, two cells and no more */
	{ 0x2032, "'" },  /* ′ */
	{ 0x2033, "\"" }, /* ″ */
	{ 0x3000, "  " }, /* ideographic space */
};

static const struct substitution big5[] = {
	{ 0x00a5, "￥" }, /* yen sign, typed for the yuan */
	{ 0x2010, "－" }, /* ‐ */
	{ 0x2015, "—" },  /* ― */
	{ 0x2016, "∥" },  /* ‖ */
	{ 0x2022, "·" },  /* • */
	{ 0x22ef, "…" },  /* ⋯ */
	{ 0x3007, "○" },  /* 〇 */
	{ 0x301c, "～" }, /* wave dash */
	{ 0x30fb, "·" },  /* ・ */
};

/*
 * The C library calls A1A4 U+30FB and A1AA U+2015.  Every other program, and whoever draws a
 * font, has U+00B7 and U+2014 there.
 */
static const struct substitution gb2312[] = {
	{ 0x00a5, "￥" }, /* yen sign, typed for the yuan */
	{ 0x00b7, "・" }, /* · to A1A4 */
	{ 0x2010, "－" }, /* ‐ */
	{ 0x2013, "―" },  /* – to A1AA */
	{ 0x2014, "―" },  /* — to A1AA */
	{ 0x2022, "・" }, /* • to A1A4 */
	{ 0x2027, "・" }, /* ‧ to A1A4 */
	{ 0x22ef, "…" },  /* ⋯ */
	{ 0x3007, "○" },  /* 〇, which GB 2312 lacks */
	{ 0x301c, "～" }, /* wave dash */
	{ 0x301d, "“" },  /* 〝 */
	{ 0x301e, "”" },  /* 〞 */
};

static const struct reading gb2312_readings[] = {
	{ "・", "·" },
	{ "―", "—" },
	{ NULL, NULL },
};

static const struct substitution gbk[] = {
	{ 0x00a5, "￥" }, /* yen sign, typed for the yuan */
	{ 0x2022, "·" },  /* • */
	{ 0x2027, "·" },  /* ‧ */
	{ 0x20ac, NULL }, /* euro: 80 in code page 936 alone; boards take that for half a code */
	{ 0x22ef, "…" },  /* ⋯ */
	{ 0x301c, "～" }, /* wave dash */
	{ 0x30fb, "·" },  /* ・ */
};

const struct charset_rules charset_rules[] = {
	[CHARSET_ASCII] = {
		.folds_forms = true,
		.table = ascii,
		.n = ARRAY_SIZE(ascii),
	},
	[CHARSET_BIG5] = {
		.iconv = "BIG5",
		.lead_min = 0xa1, .lead_max = 0xf9,
		.low_min = 0x40, .low_max = 0x7e,
		.high_min = 0xa1, .high_max = 0xfe,
		.table = big5,
		.n = ARRAY_SIZE(big5),
	},
	[CHARSET_GB2312] = {
		.iconv = "GB2312",
		.lead_min = 0xa1, .lead_max = 0xf7,
		.low_min = 0xa1, .low_max = 0xfe,
		.high_min = 0xa1, .high_max = 0xfe,
		.table = gb2312,
		.n = ARRAY_SIZE(gb2312),
		.readings = gb2312_readings,
	},
	[CHARSET_GBK] = {
		.iconv = "GBK",
		.lead_min = 0x81, .lead_max = 0xfe,
		.low_min = 0x40, .low_max = 0x7e,
		.high_min = 0x80, .high_max = 0xfe,
		.table = gbk,
		.n = ARRAY_SIZE(gbk),
	},
};
