/* SPDX-License-Identifier: MIT */
/*
 * A set that is kept: a text is refused, or printing what it holds gives a text that holds the
 * same; also where somebody has made its sum right.  And what is put in comes out again.
 */
#include <assert.h>
#include <sha2.h>
#include <stdio.h>
#include <string.h>

#include "config/kept.h"

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void check_same(const struct kept *a, const struct kept *b)
{
	size_t n, n_b;
	const struct kept_file *x = kept_files(a, &n), *y = kept_files(b, &n_b);

	assert(n == n_b);
	for (size_t i = 0; i < n; i++)
		assert(strcmp(x[i].path, y[i].path) == 0 && x[i].n == y[i].n &&
		       memcmp(x[i].text, y[i].text, x[i].n + 1) == 0);
}

static void round_trip(const struct kept *k)
{
	struct kept *found = NULL;
	char *text = NULL;
	size_t n = 0;

	if (kept_print(k, DIGEST, &text, &n) < 0)
		return;
	assert(kept_parse(&found, text, n) == 0);
	check_same(k, found);
	kept_free(found);
	free(text);
}

static void parse(const char *text, size_t n)
{
	struct kept *k = NULL;

	if (kept_parse(&k, text, n) < 0)
		return;
	round_trip(k);
	kept_free(k);
}

/* @data between a right head and a right end. */
static void parse_body(const uint8_t *data, size_t size)
{
	char *text = NULL, sum[65];
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);
	SHA2_CTX c;

	assert(f);
	fprintf(f, "pufa set %s\n", DIGEST);
	fwrite(data, 1, size, f);
	fflush(f);
	SHA256Init(&c);
	SHA256Update(&c, (const uint8_t *) text, n);
	SHA256End(&c, sum);
	fprintf(f, "end %s\n", sum);
	fclose(f);
	parse(text, n);
	free(text);
}

/* Lines of a path, and lines of a text. */
static void put_in(const char *text)
{
	struct kept *k = NULL;

	assert(kept_new(&k) == 0);
	while (*text) {
		size_t n = strcspn(text, "\n");
		char *path = strndup(text, n);

		text += n + (text[n] == '\n');
		n = strcspn(text, "\n");
		kept_add(k, path, text, n);
		text += n + (text[n] == '\n');
		free(path);
	}
	round_trip(k);
	kept_free(k);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *) data, size);

	parse((const char *) data, size);
	parse_body(data, size);
	put_in(text);
	free(text);
	return 0;
}
