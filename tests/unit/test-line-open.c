/* SPDX-License-Identifier: MIT */

/* Register lines: which settings there can be, which places can be opened, and how a port is set.
 */

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <termios.h>

#include "lines.h"

/* The port is really set as asked: a rate that libmodbus does not know would become 9600. */
static void test_port_settings(void)
{
	static const struct {
		int baud;
		speed_t speed;
		int stop_bits;
	} ports[] = {
		{ 110, B110, 1 },       { 300, B300, 1 },       { 600, B600, 2 },
		{ 1200, B1200, 1 },     { 2400, B2400, 1 },     { 4800, B4800, 2 },
		{ 9600, B9600, 1 },     { 19200, B19200, 1 },   { 38400, B38400, 1 },
		{ 57600, B57600, 1 },   { 115200, B115200, 2 }, { 230400, B230400, 1 },
		{ 460800, B460800, 1 }, { 500000, B500000, 1 }, { 921600, B921600, 1 },
	};
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct termios t;
	uint16_t v;

	CHECK(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	for (size_t i = 0; i < ARRAY_SIZE(ports); i++) {
		_cleanup_(line_freep) struct line *l = NULL;
		struct line_settings s = settings_for(RTU);

		s.serial = ptsname(master);
		s.baud = ports[i].baud;
		s.stop_bits = ports[i].stop_bits;
		s.response_timeout = USEC_PER_MSEC;
		CHECK(line_new_registers(&l, &s) == 0);
		/* Nobody answers, and there is no time to ask. */
		CHECK(line_read_registers(l, 1, 0, &v, 1, in(5 * USEC_PER_MSEC)) == -ETIMEDOUT);
		CHECK(tcgetattr(master, &t) == 0 && cfgetospeed(&t) == ports[i].speed);
		CHECK(((t.c_cflag & CSTOPB) != 0) == (ports[i].stop_bits == 2));
		CHECK((t.c_cflag & CSIZE) == CS8 && !(t.c_cflag & PARENB));
	}
	close(master);
}

static void test_babble(void)
{
	_cleanup_(line_freep) struct line *l = NULL;
	struct line_settings s = settings_for(RTU);
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	uint8_t noise[4000];
	uint16_t v;
	usec_t start;

	CHECK(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	s.serial = ptsname(master);
	CHECK(line_new_registers(&l, &s) == 0);
	CHECK(line_read_registers(l, 1, 0, &v, 1, in(USEC_PER_SEC)) == -ETIMEDOUT);
	memset(noise, 1, sizeof(noise));
	CHECK(write(master, noise, sizeof(noise)) == sizeof(noise));
	start = now();
	CHECK(line_read_registers(l, 1, 0, &v, 1, in(RESPONSE / 2)) == -ETIMEDOUT);
	CHECK(now() - start < SLACK);
	close(master);
	CHECK(line_read_registers(l, 1, 0, &v, 1, in(SLACK)) == -ENODEV);
	CHECK(l->cause == EIO);
	/* It is looked for again, and the cause is that of the last turn. */
	CHECK(line_read_registers(l, 1, 0, &v, 1, in(SLACK)) == -ENODEV);
	CHECK(l->cause == ENOENT);
}

/* A port of 127.0.0.1 that nobody listens on. */
static int unused_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	CHECK(bind(fd, (struct sockaddr *) &a, sizeof(a)) == 0);
	CHECK(getsockname(fd, (struct sockaddr *) &a, &size) == 0);
	close(fd);
	return ntohs(a.sin_port);
}

/* Causes that differ from machine to machine: without IPv6, without a name server. */
#define ANY_ERRNO 100000
#define ANY_EAI   (-100000)

static bool is_cause(int cause, int expected)
{
	if (expected == ANY_ERRNO)
		return cause > 0;
	return expected == ANY_EAI ? cause < 0 : cause == expected;
}

static void test_places(void)
{
	char file[] = "/tmp/pufa-test-line-open-XXXXXX";
	int fd = mkostemp(file, O_CLOEXEC);
	const struct {
		int line;
		const char *serial, *host;
		int port, result, cause;
	} places[] = {
		{ __LINE__, "/dev/no-such-port", NULL, 0, -ENODEV, ENOENT },
		{ __LINE__, "/dev/null", NULL, 0, -ENODEV, ENOTTY },
		{ __LINE__, "/", NULL, 0, -ENODEV, EISDIR },
		{ __LINE__, file, NULL, 0, -ENODEV, ENOTTY },
		{ __LINE__, NULL, "127.0.0.1", unused_port(), -ENODEV, ECONNREFUSED },
		{ __LINE__, NULL, "::1", unused_port(), -ENODEV, ANY_ERRNO },
		{ __LINE__, NULL, "localhost", boards.tcp_ports[TCP], 0, 0 },
		{ __LINE__, NULL, "no-such-host.invalid", 502, -ENODEV, ANY_EAI },
	};

	CHECK(fd >= 0);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		_cleanup_(line_freep) struct line *l = NULL;
		struct line_settings s = settings_for(places[i].host ? TCP : RTU);
		usec_t start = now();
		uint16_t v;

		s.serial = places[i].serial;
		s.host = places[i].host;
		s.port = places[i].port;
		CHECK_ROW(places[i].line, line_new_registers(&l, &s) == 0);
		for (int turn = 0; turn < 2; turn++) {
			CHECK_ROW(places[i].line, line_read_registers(l, 1, 0, &v, 1, in(SLACK)) ==
							  places[i].result);
			CHECK_ROW(places[i].line, is_cause(l->cause, places[i].cause));
		}
		CHECK_ROW(places[i].line, now() - start < 3 * SLACK);
	}
	close(fd);
	unlink(file);
}

/* One that listens and has no room: it does not even say no. */
static void test_a_host_that_keeps_silent(void)
{
	_cleanup_(line_freep) struct line *l = NULL;
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct line_settings s = settings_for(TCP);
	int full = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), guests[3];
	socklen_t size = sizeof(a);
	usec_t start = now();
	uint16_t v;

	CHECK(bind(full, (struct sockaddr *) &a, sizeof(a)) == 0 && listen(full, 0) == 0);
	CHECK(getsockname(full, (struct sockaddr *) &a, &size) == 0);
	for (size_t i = 0; i < ARRAY_SIZE(guests); i++) {
		guests[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		CHECK(connect(guests[i], (struct sockaddr *) &a, sizeof(a)) == 0 ||
		      errno == EINPROGRESS);
	}
	s.port = ntohs(a.sin_port);
	CHECK(line_new_registers(&l, &s) == 0);
	CHECK(line_read_registers(l, 1, 0, &v, 1, in(RESPONSE)) == -ENODEV);
	CHECK(l->cause == ETIMEDOUT);
	CHECK(now() - start < SLACK);
	for (size_t i = 0; i < ARRAY_SIZE(guests); i++)
		close(guests[i]);
	close(full);
}

/* A port that another descriptor has locked is left alone: no byte, and not its speed. */
static void test_a_port_in_use(void)
{
	_cleanup_(line_freep) struct line *first = NULL, *second = NULL;
	struct line_settings s = settings_for(RTU);
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), other;
	struct pollfd p = { .fd = master, .events = POLLIN };
	struct termios t;
	uint16_t v;

	CHECK(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	s.serial = ptsname(master);
	other = open(s.serial, O_RDWR | O_NOCTTY | O_CLOEXEC);
	CHECK(other >= 0 && flock(other, LOCK_EX | LOCK_NB) == 0);
	CHECK(tcgetattr(other, &t) == 0 && cfsetspeed(&t, B1200) == 0);
	CHECK(tcsetattr(other, TCSANOW, &t) == 0);

	CHECK(line_new_registers(&first, &s) == 0);
	CHECK(line_new_registers(&second, &s) == 0);
	CHECK(line_read_registers(first, 1, 0, &v, 1, in(SLACK)) == -ENODEV);
	CHECK(first->cause == EBUSY);
	CHECK(poll(&p, 1, 0) == 0);
	CHECK(tcgetattr(other, &t) == 0 && cfgetospeed(&t) == B1200);

	/* Its holder has gone.  Nobody answers, but it is written to. */
	close(other);
	CHECK(line_read_registers(first, 1, 0, &v, 1, in(SLACK)) == -ETIMEDOUT);
	CHECK(first->cause == 0);
	CHECK(poll(&p, 1, 0) == 1);

	/* Of two lines the first has it, for as long as it lives. */
	CHECK(line_read_registers(second, 1, 0, &v, 1, in(SLACK)) == -ENODEV);
	CHECK(second->cause == EBUSY);
	first = line_free(first);
	CHECK(line_read_registers(second, 1, 0, &v, 1, in(SLACK)) == -ETIMEDOUT);
	close(master);
}

static void test_rs485_needs_a_port_that_can(void)
{
	_cleanup_(line_freep) struct line *l = NULL;
	struct line_settings s = settings_for(RTU);
	uint16_t v;

	s.rs485 = true;
	CHECK(line_new_registers(&l, &s) == 0);
	CHECK(line_read_registers(l, 1, 0, &v, 1, in(SLACK)) == -ENODEV);
	CHECK(l->cause > 0 && l->cause != EBUSY);
}

static void test_settings(void)
{
	static const struct {
		int line;
		struct line_settings settings;
		bool good;
	} rows[] = {
#define S(...) { .response_timeout = USEC_PER_SEC, __VA_ARGS__ }
#define SERIAL .serial = "/dev/ttyS1", .data_bits = 8, .stop_bits = 1
		{ __LINE__, S(SERIAL, .baud = 9600), true },
		{ __LINE__, S(SERIAL, .baud = 9600, .parity = LINE_PARITY_ODD), true },
		{ __LINE__, S(SERIAL, .baud = 12345), false },
		{ __LINE__, S(SERIAL, .baud = 0), false },
		{ __LINE__, S(SERIAL, .baud = 9600, .framing = LINE_TCP), false },
		{ __LINE__, S(SERIAL, .baud = 9600, .host = "a", .port = 1), false },
		{ __LINE__, S(SERIAL, .baud = 9600, .turnaround = USEC_NEVER), false },
		{ __LINE__, S(.serial = "/dev/ttyS1", .baud = 9600, .data_bits = 7, .stop_bits = 1),
		  false },
		{ __LINE__, S(.serial = "/dev/ttyS1", .baud = 9600, .data_bits = 8), false },
		{ __LINE__, S(.serial = "", .baud = 9600, .data_bits = 8, .stop_bits = 1), false },
		{ __LINE__, S(.host = "a", .port = 502, .framing = LINE_TCP), true },
		{ __LINE__, S(.host = "a", .port = 4001, .framing = LINE_RTU), true },
		{ __LINE__, S(.host = "a", .port = 0, .framing = LINE_TCP), false },
		{ __LINE__, S(.host = "a", .port = 65536, .framing = LINE_TCP), false },
		{ __LINE__, S(.host = "", .port = 502, .framing = LINE_TCP), false },
		{ __LINE__, { .host = "a", .port = 502, .framing = LINE_TCP }, false },
		{ __LINE__, S(.framing = LINE_TCP), false },
#undef SERIAL
#undef S
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct line *l = NULL;

		CHECK_ROW(rows[i].line, line_new_registers(&l, &rows[i].settings) ==
						(rows[i].good ? 0 : -EINVAL));
		CHECK_ROW(rows[i].line, (l != NULL) == rows[i].good);
		line_free(l);
	}
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: %s SIMULATOR\n", argv[0]);
		return 2;
	}
	lines_start(argv[1], "1");
	test_port_settings();
	test_babble();
	test_places();
	test_a_host_that_keeps_silent();
	test_a_port_in_use();
	test_rs485_needs_a_port_that_can();
	test_settings();
	lines_stop();
	return test_result();
}
