/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "dialogue.h"

size_t unhex(const char *hex, uint8_t *ret, size_t max)
{
	size_t n = 0;
	unsigned byte;
	int used;

	for (;;) {
		while (isspace((unsigned char) *hex))
			hex++;
		if (!*hex)
			return n;
		if (n == max || sscanf(hex, "%2x%n", &byte, &used) != 1 || used != 2) {
			printf("not hex, or too long: %s\n", hex);
			exit(EXIT_FAILURE);
		}
		ret[n++] = (uint8_t) byte;
		hex += 2;
	}
}

static void print_bytes(const char *what, const uint8_t *bytes, size_t n)
{
	printf("  %s:", what);
	for (size_t i = 0; i < n; i++)
		printf(" %02X", bytes[i]);
	printf("\n");
}

static bool is_asked(const struct turn *t, const uint8_t *request, size_t n)
{
	uint8_t wanted[LINE_REQUEST_MAX];
	size_t n_wanted;

	if (!t->request)
		return true;
	n_wanted = unhex(t->request, wanted, sizeof(wanted));
	if (n == n_wanted && memcmp(wanted, request, n) == 0)
		return true;
	print_bytes("wanted", wanted, n_wanted);
	return false;
}

/* Byte by byte, as the slowest wire would have it. */
static int answer(const struct turn *t, line_accept_fn accept, void *userdata)
{
	uint8_t bytes[LINE_ANSWER_MAX];
	size_t n = t->answer ? unhex(t->answer, bytes, sizeof(bytes)) : 0;

	for (size_t i = 1; i <= n; i++) {
		/* A copy of just that size, so that reading past the end is seen. */
		_cleanup_(freep) uint8_t *some = malloc(i);
		int r;

		memcpy(some, bytes, i);
		r = accept(userdata, some, i);
		if (r != 0)
			return r;
	}
	return -ETIMEDOUT;
}

static int exchange(struct line *l, const uint8_t *request, size_t n, line_accept_fn accept,
		    void *userdata, usec_t deadline)
{
	struct dialogue *d = container_of(l, struct dialogue, line);
	const struct turn *t = d->at;

	(void) deadline;
	if (t == d->end || !is_asked(t, request, n)) {
		d->departed = true;
		print_bytes("departed from the dialogue", request, n);
		return -EBADMSG; /* no line returns it */
	}
	d->at++;
	if (t->result)
		return t->result;
	if (accept)
		return answer(t, accept, userdata);
	if (t->answer) {
		d->departed = true;
		printf("  an answer is not waited for\n");
	}
	return 0;
}

static const struct line_ops dialogue_ops = {
	.kind = LINE_BYTES,
	.exchange = exchange,
};

void dialogue_init(struct dialogue *d, const struct turn *turns, size_t n)
{
	*d = (struct dialogue){ { .ops = &dialogue_ops }, turns, n ? turns + n : turns, false };
}

bool dialogue_done(const struct dialogue *d)
{
	return d->at == d->end && !d->departed;
}
