/* SPDX-License-Identifier: MIT */
/*
 * The main part of a word processor's document, any bytes: its text is UTF-8 in lines none of which
 * is empty, no longer than the XML allows, or it is refused and why is said.
 */
#include <assert.h>
#include <string.h>

#include "cli/docx.h"
#include "schedule/layout.h"

static void emit(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	assert(severity == SEVERITY_ERROR && message[0] && at.file);
}

static void check(const struct source *s, const struct docx_numbers *numbers)
{
	const char *at = s->text;
	unsigned lines = 0;
	int32_t before = '\n', c;

	while ((c = utf8_next(&at)) > 0) {
		assert(c != '\n' || before != '\n');
		lines += c == '\n';
		before = c;
	}
	assert(at == s->text + s->n && before == '\n');
	assert(numbers->n <= lines && (numbers->n == 0 || numbers->first <= lines));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diag diag = { .emit = emit };
	struct docx_numbers numbers;
	struct source s = { 0 };
	int r = docx_text(&s, &numbers, "law.docx", (const char *) data, size, &diag);

	if (r >= 0)
		check(&s, &numbers);
	else
		assert(r == -ENOMEM || diag.n_errors == 1);
	source_done(&s);
	return 0;
}
