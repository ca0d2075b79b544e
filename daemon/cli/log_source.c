/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/almanac.h"
#include "cli/log_source.h"
#include "config/zonefile.h"
#include "playlog/texts.h"

#define PROPERTIES "org.freedesktop.DBus.Properties"

/* Reading a piece of the log takes its turn behind other people's questions. */
#define READ_TIMEOUT (60 * USEC_PER_SEC)

/* What is in hand while pieces come over the bus. */
struct remote_reading {
	const struct query *q;
	log_fn fn;
	void *userdata;
	uint64_t after;     /* which record the piece in hand begins */
	struct texts texts; /* that it refers to, also those from before it */
	char line[RECORD_LINE_MAX];
};

static int open_dir(struct log_source *s, const char *dir)
{
	int r = reader_new(&s->reader, dir);

	if (r == -ENOMEM)
		return out_of_memory();
	if (r < 0)
		return failed("%s can not be read: %s", dir, strerror(-r));
	s->dir = dir;
	if (zone_of_site(&s->own_zone) >= 0)
		s->zone = &s->own_zone;
	s->now = clock_wall();
	return EXIT_DONE;
}

int log_source_open(struct log_source *s, const struct cli *cli)
{
	*s = (struct log_source){ .zone = &zone_utc };
	if (cli->log)
		return open_dir(s, cli->log);
	if (client_open(&s->client, cli->host) >= 0) {
		s->zone = &s->client.zone;
		s->now = client_now(&s->client);
		return EXIT_DONE;
	}
	if (cli->host || s->client.refused || access(LOG_DIR, F_OK) < 0)
		return failed("%s", s->client.why);
	complain("%s; reading " LOG_DIR, s->client.why);
	return open_dir(s, LOG_DIR);
}

void log_source_close(struct log_source *s)
{
	if (s->client.bus)
		client_close(&s->client);
	reader_free(s->reader);
	if (s->zone == &s->own_zone)
		zone_table_done(&s->own_zone);
	*s = (struct log_source){ 0 };
}

static int dir_fail(const struct log_source *s, int r)
{
	if (r == -ENOMEM)
		complain("not enough memory");
	else
		complain("%s can not be read: %s", s->dir, strerror(-r));
	return r;
}

/* What went wrong with the daemon; returns @r. */
static int bus_fail(const struct log_source *s, int r)
{
	complain("%s", s->client.why);
	return r;
}

static int get(struct client *c, const char *property, sd_bus_message **ret)
{
	return client_call(c, CALL_TIMEOUT, PUFA_PATH, PROPERTIES, "Get", ret, "ss", PUFA_MANAGER,
			   property);
}

int client_log_directory(struct client *c, char **ret)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	const char *dir;
	int r = get(c, "LogDirectory", &reply);

	if (r < 0)
		return r;
	if (sd_bus_message_read(reply, "v", "s", &dir) <= 0)
		return client_nonsense(c);
	*ret = strdup(dir);
	return *ret ? 0 : -ENOMEM;
}

int client_log_head(struct client *c, uint64_t *ret_seq, char **ret_hash)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	const char *hash;
	int r = get(c, "LogHead", &reply);

	if (r < 0)
		return r;
	if (sd_bus_message_enter_container(reply, 'v', "(ts)") <= 0 ||
	    sd_bus_message_read(reply, "(ts)", ret_seq, &hash) <= 0)
		return client_nonsense(c);
	*ret_hash = strdup(hash);
	return *ret_hash ? 0 : -ENOMEM;
}

static int dir_head(struct log_source *s, uint64_t *ret_seq)
{
	uint8_t ignored[RECORD_HASH_SIZE];
	const struct entry *e;
	int r = reader_seek(s->reader, UINT64_MAX);

	while (r >= 0 && (r = reader_next(s->reader, &e)) > 0)
		;
	if (r < 0)
		return dir_fail(s, r);
	*ret_seq = reader_last(s->reader, ignored);
	return 0;
}

int log_source_head(struct log_source *s, uint64_t *ret_seq)
{
	_cleanup_(freep) char *hash = NULL;
	int r;

	if (!s->client.bus)
		return dir_head(s, ret_seq);
	r = client_log_head(&s->client, ret_seq, &hash);
	return r < 0 ? bus_fail(s, r) : 0;
}

bool log_source_is_away(const struct log_source *s)
{
	return s->client.bus && !s->client.refused && sd_bus_is_open(s->client.bus) > 0;
}

int log_source_poll(struct log_source *s, uint64_t *ret_seq)
{
	_cleanup_(freep) char *hash = NULL;
	int r;

	if (!s->client.bus)
		return dir_head(s, ret_seq) < 0 ? -EIO : 1;
	r = client_log_head(&s->client, ret_seq, &hash);
	if (r < 0 && !log_source_is_away(s))
		return bus_fail(s, r);
	if (r < 0 && !s->away)
		complain("%s; waiting for it", s->client.why);
	s->away = r < 0;
	return r < 0 ? 0 : 1;
}

/* Of this machine's own files, or what the fn said. */
struct local_reading {
	log_fn fn;
	void *userdata;
	bool ended; /* by the fn: that is no failure of reading */
};

static int on_local(const struct entry *e, void *userdata)
{
	struct local_reading *l = userdata;
	int r = l->fn(e, l->userdata);

	l->ended = r < 0;
	return r;
}

static int read_dir(struct log_source *s, const struct query *q, log_fn fn, void *userdata,
		    uint64_t *ret_last)
{
	struct local_reading l = { .fn = fn, .userdata = userdata };
	struct query_end end;
	int r = query_run(s->reader, q, on_local, &l, &end);

	if (r < 0)
		return l.ended ? r : dir_fail(s, r);
	*ret_last = end.last;
	return 0;
}

static int bus_nonsense(struct log_source *s)
{
	return bus_fail(s, client_nonsense(&s->client));
}

/* A line of the daemon's.  Texts come before what refers to them, asked for or not. */
static int take_line(struct remote_reading *rr, const char *line)
{
	struct entry e = { .text = line, .n = strlen(line) };
	struct record record;
	const char *why = "it is longer than any record";
	int r = 0;

	if (e.n < sizeof(rr->line))
		memcpy(rr->line, line, e.n + 1);
	if (e.n >= sizeof(rr->line) || record_parse(&record, rr->line, e.n, &why) < 0) {
		e.finding = FINDING_CHANGED;
		snprintf(e.said, sizeof(e.said), "%s", why);
		return rr->fn(&e, rr->userdata);
	}
	e.record = &record;
	if (record.kind == RECORD_TEXT)
		r = texts_add(&rr->texts, record.ref, &record);
	else if (record.kind == RECORD_PLAY || record.kind == RECORD_MISSED)
		texts_fill(&rr->texts, &record);
	if (r < 0 || record.seq <= rr->after || !(rr->q->kinds & QUERY_KIND(record.kind)))
		return r;
	return rr->fn(&e, rr->userdata);
}

/* One piece.  Moves on in @rr. */
static int take_piece(struct log_source *s, struct remote_reading *rr, sd_bus_message *m,
		      int *ret_more)
{
	const char *line;
	uint64_t last;
	int r;

	texts_clear(&rr->texts);
	if (sd_bus_message_enter_container(m, 'a', "s") <= 0)
		return bus_nonsense(s);
	while ((r = sd_bus_message_read(m, "s", &line)) > 0) {
		int error = take_line(rr, line);

		if (error < 0)
			return error;
	}
	if (r < 0 || sd_bus_message_exit_container(m) < 0 ||
	    sd_bus_message_read(m, "tb", &last, ret_more) <= 0 || (*ret_more && last <= rr->after))
		return bus_nonsense(s);
	rr->after = last;
	return 0;
}

static int ask(struct log_source *s, const struct remote_reading *rr, sd_bus_message **ret)
{
	const struct query *q = rr->q;
	_cleanup_(freep) char *kinds = query_kinds_format(q->kinds);
	int r;

	if (!kinds) {
		complain("not enough memory");
		return -ENOMEM;
	}
	r = client_call(&s->client, READ_TIMEOUT, PUFA_PATH, PUFA_MANAGER, "ReadLog", ret, "ssttt",
			q->board ? q->board : "", kinds, q->since * USEC_PER_MSEC,
			q->until * USEC_PER_MSEC, rr->after);
	return r < 0 ? bus_fail(s, r) : 0;
}

static int read_bus(struct log_source *s, struct remote_reading *rr)
{
	int more = true, r = 0;

	while (more && r >= 0) {
		_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;

		r = ask(s, rr, &reply);
		if (r >= 0)
			r = take_piece(s, rr, reply, &more);
	}
	return r;
}

int log_source_read(struct log_source *s, const struct query *q, log_fn fn, void *userdata,
		    uint64_t *ret_last)
{
	struct remote_reading rr = { .q = q, .fn = fn, .userdata = userdata, .after = q->after };
	int r;

	if (!s->client.bus)
		return read_dir(s, q, fn, userdata, ret_last);
	r = read_bus(s, &rr);
	texts_clear(&rr.texts);
	*ret_last = rr.after;
	return r;
}
