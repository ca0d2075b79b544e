/* SPDX-License-Identifier: MIT */
#pragma once

/* One simulator with a port of each kind, two units on each, and lines to them. */

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "pufa/line.h"
#include "simulated.h"

#define RESPONSE (60 * USEC_PER_MSEC)
#define SLACK    (2 * USEC_PER_SEC) /* of a busy machine */

enum {
	RTU,
	RTU_TCP,
	TCP,
	KINDS,
};

static const char *const kind_names[] = { "rtu", "rtu in tcp", "tcp" };

static struct simulated boards;
static char pty_link[64];

static inline usec_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (usec_t) t.tv_sec * USEC_PER_SEC + (usec_t) t.tv_nsec / 1000;
}

static inline usec_t in(usec_t span)
{
	return now() + span;
}

static inline struct line_settings settings_for(int kind)
{
	struct line_settings s = {
		.baud = 115200,
		.data_bits = 8,
		.stop_bits = 1,
		.framing = kind == TCP ? LINE_TCP : LINE_RTU,
		.response_timeout = RESPONSE,
	};

	if (kind == RTU)
		s.serial = pty_link;
	else
		s.host = "127.0.0.1", s.port = boards.tcp_ports[kind];
	return s;
}

static inline struct line *new_line(int kind)
{
	struct line_settings s = settings_for(kind);
	struct line *l = NULL;

	CHECK(line_new_registers(&l, &s) == 0);
	return l;
}

static inline void check_kind(int kind, const char *file, int line, bool ok, const char *what)
{
	if (ok)
		return;
	printf("%s:%d: %s: %s\n", file, line, kind_names[kind], what);
	test_failures++;
}

#define CHECK_KIND(x) check_kind(kind, __FILE__, __LINE__, x, #x)

/* @seed: of the simulator's chance. */
static inline void lines_start(const char *simulator, const char *seed)
{
	const char *const args[] = { "--seed", seed, "--rtu",     pty_link, "--unit", "1",
				     "--unit", "2",  "--rtu-tcp", "0",      "--unit", "1",
				     "--unit", "2",  "--tcp",     "0",      "--unit", "1",
				     "--unit", "2",  NULL };

	snprintf(pty_link, sizeof(pty_link), "/tmp/pufa-test-line-%d", (int) getpid());
	if (simulated_start(&boards, simulator, args) < 0) {
		printf("%s does not start\n", simulator);
		exit(EXIT_FAILURE);
	}
}

/* The simulator ends, and leaves nothing behind. */
static inline void lines_stop(void)
{
	simulated_stop(&boards);
	CHECK(access(pty_link, F_OK) < 0);
}
