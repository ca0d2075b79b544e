/* SPDX-License-Identifier: MIT */

/*
 * Register lines behind an adapter that hears itself: it is found at the start and when it is put
 * there later, its echoes are dropped, and none is taken for a unit's word.
 */

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "modbus_peer.h"

#define SLACK (5 * USEC_PER_SEC) /* of a busy machine */

/* Ahead of the machine's; the line's clock is this one. */
static time_t ahead;

int clock_gettime(clockid_t id, struct timespec *ret)
{
	long r = syscall(SYS_clock_gettime, id, ret);

	ret->tv_sec += ahead;
	return (int) r;
}

static usec_t in(usec_t span)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (usec_t) t.tv_sec * USEC_PER_SEC + (usec_t) t.tv_nsec / 1000 + span;
}

static int write_one(struct line *l, uint16_t value)
{
	return line_write_register(l, PEER_UNIT, 5, value, in(SLACK));
}

static int read_one(struct line *l, uint16_t *ret)
{
	return line_read_registers(l, PEER_UNIT, 5, ret, 1, in(SLACK));
}

static void check_all_functions(struct line *l)
{
	const uint16_t a[3] = { 7, 8, 9 };
	uint16_t back[3];

	CHECK(line_write_registers(l, PEER_UNIT, 20, a, 3, in(SLACK)) == 0);
	CHECK(line_read_registers(l, PEER_UNIT, 20, back, 3, in(SLACK)) == 0);
	CHECK(back[0] == 7 && back[1] == 8 && back[2] == 9);
	CHECK(write_one(l, 77) == 0);
	CHECK(read_one(l, back) == 0 && back[0] == 77);
	CHECK(line_write_coil(l, PEER_UNIT, 6, true, in(SLACK)) == 0);
}

static void test_no_echo(enum peer_port kind)
{
	_cleanup_(line_freep) struct line *l = NULL;
	struct modbus_peer p;

	modbus_peer_start(&p, kind);
	l = modbus_peer_line(&p);
	check_all_functions(l);
	modbus_peer_trick(&p, PEER_SILENT, 1);
	CHECK(write_one(l, 5) == -ETIMEDOUT);
	check_all_functions(l);
	CHECK(!l->echoes);
	/* Asked once; Modbus TCP has no wire to hear oneself on. */
	CHECK(p.facts->n_others == (kind == PEER_TCP ? 0 : 1));
	modbus_peer_stop(&p);
}

static void test_from_the_start(enum peer_port kind)
{
	_cleanup_(line_freep) struct line *l = NULL;
	struct modbus_peer p;

	modbus_peer_start(&p, kind);
	p.facts->echo = PEER_ECHO;
	l = modbus_peer_line(&p);
	check_all_functions(l);
	CHECK(l->echoes && p.facts->n_others == 1);

	/* Its echo is not the word of a unit that is dead. */
	modbus_peer_trick(&p, PEER_SILENT, 3);
	CHECK(write_one(l, 5) == -ETIMEDOUT);
	CHECK(line_write_coil(l, PEER_UNIT, 6, false, in(SLACK)) == -ETIMEDOUT);
	CHECK(read_one(l, &(uint16_t){ 0 }) == -ETIMEDOUT);
	CHECK(p.facts->registers[5] == 77);
	check_all_functions(l);

	/* An exception is still its word. */
	modbus_peer_trick(&p, PEER_EXCEPTION, 1);
	CHECK(write_one(l, 5) == -EREMOTEIO);
	check_all_functions(l);
	modbus_peer_stop(&p);
}

/* The adapter is replaced by one that echoes, and back. */
static void test_in_the_middle(enum peer_port kind)
{
	_cleanup_(line_freep) struct line *l = NULL;
	struct modbus_peer p;
	uint16_t v;

	modbus_peer_start(&p, kind);
	l = modbus_peer_line(&p);
	check_all_functions(l);
	p.facts->echo = PEER_ECHO;
	CHECK(read_one(l, &v) == -EPROTO);
	CHECK(read_one(l, &v) == 0 && v == 77 && l->echoes);
	check_all_functions(l);
	p.facts->echo = PEER_NO_ECHO;
	CHECK(line_write_registers(l, PEER_UNIT, 5, &v, 1, in(SLACK)) == -EPROTO);
	CHECK(read_one(l, &v) == 0 && !l->echoes);
	check_all_functions(l);
	modbus_peer_stop(&p);
}

/* Where nothing but functions 5 and 6 is used, an echo shows by the answer that comes after it. */
static void test_in_the_middle_of_single_writes(enum peer_port kind)
{
	_cleanup_(line_freep) struct line *l = NULL;
	struct modbus_peer p;

	modbus_peer_start(&p, kind);
	l = modbus_peer_line(&p);
	CHECK(write_one(l, 1) == 0);
	p.facts->echo = PEER_ECHO;
	p.facts->delay = 10;
	CHECK(write_one(l, 2) == 0 && !l->echoes);
	modbus_peer_wait(&p, 2);
	CHECK(write_one(l, 3) == 0 && l->echoes);
	CHECK(p.facts->registers[5] == 3);
	modbus_peer_stop(&p);
}

/* Or else by looking again: behind it a unit that is dead acknowledges for a minute at most. */
static void test_a_minute_later(enum peer_port kind)
{
	_cleanup_(line_freep) struct line *l = NULL;
	struct modbus_peer p;

	modbus_peer_start(&p, kind);
	l = modbus_peer_line(&p);
	CHECK(write_one(l, 1) == 0 && write_one(l, 2) == 0 && p.facts->n_others == 1);
	p.facts->echo = PEER_ECHO;
	modbus_peer_trick(&p, PEER_SILENT, 2);
	ahead += 61;
	CHECK(write_one(l, 3) == -ETIMEDOUT && l->echoes);
	CHECK(p.facts->n_others == 2);
	modbus_peer_stop(&p);
}

/* There are units, and gateways, that answer to any address: with or without an echo before. */
static void test_an_answer_is_no_echo(enum peer_port kind)
{
	_cleanup_(line_freep) struct line *l = NULL;
	struct modbus_peer p;

	modbus_peer_start(&p, kind);
	p.facts->answers_to_all = true;
	l = modbus_peer_line(&p);
	check_all_functions(l);
	modbus_peer_trick(&p, PEER_EXCEPTION, 1);
	CHECK(write_one(l, 5) == -EREMOTEIO);
	check_all_functions(l);
	CHECK(!l->echoes && p.facts->n_others == 1);
	modbus_peer_stop(&p);
	l = line_free(l);

	modbus_peer_start(&p, kind);
	p.facts->answers_to_all = true;
	p.facts->echo = PEER_ECHO;
	l = modbus_peer_line(&p);
	check_all_functions(l);
	CHECK(l->echoes && p.facts->n_others == 1);
	modbus_peer_stop(&p);
}

static void test_garbled(enum peer_port kind)
{
	_cleanup_(line_freep) struct line *l = NULL;
	struct modbus_peer p;
	uint16_t v;

	modbus_peer_start(&p, kind);
	p.facts->echo = PEER_GARBLED_ECHO;
	l = modbus_peer_line(&p);
	for (int i = 0; i < 2; i++) {
		CHECK(read_one(l, &v) == -ENODEV && l->cause == LINE_CAUSE_ECHO);
		CHECK(p.facts->n_requests == 0);
	}
	p.facts->echo = PEER_ECHO;
	check_all_functions(l);

	/* Once, amid a session: not the line's end. */
	p.facts->echo = PEER_GARBLED_ECHO;
	CHECK(write_one(l, 1) == -EPROTO);
	p.facts->echo = PEER_ECHO;
	check_all_functions(l);
	CHECK(l->echoes);
	modbus_peer_stop(&p);
}

static void test_kind(enum peer_port kind)
{
	test_no_echo(kind);
	if (kind == PEER_TCP)
		return;
	test_from_the_start(kind);
	test_in_the_middle(kind);
	test_in_the_middle_of_single_writes(kind);
	test_a_minute_later(kind);
	test_an_answer_is_no_echo(kind);
	test_garbled(kind);
}

int main(void)
{
	return modbus_peer_each(PEER_RTU, test_kind);
}
