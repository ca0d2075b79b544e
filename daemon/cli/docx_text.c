/* SPDX-License-Identifier: MIT */
#include <expat.h>
#include <stdio.h>
#include <string.h>

#include "cli/docx.h"

#define DEPTH_MAX  256 /* elements in elements */
#define CHUNK      65536
#define SEPARATOR  '|' /* between a namespace and a name, as expat is told */
#define MARKUP     "http://schemas.openxmlformats.org/markup-compatibility/2006"
#define UNREADABLE "\x7f" /* for a symbol that only its font knows: no board shows it */

/* WordprocessingML, transitional and strict. */
static const char *const words[] = {
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
	"http://purl.oclc.org/ooxml/wordprocessingml/main",
};

enum element {
	ELEMENT_OTHER,
	ELEMENT_BLANK,  /* a tab */
	ELEMENT_BREAK,  /* of a line or a page, inside a paragraph */
	ELEMENT_HIDDEN, /* of a run: what is in it is not shown */
	ELEMENT_HYPHEN,
	ELEMENT_NUMBER, /* of a paragraph: it has a number of the word processor's */
	ELEMENT_PARAGRAPH,
	ELEMENT_PROPERTIES,
	ELEMENT_RUN,
	ELEMENT_SKIPPED, /* it and all that is in it */
	ELEMENT_SYMBOL,
	ELEMENT_TEXT,
};

/* Sorted by name. */
static const struct {
	const char *name;
	enum element element;
} elements[] = {
	{ "br", ELEMENT_BREAK },
	{ "cr", ELEMENT_BREAK },
	{ "del", ELEMENT_SKIPPED },
	{ "moveFrom", ELEMENT_SKIPPED },
	{ "noBreakHyphen", ELEMENT_HYPHEN },
	{ "numId", ELEMENT_NUMBER },
	{ "p", ELEMENT_PARAGRAPH },
	{ "pPr", ELEMENT_PROPERTIES },
	{ "pPrChange", ELEMENT_SKIPPED },
	{ "ptab", ELEMENT_BLANK },
	{ "r", ELEMENT_RUN },
	{ "rPr", ELEMENT_PROPERTIES },
	{ "rPrChange", ELEMENT_SKIPPED },
	{ "rt", ELEMENT_SKIPPED },
	{ "sdtPr", ELEMENT_SKIPPED },
	{ "sym", ELEMENT_SYMBOL },
	{ "t", ELEMENT_TEXT },
	{ "tab", ELEMENT_BLANK },
	{ "vanish", ELEMENT_HIDDEN },
};

struct reader {
	XML_Parser parser;
	const char *path;
	struct diag *diag;
	struct docx_numbers numbers;
	enum element stack[DEPTH_MAX]; /* the elements that are open */
	bool hidden[DEPTH_MAX];        /* of a run */
	unsigned depth;
	unsigned skipped; /* how many of the open ones are of ELEMENT_SKIPPED */
	unsigned line;    /* that is being written */
	bool begun;       /* there is something on it */
	bool numbered;    /* the paragraph has a number of its own */
	char *text;
	size_t n, size;
	int error;
};

static void stop(struct reader *r, int error, const char *why)
{
	struct where at = { .file = r->path };

	if (r->error)
		return;
	r->error = error;
	if (why)
		diag_error(r->diag, at, "%s (part word/document.xml, line %lu)", why,
			   (unsigned long) XML_GetCurrentLineNumber(r->parser));
	XML_StopParser(r->parser, XML_FALSE);
}

static void put(struct reader *r, const char *s, size_t n)
{
	if (r->n + n > SOURCE_SIZE_MAX) {
		stop(r, -EINVAL, "its text is larger than 4 MiB");
		return;
	}
	if (r->n + n + 1 > r->size) {
		size_t size = 2 * (r->n + n) + CHUNK;
		char *text = realloc(r->text, size);

		if (!text) {
			stop(r, -ENOMEM, NULL);
			return;
		}
		r->text = text;
		r->size = size;
	}
	memcpy(r->text + r->n, s, n);
	r->n += n;
}

static void begin_line(struct reader *r)
{
	if (r->numbered && !r->begun && r->numbers.n++ == 0)
		r->numbers.first = r->line;
	r->numbered = false;
	r->begun = true;
}

static void end_line(struct reader *r)
{
	if (!r->begun)
		return;
	put(r, "\n", 1);
	r->line++;
	r->begun = false;
}

static enum element element_of(const char *qualified)
{
	const char *name = strrchr(qualified, SEPARATOR);
	size_t n = name ? (size_t) (name - qualified) : 0;
	bool known = false;

	if (!name)
		return ELEMENT_OTHER;
	name++;
	if (n == strlen(MARKUP) && strncmp(qualified, MARKUP, n) == 0)
		return strcmp(name, "Fallback") == 0 ? ELEMENT_SKIPPED : ELEMENT_OTHER;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		known |= n == strlen(words[i]) && strncmp(qualified, words[i], n) == 0;
	for (size_t i = 0; known && i < ARRAY_SIZE(elements); i++)
		if (strcmp(name, elements[i].name) == 0)
			return elements[i].element;
	return ELEMENT_OTHER;
}

/* The element that is open @up levels above the one that begins or has begun last. */
static enum element above(const struct reader *r, unsigned up)
{
	return r->depth > up ? r->stack[r->depth - 1 - up] : ELEMENT_OTHER;
}

/* The val of a property; "": it has none. */
static const char *value_of(const char *const *attributes)
{
	for (; *attributes; attributes += 2) {
		const char *name = strrchr(attributes[0], SEPARATOR);

		if (name && strcmp(name + 1, "val") == 0)
			return attributes[1];
	}
	return "";
}

static bool is_off(const char *value)
{
	return strcmp(value, "0") == 0 || strcmp(value, "false") == 0 || strcmp(value, "off") == 0;
}

/* A property of a run counts inside its properties only, and those of a paragraph's end do not. */
static void on_hidden(struct reader *r, const char *const *attributes)
{
	if (above(r, 0) == ELEMENT_PROPERTIES && above(r, 1) == ELEMENT_RUN)
		r->hidden[r->depth - 2] = !is_off(value_of(attributes));
}

static void put_in_run(struct reader *r, const char *s)
{
	if (above(r, 0) != ELEMENT_RUN || r->hidden[r->depth - 1])
		return;
	begin_line(r);
	put(r, s, strlen(s));
}

static void begin(struct reader *r, enum element element, const char *const *attributes)
{
	switch (element) {
	case ELEMENT_BLANK:
		put_in_run(r, "\t");
		break;
	case ELEMENT_BREAK:
		if (above(r, 0) == ELEMENT_RUN && !r->hidden[r->depth - 1])
			end_line(r);
		break;
	case ELEMENT_HIDDEN:
		on_hidden(r, attributes);
		break;
	case ELEMENT_HYPHEN:
		put_in_run(r, "-");
		break;
	case ELEMENT_NUMBER:
		if (above(r, 1) == ELEMENT_PROPERTIES && above(r, 2) == ELEMENT_PARAGRAPH)
			r->numbered = !is_off(value_of(attributes));
		break;
	case ELEMENT_PARAGRAPH:
		end_line(r);
		r->numbered = false;
		break;
	case ELEMENT_SYMBOL:
		put_in_run(r, UNREADABLE);
		break;
	case ELEMENT_OTHER:
	case ELEMENT_PROPERTIES:
	case ELEMENT_RUN:
	case ELEMENT_SKIPPED:
	case ELEMENT_TEXT:
		break;
	}
}

static void on_start(void *userdata, const char *name, const char **attributes)
{
	struct reader *r = userdata;
	enum element element = element_of(name);

	if (r->depth == DEPTH_MAX) {
		stop(r, -EINVAL, "its elements are nested too deep");
		return;
	}
	if (r->skipped == 0)
		begin(r, element, attributes);
	r->skipped += element == ELEMENT_SKIPPED;
	r->hidden[r->depth] = false;
	r->stack[r->depth++] = element;
}

static void on_end(void *userdata, const char *name)
{
	struct reader *r = userdata;
	enum element element;

	(void) name;
	if (r->error || r->depth == 0)
		return;
	element = r->stack[--r->depth];
	r->skipped -= element == ELEMENT_SKIPPED;
	if (element == ELEMENT_PARAGRAPH && r->skipped == 0)
		end_line(r);
}

/* A newline that stands in the text itself is a blank there. */
static void on_text(void *userdata, const char *s, int n)
{
	struct reader *r = userdata;

	if (r->skipped || above(r, 0) != ELEMENT_TEXT || above(r, 1) != ELEMENT_RUN ||
	    r->hidden[r->depth - 2])
		return;
	begin_line(r);
	for (int i = 0; i < n; i++)
		put(r, s[i] == '\n' ? " " : &s[i], 1);
}

/* Entities are all that it could be for, and a document has none. */
static void on_doctype(void *userdata, const char *name, const char *system, const char *public,
		       int internal)
{
	(void) name;
	(void) system;
	(void) public;
	(void) internal;
	stop(userdata, -EINVAL, "a document type stands in it, which no word processor writes");
}

static void parse(struct reader *r, const char *xml, size_t n)
{
	XML_SetUserData(r->parser, r);
	XML_SetElementHandler(r->parser, on_start, on_end);
	XML_SetCharacterDataHandler(r->parser, on_text);
	XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
	for (size_t at = 0; !r->error && at <= n; at += CHUNK) {
		size_t some = n - at < CHUNK ? n - at : CHUNK;

		if (XML_Parse(r->parser, xml + at, (int) some, at + CHUNK > n) == XML_STATUS_ERROR)
			stop(r,
			     XML_GetErrorCode(r->parser) == XML_ERROR_NO_MEMORY ? -ENOMEM : -EINVAL,
			     XML_ErrorString(XML_GetErrorCode(r->parser)));
	}
	end_line(r);
}

int docx_text(struct source *ret, struct docx_numbers *ret_numbers, const char *path,
	      const char *xml, size_t n, struct diag *diag)
{
	struct reader r = { .path = path, .diag = diag, .line = 1 };

	r.parser = XML_ParserCreateNS(NULL, SEPARATOR);
	if (!r.parser)
		return -ENOMEM;
	put(&r, "", 0);
	if (!r.error)
		parse(&r, xml, n);
	XML_ParserFree(r.parser);
	if (r.error) {
		free(r.text);
		return r.error;
	}
	r.text[r.n] = '\0';
	*ret = (struct source){ .path = path, .text = r.text, .n = r.n };
	*ret_numbers = r.numbers;
	return 0;
}
