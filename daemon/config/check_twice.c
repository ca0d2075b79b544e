/* SPDX-License-Identifier: MIT */
/*
 * The same text twice, as people read it: full and half width are one, and so are capitals and
 * small letters; blanks and punctuation do not count.  What is the same to the letter within a
 * list is said by the load already.
 */
#include <string.h>

#include "config/check_set.h"
#include "schedule/layout.h"

struct entry {
	const char *key;
	const struct message *message;
	unsigned list;
	size_t order; /* among all messages */
};

static bool is_mark(uint32_t c)
{
	static const char ascii[] = "\"'()*,-./:;!?[]_`{}~";

	if (c <= ' ' || (c < 0x80 && strchr(ascii, (int) c)))
		return true;
	return c == 0xa0 || c == 0xb7 || (c >= 0x2000 && c <= 0x206f) ||
	       (c >= 0x3000 && c <= 0x301f && c != 0x3005 && c != 0x3007) || c == 0x30fb ||
	       (c >= 0xfe10 && c <= 0xfe1f) || (c >= 0xfe30 && c <= 0xfe6f) || c == 0xfeff ||
	       (c >= 0xff61 && c <= 0xff65);
}

/* Full-width ASCII as ASCII, capitals as small letters. */
static uint32_t fold(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xff01 - '!';
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* What is left of a text; never longer than it was.  Returns the bytes, without the NUL. */
static size_t normalise(const char *text, char *ret)
{
	char *to = ret;

	for (const char *next = text, *at = text;; at = next) {
		int32_t c = utf8_next(&next);
		uint32_t folded;

		if (c <= 0)
			break;
		folded = fold((uint32_t) c);
		if (is_mark(folded))
			continue;
		if (folded < 0x80) {
			*to++ = (char) folded;
			continue;
		}
		memcpy(to, at, (size_t) (next - at));
		to += next - at;
	}
	*to = '\0';
	return (size_t) (to - ret);
}

/* By list, the same to the letter beside each other. */
static int by_key(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int r = strcmp(x->key, y->key);

	if (r == 0)
		r = (x->list > y->list) - (x->list < y->list);
	if (r == 0)
		r = strcmp(x->message->text, y->message->text);
	return r ? r : (x->order > y->order) - (x->order < y->order);
}

/* All messages of all lists, sorted by what is left of them.  *ret_keys holds the texts. */
static int collect(const struct programme_tables *t, struct entry **ret, size_t *ret_n,
		   char **ret_keys)
{
	_cleanup_(freep) struct entry *entries = NULL;
	_cleanup_(freep) char *keys = NULL;
	size_t n = 0, size = 0, at = 0;

	for (size_t i = 0; i < t->n_playlists; i++)
		for (size_t k = 0; k < t->playlists[i].n_messages; k++, n++)
			size += strlen(t->playlists[i].messages[k].text) + 1;
	entries = calloc(n + 1, sizeof(*entries));
	keys = calloc(size + 1, 1);
	if (!entries || !keys)
		return -ENOMEM;
	n = 0;
	for (size_t i = 0; i < t->n_playlists; i++)
		for (size_t k = 0; k < t->playlists[i].n_messages; k++) {
			const struct message *m = &t->playlists[i].messages[k];

			entries[n] = (struct entry){ keys + at, m, (unsigned) i, n };
			at += normalise(m->text, keys + at) + 1;
			n++;
		}
	qsort(entries, n, sizeof(*entries), by_key);
	*ret = TAKE_PTR(entries);
	*ret_keys = TAKE_PTR(keys);
	*ret_n = n;
	return 0;
}

static bool play_together(const struct coverage *c, unsigned a, unsigned b)
{
	return c->together[a * c->n_lists + b];
}

/* At the later of the two. */
static void complain(const struct programme_tables *t, const struct entry *a, const struct entry *b,
		     struct diag *diag)
{
	const struct entry *old = a->order < b->order ? a : b, *new = old == a ? b : a;
	const struct where *at = &old->message->at;

	if (new->list == old->list)
		diag_warning(diag, new->message->at,
			     "the same text, but for width or punctuation, as in %s, line %u: %s",
			     at->file, at->line, new->message->text);
	else
		diag_warning(diag, new->message->at,
			     "the same text as in %s, line %u, and playlists %s and %s play "
			     "together: %s",
			     at->file, at->line, t->playlists[old->list].name,
			     t->playlists[new->list].name, new->message->text);
}

/* @e is one of the texts from @first on that are the same; those before it were looked at. */
static void look_back(const struct programme_tables *t, const struct coverage *coverage,
		      const struct entry *first, const struct entry *e, struct diag *diag)
{
	const struct entry *before = e - 1;

	if (before->list == e->list) {
		if (strcmp(before->message->text, e->message->text) != 0)
			complain(t, before, e, diag);
		return;
	}
	for (; before >= first; before--)
		if (play_together(coverage, before->list, e->list)) {
			complain(t, before, e, diag);
			return;
		}
}

int twice_check(const struct config *c, const struct coverage *coverage, struct diag *diag)
{
	const struct programme_tables *t = programme_tables(c->programme);
	_cleanup_(freep) struct entry *entries = NULL;
	_cleanup_(freep) char *keys = NULL;
	size_t n = 0, first = 0;
	int r;

	r = collect(t, &entries, &n, &keys);
	if (r < 0)
		return r;
	for (size_t i = 1; i < n; i++) {
		/* Of nothing but marks there is nothing to compare. */
		if (strcmp(entries[i].key, entries[first].key) != 0)
			first = i;
		else if (entries[i].key[0])
			look_back(t, coverage, &entries[first], &entries[i], diag);
	}
	return 0;
}
