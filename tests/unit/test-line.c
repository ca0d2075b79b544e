/* SPDX-License-Identifier: MIT */

/*
 * Register lines against the simulator, over a pty, over TCP and as RTU inside
 * TCP: what works, what each fault is reported as, and that the next exchange
 * is not harmed by the last one.
 */

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/select.h>

#include "lines.h"

static void test_operations(int kind)
{
	_cleanup_(line_freep) struct line *l = new_line(kind);
	uint16_t out[125], back[125];

	for (unsigned i = 0; i < 125; i++)
		out[i] = (uint16_t) (0x4100 + 3 * i);
	CHECK_KIND(line_write_registers(l, 1, 500, out, 123, in(SLACK)) == 0);
	CHECK_KIND(line_write_registers(l, 1, 623, out + 123, 2, in(SLACK)) == 0);
	CHECK_KIND(line_read_registers(l, 1, 500, back, 125, in(SLACK)) == 0);
	CHECK_KIND(memcmp(out, back, sizeof(out)) == 0);
	CHECK_KIND(line_write_register(l, 2, 7, 0xbeef, in(SLACK)) == 0);
	CHECK_KIND(strcmp(simulated_ask(&boards, "dump %d:2 6 3", kind), "0000BEEF0000") == 0);
	CHECK_KIND(line_write_coil(l, 2, 9, true, in(SLACK)) == 0);
	CHECK_KIND(strcmp(simulated_ask(&boards, "coil %d:2 9", kind), "1") == 0);
	CHECK_KIND(line_write_coil(l, 2, 9, false, in(SLACK)) == 0);
	CHECK_KIND(strcmp(simulated_ask(&boards, "coil %d:2 9", kind), "0") == 0);

	back[0] = 0x5a5a;
	CHECK_KIND(line_read_registers(l, 1, 4090, back, 20, in(SLACK)) == -EREMOTEIO);
	CHECK_KIND(back[0] == 0x5a5a);
	CHECK_KIND(line_read_registers(l, 1, 500, back, 1, in(SLACK)) == 0 && back[0] == 0x4100);
}

static void test_arguments(int kind)
{
	_cleanup_(line_freep) struct line *l = new_line(kind);
	uint16_t v[130] = { 0 };

	CHECK_KIND(line_write_registers(l, 0, 1, v, 1, in(SLACK)) == -EINVAL);
	CHECK_KIND(line_write_registers(l, 248, 1, v, 1, in(SLACK)) == -EINVAL);
	CHECK_KIND(line_write_registers(l, 1, 1, v, 0, in(SLACK)) == -EINVAL);
	CHECK_KIND(line_write_registers(l, 1, 1, v, 124, in(SLACK)) == -EINVAL);
	CHECK_KIND(line_write_registers(l, 1, 65535, v, 2, in(SLACK)) == -EINVAL);
	CHECK_KIND(line_write_registers(l, 1, 0xffffffff, v, 1, in(SLACK)) == -EINVAL);
	CHECK_KIND(line_read_registers(l, 1, 1, v, 126, in(SLACK)) == -EINVAL);
	CHECK_KIND(line_write_coil(l, 1, 65536, true, in(SLACK)) == -EINVAL);
	CHECK_KIND(l->ops->kind == LINE_REGISTERS);
}

/* What each fault is on each kind of line, when it strikes a read. */
static const struct {
	int line;
	const char *fault;
	int results[KINDS];
} faults[] = {
	{ __LINE__, "silent", { -ETIMEDOUT, -ETIMEDOUT, -ETIMEDOUT } },
	{ __LINE__, "mute", { -ETIMEDOUT, -ETIMEDOUT, -ETIMEDOUT } },
	{ __LINE__, "late", { -ETIMEDOUT, -ETIMEDOUT, -ETIMEDOUT } },
	{ __LINE__, "short", { -ETIMEDOUT, -ETIMEDOUT, -ETIMEDOUT } },
	{ __LINE__, "crc", { -EPROTO, -EPROTO, -EPROTO } },
	{ __LINE__, "wrong-unit", { -EPROTO, -EPROTO, -EPROTO } },
	{ __LINE__, "exception", { -EREMOTEIO, -EREMOTEIO, -EREMOTEIO } },
	{ __LINE__, "busy", { -EBUSY, -EBUSY, -EBUSY } },
	{ __LINE__, "noise", { -EPROTO, -EPROTO, -EPROTO } },
	{ __LINE__, "echo", { -EPROTO, -EPROTO, -EPROTO } },
	{ __LINE__, "dribble", { -ETIMEDOUT, -ETIMEDOUT, -ETIMEDOUT } },
};

static void test_faults(int kind)
{
	_cleanup_(line_freep) struct line *l = new_line(kind);
	const uint16_t a[4] = { 0x1111, 0x2222, 0x3333, 0x4444 }, b[4] = { 5, 6, 7, 8 };

	CHECK_KIND(line_write_registers(l, 1, 100, a, 4, in(SLACK)) == 0);
	CHECK_KIND(line_write_registers(l, 1, 200, b, 4, in(SLACK)) == 0);
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		uint16_t got[4] = { 0 };
		usec_t start;
		int r;

		simulated_tell(&boards, "fault %d %s 1 80", kind, faults[i].fault);
		start = now();
		r = line_read_registers(l, 1, 100, got, 4, in(SLACK));
		if (r != faults[i].results[kind])
			printf("%s: %s: %d\n", kind_names[kind], faults[i].fault, r);
		CHECK_ROW(faults[i].line, r == faults[i].results[kind]);
		CHECK_ROW(faults[i].line, now() - start < RESPONSE + SLACK);
		CHECK_ROW(faults[i].line, r == 0 || got[0] == 0);

		/* The next one is asked something else, and answered that. */
		r = line_read_registers(l, 1, 200, got, 4, in(SLACK));
		CHECK_ROW(faults[i].line, r == 0 && memcmp(got, b, sizeof(b)) == 0);
	}
}

/* 25 bytes, 20 ms apart, would keep a timeout that starts anew with each of them busy for long. */
static void test_dribble_ends_at_the_deadline(int kind)
{
	_cleanup_(line_freep) struct line *l = new_line(kind);
	usec_t start = now(), deadline = start + 100 * USEC_PER_MSEC;
	uint16_t v[10];

	simulated_tell(&boards, "fault %d dribble 1 80", kind);
	CHECK_KIND(line_read_registers(l, 1, 100, v, 10, deadline) == -ETIMEDOUT);
	CHECK_KIND(now() < deadline + USEC_PER_SEC);
}

/* A late acknowledgement of one write is not that of the next, which was never heard. */
static void test_phantom_acknowledgement(int kind)
{
	_cleanup_(line_freep) struct line *l = new_line(kind);
	const uint16_t a[2] = { 1, 2 }, b[2] = { 3, 4 };

	simulated_tell(&boards, "fault %d late 1 90", kind);
	CHECK_KIND(line_write_registers(l, 1, 300, a, 2, in(SLACK)) == -ETIMEDOUT);
	simulated_tell(&boards, "fault %d silent 1", kind);
	CHECK_KIND(line_write_registers(l, 1, 300, b, 2, in(SLACK)) == -ETIMEDOUT);
	CHECK_KIND(strcmp(simulated_ask(&boards, "dump %d:1 300 2", kind), "00010002") == 0);
	CHECK_KIND(line_write_registers(l, 1, 300, b, 2, in(SLACK)) == 0);
	CHECK_KIND(strcmp(simulated_ask(&boards, "dump %d:1 300 2", kind), "00030004") == 0);
}

/* Without the time for an answer the question is not put. */
static void test_nothing_sent_without_time(int kind)
{
	_cleanup_(line_freep) struct line *l = new_line(kind);
	char before[32];
	uint16_t v;

	CHECK_KIND(line_read_registers(l, 1, 0, &v, 1, in(SLACK)) == 0);
	snprintf(before, sizeof(before), "%s", simulated_ask(&boards, "requests %d:1", kind));
	CHECK_KIND(line_read_registers(l, 1, 0, &v, 1, now()) == -ETIMEDOUT);
	CHECK_KIND(line_write_registers(l, 1, 0, &v, 1, 0) == -ETIMEDOUT);
	CHECK_KIND(strcmp(simulated_ask(&boards, "requests %d:1", kind), before) == 0);
	CHECK_KIND(line_read_registers(l, 1, 0, &v, 1, in(SLACK)) == 0);
}

static void test_unplug(int kind)
{
	_cleanup_(line_freep) struct line *l = new_line(kind);
	const uint16_t a[2] = { 9, 8 };
	uint16_t v[2] = { 0 };

	CHECK_KIND(line_write_registers(l, 1, 40, a, 2, in(SLACK)) == 0);
	simulated_tell(&boards, "unplug %d", kind);
	CHECK_KIND(line_read_registers(l, 1, 40, v, 2, in(SLACK)) == -ENODEV);
	CHECK_KIND(line_write_registers(l, 1, 40, a, 2, in(SLACK)) == -ENODEV);
	simulated_tell(&boards, "plug %d", kind);
	CHECK_KIND(line_read_registers(l, 1, 40, v, 2, in(SLACK)) == 0);
	CHECK_KIND(memcmp(a, v, sizeof(a)) == 0);

	/* Gone and back while nobody looked: a port says so once, a connection is just made again.
	 */
	simulated_tell(&boards, "unplug %d", kind);
	simulated_tell(&boards, "plug %d", kind);
	if (kind == RTU)
		CHECK_KIND(line_read_registers(l, 1, 40, v, 2, in(SLACK)) == -ENODEV);
	CHECK_KIND(line_read_registers(l, 1, 40, v, 2, in(SLACK)) == 0);
}

/* The end of a line that nobody uses just now shows by its descriptor alone. */
static void test_hang_up_while_idle(int kind)
{
	_cleanup_(line_freep) struct line *l = new_line(kind);
	struct pollfd p = { .events = POLLRDHUP };
	uint16_t v;

	CHECK_KIND(line_idle_fd(l) == -1);
	CHECK_KIND(line_read_registers(l, 1, 0, &v, 1, in(SLACK)) == 0);
	p.fd = line_idle_fd(l);
	CHECK_KIND(p.fd >= 0 && poll(&p, 1, 0) == 0);
	simulated_tell(&boards, "unplug %d", kind);
	CHECK_KIND(poll(&p, 1, 30000) == 1 && (p.revents & (POLLHUP | POLLRDHUP)));
	line_hang_up(l);
	CHECK_KIND(l->cause == (kind == RTU ? EIO : ECONNRESET) && line_idle_fd(l) == -1);
	simulated_tell(&boards, "plug %d", kind);
	CHECK_KIND(line_read_registers(l, 1, 0, &v, 1, in(SLACK)) == 0);
}

static void test_turnaround(int kind)
{
	_cleanup_(line_freep) struct line *l = NULL;
	struct line_settings s = settings_for(kind);
	uint16_t v;
	usec_t start;

	s.turnaround = 50 * USEC_PER_MSEC;
	CHECK_KIND(line_new_registers(&l, &s) == 0);
	CHECK_KIND(line_read_registers(l, 1, 0, &v, 1, in(SLACK)) == 0);
	start = now();
	CHECK_KIND(line_read_registers(l, 1, 0, &v, 1, in(SLACK)) == 0);
	CHECK_KIND(now() - start >= s.turnaround - USEC_PER_MSEC);
	/* Not quiet for long enough before the deadline. */
	CHECK_KIND(line_read_registers(l, 1, 0, &v, 1, in(20 * USEC_PER_MSEC)) == -ETIMEDOUT);
}

/* At 300 baud a character takes 33 ms, the gap 116 ms. */
static void test_gap(void)
{
	_cleanup_(line_freep) struct line *l = NULL;
	struct line_settings s = settings_for(RTU);
	uint16_t v;
	usec_t start;

	s.baud = 300;
	CHECK(line_new_registers(&l, &s) == 0);
	start = now();
	CHECK(line_read_registers(l, 1, 0, &v, 1, in(2 * SLACK)) == 0);
	CHECK(line_read_registers(l, 1, 0, &v, 1, in(2 * SLACK)) == 0);
	CHECK(now() - start >= 2 * 116 * USEC_PER_MSEC);
	/* 15 characters need half a second. */
	CHECK(line_read_registers(l, 1, 0, &v, 1, in(400 * USEC_PER_MSEC)) == -ETIMEDOUT);
}

/* libmodbus waits with select(2): a descriptor past its set must be refused, not used. */
static void test_descriptors(int kind)
{
	_cleanup_(line_freep) struct line *l = new_line(kind);
	struct rlimit limit = { 2048, 2048 }, before;
	int fds[FD_SETSIZE], n = 0;
	uint16_t v;

	CHECK_KIND(getrlimit(RLIMIT_NOFILE, &before) == 0);
	if (before.rlim_max < limit.rlim_max)
		return;
	limit.rlim_max = before.rlim_max;
	CHECK_KIND(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	do
		fds[n] = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
	while (fds[n] >= 0 && fds[n++] < FD_SETSIZE - 1);
	CHECK_KIND(line_read_registers(l, 1, 0, &v, 1, in(SLACK)) == -ENODEV);
	while (n > 0)
		close(fds[--n]);
	CHECK_KIND(line_read_registers(l, 1, 0, &v, 1, in(SLACK)) == 0);
	CHECK_KIND(setrlimit(RLIMIT_NOFILE, &before) == 0);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: %s SIMULATOR\n", argv[0]);
		return 2;
	}
	lines_start(argv[1], "1");
	for (int kind = 0; kind < KINDS; kind++) {
		test_operations(kind);
		test_arguments(kind);
		test_faults(kind);
		test_dribble_ends_at_the_deadline(kind);
		test_phantom_acknowledgement(kind);
		test_nothing_sent_without_time(kind);
		test_unplug(kind);
		test_hang_up_while_idle(kind);
		test_turnaround(kind);
		test_descriptors(kind);
	}
	test_gap();
	lines_stop();
	return test_result();
}
