/* SPDX-License-Identifier: MIT */

/* Register lines: which settings there can be, which places can be opened, and how a port is set.
 */

#include <fcntl.h>
#include <netinet/in.h>
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

static void test_places(void)
{
	const struct {
		int line;
		const char *serial, *host;
		int port, result;
	} places[] = {
		{ __LINE__, "/dev/no-such-port", NULL, 0, -ENODEV },
		{ __LINE__, "/dev/null", NULL, 0, -ENODEV },
		{ __LINE__, "/", NULL, 0, -ENODEV },
		{ __LINE__, NULL, "127.0.0.1", unused_port(), -ENODEV },
		{ __LINE__, NULL, "::1", unused_port(), -ENODEV },
		{ __LINE__, NULL, "localhost", boards.tcp_ports[TCP], 0 },
		{ __LINE__, NULL, "no-such-host.invalid", 502, -ENODEV },
	};

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		_cleanup_(line_freep) struct line *l = NULL;
		struct line_settings s = settings_for(places[i].host ? TCP : RTU);
		usec_t start = now();
		uint16_t v;

		s.serial = places[i].serial;
		s.host = places[i].host;
		s.port = places[i].port;
		CHECK_ROW(places[i].line, line_new_registers(&l, &s) == 0);
		for (int turn = 0; turn < 2; turn++)
			CHECK_ROW(places[i].line, line_read_registers(l, 1, 0, &v, 1, in(SLACK)) ==
							  places[i].result);
		CHECK_ROW(places[i].line, now() - start < 3 * SLACK);
	}
}

static void test_rs485_needs_a_port_that_can(void)
{
	_cleanup_(line_freep) struct line *l = NULL;
	struct line_settings s = settings_for(RTU);
	uint16_t v;

	s.rs485 = true;
	CHECK(line_new_registers(&l, &s) == 0);
	CHECK(line_read_registers(l, 1, 0, &v, 1, in(SLACK)) == -ENODEV);
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
	test_rs485_needs_a_port_that_can();
	test_settings();
	lines_stop();
	return test_result();
}
