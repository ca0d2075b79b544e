/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "config/charset.h"
#include "service/content.h"

void content_cache_clear(struct content_cache *cache)
{
	struct content *c, *next;

	for (c = cache->first; c; c = next) {
		next = c->next;
		c->cache = NULL;
		c->next = NULL;
	}
	cache->first = NULL;
}

static struct content *find(const struct content_cache *cache, const struct message *message,
			    const struct profile *profile, unsigned page)
{
	struct content *c;

	for (c = cache->first; c; c = c->next)
		if (c->message == message && c->profile == profile && c->page_index == page)
			return c;
	return NULL;
}

/* Copy a string into the content's own tail, moving @tail on. */
static const char *keep(char **tail, const char *s)
{
	char *start = *tail;
	size_t n = strlen(s) + 1;

	memcpy(start, s, n);
	*tail += n;
	return start;
}

static size_t size_of(const char *s)
{
	return s ? strlen(s) + 1 : 1;
}

static int fill(struct content *c, const struct layout *l, const struct message *m,
		const struct profile *profile)
{
	c->message = m;
	c->profile = profile;
	c->n_pages = l->n_pages;
	c->n_rows = layout_page_rows(l, c->page_index);
	if (c->n_rows > ROWS_MAX)
		return -EMSGSIZE;
	return charset_encode_page(profile->charset, m->text, l, c->page_index, &c->page);
}

static void keep_strings(struct content *c, char *tail, const struct layout *l,
			 const struct message *m, const struct playlist *playlist)
{
	char row[ROW_BYTES_MAX * 2];

	c->playlist = keep(&tail, playlist ? playlist->name : "");
	c->law = keep(&tail, m->law ? m->law : "");
	c->article = keep(&tail, m->article ? m->article : "");
	c->text = keep(&tail, m->text);
	c->file = keep(&tail, m->at.file ? m->at.file : "");
	c->line = m->at.line;
	for (unsigned i = 0; i < c->n_rows; i++) {
		layout_row(l, m->text, c->page_index, i, row, sizeof(row));
		c->rows[i] = keep(&tail, row);
	}
}

static int make(struct content **ret, const struct message *m, const struct playlist *playlist,
		const struct profile *profile, unsigned page)
{
	size_t strings = size_of(playlist ? playlist->name : NULL) + size_of(m->law) +
			 size_of(m->article) + size_of(m->text) + size_of(m->at.file);
	struct layout l;
	_cleanup_(freep) struct content *c = NULL;
	int r;

	r = layout_text(m->text, (unsigned) profile->rows, (unsigned) profile->columns, &l);
	if (r < 0)
		return r;
	if (page >= l.n_pages)
		return -EINVAL;
	for (unsigned i = 0; i < layout_page_rows(&l, page); i++)
		strings += l.rows[page * l.rows_per_page + i].n + 1u;

	c = calloc(1, sizeof(*c) + strings);
	if (!c)
		return -ENOMEM;
	c->refs = 1;
	c->page_index = page;
	r = fill(c, &l, m, profile);
	if (r < 0)
		return r;
	keep_strings(c, (char *) (c + 1), &l, m, playlist);

	*ret = TAKE_PTR(c);
	return 0;
}

int content_get(struct content **ret, struct content_cache *cache, const struct message *message,
		const struct playlist *playlist, const struct profile *profile, unsigned page)
{
	struct content *c = find(cache, message, profile, page);
	int r;

	if (c) {
		*ret = content_ref(c);
		return 0;
	}
	r = make(&c, message, playlist, profile, page);
	if (r < 0)
		return r;
	c->cache = cache;
	c->next = cache->first;
	cache->first = c;
	*ret = c;
	return 0;
}

struct content *content_ref(struct content *c)
{
	if (c)
		c->refs++;
	return c;
}

static void forget(struct content *c)
{
	struct content **p = &c->cache->first;

	while (*p && *p != c)
		p = &(*p)->next;
	if (*p)
		*p = c->next;
}

struct content *content_unref(struct content *c)
{
	if (!c || --c->refs > 0)
		return NULL;
	if (c->cache)
		forget(c);
	free(c);
	return NULL;
}

/* Neither pad byte can end a double-byte character of GBK, GB2312 or Big5. */
static size_t unpadded(const struct row *row)
{
	size_t n = row->n;

	while (n > 0 && (row->bytes[n - 1] == ' ' || row->bytes[n - 1] == '\0'))
		n--;
	return n;
}

unsigned page_rows(const struct page *p)
{
	unsigned n = p->n_rows;

	while (n > 0 && unpadded(&p->rows[n - 1]) == 0)
		n--;
	return n;
}

bool page_equal(const struct page *a, const struct page *b)
{
	for (unsigned i = 0; i < ROWS_MAX; i++) {
		size_t n = i < a->n_rows ? unpadded(&a->rows[i]) : 0;
		size_t m = i < b->n_rows ? unpadded(&b->rows[i]) : 0;

		if (n != m || (n > 0 && memcmp(a->rows[i].bytes, b->rows[i].bytes, n) != 0))
			return false;
	}
	return true;
}
