/* SPDX-License-Identifier: MIT */
/* pufactl: each verb is a few calls to the daemon, or one pure computation. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/fleet.h"
#include "cli/verbs.h"

#define OUTPUT_BUFFER 65536

#define SAY(fd, text) ((void) !write(fd, text, sizeof(text) - 1))

/* Who reads our output has seen enough. */
static void on_pipe_closed(int sig)
{
	(void) sig;
	_exit(EXIT_DONE);
}

/* A last resort: something waits although every wait of ours has a deadline. */
static void on_alarm(int sig)
{
	(void) sig;
	SAY(STDERR_FILENO, "pufactl: no answer in time\n");
	_exit(EXIT_FAILED);
}

static void on_health_alarm(int sig)
{
	(void) sig;
	SAY(STDOUT_FILENO, "PUFA CRITICAL - no answer in time\n");
	_exit(HEALTH_CRITICAL);
}

static void handle(int sig, void (*handler)(int))
{
	struct sigaction sa = { .sa_handler = handler };
	sigset_t set;

	sigemptyset(&sa.sa_mask);
	sigaction(sig, &sa, NULL);
	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static bool is_health(const struct cli *cli)
{
	return cli->verb && cli->verb->run == verb_health;
}

static int run(struct cli *cli, int argc, char **argv)
{
	int n_words = 0, r;

	r = command_line_parse(cli, argc, argv, &n_words);
	if (r != EXIT_DONE)
		return is_health(cli) ? HEALTH_UNKNOWN : r;
	if (is_health(cli))
		handle(SIGALRM, on_health_alarm);
	if (cli->completion)
		completion_print();
	else if (cli->help)
		help_print(cli->verb);
	else if (cli->version)
		puts("pufactl " PUFA_VERSION);
	else if (fleet_is_asked(cli))
		return fleet_run(cli);
	else
		return cli->verb->run(cli, n_words, argv);
	return EXIT_DONE;
}

int main(int argc, char **argv)
{
	struct cli cli = { 0 };
	int r;

	/* Only for the width of characters: what we read and write is UTF-8 everywhere. */
	setlocale(LC_CTYPE, "C.UTF-8");
	/* A long plan goes out in large pieces; what must be seen at once is flushed. */
	setvbuf(stdout, NULL, _IOFBF, OUTPUT_BUFFER);
	handle(SIGPIPE, on_pipe_closed);
	handle(SIGALRM, on_alarm);

	r = argc > 1 ? run(&cli, argc - 1, argv + 1) : run(&cli, 0, argv);
	if (fflush(stdout) == EOF || ferror(stdout)) {
		complain("the output could not be written");
		return is_health(&cli) ? HEALTH_UNKNOWN : EXIT_FAILED;
	}
	return r;
}
