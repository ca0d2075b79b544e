/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "config/dayexpr_internal.h"

/* Both spellings.  A Chinese word is the longest that fits; a word of letters ends with them. */
static const struct dayexpr_word words[] = {
	{ "and", DX_AND, 0 },
	{ "civil", DX_CIVIL, 0 },
	{ "daily", DX_DAILY, 0 },
	{ "except", DX_EXCEPT, 0 },
	{ "fri", DX_WEEKDAY, FRIDAY },
	{ "friday", DX_WEEKDAY, FRIDAY },
	{ "holiday:", DX_HOLIDAY, 0 },
	{ "l", DX_LEAP, 0 },
	{ "last", DX_MONTH_END, 0 },
	{ "legal:", DX_LEGAL, 0 },
	{ "lunar", DX_LUNAR, 0 },
	{ "makeup", DX_MAKEUP, 0 },
	{ "mon", DX_WEEKDAY, MONDAY },
	{ "monday", DX_WEEKDAY, MONDAY },
	{ "or", DX_OR, 0 },
	{ "restday", DX_RESTDAY, 0 },
	{ "sat", DX_WEEKDAY, SATURDAY },
	{ "saturday", DX_WEEKDAY, SATURDAY },
	{ "since", DX_SINCE, 0 },
	{ "sun", DX_WEEKDAY, SUNDAY },
	{ "sunday", DX_WEEKDAY, SUNDAY },
	{ "term", DX_TERM_WORD, 0 },
	{ "thu", DX_WEEKDAY, THURSDAY },
	{ "thursday", DX_WEEKDAY, THURSDAY },
	{ "tue", DX_WEEKDAY, TUESDAY },
	{ "tuesday", DX_WEEKDAY, TUESDAY },
	{ "until", DX_UNTIL, 0 },
	{ "wd", DX_WD, 0 },
	{ "wed", DX_WEEKDAY, WEDNESDAY },
	{ "wednesday", DX_WEEKDAY, WEDNESDAY },
	{ "week", DX_WEEK, 0 },
	{ "weekend", DX_WEEKEND, 0 },
	{ "workday", DX_WORKDAY, 0 },
	{ "且", DX_AND, 0 },
	{ "或", DX_OR, 0 },
	{ "除外", DX_EXCEPT, 0 },
	{ "至", DX_RANGE, 0 },
	{ "到", DX_RANGE, 0 },
	{ "自", DX_FROM, 0 },
	{ "从", DX_FROM, 0 },
	{ "起", DX_ONWARD, 0 },
	{ "止", DX_STOP, 0 },
	{ "每天", DX_DAILY, 0 },
	{ "每日", DX_DAILY, 0 },
	{ "周末", DX_WEEKEND, 0 },
	{ "工作日", DX_WORKDAY, 0 },
	{ "休息日", DX_RESTDAY, 0 },
	{ "调休上班日", DX_MAKEUP, 0 },
	{ "周", DX_WEEK, 0 },
	{ "星期", DX_WEEK, 0 },
	{ "礼拜", DX_WEEK, 0 },
	{ "年", DX_YEAR, 0 },
	{ "月", DX_MONTH, 0 },
	{ "日", DX_DAY, 0 },
	{ "号", DX_DAY, 0 },
	{ "天", DX_DAY, 0 },
	{ "第", DX_NTH, 0 },
	{ "个", DX_PIECE, 0 },
	{ "最后", DX_LAST, 0 },
	{ "最后一", DX_LAST, 0 },
	{ "最后一个", DX_LAST, 0 },
	{ "倒数", DX_FROM_END, 0 },
	{ "前", DX_BEFORE, 0 },
	{ "后", DX_AFTER, 0 },
	{ "当天", DX_SAME_DAY, 0 },
	{ "当日", DX_SAME_DAY, 0 },
	{ "公历", DX_CIVIL, 0 },
	{ "阳历", DX_CIVIL, 0 },
	{ "农历", DX_LUNAR, 0 },
	{ "阴历", DX_LUNAR, 0 },
	{ "闰", DX_LEAP, 0 },
	{ "正月", DX_LUNAR_MONTH, 1 },
	{ "冬月", DX_LUNAR_MONTH, 11 },
	{ "腊月", DX_LUNAR_MONTH, 12 },
	{ "节气", DX_TERM_WORD, 0 },
	{ "的", DX_SKIP, 0 },
	{ "每年", DX_SKIP, 0 },
};

/* Words of which nobody can be sure how they are meant. */
static const struct {
	const char *text, *hint;
} ambiguous[] = {
	{ "调休", "could be a day worked or a day off: 调休上班日 (makeup) or 休息日 (restday)" },
	{ "调休日", "could be a day worked or a day off: 调休上班日 (makeup) or 休息日 (restday)" },
	{ "补休", "could be any day off: 休息日 (restday)" },
	{ "补休日", "could be any day off: 休息日 (restday)" },
	{ "补班", "is not known here; did you mean \"调休上班日\" (makeup)?" },
	{ "补班日", "is not known here; did you mean \"调休上班日\" (makeup)?" },
	{ "非工作日", "is not known here; did you mean \"休息日\" (restday)?" },
	{ "假日", "could be several things: 休息日 (restday), or 春节假期 (holiday:春节)" },
	{ "节日", "could be several things: 休息日 (restday), or 春节假期 (holiday:春节)" },
	{ "节假日", "could be several things: 休息日 (restday), or 春节假期 (holiday:春节)" },
	{ "假期", "needs its holiday: 春节假期 (holiday:春节)" },
	{ "法定日", "needs its holiday: 春节法定日 (legal:春节)" },
	{ "法定假日", "needs its holiday: 春节法定日 (legal:春节), 春节假期 (holiday:春节)" },
	{ "法定节假日", "needs its holiday: 春节法定日 (legal:春节), 春节假期 (holiday:春节)" },
};

size_t dayexpr_begins_with(const struct dayexpr_work *w, size_t at, const char *word)
{
	size_t n = 0;

	while (*word) {
		uint32_t c;

		word += dayexpr_decode(word, &c);
		if (dayexpr_char(w, at + n++) != c)
			return 0;
	}
	return n;
}

bool dayexpr_next_word(size_t i, struct dayexpr_word *ret)
{
	enum term term = (enum term)((i - ARRAY_SIZE(words)) / 2);

	if (i < ARRAY_SIZE(words)) {
		*ret = words[i];
		return true;
	}
	if (i >= ARRAY_SIZE(words) + 2 * (size_t) N_TERMS)
		return false;
	if ((i - ARRAY_SIZE(words)) % 2 == 0)
		*ret = (struct dayexpr_word){ term_name(term), DX_TERM, (int) term };
	else
		*ret = (struct dayexpr_word){ term_pinyin(term), DX_PINYIN, (int) term };
	return true;
}

/* A word of letters must end where the letters end. */
static bool word_ends(const struct dayexpr_work *w, size_t at, size_t n)
{
	return !dayexpr_is_letter(w->plain[at + n - 1]) ||
	       !dayexpr_is_letter(dayexpr_char(w, at + n));
}

bool dayexpr_find_word(const struct dayexpr_work *w, size_t at, struct dayexpr_word *ret,
		       size_t *ret_n)
{
	struct dayexpr_word word;
	size_t best = 0;

	for (size_t i = 0; dayexpr_next_word(i, &word); i++) {
		size_t n = dayexpr_begins_with(w, at, word.text);

		if (n <= best || !word_ends(w, at, n))
			continue;
		best = n;
		*ret = word;
		*ret_n = n;
	}
	return best > 0;
}

const char *dayexpr_ambiguous(const struct dayexpr_work *w, size_t at, size_t *ret_n)
{
	const char *hint = NULL;
	size_t best = 0;

	for (size_t i = 0; i < ARRAY_SIZE(ambiguous); i++) {
		size_t n = dayexpr_begins_with(w, at, ambiguous[i].text);

		if (n <= best)
			continue;
		best = n;
		*ret_n = n;
		hint = ambiguous[i].hint;
	}
	return hint;
}
