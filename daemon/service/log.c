/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#include "service/log.h"

#define MESSAGE_MAX 4096
#define FIELD_MAX   256

static struct {
	bool debug, journal_only;
} speaker;

/* Is stderr the journal's own stream?  The service manager says which one it gave us. */
static bool stderr_is_journal(void)
{
	const char *text = getenv("JOURNAL_STREAM");
	unsigned long long dev, ino;
	struct stat st;

	return text && sscanf(text, "%llu:%llu", &dev, &ino) == 2 &&
	       fstat(STDERR_FILENO, &st) == 0 && st.st_dev == dev && st.st_ino == ino;
}

void log_open(bool debug)
{
	speaker.debug = debug;
	speaker.journal_only = stderr_is_journal();
}

static void say_on_stderr(struct log_about about, const char *text)
{
	if (about.board)
		fprintf(stderr, "pufad: board %s: %s\n", about.board, text);
	else if (about.line)
		fprintf(stderr, "pufad: line %s: %s\n", about.line, text);
	else
		fprintf(stderr, "pufad: %s\n", text);
}

static void add_field(struct iovec *iov, int *n, char *buf, const char *name, const char *value)
{
	int length;

	if (!value)
		return;
	length = snprintf(buf, FIELD_MAX, "%s=%s", name, value);
	if (length <= 0)
		return;
	iov[(*n)++] = (struct iovec){
		.iov_base = buf,
		.iov_len = length < FIELD_MAX ? (size_t) length : FIELD_MAX - 1,
	};
}

static void say_to_journal(int priority, struct log_about about, const char *func, char *message)
{
	char board[FIELD_MAX], line[FIELD_MAX], code[FIELD_MAX], level[sizeof("PRIORITY=7")];
	struct iovec iov[5];
	int n = 0;

	snprintf(level, sizeof(level), "PRIORITY=%d", priority & 7);
	iov[n++] = (struct iovec){ message, strlen(message) };
	iov[n++] = (struct iovec){ level, strlen(level) };
	add_field(iov, &n, code, "CODE_FUNC", func);
	add_field(iov, &n, board, "BOARD", about.board);
	add_field(iov, &n, line, "LINE", about.line);
	(void) sd_journal_sendv(iov, n);
}

void log_full(int priority, struct log_about about, const char *func, const char *fmt, ...)
{
	static const char key[] = "MESSAGE=";
	char message[MESSAGE_MAX];
	char *text = message + sizeof(key) - 1;
	va_list ap;

	if (priority == LOG_DEBUG && !speaker.debug)
		return;

	memcpy(message, key, sizeof(key));
	va_start(ap, fmt);
	vsnprintf(text, sizeof(message) - sizeof(key) + 1, fmt, ap);
	va_end(ap);

	say_to_journal(priority, about, func, message);
	if (!speaker.journal_only)
		say_on_stderr(about, text);
}

void log_lines(int priority, const char *text)
{
	while (text && *text) {
		const char *end = strchrnul(text, '\n');

		log_full(priority, LOG_SERVICE, __func__, "%.*s", (int) (end - text), text);
		text = *end ? end + 1 : end;
	}
}
