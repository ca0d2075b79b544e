/* SPDX-License-Identifier: MIT */

/*
 * Bytes lines against a peer that does what a script says, on a pty, over TCP
 * and over UDP: answers in one piece and in many, late, with noise and with an
 * echo before them, and ends of all kinds.
 *
 * The protocol of the test: an answer is "<" text ">", and begins at the last "<".
 */

#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "peer.h"
#include "pufa/line.h"

#define LONG (5 * USEC_PER_SEC)

static const char *const kind_names[] = { "pty", "tcp", "udp" };

static usec_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (usec_t) t.tv_sec * USEC_PER_SEC + (usec_t) t.tv_nsec / 1000;
}

static struct line_settings settings_for(const struct peer *p)
{
	return (struct line_settings){
		.serial = p->kind == PTY ? p->path : NULL,
		.host = p->kind == PTY ? NULL : "127.0.0.1",
		.port = p->port,
		.udp = p->kind == UDP,
		.baud = 115200,
		.data_bits = 8,
		.stop_bits = 1,
		.response_timeout = RESPONSE,
	};
}

static struct line *new_line(const struct peer *p)
{
	struct line_settings s = settings_for(p);
	struct line *l = NULL;

	CHECK(line_new_bytes(&l, &s) == 0);
	return l;
}

/* The text between the marks; a question mark in it is a refusal. */
static int accept_answer(void *userdata, const uint8_t *bytes, size_t n)
{
	char *text = userdata;
	const uint8_t *first = memrchr(bytes, '<', n), *last;

	if (!first)
		return 0;
	last = memchr(first, '>', n - (size_t) (first - bytes));
	if (!last)
		return 0;
	if (memchr(first, '?', (size_t) (last - first)))
		return -EREMOTEIO;
	snprintf(text, 256, "%.*s", (int) (last - first - 1), (const char *) first + 1);
	return 7;
}

static int ask(struct line *l, const char *request, char *text)
{
	text[0] = '\0';
	return line_exchange(l, (const uint8_t *) request, strlen(request), accept_answer, text,
			     now() + LONG);
}

/* What one answer may be made of. */
static void test_answers(void)
{
	static const struct {
		int line;
		const char *script, *text;
		int result;
		unsigned kinds; /* bits */
	} rows[] = {
		{ __LINE__, "<yes>", "yes", 7, 7 },
		{ __LINE__, "noise<yes>", "yes", 7, 7 },
		{ __LINE__, "<no?>", "", -EREMOTEIO, 7 },
		{ __LINE__, "<y%de%ds%d>", "yes", 7, 3 },
		{ __LINE__, "%e<yes>", "yes", 7, 3 },
		{ __LINE__, "%e%d<yes>", "yes", 7, 3 },
		/* The echo alone is nobody's answer, though it looks like one. */
		{ __LINE__, "%e", "", -ETIMEDOUT, 3 },
		/* It begins as the echo does. */
		{ __LINE__, "<que%dst>", "quest", 7, 3 },
		{ __LINE__, "<que>", "que", 7, 7 },
		{ __LINE__, "<half", "", -ETIMEDOUT, 7 },
		{ __LINE__, "%P<late>", "", -ETIMEDOUT, 7 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		for (int kind = 0; kind < KINDS; kind++) {
			const char *const scripts[] = { rows[i].script, NULL };
			char text[256];
			struct peer p;
			struct line *l;
			int r;

			if (!(rows[i].kinds & 1u << kind))
				continue;
			peer_open(&p, (enum kind) kind);
			peer_start(&p, scripts);
			l = new_line(&p);
			r = ask(l, "<question>\n", text);
			if (r != rows[i].result || strcmp(text, rows[i].text) != 0)
				printf("%s: %d \"%s\"\n", kind_names[kind], r, text);
			CHECK_ROW(rows[i].line, r == rows[i].result);
			CHECK_ROW(rows[i].line, strcmp(text, rows[i].text) == 0);
			line_free(l);
			peer_close(&p);
		}
}

/* A late answer is never taken for that to the next question. */
static void test_late(void)
{
	static const char *const scripts[] = { "%p<late>", "<second>", "<third>", NULL };

	for (int kind = 0; kind < KINDS; kind++) {
		struct peer p;
		struct line *l;
		char text[256];
		int r;

		peer_open(&p, (enum kind) kind);
		peer_start(&p, scripts);
		l = new_line(&p);
		CHECK(ask(l, "one\n", text) == -ETIMEDOUT);
		/* A datagram's peer may still be asleep: what matters is what is taken. */
		do
			r = ask(l, "two\n", text);
		while (r == -ETIMEDOUT);
		if (r != 7 || strcmp(text, "late") == 0)
			printf("%s: %d \"%s\"\n", kind_names[kind], r, text);
		CHECK(r == 7 && strcmp(text, "late") != 0);
		line_free(l);
		peer_close(&p);
	}
}

/* The adapter is replaced by one that does not hear itself. */
static void test_echo_and_none(void)
{
	static const char *const scripts[] = { "%e<one>", "%e", "<three>", "%e<four>", NULL };
	struct peer p;
	struct line *l;
	char text[256];

	peer_open(&p, PTY);
	peer_start(&p, scripts);
	l = new_line(&p);
	CHECK(!l->echoes);
	CHECK(ask(l, "one\n", text) == 7 && l->echoes);
	CHECK(ask(l, "two\n", text) == -ETIMEDOUT && l->echoes);
	CHECK(ask(l, "three\n", text) == 7 && !l->echoes);
	CHECK(ask(l, "four\n", text) == 7 && l->echoes);
	line_free(l);
	peer_close(&p);
}

/*
 * What crosses the end of a connection is asked once more on a new one; where that ends as well it
 * is one error, and the next question is asked on another.
 */
static void test_reconnect(void)
{
	static const char *const scripts[] = { "<one>", "!", "<two>", "!", "!", "<four>", NULL };
	struct peer p;
	struct line *l;
	char text[256];
	int r;

	peer_open(&p, TCP);
	peer_start(&p, scripts);
	l = new_line(&p);
	CHECK(ask(l, "one\n", text) == 7);
	CHECK(ask(l, "two\n", text) == 7 && strcmp(text, "two") == 0);
	CHECK(ask(l, "three\n", text) == -ENODEV && l->cause == ECONNRESET);
	CHECK(ask(l, "four\n", text) == 7 && strcmp(text, "four") == 0);
	peer_stop(&p);
	close(p.fd);
	r = ask(l, "five\n", text);
	CHECK(r == -ENODEV && l->cause != 0);
	line_free(l);
}

/* A datagram that nobody is there to take is an end too. */
static void test_nobody(void)
{
	struct peer p;
	struct line *l;
	char text[256];

	peer_open(&p, UDP);
	l = new_line(&p);
	close(p.fd);
	CHECK(ask(l, "one\n", text) == -ENODEV && l->cause == ECONNREFUSED);
	line_free(l);
}

/* Unplugged and plugged again: the same path leads to another port. */
static void test_unplug(void)
{
	static const char *const one[] = { "<one>", NULL }, *const two[] = { "<two>", NULL };
	char path[64], text[256];
	struct line_settings s;
	struct peer p;
	struct line *l;

	snprintf(path, sizeof(path), "/tmp/pufa-test-bytes-%d", (int) getpid());
	peer_open(&p, PTY);
	CHECK(symlink(p.path, path) == 0);
	s = settings_for(&p);
	s.serial = path;
	CHECK(line_new_bytes(&l, &s) == 0);
	peer_start(&p, one);
	CHECK(ask(l, "one\n", text) == 7);

	peer_close(&p);
	unlink(path);
	CHECK(ask(l, "gone\n", text) == -ENODEV && l->cause == EIO);
	CHECK(ask(l, "gone\n", text) == -ENODEV && l->cause == ENOENT);

	peer_open(&p, PTY);
	CHECK(symlink(p.path, path) == 0);
	peer_start(&p, two);
	CHECK(ask(l, "two\n", text) == 7 && strcmp(text, "two") == 0);
	line_free(l);
	unlink(path);
	peer_close(&p);
}

/* Unplugged while an answer is waited for. */
static void test_unplug_meanwhile(void)
{
	struct peer p;
	struct line *l;
	char text[256];
	pid_t child;

	peer_open(&p, PTY);
	l = new_line(&p);
	close(p.keep);
	p.keep = -1;
	child = fork();
	if (child == 0) {
		char buf[64];

		peer_hear(p.fd, buf, sizeof(buf));
		_exit(0);
	}
	close(p.fd); /* the child's copy is the last one */
	CHECK(ask(l, "one\n", text) == -ENODEV && l->cause == EIO);
	waitpid(child, NULL, 0);
	line_free(l);
}

static void test_one_user(void)
{
	static const char *const scripts[] = { "<one>", "<two>", NULL };
	struct peer p;
	struct line *a, *b;
	char text[256];

	peer_open(&p, PTY);
	peer_start(&p, scripts);
	a = new_line(&p);
	b = new_line(&p);
	CHECK(ask(a, "one\n", text) == 7);
	CHECK(ask(b, "two\n", text) == -ENODEV && b->cause == EBUSY);
	line_free(a);
	CHECK(ask(b, "two\n", text) == 7 && strcmp(text, "two") == 0);
	line_free(b);
	peer_close(&p);
}

/* Nothing is waited for where nothing comes back; the next request waits for the line's rest. */
static void test_no_answer(void)
{
	static const char *const scripts[] = { "", "<two>", NULL };
	struct peer p;
	struct line *l;
	char text[256];
	usec_t began;
	struct line_settings s;

	peer_open(&p, PTY);
	peer_start(&p, scripts);
	s = settings_for(&p);
	s.turnaround = 100 * USEC_PER_MSEC;
	CHECK(line_new_bytes(&l, &s) == 0);
	CHECK(line_exchange(l, (const uint8_t *) "one\n", 4, NULL, NULL, now() + LONG) == 0);
	began = now();
	CHECK(ask(l, "two\n", text) == 7);
	CHECK(now() - began >= s.turnaround - 10 * USEC_PER_MSEC);
	line_free(l);
	peer_close(&p);
}

/* Far more than any answer, without ever being one. */
static void test_flood(void)
{
	static char flood[2 * LINE_ANSWER_MAX];
	const char *const scripts[] = { flood, NULL };
	struct peer p;
	struct line *l;
	char text[256];

	memset(flood, 'x', sizeof(flood) - 1);
	peer_open(&p, TCP);
	peer_start(&p, scripts);
	l = new_line(&p);
	CHECK(ask(l, "one\n", text) == -EPROTO);
	line_free(l);
	peer_close(&p);
}

static void test_deadline(void)
{
	struct peer p;
	struct line *l;
	char text[256] = "";
	usec_t began = now();
	int r;

	peer_open(&p, TCP); /* connected by the system, but nobody is there */
	l = new_line(&p);
	r = line_exchange(l, (const uint8_t *) "one\n", 4, accept_answer, text,
			  now() + RESPONSE / 3);
	CHECK(r == -ETIMEDOUT && now() - began < 2 * USEC_PER_SEC);
	r = line_exchange(l, (const uint8_t *) "one\n", 4, accept_answer, text, now() - 1);
	CHECK(r < 0);
	line_free(l);
	peer_close(&p);
}

static void test_arguments(void)
{
	static const uint8_t bytes[LINE_REQUEST_MAX + 1];
	struct line_settings good, s;
	struct line *l = NULL;
	struct peer p;
	uint16_t value;

	peer_open(&p, PTY);
	good = settings_for(&p);
	for (int i = 0; i < 7; i++) {
		s = good;
		s.serial = i == 0 ? "" : s.serial;
		s.baud = i == 1 ? 0 : s.baud;
		s.data_bits = i == 2 ? 9 : s.data_bits;
		s.stop_bits = i == 3 ? 0 : s.stop_bits;
		s.response_timeout = i == 4 ? 0 : s.response_timeout;
		s.udp = i == 5;
		s.host = i == 6 ? "127.0.0.1" : NULL;
		CHECK(line_new_bytes(&l, &s) == -EINVAL);
	}
	s = good;
	s.data_bits = 7; /* as text protocols have it */
	CHECK(line_new_bytes(&l, &s) == 0);
	CHECK(line_exchange(l, bytes, 0, NULL, NULL, now() + LONG) == -EINVAL);
	CHECK(line_exchange(l, bytes, sizeof(bytes), NULL, NULL, now() + LONG) == -EINVAL);
	CHECK(line_read_registers(l, 1, 0, &value, 1, now() + LONG) == -EOPNOTSUPP);
	line_free(l);

	/* A file is no port. */
	s = good;
	s.serial = "/dev/null";
	CHECK(line_new_bytes(&l, &s) == 0);
	CHECK(line_exchange(l, bytes, 1, NULL, NULL, now() + LONG) == -ENODEV);
	CHECK(l->cause == ENOTTY);
	line_free(l);
	peer_close(&p);
}

int main(void)
{
	test_answers();
	test_late();
	test_echo_and_none();
	test_reconnect();
	test_nobody();
	test_unplug();
	test_unplug_meanwhile();
	test_one_user();
	test_no_answer();
	test_flood();
	test_deadline();
	test_arguments();
	return test_result();
}
