/* SPDX-License-Identifier: MIT */
#pragma once

/* A pufa-simulator as a child of a test: started, asked, ended. */

#include <stdio.h>
#include <sys/types.h>

#include "pufa/base.h"

#define SIMULATED_PORTS_MAX 8

struct simulated {
	pid_t pid;
	FILE *to, *from;
	int tcp_ports[SIMULATED_PORTS_MAX]; /* by index; 0 for a pty */
	char reply[16384];
};

/* @args: the words after the program's name, ending with NULL.  Waits until all ports are there. */
int simulated_start(struct simulated *s, const char *program, const char *const args[]);
int simulated_stop(struct simulated *s); /* its status as waitpid() gives it */

/* Send one command; its answer, without the newline, good until the next one. */
const char *simulated_ask(struct simulated *s, const char *fmt, ...) _printf_(2, 3);

/* Send a command that is answered by "ok". */
#define simulated_tell(s, ...) CHECK(strcmp(simulated_ask(s, __VA_ARGS__), "ok") == 0)
