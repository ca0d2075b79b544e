/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
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

static void add_field(struct log_entry *e, const char *name, const char *value)
{
	char *room = e->room[e->n];
	int length;

	if (!value)
		return;
	length = snprintf(room, LOG_FIELD_MAX, "%s=%s", name, value);
	if (length <= 0)
		return;
	e->iov[e->n++] = (struct iovec){
		.iov_base = room,
		.iov_len = length < LOG_FIELD_MAX ? (size_t) length : LOG_FIELD_MAX - 1,
	};
}

static void add_incident(struct log_entry *e, const struct log_incident *i)
{
	char id[24];

	snprintf(id, sizeof(id), "%" PRIu64, i->id);
	add_field(e, "MESSAGE_ID", i->message_id);
	add_field(e, "INCIDENT", i->kind);
	add_field(e, "INCIDENT_ID", id);
	add_field(e, "INCIDENT_SUBJECT", i->subject);
	add_field(e, "INCIDENT_EVENT", i->event);
}

void log_entry_fill(struct log_entry *e, int priority, struct log_about about, const char *func,
		    char *message)
{
	const char level[] = { (char) ('0' + (priority & 7)), '\0' };

	e->n = 0;
	e->iov[e->n++] = (struct iovec){ message, strlen(message) };
	add_field(e, "PRIORITY", level);
	add_field(e, "CODE_FUNC", func);
	add_field(e, "BOARD", about.board);
	add_field(e, "LINE", about.line);
	if (about.incident)
		add_incident(e, about.incident);
}

void log_full(int priority, struct log_about about, const char *func, const char *fmt, ...)
{
	static const char key[] = "MESSAGE=";
	char message[MESSAGE_MAX];
	struct log_entry entry;
	char *text = message + sizeof(key) - 1;
	va_list ap;

	if (priority == LOG_DEBUG && !speaker.debug)
		return;

	memcpy(message, key, sizeof(key));
	va_start(ap, fmt);
	vsnprintf(text, sizeof(message) - sizeof(key) + 1, fmt, ap);
	va_end(ap);

	log_entry_fill(&entry, priority, about, func, message);
	(void) sd_journal_sendv(entry.iov, entry.n);
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
