/* SPDX-License-Identifier: MIT */

/* The simulator's boards misbehave as they are told, each in the words of its own protocol. */

#include <time.h>

#include "wire.h"

enum {
	ONBON,
	FK,
	CPOWER,
	ALPHA,
	JETFILE,
	MODBUS,
	ONBON_PTY,
	PORTS,
};

static struct simulated boards;
static char pty_link[64];
static int fds[PORTS];

/* A request that shows "AB", and its acknowledgement. */
static const struct {
	int type;
	const char *request, *answer;
} makes[PORTS] = {
	[ONBON] = { SOCK_STREAM,
		    "A5A5A5A5A5A5A5A501000080000000000000FE022600A306010100FF011D000000800000808010"
		    "0000000000000000000201010000000200000041429D025A",
		    "A5A5A5A5A5A5A5A500800100000000000000FE020500A00000000064DC5A" },
	[FK] = { SOCK_STREAM, "0064FFFF6215000101020101030000FF0000000000000002004142AD8D",
		 "0064FFFF620100976A" },
	[CPOWER] = { SOCK_STREAM,
		     "FFFFFFFF190000006832017B010E0000001200000000000302FF0000414200BE02",
		     "FFFFFFFF0C000000E832017B000100000012A901" },
	[ALPHA] = { SOCK_STREAM, "0000000000015A30310241411B20624142033031413704", "0640" },
	[JETFILE] = { SOCK_DGRAM,
		      "55A773020A000000000102000204060045004100000000000000000000000A00000000020100"
		      "0100015A3030024141414204",
		      "55A89B0000000001000002000204010100900000" },
	[MODBUS] = { SOCK_STREAM, "01060000414239AB", "01060000414239AB" },
	[ONBON_PTY] = { 0,
			"A5A5A5A5A5A5A5A501000080000000000000FE022600A306010100FF011D00000080000080801"
			"00000000000000000000201010000000200000041429D025A",
			"A5A5A5A5A5A5A5A500800100000000000000FE020500A00000000064DC5A" },
};

static bool shows(int port, const char *text)
{
	char command[32];

	/* Without a profile a Modbus board has registers, and no text. */
	if (port == MODBUS)
		return wire_says(&boards, "dump 5:1 0 1", *text ? "4142" : "0000");
	snprintf(command, sizeof(command), "text %d:%d", port, port != FK);
	return wire_says(&boards, command, text);
}

/* Something else is there before each row; "" answers: nothing comes. */
static const struct {
	int line;
	int port;
	const char *fault, *answer, *text;
} faults[] = {
	{ __LINE__, ONBON, "crc", "A5A5A5A5A5A5A5A500800100000000000000FE020500A00000000065DC5A",
	  "AB" },
	{ __LINE__, ONBON, "wrong-unit",
	  "A5A5A5A5A5A5A5A500800200000000000000FE020500A000000000942C5A", "AB" },
	{ __LINE__, ONBON, "exception",
	  "A5A5A5A5A5A5A5A500800100000000000000FE020500A00106000085215A", "" },
	{ __LINE__, ONBON, "busy", "A5A5A5A5A5A5A5A500800100000000000000FE020500A00103000095205A",
	  "" },
	{ __LINE__, ONBON, "nack:9", "A5A5A5A5A5A5A5A500800100000000000000FE020500A001090000B5225A",
	  "" },
	{ __LINE__, ONBON, "short", "A5A5A5A5A5A5A5A500800100000000", "AB" },
	{ __LINE__, ONBON, "garbled",
	  "A5A5A5A5A5A5A5A500800100000001240000FE020500A00000000064DC5A", "AB" },
	{ __LINE__, ONBON, "noise",
	  "FF7F55A5A5A5A5A5A5A5A500800100000000000000FE020500A00000000064DC5A", "AB" },
	{ __LINE__, ONBON, "echo",
	  "A5A5A5A5A5A5A5A501000080000000000000FE022600A306010100FF011D0000008000008080100000000000"
	  "000000000201010000000200000041429D025AA5A5A5A5A5A5A5A500800100000000000000FE020500A00000"
	  "000064DC5A",
	  "AB" },
	{ __LINE__, ONBON, "lie", "A5A5A5A5A5A5A5A500800100000000000000FE020500A00000000064DC5A",
	  "" },
	{ __LINE__, ONBON, "silent", "", "" },
	{ __LINE__, ONBON, "mute", "", "AB" },
	{ __LINE__, ONBON, "reboot", "", "" },

	{ __LINE__, ONBON, "double",
	  "A5A5A5A5A5A5A5A500800100000000000000FE020500A00000000064DC5AA5A5A5A5A5A5A5A500800100000000000000FE020500A00000000064DC5A",
	  "AB" },
	{ __LINE__, ONBON, "rest", "A5A5A5A5A5A5A5A500800100000000000000FE020500A00000000064DC5A",
	  "AB" },
	{ __LINE__, ONBON, "inside",
	  "A5A5A5A5A5A5A5A500800100000000FF7F55000000FE020500A00000000064DC5A", "AB" },
	{ __LINE__, ONBON, "stale", "A5A5A5A5A5A5A5A500800100000000000000FE020500A00000000064DC5A",
	  "AB" },
	{ __LINE__, ONBON, "other", "A5A5A5A5A5A5A5A500800200000000000000FE020500A000000000942C5A",
	  "" },
	{ __LINE__, ONBON, "foreign",
	  "A5A5A5A5A5A5A5A500800100000000000000FE020500A00000000064DC5A", "AB" },
	{ __LINE__, ONBON, "forget", "A5A5A5A5A5A5A5A500800100000000000000FE020500A00000000064DC5A",
	  "" },

	{ __LINE__, FK, "crc", "0064FFFF620100966A", "AB" },
	{ __LINE__, FK, "wrong-unit", "0164FFFF62010087AA", "AB" },
	{ __LINE__, FK, "nack:7", "0064FFFF620107D6A8", "" },
	{ __LINE__, FK, "busy", "0064FFFF62010156AA", "" },
	{ __LINE__, FK, "garbled", "0064FFFE460100976A", "AB" },
	{ __LINE__, FK, "lie", "0064FFFF620100976A", "" },
	{ __LINE__, FK, "silent", "", "" },
	{ __LINE__, FK, "misheard", "", "" },
	{ __LINE__, FK, "mute", "", "AB" },

	{ __LINE__, CPOWER, "crc", "FFFFFFFF0C000000E832017B000100000012A801", "AB" },
	{ __LINE__, CPOWER, "wrong-unit", "FFFFFFFF0C000000E832027B000100000012AA01", "AB" },
	{ __LINE__, CPOWER, "nack:17", "FFFFFFFF0C000000E832017B110100000012BA01", "" },
	{ __LINE__, CPOWER, "nack:0x11", "FFFFFFFF0C000000E832017B110100000012BA01", "" },
	{ __LINE__, CPOWER, "exception", "FFFFFFFF0C000000E832017B8001000000122902", "" },
	{ __LINE__, CPOWER, "garbled", "FFFFFFFF0C000000E833257B000100000012A901", "AB" },
	{ __LINE__, CPOWER, "lie", "FFFFFFFF0C000000E832017B000100000012A901", "" },
	{ __LINE__, CPOWER, "reboot", "", "" },

	{ __LINE__, ALPHA, "exception", "1560", "" },
	{ __LINE__, ALPHA, "nack:16", "1550", "" },
	{ __LINE__, ALPHA, "lie", "0640", "" },
	{ __LINE__, ALPHA, "mute", "", "AB" },
	{ __LINE__, ALPHA, "silent", "", "" },

	{ __LINE__, JETFILE, "crc", "55A89A0000000001000002000204010100900000", "AB" },
	{ __LINE__, JETFILE, "wrong-unit", "55A89C0000000002000002000204010100900000", "AB" },
	{ __LINE__, JETFILE, "exception", "55A8AC0000000001000002000204010111900000", "" },
	{ __LINE__, JETFILE, "busy", "55A8B00000000001000002000204010115900000", "" },
	{ __LINE__, JETFILE, "nack:0x9002", "55A89D0000000001000002000204010102900000", "" },
	{ __LINE__, JETFILE, "garbled", "55A89B0000000001000126000204010100900000", "AB" },
	{ __LINE__, JETFILE, "lie", "55A89B0000000001000002000204010100900000", "" },
	{ __LINE__, JETFILE, "dribble", "55A89B0000000001000002000204010100900000", "AB" },
	{ __LINE__, JETFILE, "disconnect", "", "AB" },
	{ __LINE__, JETFILE, "reboot", "", "" },

	{ __LINE__, MODBUS, "exception", "01860443A3", "" },
	{ __LINE__, MODBUS, "nack:2", "018602C3A1", "" },
	{ __LINE__, MODBUS, "busy", "018606C262", "" },
	{ __LINE__, MODBUS, "lie", "01060000414239AB", "" },
	{ __LINE__, MODBUS, "garbled", "01060001654239AB", "AB" },
	{ __LINE__, MODBUS, "reboot", "", "" },

	{ __LINE__, ONBON_PTY, "lie",
	  "A5A5A5A5A5A5A5A500800100000000000000FE020500A00000000064DC5A", "" },
	{ __LINE__, ONBON_PTY, "disconnect", "", "AB" },
};

static void test_faults(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		int port = faults[i].port, line = faults[i].line;

		simulated_tell(&boards, "reboot %d:%d", port, port != FK);
		if (port == ALPHA)
			CHECK_ROW(line, wire_ask(&boards, fds[port],
						 "0000000000015A30310241410330303837 04", "0640"));
		simulated_tell(&boards, "fault %d %s 1 20", port, faults[i].fault);
		CHECK_ROW(line,
			  wire_ask(&boards, fds[port], makes[port].request, faults[i].answer));
		CHECK_ROW(line, shows(port, faults[i].text));

		/* It has struck, and the next one is good. */
		CHECK_ROW(line,
			  wire_ask(&boards, fds[port], makes[port].request, makes[port].answer));
		CHECK_ROW(line, shows(port, "AB"));
	}
}

static long elapsed(const struct timespec *since)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - since->tv_sec) * 1000 + (now.tv_nsec - since->tv_nsec) / 1000000;
}

/* Late, and byte by byte: nothing is missing, it only takes its time. */
static void test_delays(void)
{
	struct timespec start;

	clock_gettime(CLOCK_MONOTONIC, &start);
	simulated_tell(&boards, "fault 2 late 1 100");
	CHECK(wire_ask(&boards, fds[CPOWER], makes[CPOWER].request, makes[CPOWER].answer));
	CHECK(elapsed(&start) >= 99);

	clock_gettime(CLOCK_MONOTONIC, &start);
	simulated_tell(&boards, "fault 1 dribble 1 40");
	CHECK(wire_ask(&boards, fds[FK], makes[FK].request, makes[FK].answer));
	CHECK(elapsed(&start) >= 79);
}

/* The connection ends; a new one is as good as ever. */
/* The connection ends when so many bytes of the answer have come. */
static void test_end(const char *fault, size_t n)
{
	uint8_t got[WIRE_MAX];

	simulated_tell(&boards, "reboot 2:1");
	simulated_tell(&boards, "fault 2 %s 1", fault);
	wire_send(fds[CPOWER], makes[CPOWER].request);
	if (n > 0)
		CHECK(recv(fds[CPOWER], got, n, MSG_WAITALL) == (ssize_t) n);
	CHECK(wire_read(fds[CPOWER], got, 1, WIRE_DEADLINE) == -1);
	CHECK(shows(CPOWER, "AB"));
	close(fds[CPOWER]);
	fds[CPOWER] = wire_socket(SOCK_STREAM, boards.tcp_ports[CPOWER]);
}

static void test_disconnect(void)
{
	size_t n = strlen(makes[CPOWER].answer) / 2;

	test_end("disconnect", 0);
	test_end("end-half", n / 2);
	test_end("end-after", n);
	CHECK(wire_ask(&boards, fds[CPOWER], makes[CPOWER].request, makes[CPOWER].answer));
}

/* Half of the requests go wrong in any way; the board itself is none the worse. */
static void test_mix(void)
{
	simulated_tell(&boards, "fault 0 mix:50 0 1");
	for (int i = 0; i < 100; i++) {
		uint8_t bytes[WIRE_MAX];
		size_t n = unhex(makes[ONBON].request, bytes, sizeof(bytes));

		if (send(fds[ONBON], bytes, n, MSG_NOSIGNAL) < 0 ||
		    wire_read(fds[ONBON], bytes, 1, 5) < 0) {
			close(fds[ONBON]);
			fds[ONBON] = wire_socket(SOCK_STREAM, boards.tcp_ports[ONBON]);
		}
	}
	simulated_tell(&boards, "fault 0 none");
	simulated_ask(&boards, "requests 0:1");
	close(fds[ONBON]);
	fds[ONBON] = wire_socket(SOCK_STREAM, boards.tcp_ports[ONBON]);
	CHECK(wire_ask(&boards, fds[ONBON], makes[ONBON].request, makes[ONBON].answer));
}

/* Bytes of every kind, some of them almost right: the boards are still there afterwards. */
static void test_garbage(uint64_t *random)
{
	for (int i = 0; i < 2000; i++) {
		int port = (int) (test_random(random) % PORTS);
		uint8_t bytes[WIRE_MAX];
		size_t n = unhex(makes[port].request, bytes, sizeof(bytes));

		if (port == ONBON_PTY)
			continue;
		for (uint64_t k = test_random(random) % 4; k > 0; k--)
			bytes[test_random(random) % n] = (uint8_t) test_random(random);
		if (test_random(random) % 8 == 0)
			n = 1 + test_random(random) % n;
		if (send(fds[port], bytes, n, MSG_NOSIGNAL) < 0 ||
		    wire_read(fds[port], bytes, 1, 0) < 0) {
			close(fds[port]);
			fds[port] = wire_socket(makes[port].type, boards.tcp_ports[port]);
		}
	}
	for (int port = 0; port < PORTS; port++) {
		uint8_t got[WIRE_MAX];

		if (port == ONBON_PTY)
			continue;
		close(fds[port]);
		simulated_tell(&boards, "unplug %d", port);
		simulated_tell(&boards, "plug %d", port);
		fds[port] = wire_socket(makes[port].type, boards.tcp_ports[port]);
		simulated_tell(&boards, "reboot %d:%d", port, port != FK);
		/* It need not be a good one: who knows how its memory is laid out by now. */
		wire_send(fds[port], makes[port].request);
		CHECK(wire_read(fds[port], got, 2, WIRE_DEADLINE) >= 2);
	}
}

static void test_words(void)
{
	static const char *const wrong[] = { "nack",  "nack:",   "nack:70000", "crc:101",
					     "crc:x", "no-such", "crc:5:5" };

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		CHECK(strncmp(simulated_ask(&boards, "fault 0 %s", wrong[i]), "error", 5) == 0);
	simulated_tell(&boards, "fault 0 nack:0x9:50");
	simulated_tell(&boards, "fault 0 none");
}

static void start(const char *program)
{
	const char *const args[] = { "--serial-tcp",
				     "0",
				     "--board",
				     "onbon:1",
				     "--serial-tcp",
				     "0",
				     "--board",
				     "fk:0",
				     "--tcp",
				     "0",
				     "--board",
				     "cpower:1",
				     "--serial-tcp",
				     "0",
				     "--board",
				     "alpha2:1",
				     "--udp",
				     "0",
				     "--board",
				     "jetfile:1",
				     "--serial-tcp",
				     "0",
				     "--board",
				     "modbus:1",
				     "--pty",
				     pty_link,
				     "--board",
				     "onbon:1",
				     NULL };

	snprintf(pty_link, sizeof(pty_link), "/tmp/pufa-test-faults-%d", (int) getpid());
	if (simulated_start(&boards, program, args) < 0) {
		printf("%s does not start\n", program);
		exit(EXIT_FAILURE);
	}
	for (int i = 0; i < PORTS; i++) {
		fds[i] = makes[i].type ? wire_socket(makes[i].type, boards.tcp_ports[i])
				       : wire_pty(pty_link);
		CHECK(fds[i] >= 0);
	}
}

int main(int argc, char **argv)
{
	uint64_t random;

	if (argc < 2) {
		fprintf(stderr, "usage: %s SIMULATOR [SEED]\n", argv[0]);
		return 2;
	}
	random = test_seed(argc - 1, argv + 1);
	start(argv[1]);
	test_faults();
	test_delays();
	test_disconnect();
	test_mix();
	test_words();
	test_garbage(&random);
	for (int i = 0; i < PORTS; i++)
		close(fds[i]);
	CHECK(simulated_stop(&boards) == 0);
	return test_result();
}
