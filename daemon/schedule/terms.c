/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "schedule/term_table.h"
#include "schedule/terms.h"

static const struct {
	const char *name, *pinyin;
} names[] = {
	[TERM_XIAOHAN] = { "小寒", "xiaohan" },     [TERM_DAHAN] = { "大寒", "dahan" },
	[TERM_LICHUN] = { "立春", "lichun" },       [TERM_YUSHUI] = { "雨水", "yushui" },
	[TERM_JINGZHE] = { "惊蛰", "jingzhe" },     [TERM_CHUNFEN] = { "春分", "chunfen" },
	[TERM_QINGMING] = { "清明", "qingming" },   [TERM_GUYU] = { "谷雨", "guyu" },
	[TERM_LIXIA] = { "立夏", "lixia" },         [TERM_XIAOMAN] = { "小满", "xiaoman" },
	[TERM_MANGZHONG] = { "芒种", "mangzhong" }, [TERM_XIAZHI] = { "夏至", "xiazhi" },
	[TERM_XIAOSHU] = { "小暑", "xiaoshu" },     [TERM_DASHU] = { "大暑", "dashu" },
	[TERM_LIQIU] = { "立秋", "liqiu" },         [TERM_CHUSHU] = { "处暑", "chushu" },
	[TERM_BAILU] = { "白露", "bailu" },         [TERM_QIUFEN] = { "秋分", "qiufen" },
	[TERM_HANLU] = { "寒露", "hanlu" },         [TERM_SHUANGJIANG] = { "霜降", "shuangjiang" },
	[TERM_LIDONG] = { "立冬", "lidong" },       [TERM_XIAOXUE] = { "小雪", "xiaoxue" },
	[TERM_DAXUE] = { "大雪", "daxue" },         [TERM_DONGZHI] = { "冬至", "dongzhi" },
};

/* The term's day of its month. */
static int day_of_month(int year, unsigned term)
{
	return term_base[term] + (int) (term_table[year - TERM_YEAR_FIRST] >> (2 * term) & 3);
}

int term_on(day_t day)
{
	struct civil c = civil_from_day(day);
	unsigned first;

	if (c.year < TERM_YEAR_FIRST || c.year > TERM_YEAR_LAST)
		return -ERANGE;
	first = (unsigned) (c.month - 1) * 2;
	for (unsigned t = first; t < first + 2; t++)
		if (c.day == day_of_month(c.year, t))
			return (int) t;
	return -ENOENT;
}

int term_day(int year, enum term term, day_t *ret)
{
	if (year < TERM_YEAR_FIRST || year > TERM_YEAR_LAST)
		return -ERANGE;
	*ret = day_from_civil(year, (int) term / 2 + 1, day_of_month(year, term));
	return 0;
}

const char *term_name(enum term term)
{
	return names[term].name;
}

const char *term_pinyin(enum term term)
{
	return names[term].pinyin;
}

int term_find(const char *name)
{
	for (int t = 0; t < N_TERMS; t++)
		if (strcmp(name, names[t].name) == 0 || strcmp(name, names[t].pinyin) == 0)
			return t;
	return -ENOENT;
}
