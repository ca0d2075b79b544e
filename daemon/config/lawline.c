/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "config/lawline.h"
#include "config/names.h"
#include "schedule/layout.h"

#define HEADING_CHARACTERS_MAX 60
#define TITLE_CHARACTERS_MAX   60
#define PAGE_DIGITS_MAX        4
#define PAGE_MARK_MAX          20

static size_t characters(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char) *s & 0xc0) != 0x80;
	return n;
}

static bool begins(const char *s, const char *word)
{
	return strncmp(s, word, strlen(word)) == 0;
}

static bool ends(const char *s, const char *word)
{
	size_t n = strlen(s), k = strlen(word);

	return n >= k && strcmp(s + n - k, word) == 0;
}

static bool begins_any(const char *s, const char *const words[])
{
	for (; *words; words++)
		if (begins(s, *words))
			return true;
	return false;
}

static bool ends_any(const char *s, const char *const words[])
{
	for (; *words; words++)
		if (ends(s, *words))
			return true;
	return false;
}

static bool has_any(const char *s, const char *const words[])
{
	for (; *words; words++)
		if (strstr(s, *words))
			return true;
	return false;
}

bool law_same(const char *a, const char *b)
{
	for (;;) {
		int32_t x, y;

		a += law_blanks(a);
		b += law_blanks(b);
		x = utf8_next(&a);
		y = utf8_next(&b);
		if (x != y)
			return false;
		if (x <= 0)
			return true;
	}
}

static bool same_any(const char *s, const char *const words[])
{
	for (; *words; words++)
		if (law_same(s, *words))
			return true;
	return false;
}

bool law_ends_paragraph(const char *text)
{
	static const char *const marks[] = { "。", "；", "：", "！", "？", "”", "』",
					     "」", "）", ";",  ":",  ".",  ")", NULL };

	return ends_any(text, marks);
}

/* 2020年5月28日 and a blank. */
static bool begins_dated(const char *s)
{
	const char *day = strstr(s, "日");

	return *s >= '0' && *s <= '9' && day && law_blanks(day + strlen("日"));
}

bool law_is_note(const char *text, bool heading)
{
	static const char *const words[] = { "通过", "公布", "施行", "修正",
					     "修订", "发布", "批准", NULL };
	unsigned year;
	size_t n;

	if (heading && !begins_dated(text))
		return false;
	text += strspn(text, "(");
	text += begins(text, "（") ? strlen("（") : 0;
	text += begins(text, "根据") ? strlen("根据") : 0;
	n = law_numeral_parse(text, &year);
	return n > 0 && year >= 1900 && begins(text + n, "年") && has_any(text, words);
}

bool law_is_title(const char *text)
{
	static const char *const kinds[] = { "法",   "法典", "条例",   "规定", "办法", "决定",
					     "细则", "规则", "修正案", "解释", NULL };
	static const char *const marks[] = { "，", "。", "；", "：", "《", NULL };

	return characters(text) <= TITLE_CHARACTERS_MAX && ends_any(text, kinds) &&
	       !has_any(text, marks);
}

/* Of "第一章 总则" the level of 章, and what is left behind it in *ret_rest; 0: no such thing. */
static unsigned unit_level(const char *s, const char **ret_rest)
{
	static const struct {
		const char *name;
		unsigned level;
	} units[] = { { "分编", 2 }, { "编", 1 }, { "部分", 1 },
		      { "篇", 1 },   { "章", 3 }, { "节", 4 } };
	unsigned number;
	size_t n;

	if (!begins(s, "第"))
		return 0;
	s += strlen("第");
	s += law_blanks(s);
	n = law_numeral_parse(s, &number);
	if (n == 0)
		return 0;
	s += n;
	s += law_blanks(s);
	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (begins(s, units[i].name)) {
			*ret_rest = s + strlen(units[i].name);
			return units[i].level;
		}
	return 0;
}

/* Close behind 第一条 or 第一章, these make it a mention. */
static bool is_mention(const char *rest)
{
	static const char *const words[] = { "的", "第", "规", "所", "、", "，", "。", "；",
					     "和", "至", "或", "以", "及", "与", "之", "中",
					     "到", "）", "》", "”",  "款", "项", "外", NULL };

	return begins_any(rest, words);
}

static unsigned heading_level(const char *s, bool marked)
{
	static const char *const stops[] = { "。", "；", "，", NULL };
	const char *rest = "";
	unsigned level = unit_level(s, &rest);

	if (level == 0 || characters(s) > HEADING_CHARACTERS_MAX)
		return 0;
	if (marked || !*rest || law_blanks(rest))
		return has_any(s, stops) && !marked && ends_any(s, stops) ? 0 : level;
	return is_mention(rest) || has_any(s, stops) ? 0 : level;
}

/* 附件一, 附件：, or with what is annexed: 附件：名单, 附件1 名单.  A sentence is FORM_TEXT. */
static enum law_form annex_form(const char *s)
{
	static const char *const words[] = { "附件", "附录", "附表", NULL };
	static const char *const stops[] = { "。", "；", NULL };
	size_t number, parted;
	unsigned n;

	if (!begins_any(s, words))
		return FORM_TEXT;
	s += strlen("附件");
	s += law_blanks(s);
	number = law_numeral_parse(s, &n);
	s += number;
	parted = begins(s, "：") ? strlen("：") : strspn(s, ":");
	if (!s[parted])
		return FORM_ANNEX;
	if (parted == 0 && (number == 0 || law_blanks(s) == 0))
		return FORM_TEXT;
	return has_any(s, stops) ? FORM_TEXT : FORM_ANNEXED;
}

/* -1: there is more than a number, else how many digits it has. */
static int bare_number(const char *s, size_t n)
{
	int count = 0;

	for (const char *end = s + n; s < end; count++) {
		int32_t c = utf8_next(&s);

		if (!(c >= '0' && c <= '9') && !(c >= 0xff10 && c <= 0xff19))
			return -1;
	}
	return count >= 1 && count <= PAGE_DIGITS_MAX ? count : -1;
}

/* — 3 —, - 3 -, 第3页, 第 3 页 共 9 页 */
static bool is_page_mark(const char *s)
{
	static const char *const dashes[] = { "—", "－", "-", "–", "·", NULL };
	static const char *const parts[] = { "第", "页", "共", "/", "，", NULL };
	char rest[4 * PAGE_MARK_MAX + 1];
	size_t n = 0;
	bool page = begins(s, "第") && strstr(s, "页");
	const char *const *marks = page ? parts : dashes;

	if (characters(s) > PAGE_MARK_MAX || (!page && !begins_any(s, dashes)))
		return false;
	while (*s) {
		size_t k = law_blanks(s);

		for (size_t i = 0; k == 0 && marks[i]; i++)
			k = begins(s, marks[i]) ? strlen(marks[i]) : 0;
		if (k == 0)
			rest[n++] = *s++;
		s += k;
	}
	rest[n] = '\0';
	return bare_number(rest, n) > 0 || (page && n > 0 && strspn(rest, "0123456789") == n);
}

static bool is_remark(const char *s)
{
	static const char *const words[] = { "注：",    "注:",      "编者注",   "【注】", "来源：",
					     "来源:",   "（来源",   "责任编辑", "编辑：", "<!--",
					     "http://", "https://", "版权所有", NULL };

	return begins_any(s, words);
}

static bool is_unshown(const char *s)
{
	for (;;) {
		const char *from = s;
		char one[5] = "";
		int32_t c = utf8_next(&s);

		if (c <= 0)
			return false;
		memcpy(one, from, (size_t) (s - from));
		if (!law_is_blank((uint32_t) c) &&
		    (char_width((uint32_t) c) < 0 || text_invisible(one)))
			return true;
	}
}

/* Marks of a heading of Markdown. */
static const char *skip_marks(const char *s, struct law_shape *ret)
{
	size_t n = strspn(s, "#");

	ret->marked = n > 0;
	s += n;
	s += law_blanks(s);
	return s;
}

static enum law_form article_form(const char *rest, bool alone)
{
	static const char *const opening[] = { "【", "（", "[", "(", NULL };

	return alone || !*rest || law_blanks(rest) || begins_any(rest, opening) ? FORM_ARTICLE
										: FORM_MENTION;
}

/* 第一条, **第一条** with the blanks behind it. */
static bool take_article(const char *s, struct law_shape *ret)
{
	size_t bold = strspn(s, "*_");
	const char *rest = s + bold + law_blanks(s + bold);
	size_t n = law_number_parse(rest, &ret->number);
	const char *end;

	if (n == 0)
		return false;
	rest += n;
	end = rest + law_blanks(rest);
	if (bold && strspn(end, "*_") == bold) {
		ret->form = FORM_ARTICLE;
		end += bold;
	} else if (bold) {
		return false;
	} else {
		ret->form = article_form(rest, ret->marked);
		if (ret->form == FORM_MENTION && is_mention(rest))
			return false;
	}
	ret->content = end + law_blanks(end);
	return true;
}

static enum law_form plain_form(const char *s)
{
	static const char *const contents[] = { "目录", "目次", NULL };
	static const char *const headings[] = { "序言", "前言", "引言", "总则", "附则", NULL };

	if (same_any(s, contents))
		return FORM_CONTENTS;
	if (same_any(s, headings))
		return FORM_HEADING;
	if (annex_form(s) != FORM_TEXT)
		return annex_form(s);
	if (is_page_mark(s))
		return FORM_PAGE;
	if (bare_number(s, strlen(s)) > 0)
		return FORM_NUMBER;
	return is_remark(s) || begins(s, ">") ? FORM_REMARK : FORM_TEXT;
}

void law_shape_of(const char *text, struct law_shape *ret)
{
	*ret = (struct law_shape){ .form = FORM_TEXT };
	ret->content = ret->whole = skip_marks(text, ret);
	ret->unshown = is_unshown(text);
	if (take_article(ret->content, ret))
		return;
	ret->level = heading_level(ret->content, ret->marked);
	ret->form = ret->level ? FORM_HEADING : plain_form(ret->content);
	if (ret->marked && ret->form != FORM_CONTENTS && ret->form != FORM_ANNEX &&
	    ret->form != FORM_ANNEXED)
		ret->form = *ret->content ? FORM_HEADING : FORM_EMPTY;
}
