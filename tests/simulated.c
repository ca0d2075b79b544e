/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "simulated.h"

#define ARGS_MAX 64

static int read_line(struct simulated *s)
{
	if (!fgets(s->reply, sizeof(s->reply), s->from))
		return -EPIPE;
	s->reply[strcspn(s->reply, "\n")] = '\0';
	return 0;
}

/* "port 2 tcp 40123" */
static int read_ports(struct simulated *s)
{
	unsigned i;
	int port;

	while (read_line(s) == 0) {
		if (strcmp(s->reply, "ready") == 0)
			return 0;
		if (sscanf(s->reply, "port %u %*[a-z-] %d", &i, &port) == 2 &&
		    i < SIMULATED_PORTS_MAX)
			s->tcp_ports[i] = port;
	}
	return -EPIPE;
}

static void run(const char *program, const char *const args[], int in, int out)
{
	const char *argv[ARGS_MAX + 2] = { program };

	for (size_t i = 0; i < ARGS_MAX && args[i]; i++)
		argv[i + 1] = args[i];
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	execv(program, (char *const *) argv);
	_exit(127);
}

int simulated_start(struct simulated *s, const char *program, const char *const args[])
{
	int in[2], out[2];

	*s = (struct simulated){ 0 };
	if (pipe2(in, O_CLOEXEC) < 0 || pipe2(out, O_CLOEXEC) < 0)
		return -errno;
	s->pid = fork();
	if (s->pid < 0)
		return -errno;
	if (s->pid == 0)
		run(program, args, in[0], out[1]);
	close(in[0]);
	close(out[1]);
	s->to = fdopen(in[1], "w");
	s->from = fdopen(out[0], "r");
	return s->to && s->from ? read_ports(s) : -ENOMEM;
}

int simulated_stop(struct simulated *s)
{
	int status = 0;

	if (s->to)
		fclose(s->to);
	if (s->from)
		fclose(s->from);
	if (s->pid > 0)
		waitpid(s->pid, &status, 0);
	*s = (struct simulated){ 0 };
	return status;
}

const char *simulated_ask(struct simulated *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(s->to, fmt, ap);
	va_end(ap);
	fputc('\n', s->to);
	fflush(s->to);
	return read_line(s) == 0 ? s->reply : "the simulator is gone";
}
