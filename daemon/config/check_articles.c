/* SPDX-License-Identifier: MIT */
/* Articles that the law does not have.  Laws that are not in the table are not checked. */
#include <stdlib.h>
#include <string.h>

#include "config/check_set.h"
#include "config/law_table.h"
#include "config/lawnumber.h"

/* The nation's name in front is often left out. */
#define NATION "中华人民共和国"

static const char *short_title(const char *title)
{
	return strncmp(title, NATION, strlen(NATION)) == 0 ? title + strlen(NATION) : title;
}

static const struct law_extent *find_law(const char *title)
{
	for (size_t i = 0; i < ARRAY_SIZE(laws); i++)
		if (strcmp(short_title(laws[i].title), short_title(title)) == 0)
			return &laws[i];
	return NULL;
}

/* "133-1", as a loaded file has it, or 第一百三十三条之一. */
static bool parse(const char *text, struct law_number *ret)
{
	struct law_number n = { 0 };
	size_t length = law_number_parse(text, ret);
	const char *at = text;

	if (length)
		return text[length] == '\0';
	at += law_numeral_parse(at, &n.main);
	if (at == text)
		return false;
	if (*at == '-') {
		length = law_numeral_parse(at + 1, &n.sub);
		if (length == 0)
			return false;
		at += 1 + length;
	}
	*ret = n;
	return *at == '\0';
}

static unsigned last_inserted(const struct law_extent *law, unsigned main)
{
	for (size_t i = 0; i < law->n_inserted; i++)
		if (law->inserted[i].main == main)
			return law->inserted[i].last;
	return 0;
}

static void check_message(const struct law_extent *law, const struct message *m, struct diag *diag)
{
	struct law_number n;
	unsigned last;

	if (!m->article || !parse(m->article, &n))
		return;
	last = last_inserted(law, n.main);
	if (n.main > law->last)
		diag_warning(diag, m->at,
			     "article: %s has no article %s: its last is %u (as revised on %s)",
			     law->title, m->article, law->last, law->revision);
	else if (n.sub > last && last == 0)
		diag_warning(diag, m->at,
			     "article: %s has no article %s: none was put in after article %u (as "
			     "revised on %s)",
			     law->title, m->article, n.main, law->revision);
	else if (n.sub > last)
		diag_warning(diag, m->at,
			     "article: %s has no article %s: after article %u they go up to %u-%u "
			     "(as revised on %s)",
			     law->title, m->article, n.main, n.main, last, law->revision);
}

void articles_check(const struct config *c, struct diag *diag)
{
	const struct programme_tables *t = programme_tables(c->programme);

	for (size_t i = 0; i < t->n_playlists; i++) {
		const struct playlist *p = &t->playlists[i];
		const struct law_extent *law = p->law ? find_law(p->law) : NULL;

		for (size_t k = 0; law && k < p->n_messages; k++)
			check_message(law, &p->messages[k], diag);
	}
}
