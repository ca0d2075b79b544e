/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The 24 solar terms of 1901-2100, as the Hong Kong Observatory publishes them.
 * Pure: a table of 1,600 bytes.  Outside the span the answer is -ERANGE.
 */

#include "schedule/civil.h"

#define TERM_YEAR_FIRST 1901
#define TERM_YEAR_LAST  2100

/* In the order of the civil year, two a month.  The odd ones are the middle terms (中气). */
enum term {
	TERM_XIAOHAN,
	TERM_DAHAN,
	TERM_LICHUN,
	TERM_YUSHUI,
	TERM_JINGZHE,
	TERM_CHUNFEN,
	TERM_QINGMING,
	TERM_GUYU,
	TERM_LIXIA,
	TERM_XIAOMAN,
	TERM_MANGZHONG,
	TERM_XIAZHI,
	TERM_XIAOSHU,
	TERM_DASHU,
	TERM_LIQIU,
	TERM_CHUSHU,
	TERM_BAILU,
	TERM_QIUFEN,
	TERM_HANLU,
	TERM_SHUANGJIANG,
	TERM_LIDONG,
	TERM_XIAOXUE,
	TERM_DAXUE,
	TERM_DONGZHI,
};

#define N_TERMS 24

/* The term that begins on @day, an enum term.  -ENOENT: none does.  -ERANGE. */
int term_on(day_t day);

/* The day on which @term begins in a civil year.  -ERANGE: the year is outside the span. */
int term_day(int year, enum term term, day_t *ret);

/* "清明" and "qingming". */
const char *term_name(enum term term);
const char *term_pinyin(enum term term);

/* By either name.  -ENOENT: no such term. */
int term_find(const char *name);
