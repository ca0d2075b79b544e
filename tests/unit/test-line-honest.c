/* SPDX-License-Identifier: MIT */

/*
 * Answers that are whole and not the one: no register line takes another unit's, another
 * request's or an earlier one's word for an acknowledgement.
 */

#include <poll.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "modbus_peer.h"
#include "modbus_settings.h"
#include "pufa/driver.h"

#define SLACK (5 * USEC_PER_SEC) /* of a busy machine */

/* A port whose last byte leaves late: this stands for the C library's. */
static int drain_time;

int tcdrain(int fd)
{
	(void) fd;
	poll(NULL, 0, drain_time);
	return 0;
}

static usec_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (usec_t) t.tv_sec * USEC_PER_SEC + (usec_t) t.tv_nsec / 1000;
}

static usec_t in(usec_t span)
{
	return now() + span;
}

enum asked {
	READ,
	WRITE,
	WRITE_ONE,
	COIL,
	N_ASKED,
};

static int ask(struct line *l, enum asked what)
{
	const uint16_t a[2] = { 0x1234, 0x5678 };
	uint16_t got[2];

	switch (what) {
	case READ:
		return line_read_registers(l, PEER_UNIT, 20, got, 2, in(SLACK));
	case WRITE:
		return line_write_registers(l, PEER_UNIT, 20, a, 2, in(SLACK));
	case WRITE_ONE:
		return line_write_register(l, PEER_UNIT, 20, 0x1234, in(SLACK));
	case COIL:
	case N_ASKED:
		break;
	}
	return line_write_coil(l, PEER_UNIT, 20, true, in(SLACK));
}

#define ANY (-1)

static const struct {
	int line;
	enum peer_trick trick;
	int port; /* enum peer_port, or ANY */
	bool write_only;
	int result;
} answers[] = {
	{ __LINE__, PEER_SILENT, ANY, false, -ETIMEDOUT },
	{ __LINE__, PEER_OTHER_UNIT, ANY, false, -EPROTO },
	{ __LINE__, PEER_OTHER_FUNCTION, ANY, false, -EPROTO },
	{ __LINE__, PEER_OTHER_ADDRESS, ANY, true, -EPROTO },
	{ __LINE__, PEER_OTHER_COUNT, ANY, true, -EPROTO },
	{ __LINE__, PEER_OTHER_TRANSACTION, PEER_TCP, false, -EPROTO },
	{ __LINE__, PEER_OTHER_PROTOCOL, PEER_TCP, false, -EPROTO },
	{ __LINE__, PEER_OTHER_LENGTH, PEER_TCP, false, -EPROTO },
	{ __LINE__, PEER_EXCEPTION, ANY, false, -EREMOTEIO },
	{ __LINE__, PEER_HONEST, ANY, false, 0 },
};

/* Each is what the table says, and the next exchange on the line is not harmed by it. */
static void test_answers(enum peer_port kind)
{
	_cleanup_(line_freep) struct line *l = NULL;
	struct modbus_peer p;

	modbus_peer_start(&p, kind);
	l = modbus_peer_line(&p);
	for (size_t i = 0; i < ARRAY_SIZE(answers); i++)
		for (enum asked what = READ; what < N_ASKED; what++) {
			int r;

			if ((answers[i].port != ANY && answers[i].port != (int) kind) ||
			    (answers[i].write_only && what == READ))
				continue;
			modbus_peer_trick(&p, answers[i].trick, 1);
			r = ask(l, what);
			if (r != answers[i].result)
				printf("port %d, asked %d: %d\n", (int) kind, (int) what, r);
			CHECK_ROW(answers[i].line, r == answers[i].result);
			CHECK_ROW(answers[i].line, ask(l, what) == 0);
		}
	modbus_peer_stop(&p);
}

/* On TCP a new connection after any error but a Modbus exception. */
static void test_connections(enum peer_port kind)
{
	_cleanup_(line_freep) struct line *l = NULL;
	struct modbus_peer p;
	int n = 1;

	modbus_peer_start(&p, kind);
	l = modbus_peer_line(&p);
	CHECK(ask(l, READ) == 0 && ask(l, WRITE) == 0 && p.facts->n_connections == n);
	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		if (answers[i].port != ANY && answers[i].port != (int) kind)
			continue;
		modbus_peer_trick(&p, answers[i].trick, 1);
		CHECK_ROW(answers[i].line, ask(l, WRITE) == answers[i].result);
		CHECK_ROW(answers[i].line, ask(l, WRITE) == 0);
		n += answers[i].result < 0 && answers[i].result != -EREMOTEIO;
		CHECK_ROW(answers[i].line, p.facts->n_connections == n);
	}
	modbus_peer_stop(&p);
}

/* A connection that ends as a request comes is made anew, once: a new one is not tried again. */
static void test_stale_connections(enum peer_port kind)
{
	_cleanup_(line_freep) struct line *l = NULL;
	struct modbus_peer p;

	modbus_peer_start(&p, kind);
	l = modbus_peer_line(&p);
	CHECK(ask(l, READ) == 0);
	for (enum asked what = READ; what < N_ASKED; what++) {
		int n = p.facts->n_connections;

		modbus_peer_trick(&p, PEER_HANG_UP, 1);
		CHECK(ask(l, what) == 0 && p.facts->n_connections == n + 1);
		modbus_peer_trick(&p, PEER_HANG_UP, 2);
		CHECK(ask(l, what) == -ENODEV && p.facts->n_connections == n + 2);
		CHECK(ask(l, what) == 0 && p.facts->n_connections == n + 3);
	}
	modbus_peer_stop(&p);
}

/* An answer said twice is not that of the next request, of whatever shape. */
static void test_twice(enum peer_port kind)
{
	_cleanup_(line_freep) struct line *l = NULL;
	struct modbus_peer p;
	int n = 0;

	modbus_peer_start(&p, kind);
	l = modbus_peer_line(&p);
	for (enum asked what = READ; what < N_ASKED; what++) {
		modbus_peer_trick(&p, PEER_TWICE, 1);
		CHECK(ask(l, what) == 0);
		modbus_peer_wait(&p, n += 2);
		modbus_peer_trick(&p, PEER_SILENT, 1);
		CHECK(ask(l, what) == -ETIMEDOUT);
		CHECK(ask(l, what) == 0);
		n++;
	}
	modbus_peer_stop(&p);
}

/* The wait for an answer begins when the last byte has left. */
static void test_time_to_send(void)
{
	_cleanup_(line_freep) struct line *l = NULL;
	struct modbus_peer p;

	modbus_peer_start(&p, PEER_RTU);
	l = modbus_peer_line(&p);
	CHECK(ask(l, READ) == 0);
	drain_time = 2 * (int) (PEER_RESPONSE / USEC_PER_MSEC);
	p.facts->delay = drain_time;
	CHECK(ask(l, READ) == 0);
	drain_time = 0;
	modbus_peer_stop(&p);
}

/* A board with two registers of text, a third with a number where the test says so. */
static struct modbus_settings settings = {
	.has_text = true,
	.text = { 30, 2 },
	.bytes_per_register = 2,
	.max_write = 123,
	.readable = true,
	.sequence = MODBUS_NOWHERE,
};

static const struct profile profile = {
	.name = "honest",
	.rows = 1,
	.columns = 4,
	.settings = &settings,
};

/*
 * The answer to an earlier read has the length of that read, or the number of it: where the drain
 * did not catch it, the next read-back does.
 */
static void test_stale_reads(enum peer_port kind, int sequence)
{
	const struct driver *d = driver_find(drivers, "modbus");
	_cleanup_(freep) void *self = calloc(1, d->size);
	_cleanup_(line_freep) struct line *l = NULL;
	struct page page = { .n_rows = 1, .rows[0] = { .n = 4, .bytes = "ABCD" } }, held;
	struct modbus_peer p;

	settings.sequence = sequence;
	modbus_peer_start(&p, kind);
	l = modbus_peer_line(&p);
	CHECK(d->init(self, &profile, PEER_UNIT, LINE_SERIAL) == 0);
	CHECK(d->show(self, l, &page, in(SLACK)) == 0);
	CHECK(d->read_back(self, l, &page, &held, in(SLACK)) == 0);
	CHECK(held.rows[0].n == 4 && memcmp(held.rows[0].bytes, "ABCD", 4) == 0);

	/* It loses its text; what it last said comes once more. */
	p.facts->registers[30] = p.facts->registers[31] = 0;
	modbus_peer_trick(&p, PEER_STALE, 1);
	CHECK(d->read_back(self, l, &page, &held, in(SLACK)) == -EPROTO);
	CHECK(d->read_back(self, l, &page, &held, in(SLACK)) == 0 && held.rows[0].n == 0);
	modbus_peer_stop(&p);
}

static void test_kind(enum peer_port kind)
{
	test_answers(kind);
	test_twice(kind);
	test_stale_reads(kind, MODBUS_NOWHERE);
	test_stale_reads(kind, 32);
	if (kind == PEER_RTU) {
		test_time_to_send();
	} else {
		test_connections(kind);
		test_stale_connections(kind);
	}
}

int main(void)
{
	return modbus_peer_each(PEER_RTU, test_kind);
}
