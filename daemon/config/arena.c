/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config/arena.h"

#define CHUNK_SIZE ((size_t) 32 * 1024)
#define ALIGNMENT  _Alignof(max_align_t)

struct arena_chunk {
	struct arena_chunk *next;
	max_align_t memory[];
};

void arena_done(struct arena *a)
{
	struct arena_chunk *next;

	for (struct arena_chunk *c = a->chunks; c; c = next) {
		next = c->next;
		free(c);
	}
	*a = (struct arena){ 0 };
}

static struct arena_chunk *add_chunk(struct arena *a, size_t size)
{
	struct arena_chunk *c = calloc(1, sizeof(*c) + size);

	if (!c) {
		a->failed = true;
		return NULL;
	}
	c->next = a->chunks;
	a->chunks = c;
	return c;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct arena_chunk *c;
	char *p;

	if (size > SIZE_MAX / 2) {
		a->failed = true;
		return NULL;
	}
	/* Nothing has an address of its own too: NULL means no memory, and that alone. */
	size = size ? (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT : ALIGNMENT;
	if (size > (size_t) (a->end - a->at)) {
		/* What is large gets a chunk of its own and leaves the rest of the last in use. */
		c = add_chunk(a, size >= CHUNK_SIZE / 4 ? size : CHUNK_SIZE);
		if (!c)
			return NULL;
		p = (char *) c->memory;
		if (size >= CHUNK_SIZE / 4)
			return p;
		a->at = p;
		a->end = p + CHUNK_SIZE;
	}
	p = a->at;
	a->at += size;
	return p;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / 2 / size) {
		a->failed = true;
		return NULL;
	}
	return arena_alloc(a, n * size);
}

void *arena_memdup(struct arena *a, const void *p, size_t n)
{
	void *copy = arena_alloc(a, n);

	if (copy && n)
		memcpy(copy, p, n);
	return copy;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *copy = arena_alloc(a, n + 1);

	if (copy)
		memcpy(copy, s, n);
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	_cleanup_(freep) char *s = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	if (n < 0) {
		s = NULL;
		a->failed = true;
		return NULL;
	}
	return arena_strndup(a, s, (size_t) n);
}
