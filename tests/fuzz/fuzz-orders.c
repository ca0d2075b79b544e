/* SPDX-License-Identifier: MIT */
/*
 * The file of orders from any bytes at all, with a check sum that is right: it is refused and
 * nothing is taken, or what is taken is what an order may be, and is written and read the same.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "config/message_text.h"
#include "playlog/record.h"
#include "service/orders_file.h"

static int parse_sealed(struct order_list *l, const uint8_t *data, size_t size)
{
	char *text = malloc(size + 32);
	int r;

	assert(text);
	if (size > 0)
		memcpy(text, data, size);
	size += (size_t) sprintf(text + size, "crc32c %08x\n", crc32c(text, size));
	r = orders_file_parse(l, text, size);
	free(text);
	return r;
}

static void look_at(const struct posting *p)
{
	char fault[MESSAGE_TEXT_FAULT_MAX];

	assert(p->n_names > 0 && p->order.until > p->order.from &&
	       p->order.until - p->order.from <= BLANK_SPAN_MAX);
	if (p->order.kind == ORDER_NOTICE)
		assert(message_text_check(p->text, fault) == 0 &&
		       p->order.until - p->order.from <= ORDER_SPAN_MAX);
	else
		assert(p->text[0] == '\0');
}

static void look_at_all(const struct order_list *l)
{
	struct order_list again;
	char *text, *same;
	size_t n, n_same;

	for (size_t i = 0; i < l->n; i++)
		look_at(l->list[i]);
	orders_init(&again);
	assert(orders_file_print(l, &text, &n) == 0);
	assert(orders_file_parse(&again, text, n) == 0 && again.n == l->n);
	assert(orders_file_print(&again, &same, &n_same) == 0);
	assert(n == n_same && memcmp(text, same, n) == 0);
	orders_done(&again);
	free(text);
	free(same);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct order_list l;
	int r;

	orders_init(&l);
	r = orders_file_parse(&l, (const char *) data, size);
	assert(r == 0 || (r == -EBADMSG && l.n == 0));
	orders_done(&l);
	r = parse_sealed(&l, data, size);
	assert(r == 0 || (r == -EBADMSG && l.n == 0));
	if (r == 0)
		look_at_all(&l);
	orders_done(&l);
	return 0;
}
