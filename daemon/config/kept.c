/* SPDX-License-Identifier: MIT */
#include <sha2.h>
#include <stdio.h>
#include <string.h>

#include "config/kept.h"

/*
 * "pufa set DIGEST\n", then for each file "file BYTES PATH\n", its bytes and a newline, then
 * "end SHA256\n" of all before it.
 */
#define HEAD       "pufa set "
#define FILE_WORD  "file "
#define END_WORD   "end "
#define DIGITS     (KEPT_DIGEST_SIZE - 1)
#define HEAD_BYTES (sizeof(HEAD) - 1 + DIGITS + 1)
#define END_BYTES  (sizeof(END_WORD) - 1 + DIGITS + 1)

struct kept {
	struct kept_file *files;
	size_t n, room;
	size_t n_bytes; /* of paths and texts */
	int error;      /* what was added is not all there; 0: it is */
};

int kept_new(struct kept **ret)
{
	struct kept *k = calloc(1, sizeof(*k));

	if (!k)
		return -ENOMEM;
	*ret = k;
	return 0;
}

void kept_clear(struct kept *k)
{
	for (size_t i = 0; i < k->n; i++) {
		free((char *) k->files[i].path);
		free((char *) k->files[i].text);
	}
	free(k->files);
	*k = (struct kept){ .files = NULL };
}

struct kept *kept_free(struct kept *k)
{
	if (!k)
		return NULL;
	kept_clear(k);
	free(k);
	return NULL;
}

static int make_room(struct kept *k)
{
	size_t room = k->room ? 2 * k->room : 32;
	struct kept_file *files;

	if (k->n < k->room)
		return 0;
	files = realloc(k->files, room * sizeof(*files));
	if (!files)
		return -ENOMEM;
	k->files = files;
	k->room = room;
	return 0;
}

static int add(struct kept *k, const char *path, const char *text, size_t n)
{
	_cleanup_(freep) char *own_path = NULL, *own_text = NULL;

	if (k->n == KEPT_FILES_MAX || n > KEPT_SIZE_MAX - k->n_bytes)
		return -E2BIG;
	if (make_room(k) < 0)
		return -ENOMEM;
	own_path = strdup(path);
	own_text = malloc(n + 1);
	if (!own_path || !own_text)
		return -ENOMEM;
	memcpy(own_text, text, n);
	own_text[n] = '\0';
	k->n_bytes += n;
	k->files[k->n++] = (struct kept_file){ TAKE_PTR(own_path), TAKE_PTR(own_text), n };
	return 0;
}

void kept_add(struct kept *k, const char *path, const char *text, size_t n)
{
	int r = k->error;

	/* Where two directories are one a file is read twice, and is one all the same. */
	if (r >= 0 && !kept_find(k, path))
		r = add(k, path, text, n);
	if (r >= 0)
		return;
	kept_clear(k); /* what is left of it is of no use, and memory may be short */
	k->error = r;
}

const struct kept_file *kept_find(const struct kept *k, const char *path)
{
	for (size_t i = 0; i < k->n; i++)
		if (strcmp(k->files[i].path, path) == 0)
			return &k->files[i];
	return NULL;
}

const struct kept_file *kept_files(const struct kept *k, size_t *ret_n)
{
	*ret_n = k->n;
	return k->files;
}

static void hash(const char *text, size_t n, char ret[static KEPT_DIGEST_SIZE])
{
	SHA2_CTX sum;

	SHA256Init(&sum);
	SHA256Update(&sum, (const uint8_t *) text, n);
	SHA256End(&sum, ret);
}

/* With the space for the end. */
static int measure(const struct kept *k, size_t *ret)
{
	size_t size = HEAD_BYTES + END_BYTES;

	for (size_t i = 0; i < k->n; i++) {
		const struct kept_file *f = &k->files[i];

		if (strchr(f->path, '\n'))
			return -EINVAL;
		size += (size_t) snprintf(NULL, 0, FILE_WORD "%zu %s\n", f->n, f->path) + f->n + 1;
	}
	*ret = size;
	return size > KEPT_SIZE_MAX ? -E2BIG : 0;
}

int kept_print(const struct kept *k, const char *digest, char **ret, size_t *ret_n)
{
	char sum[KEPT_DIGEST_SIZE], *text, *p;
	size_t size = 0;
	int r = k->error ? k->error : measure(k, &size);

	if (r < 0)
		return r;
	text = malloc(size + 1);
	if (!text)
		return -ENOMEM;
	p = text + sprintf(text, HEAD "%.*s\n", DIGITS, digest);
	for (size_t i = 0; i < k->n; i++) {
		const struct kept_file *f = &k->files[i];

		p += sprintf(p, FILE_WORD "%zu %s\n", f->n, f->path);
		memcpy(p, f->text, f->n);
		p += f->n;
		*p++ = '\n';
	}
	hash(text, (size_t) (p - text), sum);
	p += sprintf(p, END_WORD "%s\n", sum);
	*ret = text;
	*ret_n = (size_t) (p - text);
	return 0;
}

int kept_parse_head(const char *text, size_t n, char ret[static KEPT_DIGEST_SIZE])
{
	const char *digits = text + sizeof(HEAD) - 1;

	if (n < HEAD_BYTES || memcmp(text, HEAD, sizeof(HEAD) - 1) != 0 || digits[DIGITS] != '\n')
		return -EBADMSG;
	for (size_t i = 0; i < DIGITS; i++)
		if (!memchr("0123456789abcdef", digits[i], 16))
			return -EBADMSG;
	memcpy(ret, digits, DIGITS);
	ret[DIGITS] = '\0';
	return 0;
}

static bool is_whole(const char *text, size_t n)
{
	char sum[KEPT_DIGEST_SIZE];
	const char *end;

	if (n < HEAD_BYTES + END_BYTES || n > KEPT_SIZE_MAX)
		return false;
	end = text + n - END_BYTES;
	hash(text, n - END_BYTES, sum);
	return memcmp(end, END_WORD, sizeof(END_WORD) - 1) == 0 &&
	       memcmp(end + sizeof(END_WORD) - 1, sum, DIGITS) == 0 && end[END_BYTES - 1] == '\n';
}

/* *p goes on behind the file. */
static int parse_file(struct kept *k, const char **p, const char *end)
{
	const char *line_end = memchr(*p, '\n', (size_t) (end - *p));
	_cleanup_(freep) char *line = line_end ? strndup(*p, (size_t) (line_end - *p)) : NULL;
	size_t n;
	int path;

	if (!line)
		return line_end ? -ENOMEM : -EBADMSG;
	if (sscanf(line, FILE_WORD "%9zu%n", &n, &path) != 1 || line[path++] != ' ')
		return -EBADMSG;
	if (n >= (size_t) (end - line_end) - 1 || line_end[1 + n] != '\n')
		return -EBADMSG;
	kept_add(k, line + path, line_end + 1, n);
	*p = line_end + 1 + n + 1;
	return k->error;
}

int kept_parse(struct kept **ret, const char *text, size_t n)
{
	_cleanup_(kept_freep) struct kept *k = NULL;
	char digest[KEPT_DIGEST_SIZE];
	const char *p = text + HEAD_BYTES, *end;
	int r;

	if (kept_parse_head(text, n, digest) < 0 || !is_whole(text, n))
		return -EBADMSG;
	r = kept_new(&k);
	end = text + n - END_BYTES;
	while (r >= 0 && p < end)
		r = parse_file(k, &p, end);
	if (r < 0)
		return r == -ENOMEM ? r : -EBADMSG;
	*ret = TAKE_PTR(k);
	return 0;
}
