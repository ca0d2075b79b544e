/* SPDX-License-Identifier: MIT */
#pragma once

/* Raw bytes to and from a simulator's ports, without a line in between. */

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "dialogue.h"
#include "simulated.h"

#define WIRE_MAX      4096
#define WIRE_DEADLINE 5000 /* ms; of a busy machine */

/* A pty by its link. */
static inline int wire_pty(const char *link)
{
	return open(link, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
}

/* A connection, or for SOCK_DGRAM a socket that knows its peer. */
static inline int wire_socket(int type, int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_port = htons((uint16_t) port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (struct sockaddr *) &a, sizeof(a)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* At least @wanted bytes, or what there is at the deadline in ms; -1: the connection is gone. */
static inline ssize_t wire_read(int fd, uint8_t *ret, size_t wanted, int deadline)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	size_t n = 0;

	while (n < WIRE_MAX && poll(&p, 1, n < wanted ? deadline : 0) > 0) {
		ssize_t r = read(fd, ret + n, WIRE_MAX - n);

		if (r <= 0)
			return -1;
		n += (size_t) r;
	}
	return (ssize_t) n;
}

static inline void wire_send(int fd, const char *hex)
{
	uint8_t bytes[WIRE_MAX];
	size_t n = unhex(hex, bytes, sizeof(bytes));

	CHECK(write(fd, bytes, n) == (ssize_t) n);
}

/*
 * Is @answer, in hex, what comes back?  "": nothing may; the simulator is asked something beside,
 * so that it has seen the request by then.
 */
static inline bool wire_ask(struct simulated *s, int fd, const char *request, const char *answer)
{
	uint8_t wanted[WIRE_MAX], got[WIRE_MAX];
	size_t n = unhex(answer, wanted, sizeof(wanted));
	ssize_t r;

	wire_send(fd, request);
	simulated_ask(s, "requests 0:0");
	r = wire_read(fd, got, n, WIRE_DEADLINE);
	if (r == (ssize_t) n && memcmp(got, wanted, n) == 0)
		return true;
	printf("  came:");
	for (ssize_t i = 0; i < r; i++)
		printf(" %02X", got[i]);
	printf("\n");
	return false;
}

/* What a board shows, or what else a command answers. */
static inline bool wire_says(struct simulated *s, const char *command, const char *answer)
{
	const char *said = simulated_ask(s, "%s", command);

	if (strcmp(said, answer) == 0)
		return true;
	printf("  %s: %s\n", command, said);
	return false;
}
