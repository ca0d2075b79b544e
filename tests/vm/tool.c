/* SPDX-License-Identifier: MIT */
/*
 * What a shell in the machine can not do by itself: `sync`, as an NTP client that has set the
 * clock; `hold TID`, stop one thread of a process and keep it, as a driver that hangs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/timex.h>
#include <sys/wait.h>
#include <unistd.h>

static int synchronise(void)
{
	struct timex tx = { .modes = ADJ_STATUS | ADJ_MAXERROR | ADJ_ESTERROR, .maxerror = 1000 };

	return adjtimex(&tx);
}

static int hold(pid_t tid)
{
	if (ptrace(PTRACE_SEIZE, tid, NULL, NULL) < 0 ||
	    ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) < 0)
		return -1;
	if (waitpid(tid, NULL, __WALL) < 0)
		return -1;
	puts("held");
	fflush(stdout);
	/* Let go by the end of the thread alone: it is traced as long as we live. */
	return waitpid(tid, NULL, __WALL) < 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
	int r = -1;

	if (argc == 2 && strcmp(argv[1], "sync") == 0)
		r = synchronise();
	else if (argc == 3 && strcmp(argv[1], "hold") == 0)
		r = hold(atoi(argv[2]));
	if (r < 0)
		perror(argv[0]);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
