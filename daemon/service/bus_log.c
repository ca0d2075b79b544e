/* SPDX-License-Identifier: MIT */
/* The play log on the bus: a piece of it, and where it ends. */
#include <stdio.h>
#include <string.h>

#include "config/names.h"
#include "service/bus.h"
#include "service/log_reader.h"
#include "service/playlog.h"

/* A question is kept while others wait before it: nobody is to fill the memory with one. */
#define WORD_MAX (4 * NAME_BYTES_MAX)

static uint64_t msec_from(usec_t at)
{
	return at / USEC_PER_MSEC + (at % USEC_PER_MSEC > 0);
}

static int read_query(sd_bus_message *m, struct query *ret, sd_bus_error *error)
{
	const char *board, *kinds, *bad;
	struct query q = { .board = NULL };
	usec_t since, until;
	size_t n;
	int r;

	r = sd_bus_message_read(m, "ssttt", &board, &kinds, &since, &until, &q.after);
	if (r < 0)
		return r;
	if (strlen(board) > WORD_MAX || strlen(kinds) > WORD_MAX)
		return sd_bus_error_set(error, SD_BUS_ERROR_INVALID_ARGS,
					"Neither a board's name nor the kinds are that long");
	if (query_kinds_parse(kinds, &q.kinds, &bad, &n) < 0)
		return sd_bus_error_setf(error, SD_BUS_ERROR_INVALID_ARGS,
					 "No record is of such a kind: '%.*s'", (int) n, bad);
	q.board = *board ? board : NULL;
	q.since = msec_from(since);
	q.until = msec_from(until);
	*ret = q;
	return 0;
}

int bus_method_read_log(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct manager *manager = userdata;
	struct query q;
	int r = read_query(m, &q, error);

	if (r < 0)
		return r;
	if (!manager->log_reader)
		return sd_bus_error_set(error, BUS_NAME ".Error.NoLog", "No play log is kept");
	r = log_reader_ask(manager->log_reader, &q, m);
	if (r == -EBUSY)
		return sd_bus_error_set(error, SD_BUS_ERROR_LIMITS_EXCEEDED,
					"Too many ask for the play log at once");
	return r < 0 ? r : 1;
}

int bus_get_log_head(sd_bus *bus, const char *path, const char *interface, const char *property,
		     sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	const struct manager *m = userdata;
	uint8_t hash[RECORD_HASH_SIZE];
	char text[2 * RECORD_HASH_SIZE + 1];
	uint64_t head = playlog_head(m->playlog, hash);

	(void) bus;
	(void) path;
	(void) interface;
	(void) property;
	(void) error;
	for (size_t i = 0; i < RECORD_HASH_SIZE; i++)
		sprintf(text + 2 * i, "%02x", hash[i]);
	return sd_bus_message_append(reply, "(ts)", head, text);
}
