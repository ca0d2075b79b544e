/* SPDX-License-Identifier: MIT */

/*
 * pufa-simulator: text boards on Modbus lines, good and bad, for tests and for
 * the demonstration.  One thread, one poll loop; ends with its input.
 */

#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "simulator.h"

#define REGISTERS_DEFAULT 4096
#define DELAY_DEFAULT     (700 * USEC_PER_MSEC)
#define LINE_SIZE         16384

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

static int help(void)
{
	printf("usage: pufa-simulator {PORT {--unit N}...}...\n"
	       "  --rtu LINK        a pty that speaks Modbus RTU, linked at LINK\n"
	       "  --tcp PORT        Modbus TCP on 127.0.0.1; 0: any port\n"
	       "  --rtu-tcp PORT    Modbus RTU inside TCP\n"
	       "  --unit N          a board at address N on the port before it\n"
	       "  --registers N     of the units after it (4096)\n"
	       "  --fault KIND[:PERCENT]   of the port before it: silent, mute, lie, late, short, crc,\n"
	       "                    wrong-unit, exception, busy, noise, echo, dribble, mix\n"
	       "  --delay MS        of late and dribbled answers of the port before it (700)\n"
	       "  --seed N          of chance (1)\n"
	       "Commands on standard input, each answered by one line; its end is ours:\n");
	command_help();
	return EXIT_SUCCESS;
}

static int misuse(const char *what, const char *word)
{
	fprintf(stderr, "pufa-simulator: %s: %s\n", what, word);
	return -EINVAL;
}

static int whole(const char *word, long min, long max, long *ret)
{
	char *end;

	*ret = strtol(word, &end, 10);
	return *word && !*end && *ret >= min && *ret <= max ? 0
							    : misuse("not a number in range", word);
}

static int add_port(struct simulator *s, enum port_kind kind, const char *word)
{
	struct port *p = &s->ports[s->n_ports];
	long n = 0;

	if (s->n_ports == PORTS_MAX)
		return misuse("too many ports", word);
	if (kind != PORT_RTU && whole(word, 0, 65535, &n) < 0)
		return -EINVAL;
	port_init(p, kind, &s->random);
	p->link = kind == PORT_RTU ? word : NULL;
	p->tcp_port = (int) n;
	p->fault.delay = DELAY_DEFAULT;
	s->n_ports++;
	return 0;
}

static int add_unit(struct port *p, const char *word, unsigned n_registers)
{
	long id;

	if (whole(word, 1, 247, &id) < 0)
		return -EINVAL;
	if (p->n_units == PORT_UNITS_MAX || port_find_unit(p, (unsigned) id))
		return misuse("too many units, or twice the same", word);
	return unit_init(&p->units[p->n_units++], (unsigned) id, n_registers);
}

static const struct option options[] = {
	{ "rtu", required_argument, NULL, 'r' },
	{ "tcp", required_argument, NULL, 't' },
	{ "rtu-tcp", required_argument, NULL, 'T' },
	{ "unit", required_argument, NULL, 'u' },
	{ "registers", required_argument, NULL, 'n' },
	{ "fault", required_argument, NULL, 'f' },
	{ "delay", required_argument, NULL, 'd' },
	{ "seed", required_argument, NULL, 's' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

/* An option of the port before it. */
static int port_option(struct simulator *s, int option, const char *word, unsigned n_registers)
{
	struct port *p = s->n_ports ? &s->ports[s->n_ports - 1] : NULL;
	long n;

	if (!p)
		return misuse("no port before", word);
	if (option == 'u')
		return add_unit(p, word, n_registers);
	if (option == 'f')
		return fault_parse(word, &p->fault) < 0 ? misuse("no such fault", word) : 0;
	if (whole(word, 0, 60000, &n) < 0)
		return -EINVAL;
	p->fault.delay = (usec_t) n * USEC_PER_MSEC;
	return 0;
}

/* Returns 1 if help was asked for. */
static int parse(struct simulator *s, int argc, char **argv)
{
	unsigned n_registers = REGISTERS_DEFAULT;
	int r = 0, o;
	long n;

	while (r >= 0 && (o = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (o == 'h')
			return 1;
		if (o == '?')
			return -EINVAL;
		if (o == 'r' || o == 't' || o == 'T')
			r = add_port(s,
				     o == 'r'   ? PORT_RTU
				     : o == 't' ? PORT_TCP
						: PORT_RTU_TCP,
				     optarg);
		else if (o == 's')
			s->random = strtoull(optarg, NULL, 0);
		else if (o != 'n')
			r = port_option(s, o, optarg, n_registers);
		else if ((r = whole(optarg, 1, 65536, &n)) == 0)
			n_registers = (unsigned) n;
	}
	if (r >= 0 && (optind < argc || s->n_ports == 0))
		return misuse("what is this", optind < argc ? argv[optind] : "no port");
	return r;
}

static int plug_all(struct simulator *s)
{
	static const char *const kinds[] = {
		[PORT_RTU] = "rtu",
		[PORT_RTU_TCP] = "rtu-tcp",
		[PORT_TCP] = "tcp",
	};

	for (size_t i = 0; i < s->n_ports; i++) {
		struct port *p = &s->ports[i];
		int r = port_plug(p);

		if (r < 0) {
			fprintf(stderr, "pufa-simulator: port %zu: %s\n", i, strerror(-r));
			return r;
		}
		if (p->kind == PORT_RTU)
			printf("port %zu %s %s\n", i, kinds[p->kind], p->link);
		else
			printf("port %zu %s %d\n", i, kinds[p->kind], p->tcp_port);
	}
	printf("ready\n");
	return 0;
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
		if (!command_run(s, in->line))
			return false;
		in->n -= (size_t) (end + 1 - in->line);
		memmove(in->line, end + 1, in->n + 1);
	}
	return in->n < sizeof(in->line) - 1;
}

/* False: time to go. */
static bool on_signal(struct simulator *s, int fd)
{
	char forget[] = "forget";
	struct signalfd_siginfo info;

	if (read(fd, &info, sizeof(info)) != sizeof(info) || info.ssi_signo != SIGUSR1)
		return false;
	command_run(s, forget);
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

static int run(struct simulator *s, int signals)
{
	struct pollfd polls[POLL_MAX] = {
		[POLL_STDIN] = { .fd = STDIN_FILENO, .events = POLLIN },
		[POLL_SIGNAL] = { .fd = signals, .events = POLLIN },
	};
	nfds_t n = POLL_FIRST + s->n_ports * POLL_PER_PORT;
	struct input in = { .n = 0 };

	for (;;) {
		usec_t now = now_usec(), next = USEC_NEVER;

		for (size_t i = 0; i < s->n_ports; i++) {
			usec_t due = port_run(&s->ports[i], now);

			next = due < next ? due : next;
		}
		next = next > now ? next - now : 0;
		fill_polls(s, polls);
		if (ppoll(polls, n,
			  next > USEC_PER_HOUR
				  ? NULL
				  : &(struct timespec){ (time_t) (next / USEC_PER_SEC),
							(long) (next % USEC_PER_SEC * 1000) },
			  NULL) < 0)
			return -errno;
		/* First what was sent on the lines, so that a command sees what came before it. */
		on_ports(s, polls);
		if (polls[POLL_SIGNAL].revents && !on_signal(s, signals))
			return 0;
		if (polls[POLL_STDIN].revents && !on_stdin(s, &in))
			return 0;
	}
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
	int r, signals;

	if (!s)
		return EXIT_FAILURE;
	setvbuf(stdout, NULL, _IOLBF, 0);
	s->random = 1;
	r = parse(s, argc, argv);
	if (r > 0)
		return help();

	signals = block_signals();
	if (r == 0)
		r = plug_all(s);
	if (r == 0)
		r = run(s, signals);
	while (s->n_ports > 0)
		port_done(&s->ports[--s->n_ports]);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
