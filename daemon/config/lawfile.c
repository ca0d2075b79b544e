/* SPDX-License-Identifier: MIT */
#include <iconv.h>
#include <string.h>

#include "config/lawfile.h"
#include "schedule/layout.h"

static bool is_utf8(const struct source *s)
{
	const char *at = s->text;

	while (utf8_next(&at) > 0)
		;
	return at == s->text + s->n;
}

/* Of the input that was taken: no line can be told of a text that is not read any further. */
static struct where where_of(const struct source *s, size_t taken)
{
	struct where at = { .file = s->path, .line = 1 };

	for (size_t i = 0; i < taken; i++)
		at.line += s->text[i] == '\n';
	return at;
}

static int convert(struct source *s, const char *from, struct diag *diag)
{
	size_t size = 3 * s->n + 1, left = size - 1, n = s->n;
	_cleanup_(freep) char *fresh = malloc(size);
	char *in = s->text, *out = fresh;
	iconv_t cd;

	if (!fresh)
		return -ENOMEM;
	cd = iconv_open("UTF-8", from);
	if (cd == (iconv_t) -1) {
		diag_error(diag, (struct where){ .file = s->path },
			   "%s can not be read on this machine: %s", from, strerror(errno));
		return -EINVAL;
	}
	while (n > 0 && iconv(cd, &in, &n, &out, &left) != (size_t) -1)
		;
	iconv_close(cd);
	if (n > 0 || memchr(fresh, '\0', (size_t) (out - fresh))) {
		diag_error(diag, where_of(s, (size_t) (in - s->text)),
			   "neither UTF-8 nor GB18030 text; save it as UTF-8");
		return -EINVAL;
	}
	*out = '\0';
	free(s->text);
	s->n = (size_t) (out - fresh);
	s->text = TAKE_PTR(fresh);
	return 0;
}

int law_decode(struct source *s, struct diag *diag)
{
	bool marked = s->n >= 3 && memcmp(s->text, "\xef\xbb\xbf", 3) == 0;

	if (marked) {
		s->n -= 3;
		memmove(s->text, s->text + 3, s->n + 1);
	}
	if (is_utf8(s))
		return 0;
	if (marked) {
		diag_error(diag, (struct where){ .file = s->path },
			   "marked as UTF-8, and it is not; save it as UTF-8 again");
		return -EINVAL;
	}
	if (s->n >= 2 &&
	    (memcmp(s->text, "\xff\xfe", 2) == 0 || memcmp(s->text, "\xfe\xff", 2) == 0))
		return convert(s, "UTF-16", diag);
	return convert(s, "GB18030", diag);
}
