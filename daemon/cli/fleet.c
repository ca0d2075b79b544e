/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/fleet.h"
#include "cli/verbs.h"

#define PARALLEL_MAX 16
/* Of one gateway: its boards' texts and incidents, with much room. */
#define ANSWER_MAX ((size_t) 16 << 20)
#define SAID_MAX   ((size_t) 64 << 10)

#define OUR_WORDS "pufactl: "

struct piece {
	char *text; /* ends with a NUL once there is any */
	size_t n;
};

/* A process that asks one gateway. */
struct call {
	struct fleet_answer *answer;
	pid_t pid;
	int out, err; /* what it prints and what it says; -1: closed */
	struct piece printed, said;
	usec_t deadline;
};

struct fleet {
	const struct cli *cli;
	usec_t timeout;
	struct call calls[PARALLEL_MAX];
	size_t n;
	sigset_t before; /* what the program let through before, and lets through while it waits */
};

/* Those who ask are in groups of their own, so nobody else ends them with us. */
static const int ends[] = { SIGHUP, SIGINT, SIGTERM };
static volatile sig_atomic_t ended_by;

static void on_end(int sig)
{
	ended_by = sig;
}

/* What was ignored stays so, as under nohup. */
static void handle(int sig, void (*handler)(int))
{
	struct sigaction sa = { .sa_handler = handler }, before;

	sigemptyset(&sa.sa_mask);
	if (sigaction(sig, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
		sigaction(sig, &sa, NULL);
}

/* They come through only while we wait. */
static void hold_ends(struct fleet *f)
{
	sigset_t held;

	sigemptyset(&held);
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		sigaddset(&held, ends[i]);
	sigprocmask(SIG_BLOCK, &held, &f->before);
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		handle(ends[i], on_end);
}

static void let_ends(const struct fleet *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		handle(ends[i], SIG_DFL);
	sigprocmask(SIG_SETMASK, &f->before, NULL);
}

/* In the child. */
static _Noreturn void run_one(const struct fleet *f, const char *host, pid_t parent)
{
	struct cli one = *f->cli;
	int r;

	let_ends(f);
	/* Even if the parent is killed. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILED);
	signal(SIGALRM, SIG_DFL);
	one.host = host;
	one.hosts = one.output = NULL;
	one.n_hosts = 1;
	one.json = true;
	r = one.verb->run(&one, 0, NULL);
	if (fflush(stdout) == EOF || ferror(stdout))
		r = EXIT_FAILED;
	_exit(r);
}

static void close_pipe(int fds[2])
{
	close(fds[0]);
	close(fds[1]);
}

static int fork_one(struct call *c, const struct fleet *f, int out, int err)
{
	pid_t parent = getpid();

	c->pid = fork();
	if (c->pid < 0)
		return -errno;
	if (c->pid == 0) {
		setpgid(0, 0);
		if (dup2(out, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0)
			_exit(EXIT_FAILED);
		run_one(f, c->answer->host, parent);
	}
	/* Whichever of the two comes first: the group must be there when it is to be ended. */
	setpgid(c->pid, c->pid);
	return 0;
}

static int start(struct call *c, const struct fleet *f)
{
	int out[2], err[2], r;

	if (pipe2(out, O_CLOEXEC) < 0)
		return -errno;
	if (pipe2(err, O_CLOEXEC) < 0) {
		r = -errno;
		close_pipe(out);
		return r;
	}
	r = fork_one(c, f, out[1], err[1]);
	if (r < 0) {
		close_pipe(out);
		close_pipe(err);
		return r;
	}
	close(out[1]);
	close(err[1]);
	c->out = out[0];
	c->err = err[0];
	return 0;
}

/* What there is now; 0: the end.  -E2BIG, -ENOMEM, -EIO. */
static int take(int fd, struct piece *p, size_t most)
{
	char buf[65536], *grown;
	ssize_t n = read(fd, buf, sizeof(buf));

	if (n < 0)
		return errno == EINTR ? 1 : -EIO;
	if (n == 0)
		return 0;
	if (p->n + (size_t) n > most)
		return -E2BIG;
	grown = realloc(p->text, p->n + (size_t) n + 1);
	if (!grown)
		return -ENOMEM;
	p->text = grown;
	memcpy(p->text + p->n, buf, (size_t) n);
	p->n += (size_t) n;
	p->text[p->n] = '\0';
	return 1;
}

static bool is_readable(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return fd >= 0 && poll(&p, 1, 0) > 0;
}

static void take_said(struct call *c)
{
	if (take(c->err, &c->said, SAID_MAX) > 0)
		return;
	close(c->err);
	c->err = -1;
}

/* Of the lines that were said the last of ours, and the last of somebody else's: ssh's. */
static void find_words(char *said, const char **ret_ours, const char **ret_others)
{
	char *rest = said, *line;

	*ret_ours = *ret_others = NULL;
	while (rest && (line = strsep(&rest, "\n"))) {
		/* Not only at its start: ssh may be in the middle of a line of its own. */
		const char *ours = strstr(line, OUR_WORDS);

		line[strcspn(line, "\r")] = '\0';
		if (ours)
			*ret_ours = ours + strlen(OUR_WORDS);
		else if (*line)
			*ret_others = line;
	}
}

/* `health` answers even then, in its own words. */
static const char *unreached(const json_t *json)
{
	return json_is_null(json_object_get(json, "boards"))
		       ? json_string_value(json_object_get(json, "message"))
		       : NULL;
}

/* All is read: what does it come to? */
static void judge(struct call *c, int status)
{
	struct fleet_answer *a = c->answer;
	const char *ours = NULL, *others = NULL;

	if (c->printed.n > 0)
		a->json = json_loadb(c->printed.text, c->printed.n, 0, NULL);
	find_words(c->said.text, &ours, &others);
	if (!ours)
		ours = unreached(a->json);
	if (!ours && a->json)
		return;
	if (!ours)
		ours = WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM
			       ? "no answer in time"
			       : "its answer could not be read";
	if (asprintf(&a->error, "%s%s%s%s", ours, others ? " (" : "", others ? others : "",
		     others ? ")" : "") < 0)
		a->error = NULL;
}

/* Its group too: what it has started may outlast it. */
static int end(const struct call *c, bool is_over)
{
	siginfo_t info;
	int status = 0;

	/* Its own end is not to be overtaken by ours: it closed its output by ending. */
	if (is_over)
		while (waitid(P_PID, (id_t) c->pid, &info, WEXITED | WNOWAIT) < 0 && errno == EINTR)
			;
	kill(-c->pid, SIGKILL);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static void call_done(struct call *c)
{
	close(c->out);
	if (c->err >= 0)
		close(c->err);
	free(c->printed.text);
	free(c->said.text);
}

static void finish(struct call *c)
{
	int status = end(c, true);

	while (is_readable(c->err))
		take_said(c);
	judge(c, status);
	call_done(c);
}

static void give_up(struct call *c, const char *why)
{
	end(c, false);
	c->answer->error = strdup(why);
	call_done(c);
}

static void give_up_late(struct call *c, usec_t timeout)
{
	char why[64];

	snprintf(why, sizeof(why), "no answer within %llu s",
		 (unsigned long long) (timeout / USEC_PER_SEC));
	give_up(c, why);
}

/* Is it over?  @events: of what it prints and of what it says. */
static bool go_on(struct call *c, usec_t timeout, const struct pollfd events[2])
{
	int r = 1;

	if (events[1].revents)
		take_said(c);
	if (events[0].revents)
		r = take(c->out, &c->printed, ANSWER_MAX);
	if (r == 0)
		finish(c);
	else if (r < 0)
		give_up(c, r == -E2BIG ? "its answer is too long" : "its answer could not be read");
	else if (clock_steady() >= c->deadline)
		give_up_late(c, timeout);
	else
		return false;
	return true;
}

static struct timespec time_left(const struct fleet *f)
{
	usec_t now = clock_steady(), first = USEC_NEVER, left;

	for (size_t i = 0; i < f->n; i++)
		if (f->calls[i].deadline < first)
			first = f->calls[i].deadline;
	left = first > now ? first - now : 0;
	return (struct timespec){ .tv_sec = (time_t) (left / USEC_PER_SEC),
				  .tv_nsec = (long) (left % USEC_PER_SEC) * 1000 };
}

/* As if the signal had never been held, but for what was begun. */
static _Noreturn void end_all(struct fleet *f)
{
	for (size_t i = 0; i < f->n; i++)
		end(&f->calls[i], false);
	let_ends(f);
	raise(ended_by);
	_exit(EXIT_FAILED);
}

/* Until something comes, or a deadline. */
static void step(struct fleet *f)
{
	struct pollfd events[2 * PARALLEL_MAX];
	struct timespec wait = time_left(f);
	size_t left = 0;

	for (size_t i = 0; i < f->n; i++) {
		events[2 * i] = (struct pollfd){ .fd = f->calls[i].out, .events = POLLIN };
		events[2 * i + 1] = (struct pollfd){ .fd = f->calls[i].err, .events = POLLIN };
	}
	if (ppoll(events, 2 * f->n, &wait, &f->before) < 0)
		for (size_t i = 0; i < 2 * f->n; i++)
			events[i].revents = 0;
	if (ended_by)
		end_all(f);
	for (size_t i = 0; i < f->n; i++)
		if (!go_on(&f->calls[i], f->timeout, &events[2 * i]))
			f->calls[left++] = f->calls[i];
	f->n = left;
}

static void add(struct fleet *f, struct fleet_answer *answer)
{
	struct call *c = &f->calls[f->n];
	int r;

	*c = (struct call){ .answer = answer, .deadline = clock_steady() + f->timeout };
	r = start(c, f);
	if (r >= 0)
		f->n++;
	else if (asprintf(&answer->error, "it can not be asked: %s", strerror(-r)) < 0)
		answer->error = NULL;
}

void fleet_ask(const struct cli *cli, char *const hosts[], size_t n, usec_t timeout,
	       struct fleet_answer *ret)
{
	struct fleet f = { .cli = cli, .timeout = timeout };

	/* What is still in the buffer must not come out of each child. */
	fflush(stdout);
	hold_ends(&f);
	for (size_t i = 0; i < n || f.n > 0;) {
		for (; i < n && f.n < PARALLEL_MAX; i++) {
			ret[i] = (struct fleet_answer){ .host = hosts[i] };
			add(&f, &ret[i]);
		}
		if (f.n > 0)
			step(&f);
	}
	let_ends(&f);
}

void fleet_answers_free(struct fleet_answer *answers, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		json_decref(answers[i].json);
		free(answers[i].error);
	}
	free(answers);
}
