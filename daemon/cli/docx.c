/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <zip.h>

#include "cli/docx.h"

#define PART    "word/document.xml"
#define ZIP     "PK\x03\x04"
#define OLD_DOC "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" /* a compound file, as Word wrote up to 2003 */

static bool begins_with(const struct source *s, const char *mark)
{
	return s->n >= strlen(mark) && memcmp(s->text, mark, strlen(mark)) == 0;
}

bool docx_is_likely(const struct source *s)
{
	return begins_with(s, ZIP) || begins_with(s, OLD_DOC);
}

static int refuse(const struct source *s, const char *why, struct diag *diag)
{
	diag_error(diag, (struct where){ .file = s->path }, "%s", why);
	return -EINVAL;
}

static int refuse_part(const struct source *s, zip_t *z, struct diag *diag)
{
	diag_error(diag, (struct where){ .file = s->path }, "its text can not be unpacked: %s",
		   zip_strerror(z));
	return -EINVAL;
}

/* What is in it may be far larger than it says: never more than @size is unpacked. */
static int unpack(zip_file_t *f, char *xml, size_t size, size_t *ret)
{
	*ret = 0;
	while (*ret < size) {
		zip_int64_t n = zip_fread(f, xml + *ret, size - *ret);

		if (n < 0)
			return -EIO;
		if (n == 0)
			return 0;
		*ret += (size_t) n;
	}
	return 0;
}

static void zip_fclosep(zip_file_t **f)
{
	if (*f)
		zip_fclose(*f);
}

static int read_part(const struct source *s, zip_t *z, struct source *ret,
		     struct docx_numbers *ret_numbers, struct diag *diag)
{
	_cleanup_(zip_fclosep) zip_file_t *f = NULL;
	_cleanup_(freep) char *xml = NULL;
	zip_stat_t about;
	size_t n;

	if (zip_stat(z, PART, 0, &about) < 0 || !(about.valid & ZIP_STAT_SIZE))
		return refuse(s, "an archive without " PART ": no document of a word processor",
			      diag);
	if (about.size > DOCX_XML_MAX)
		return refuse(s, "its text is larger than 64 MiB", diag);
	f = zip_fopen(z, PART, 0);
	if (!f)
		return refuse_part(s, z, diag);
	xml = malloc(about.size + 1);
	if (!xml)
		return -ENOMEM;
	if (unpack(f, xml, about.size + 1, &n) < 0 || n != about.size)
		return refuse(s, "its text can not be unpacked: the archive is damaged", diag);
	return docx_text(ret, ret_numbers, s->path, xml, n, diag);
}

int docx_read(struct source *s, struct docx_numbers *ret, struct diag *diag)
{
	zip_error_t error;
	zip_source_t *bytes;
	struct source text;
	zip_t *z;
	int r;

	if (begins_with(s, OLD_DOC))
		return refuse(s,
			      "a document in the form of before 2007 (.doc, .wps): save it as "
			      ".docx or as text",
			      diag);
	zip_error_init(&error);
	bytes = zip_source_buffer_create(s->text, s->n, 0, &error);
	z = bytes ? zip_open_from_source(bytes, ZIP_RDONLY, &error) : NULL;
	if (!z) {
		if (bytes)
			zip_source_free(bytes);
		diag_error(diag, (struct where){ .file = s->path }, "a damaged archive: %s",
			   zip_error_strerror(&error));
		zip_error_fini(&error);
		return -EINVAL;
	}
	r = read_part(s, z, &text, ret, diag);
	zip_discard(z);
	zip_error_fini(&error);
	if (r < 0)
		return r;
	source_done(s);
	*s = text;
	return 0;
}
