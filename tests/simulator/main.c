/* SPDX-License-Identifier: MIT */

/*
 * pufa-simulator: text boards of every make that pufad drives, good and bad,
 * for tests and for the demonstration.  One thread, one poll loop; ends with
 * its input.
 */

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "config/config.h"
#include "record.h"
#include "simulator.h"

#define LINE_SIZE 16384
#define DRAW_STEP (100 * USEC_PER_MSEC) /* what is shown may change by itself */

enum {
	POLL_STDIN,
	POLL_SIGNAL,
	POLL_FIRST, /* then a listener and the clients of each port */
	POLL_PER_PORT = 1 + PORT_CLIENTS_MAX,
	POLL_MAX = POLL_FIRST + PORTS_MAX * POLL_PER_PORT,
};

struct input {
	char line[LINE_SIZE];
	size_t n;
};

static usec_t now_usec(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (usec_t) t.tv_sec * USEC_PER_SEC + (usec_t) t.tv_nsec / 1000;
}

/* What is drawn leaves no room for where the ports are. */
static int plug_all(struct simulator *s)
{
	for (size_t i = 0; i < s->n_ports; i++) {
		struct port *p = &s->ports[i];
		int r = port_plug(p);

		if (r < 0) {
			fprintf(stderr, "pufa-simulator: port %zu: %s\n", i, strerror(-r));
			return r;
		}
		if (s->draw && isatty(STDOUT_FILENO))
			continue;
		if (p->kind == PORT_PTY)
			printf("port %zu %s %s\n", i, p->name, p->link);
		else
			printf("port %zu %s %d\n", i, p->name, p->number);
	}
	if (!s->draw || !isatty(STDOUT_FILENO))
		printf("ready\n");
	return 0;
}

/* What a command did to boards. */
static void record_all(struct simulator *s)
{
	for (size_t i = 0; i < s->n_ports; i++)
		record_shown(&s->ports[i], now_usec());
}

/* Keys, of which only one means something. */
static bool on_key(void)
{
	char keys[64];
	ssize_t n = read(STDIN_FILENO, keys, sizeof(keys));

	return n > 0 ? !memchr(keys, 'q', (size_t) n) : n < 0 && errno == EAGAIN;
}

/* False at the end of input, and on `quit`. */
static bool on_stdin(struct simulator *s, struct input *in)
{
	ssize_t n = read(STDIN_FILENO, in->line + in->n, sizeof(in->line) - 1 - in->n);
	char *end;

	if (n <= 0)
		return n < 0 && errno == EAGAIN;
	in->n += (size_t) n;
	in->line[in->n] = '\0';
	while ((end = strchr(in->line, '\n'))) {
		*end = '\0';
		if (!command_run(s, in->line, now_usec()))
			return false;
		record_all(s);
		in->n -= (size_t) (end + 1 - in->line);
		memmove(in->line, end + 1, in->n + 1);
	}
	return in->n < sizeof(in->line) - 1;
}

/* False: time to go. */
static bool on_signal(struct simulator *s, int fd)
{
	struct signalfd_siginfo info;

	if (read(fd, &info, sizeof(info)) != sizeof(info) || info.ssi_signo != SIGUSR1)
		return false;
	forget_all(s, now_usec());
	record_all(s);
	return true;
}

static void fill_polls(struct simulator *s, struct pollfd *polls)
{
	for (size_t i = 0; i < s->n_ports; i++) {
		struct pollfd *p = polls + POLL_FIRST + i * POLL_PER_PORT;

		p[0] = (struct pollfd){ .fd = s->ports[i].listener, .events = POLLIN };
		for (size_t k = 0; k < PORT_CLIENTS_MAX; k++)
			p[1 + k] = (struct pollfd){ .fd = s->ports[i].clients[k].fd,
						    .events = POLLIN };
	}
}

static void on_ports(struct simulator *s, const struct pollfd *polls)
{
	for (size_t i = 0; i < s->n_ports; i++) {
		const struct pollfd *p = polls + POLL_FIRST + i * POLL_PER_PORT;

		for (size_t k = 0; k < PORT_CLIENTS_MAX; k++)
			if (p[1 + k].revents)
				port_on_input(&s->ports[i], &s->ports[i].clients[k], now_usec());
		if (p[0].revents)
			port_on_connection(&s->ports[i]);
	}
}

/* Time begins for all boards. */
static void start_boards(struct simulator *s, usec_t now)
{
	uint64_t random = s->seed;

	for (size_t i = 0; i < s->n_ports; i++) {
		struct port *p = &s->ports[i];

		for (size_t k = 0; k < p->n_boards; k++)
			p->boards[k].now = p->boards[k].clock_at = now;
		p->random = test_random(&random);
		p->index = (unsigned) i;
		p->record = s->record;
		record_shown(p, now);
	}
}

/* Do what is due; returns how long there is nothing to do. */
static usec_t run_due(struct simulator *s, struct drawing *d, usec_t end, usec_t now)
{
	usec_t next = end;

	for (size_t i = 0; i < s->n_ports; i++) {
		usec_t due = port_run(&s->ports[i], now);

		next = due < next ? due : next;
	}
	if (d) {
		draw_update(d, s, now);
		next = now + DRAW_STEP < next ? now + DRAW_STEP : next;
	}
	return next > now ? next - now : 0;
}

static int wait_for(struct pollfd *polls, nfds_t n, usec_t span)
{
	struct timespec t = { (time_t) (span / USEC_PER_SEC), (long) (span % USEC_PER_SEC * 1000) };

	return ppoll(polls, n, span > USEC_PER_HOUR ? NULL : &t, NULL) < 0 ? -errno : 0;
}

static int run(struct simulator *s, struct drawing *d, int signals)
{
	struct pollfd polls[POLL_MAX] = {
		[POLL_STDIN] = { .fd = STDIN_FILENO, .events = POLLIN },
		[POLL_SIGNAL] = { .fd = signals, .events = POLLIN },
	};
	nfds_t n = POLL_FIRST + s->n_ports * POLL_PER_PORT;
	usec_t end = s->run_for ? now_usec() + s->run_for : USEC_NEVER;
	struct input in = { .n = 0 };

	while (now_usec() < end) {
		usec_t span = run_due(s, d, end, now_usec());
		int r;

		fill_polls(s, polls);
		r = wait_for(polls, n, span);
		if (r < 0)
			return r;
		/* First what was sent on the lines, so that a command sees what came before it. */
		on_ports(s, polls);
		if (polls[POLL_SIGNAL].revents && !on_signal(s, signals))
			return 0;
		if (polls[POLL_STDIN].revents && !(d ? on_key() : on_stdin(s, &in)))
			return 0;
	}
	return 0;
}

static int block_signals(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

int main(int argc, char **argv)
{
	_cleanup_(freep) struct simulator *s = calloc(1, sizeof(*s));
	struct drawing *drawing = NULL;
	int r, signals;

	if (!s)
		return EXIT_FAILURE;
	setvbuf(stdout, NULL, _IOLBF, 0);
	s->seed = 1;
	r = options_parse(s, argc, argv);
	if (r > 0) {
		options_help();
		return EXIT_SUCCESS;
	}

	signals = block_signals();
	start_boards(s, now_usec());
	if (r == 0)
		r = plug_all(s);
	if (r == 0 && s->draw)
		r = draw_start(&drawing);
	if (r == 0)
		r = run(s, drawing, signals);
	draw_stop(drawing);
	while (s->n_ports > 0)
		port_done(&s->ports[--s->n_ports]);
	profile_set_free(s->profiles);
	if (s->record)
		fclose(s->record);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
