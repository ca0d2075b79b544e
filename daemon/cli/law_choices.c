/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/import_law.h"

static bool skip(const char **s, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*s, word, n) != 0)
		return false;
	*s += n;
	return true;
}

static bool read_number(const char **s, struct law_number *ret)
{
	size_t n = law_number_parse(*s, ret);

	*ret = n ? *ret : (struct law_number){ 0 };
	if (n == 0)
		n = law_numeral_parse(*s, &ret->main);
	*s += n;
	return n > 0;
}

/* What comes behind the first number. */
static bool read_rest(const char **s, struct law_choice *c)
{
	struct law_number n;

	c->last = c->first;
	if (skip(s, "-")) {
		if (!read_number(s, &n))
			return false;
		if (n.main > c->first.main) {
			c->last = n;
			return true;
		}
		if (n.sub || c->first.sub)
			return false;
		c->first.sub = c->last.sub = n.main;
	}
	if (!skip(s, "..") && !skip(s, "至"))
		return true;
	if (!read_number(s, &c->last))
		return false;
	if (skip(s, "-") && (c->last.sub || law_numeral_parse(*s, &c->last.sub) == 0))
		return false;
	else if (c->last.sub)
		*s += strspn(*s, "0123456789");
	return law_number_compare(c->first, c->last) <= 0;
}

int law_choices_parse(struct law_choices *ret, const char *text, const char **ret_word)
{
	const char *s = text;

	ret->n = 0;
	do {
		struct law_choice *c = &ret->list[ret->n];

		*ret_word = s += law_blanks(s);
		if (ret->n == LAW_CHOICES_MAX || !read_number(&s, &c->first) || !read_rest(&s, c))
			return -EINVAL;
		ret->n++;
		s += law_blanks(s);
	} while (skip(&s, ",") || skip(&s, "，") || skip(&s, "、"));
	return *s ? -EINVAL : 0;
}
