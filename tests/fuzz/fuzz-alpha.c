/* SPDX-License-Identifier: MIT */

/*
 * Whatever comes in, an answer is taken only where its sum is right, at its last
 * byte and not before; a page that is said to be made by us reads the same when
 * it is written again; and no frame of ours is ever taken for an answer.
 */

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "alpha_answer.h"
#include "alpha_settings.h"
#include "octets.h"

#define BYTES_MAX 512

/* Of just that size, so that reading past the end is seen. */
static uint8_t *copy_of(const uint8_t *bytes, size_t n)
{
	uint8_t *copy = malloc(n ? n : 1);

	if (n > 0)
		memcpy(copy, bytes, n);
	return copy;
}

static void check_frame(const struct alpha_frame *f)
{
	struct alpha_answer a;

	assert(f->n > 0 && f->n <= sizeof(f->bytes));
	assert(alpha_parse(f->bytes, f->n, &a) == 0);
	assert(alpha_parse_word(f->bytes, f->n) == 0);
}

/* NULs, the head, what was read, ETX, its sum, EOT: the end of what came is the end of the answer.
 */
static void check_taken(const struct alpha_answer *a, const uint8_t *end)
{
	char sum[5];

	assert(a->n >= 2 && a->bytes + a->n + 6 == end);
	assert(memcmp(a->bytes - 5, "\x01\x30\x30\x30\x02", 5) == 0);
	snprintf(sum, sizeof(sum), "%04X", sum16(a->bytes - 1, a->n + 2));
	assert(strncasecmp(sum, (const char *) a->bytes + a->n + 1, 4) == 0);
}

static void check_page(const struct profile *p, const struct alpha_answer *a)
{
	struct page page, again;
	struct alpha_frame f;
	int r;

	r = alpha_decode(p, a, &page);
	assert(page.n_rows <= ROWS_MAX);
	if (r == READ_OTHER)
		return;
	assert(r == 0);
	assert(alpha_frame_page(p, 1, &page, &f) == 0);
	check_frame(&f);
	/* From STX to EOT, less them: there is no sum. */
	assert(alpha_decode(p, &(struct alpha_answer){ f.bytes + 10, f.n - 11 }, &again) == 0);
	assert(alpha_same(&page, &again));
}

static void use(const struct profile *p, const struct alpha_answer *a)
{
	struct identity id;
	int r;

	check_page(p, a);
	r = alpha_has_files(p, a);
	assert(r == 0 || r == 1 || r == -EPROTO || r == -EMSGSIZE);
	alpha_identity(a, &id);
	assert(strlen(id.firmware) <= 9);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct alpha_settings s = alpha_settings_defaults;
	struct profile p = { .name = "fuzz", .columns = 14, .settings = &s };
	struct alpha_answer a;
	int r = 0;

	if (size < 2)
		return 0;
	s.file = data[0] % 3;
	s.colour = data[0] / 3 % 13;
	s.mode = data[1] % 20;
	p.rows = 1 + data[1] / 20 % ROWS_MAX;
	s.checksum = false;
	data += 2;
	size = size - 2 < BYTES_MAX ? size - 2 : BYTES_MAX;

	for (size_t n = 0; n <= size && r == 0; n++) {
		uint8_t *copy = copy_of(data, n);

		r = alpha_parse(copy, n, &a);
		assert(r == 0 || r == 1 || r == -EPROTO);
		if (r == 1) {
			check_taken(&a, copy + n);
			use(&p, &a);
		}
		free(copy);
	}
	r = alpha_parse_word(data, size);
	assert(r == 0 || r == 1 || r == -EPROTO || r == -EREMOTEIO);
	/* As if the rest had come in an answer: few sums are right by chance. */
	if (size >= 2)
		use(&p, &(struct alpha_answer){ data, size });
	return 0;
}
