/* SPDX-License-Identifier: MIT */
/* What people put up, as a list and as a file: also files that are torn, changed or made up. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "playlog/record.h"
#include "service/orders_file.h"

#define BEGIN (1795575600 * USEC_PER_SEC)

static const char *const both[] = { "南门", "gate" };

static struct order order(enum order_kind kind, usec_t span)
{
	return (struct order){ .kind = kind,
			       .from = BEGIN,
			       .until = BEGIN + span,
			       .urgency = kind == ORDER_NOTICE ? 2 : 0 };
}

static struct posting *posting(enum order_kind kind, const char *text)
{
	struct order o = order(kind, USEC_PER_HOUR);
	struct posting *p = NULL;

	if (posting_new(&p, &o, "wang", text, both, 2) < 0)
		abort();
	return p;
}

static void test_limits(void)
{
	static char long_text[TEXT_MAX + 2], long_name[WHO_MAX + 2];
	static const struct {
		int line;
		enum order_kind kind;
		usec_t span;
		int urgency;
		const char *who, *text;
		size_t n_names;
	} rows[] = {
		{ __LINE__, ORDER_NOTICE, USEC_PER_MINUTE - USEC_PER_MSEC, 1, "w", "x", 2 },
		{ __LINE__, ORDER_NOTICE, USEC_PER_DAY + USEC_PER_MSEC, 1, "w", "x", 2 },
		{ __LINE__, ORDER_NOTICE, USEC_PER_HOUR + 1, 1, "w", "x", 2 },
		{ __LINE__, ORDER_NOTICE, USEC_PER_HOUR, 0, "w", "x", 2 },
		{ __LINE__, ORDER_NOTICE, USEC_PER_HOUR, 4, "w", "x", 2 },
		{ __LINE__, ORDER_NOTICE, USEC_PER_HOUR, 1, "", "x", 2 },
		{ __LINE__, ORDER_NOTICE, USEC_PER_HOUR, 1, long_name, "x", 2 },
		{ __LINE__, ORDER_NOTICE, USEC_PER_HOUR, 1, "w", "", 2 },
		{ __LINE__, ORDER_NOTICE, USEC_PER_HOUR, 1, "w", "a\nb", 2 },
		{ __LINE__, ORDER_NOTICE, USEC_PER_HOUR, 1, "w", "\xff", 2 },
		{ __LINE__, ORDER_NOTICE, USEC_PER_HOUR, 1, "w", long_text, 2 },
		{ __LINE__, ORDER_NOTICE, USEC_PER_HOUR, 1, "w", "x", 0 },
		{ __LINE__, ORDER_BLANK, USEC_PER_HOUR, 0, "w", "x", 2 },
		{ __LINE__, ORDER_BLANK, USEC_PER_HOUR, 1, "w", "", 2 },
		{ __LINE__, ORDER_BLANK, BLANK_SPAN_MAX + USEC_PER_MSEC, 0, "w", "", 2 },
	};
	static const char *const twice[] = { "a", "a" };
	struct posting *p = NULL;
	struct order o;

	memset(long_text, 'x', TEXT_MAX + 1);
	memset(long_name, 'x', WHO_MAX + 1);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		o = order(rows[i].kind, rows[i].span);
		o.urgency = rows[i].urgency;
		CHECK_ROW(rows[i].line, posting_new(&p, &o, rows[i].who, rows[i].text, both,
						    rows[i].n_names) == -EINVAL);
	}
	o = order(ORDER_NOTICE, USEC_PER_DAY);
	CHECK(posting_new(&p, &o, "w", "x", twice, 2) == -EINVAL);
	CHECK(posting_new(&p, &o, "w", "国家维护社会主义法制的统一和尊严任何组织", both, 2) == 0);
	CHECK(p->order.message.duration_ms == 6000 && p->order.who == p->who);
	CHECK(!posting_is_over(p, BEGIN) && !posting_is_over(p, BEGIN + USEC_PER_DAY - 1));
	CHECK(posting_is_over(p, BEGIN + USEC_PER_DAY));
	CHECK(!posting_is_over(p, BEGIN - USEC_PER_MINUTE));
	CHECK(posting_is_over(p, BEGIN - USEC_PER_DAY));
	posting_free(p);
}

static void test_list(void)
{
	static const struct config_board boards[] = { { .name = "other" }, { .name = "gate" } };
	static const struct config config = { .boards = boards, .n_boards = 2 };
	struct order_list l;

	orders_init(&l);
	CHECK(orders_add(&l, posting(ORDER_NOTICE, "停水")) == 0);
	CHECK(orders_add(&l, posting(ORDER_BLANK, "")) == 0);
	CHECK(l.n == 2 && l.list[0]->order.id == 1 && l.list[1]->order.id == 2);
	l.list[1]->waits = 5;
	orders_refresh(&l, &config, USEC_NEVER);
	CHECK(l.orders.n == 1 && l.orders.list[0].id == 1);
	CHECK(!board_set_has(&l.orders.list[0].boards, 0) &&
	      board_set_has(&l.orders.list[0].boards, 1));
	CHECK(strcmp(l.orders.list[0].message.text, "停水") == 0);
	l.list[1]->waits = 0;
	CHECK(posting_drop_board(l.list[0], "gate") && !posting_drop_board(l.list[0], "gate"));
	CHECK(posting_has(l.list[0], "南门") && l.list[0]->n_names == 1);
	orders_refresh(&l, &config, 1);
	CHECK(l.orders.list[0].from == 1 && l.list[0]->order.from > 1); /* the clock was set back */
	CHECK(l.orders.n == 2 && !board_set_has(&l.orders.list[0].boards, 1));

	orders_remove(&l, orders_find(&l, 1));
	CHECK(!orders_find(&l, 1) && l.n == 1 && l.list[0]->order.id == 2);
	while (l.n < ORDERS_MAX)
		CHECK(orders_add(&l, posting(ORDER_BLANK, "")) == 0);
	CHECK(orders_add(&l, posting(ORDER_BLANK, "")) == -ENOSPC);
	orders_done(&l);
	CHECK(l.n == 0 && l.next_id == 1);
}

/* What is printed is read as it was, and printed again the same. */
static void test_round_trip(void)
{
	struct order_list l, back;
	char *text = NULL, *again = NULL;
	size_t n, n_again;

	orders_init(&l);
	orders_init(&back);
	CHECK(orders_add(&l, posting(ORDER_NOTICE, "停\"水\\")) == 0);
	CHECK(orders_add(&l, posting(ORDER_BLANK, "")) == 0);
	CHECK(orders_add(&l, posting(ORDER_NOTICE, "停电")) == 0);
	l.list[2]->order.through_quiet = true;
	orders_remove(&l, orders_find(&l, 2));
	CHECK(orders_file_print(&l, &text, &n) == 0);
	CHECK(orders_file_parse(&back, text, n) == 0);
	CHECK(back.n == 2 && back.next_id == 4 && back.list[1]->order.id == 3);
	CHECK(back.list[1]->order.through_quiet && back.list[0]->order.urgency == 2 &&
	      strcmp(back.list[0]->text, "停\"水\\") == 0 && posting_has(back.list[0], "南门"));
	CHECK(orders_file_print(&back, &again, &n_again) == 0);
	CHECK(n == n_again && memcmp(text, again, n) == 0);
	orders_done(&back);

	/* Torn at any byte, or any byte changed. */
	for (size_t i = 0; i < n; i++) {
		CHECK(orders_file_parse(&back, text, i) == -EBADMSG && back.n == 0);
		text[i] ^= 1;
		CHECK(orders_file_parse(&back, text, n) == -EBADMSG && back.n == 0);
		text[i] ^= 1;
	}
	free(text);
	free(again);
	orders_done(&l);
}

/* With a check sum that is right. */
static int parse_sealed(const char *json)
{
	struct order_list l;
	char text[2048];
	int n = snprintf(text, sizeof(text), "%s\n", json), r;

	orders_init(&l);
	n += snprintf(text + n, sizeof(text) - (size_t) n, "crc32c %08x\n",
		      crc32c(text, (size_t) n));
	r = orders_file_parse(&l, text, (size_t) n);
	CHECK(r == 0 || l.n == 0);
	orders_done(&l);
	return r;
}

#define ORDER(id, urgency, until, more)                                                            \
	"{\"id\":" id ",\"kind\":\"notice\",\"who\":\"w\",\"from\":1000000,\"until\":" until       \
	",\"urgency\":" urgency ",\"through_quiet\":false,\"text\":\"x\",\"boards\":[\"a\"]" more  \
	"}"
#define FILE_OF(next, orders) "{\"next\":" next ",\"orders\":[" orders "]}"

static void test_hostile(void)
{
	static const struct {
		int line;
		const char *json;
		int r;
	} rows[] = {
		{ __LINE__, FILE_OF("1", ""), 0 },
		{ __LINE__, FILE_OF("2", ORDER("1", "1", "90000000", "")), 0 },
		{ __LINE__, FILE_OF("1", ORDER("1", "1", "90000000", "")), -EBADMSG },
		{ __LINE__, FILE_OF("0", ""), -EBADMSG },
		{ __LINE__, FILE_OF("4294967296", ""), -EBADMSG },
		{ __LINE__, FILE_OF("2", ORDER("0", "1", "90000000", "")), -EBADMSG },
		{ __LINE__, FILE_OF("9", ORDER("4294967297", "1", "90000000", "")), -EBADMSG },
		{ __LINE__, FILE_OF("2", ORDER("1", "4", "90000000", "")), -EBADMSG },
		{ __LINE__, FILE_OF("2", ORDER("1", "1", "90000000000000", "")), -EBADMSG },
		{ __LINE__, FILE_OF("2", ORDER("1", "1", "-90000000", "")), -EBADMSG },
		{ __LINE__, FILE_OF("2", ORDER("1", "1", "90000000", ",\"more\":1")), -EBADMSG },
		{ __LINE__, FILE_OF("2", ORDER("1", "1", "90000000", ",\"id\":1")), -EBADMSG },
		{ __LINE__,
		  FILE_OF("3", ORDER("1", "1", "90000000", "") "," ORDER("1", "1", "90000000", "")),
		  -EBADMSG },
		{ __LINE__, FILE_OF("2", "1"), -EBADMSG },
		{ __LINE__, "{\"next\":1,\"orders\":{}}", -EBADMSG },
		{ __LINE__, "[]", -EBADMSG },
		{ __LINE__, "", -EBADMSG },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		CHECK_ROW(rows[i].line, parse_sealed(rows[i].json) == rows[i].r);
}

static void test_places(void)
{
	char dir[] = "/tmp/pufa-test-orders-XXXXXX", name[64], damaged[64];
	struct order_list l;

	orders_init(&l);
	if (!mkdtemp(dir))
		abort();
	snprintf(name, sizeof(name), "%s/orders", dir);
	snprintf(damaged, sizeof(damaged), "%s/orders.damaged", dir);
	CHECK(orders_file_load(&l, dir) == 0);
	CHECK(symlink("/etc/passwd", name) == 0 && orders_file_load(&l, dir) == -EBADMSG);
	CHECK(unlink(damaged) == 0);
	CHECK(mkfifo(name, 0600) == 0 && orders_file_load(&l, dir) == -EBADMSG);
	CHECK(unlink(damaged) == 0);
	CHECK(mkdir(name, 0700) == 0 && orders_file_load(&l, dir) == -EBADMSG);
	CHECK(rmdir(damaged) == 0 && rmdir(dir) == 0);
	CHECK(orders_file_load(&l, dir) == -ENOENT);
}

int main(void)
{
	test_limits();
	test_list();
	test_round_trip();
	test_hostile();
	test_places();
	return test_result();
}
