/* SPDX-License-Identifier: MIT */
/*
 * What may come to a board must be what it can show: every character of every
 * message, each page long enough to be read.
 */
#include <limits.h>

#include "config/charset.h"
#include "config/loader.h"
#include "config/sayable.h"

#define PAGE_SECONDS_MIN 3

#define NO_PROFILE UINT_MAX

static unsigned profile_index(const struct config *c, unsigned board)
{
	for (unsigned i = 0; i < c->n_profiles; i++)
		if (c->profiles[i] == c->boards[board].profile)
			return i;
	return NO_PROFILE;
}

/* The profile of each board, by index: asked for once for every rule. */
static unsigned *index_profiles(struct loader *l)
{
	const struct config *c = l->config;
	unsigned *index = arena_array(&l->scratch, c->n_boards, sizeof(*index));

	for (unsigned b = 0; index && b < c->n_boards; b++)
		index[b] = profile_index(c, b);
	return index;
}

/* reach[playlist * n_profiles + profile] is a board, plus one; 0: none. */
static void reach_playlist(uint16_t *reach, const struct config *c, const unsigned *profile_of,
			   size_t playlist, const struct board_set *boards)
{
	for (unsigned b = 0; b < c->n_boards; b++) {
		uint16_t *r;

		if (profile_of[b] == NO_PROFILE || (boards && !board_set_has(boards, b)))
			continue;
		r = &reach[playlist * c->n_profiles + profile_of[b]];
		if (*r == 0)
			*r = (uint16_t) (b + 1);
	}
}

static uint16_t *find_reach(struct loader *l, const unsigned *profile_of, int filler)
{
	const struct config *c = l->config;
	uint16_t *reach = arena_array(&l->scratch, l->n_playlists * c->n_profiles, sizeof(*reach));

	if (!reach)
		return NULL;
	for (size_t i = 0; i < l->n_rules; i++)
		for (size_t k = 0; k < l->rules[i].n_plays; k++)
			reach_playlist(reach, c, profile_of, l->rules[i].plays[k].playlist,
				       &l->rules[i].boards);
	if (filler >= 0)
		reach_playlist(reach, c, profile_of, (size_t) filler, NULL);
	return reach;
}

/* UTF-8 of one code point, for messages. */
static const char *character(uint32_t c, char buf[5])
{
	char *p = buf;

	if (c < 0x80) {
		*p++ = (char) c;
	} else if (c < 0x800) {
		*p++ = (char) (0xc0 | c >> 6);
		*p++ = (char) (0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		*p++ = (char) (0xe0 | c >> 12);
		*p++ = (char) (0x80 | (c >> 6 & 0x3f));
		*p++ = (char) (0x80 | (c & 0x3f));
	} else {
		*p++ = (char) (0xf0 | c >> 18);
		*p++ = (char) (0x80 | (c >> 12 & 0x3f));
		*p++ = (char) (0x80 | (c >> 6 & 0x3f));
		*p++ = (char) (0x80 | (c & 0x3f));
	}
	*p = '\0';
	return buf;
}

/* @setting: where the text was written. */
static void check_characters(struct loader *l, const char *setting, const struct message *m,
			     const struct config_board *b)
{
	const struct profile *p = b->profile;
	bool obeyed;
	uint32_t c = profile_refuses(p, m->text, &obeyed);
	char buf[5];

	if (c == CHARSET_UNSURE)
		l->scratch.failed = true;
	else if (c && obeyed)
		diag_error(l->diag, m->at,
			   "%s: %s (U+%04X) would be a command to board %s (driver %s): %s",
			   setting, character(c, buf), c, b->name, p->driver->name, m->text);
	else if (c)
		diag_error(
			l->diag, m->at,
			"%s: %s (U+%04X) can not be shown on board %s, whose characters are %s: %s",
			setting, character(c, buf), c, b->name, charset_name(p->charset), m->text);
}

static bool same_size(const struct profile *a, const struct profile *b)
{
	return a->rows == b->rows && a->columns == b->columns;
}

static void check_pages(struct loader *l, const struct message *m, const struct config_board *b)
{
	const struct profile *p = b->profile;
	struct layout layout;

	if (layout_text(m->text, (unsigned) p->rows, (unsigned) p->columns, &layout) < 0) {
		diag_error(l->diag, m->at, "text: can not be laid out on board %s: %s", b->name,
			   m->text);
		return;
	}
	if (layout.n_pages * PAGE_SECONDS_MIN * MSEC_PER_SEC > m->duration_ms && layout.n_pages > 1)
		diag_warning(l->diag, m->at,
			     "text: %u pages on board %s (%d rows of %d cells) in %u s, less than "
			     "%d s each: %s",
			     layout.n_pages, b->name, p->rows, p->columns,
			     m->duration_ms / MSEC_PER_SEC, PAGE_SECONDS_MIN, m->text);
}

/* Boards of one character set and driver, or of one size, say the same of a message. */
static bool is_first_of_charset(const struct config *c, const uint16_t *reach, unsigned i)
{
	for (unsigned k = 0; k < i; k++)
		if (reach[k] && c->profiles[k]->charset == c->profiles[i]->charset &&
		    c->profiles[k]->driver == c->profiles[i]->driver)
			return false;
	return true;
}

static bool is_first_of_size(const struct config *c, const uint16_t *reach, unsigned i)
{
	for (unsigned k = 0; k < i; k++)
		if (reach[k] && same_size(c->profiles[k], c->profiles[i]))
			return false;
	return true;
}

static void check_playlist(struct loader *l, const struct playlist *p, const uint16_t *reach)
{
	const struct config *c = l->config;

	for (unsigned i = 0; i < c->n_profiles; i++) {
		const struct config_board *b;
		bool charset, size;

		if (!reach[i])
			continue;
		b = &c->boards[reach[i] - 1];
		charset = is_first_of_charset(c, reach, i);
		size = is_first_of_size(c, reach, i);
		for (size_t k = 0; k < p->n_messages; k++) {
			if (!p->messages[k].text)
				continue;
			if (charset)
				check_characters(l, "text", &p->messages[k], b);
			if (size)
				check_pages(l, &p->messages[k], b);
		}
	}
}

/* A board shows it by itself, so there is nobody to turn its pages. */
static void check_fallback(struct loader *l, const struct config_board *b)
{
	const struct profile *p = b->profile;
	struct layout layout;

	check_characters(l, "fallback", b->fallback, b);
	if (layout_text(b->fallback->text, (unsigned) p->rows, (unsigned) p->columns, &layout) <
		    0 ||
	    layout.n_pages != 1)
		diag_error(l->diag, b->fallback->at,
			   "fallback: does not fit on one page of %d rows of %d cells: %s", p->rows,
			   p->columns, b->fallback->text);
}

int fit_check(struct loader *l, int filler)
{
	const unsigned *profile_of = index_profiles(l);
	const uint16_t *reach = profile_of ? find_reach(l, profile_of, filler) : NULL;

	if (!reach)
		return -ENOMEM;
	for (size_t i = 0; i < l->n_playlists; i++)
		check_playlist(l, &l->playlists[i], reach + i * l->config->n_profiles);
	for (size_t i = 0; i < l->config->n_boards; i++)
		if (l->config->boards[i].fallback && l->config->boards[i].profile)
			check_fallback(l, &l->config->boards[i]);
	return 0;
}
