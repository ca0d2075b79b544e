/* SPDX-License-Identifier: MIT */

/*
 * Boards of Chainzone and of those who sell them under other names, which speak
 * JetFile II.
 *
 * A page is a text file on the RAM disk E, written over again and again; flash
 * is never touched, the playlist neither, for it is kept there.  So the board
 * must have been set up once to play that file and no other.
 *
 * A file that reads back as it was written is not yet a file that is shown.
 * read_back() therefore also asks whether the playlist is on and which of its
 * files.
 */

#include <stdio.h>
#include <string.h>

#include "drivers.h"
#include "jetfile_argument.h"
#include "jetfile_frame.h"
#include "jetfile_text.h"

struct jetfile {
	const struct profile *profile;
	uint8_t unit;
	uint8_t count; /* of the last request: the low byte of its serial number */
	bool shown;    /* the file should be there */
};

static const struct jetfile_settings *settings(const struct jetfile *j)
{
	return j->profile->settings;
}

static int jetfile_init(void *self, const struct profile *profile, unsigned address,
			enum line_medium medium)
{
	struct jetfile *j = self;

	(void) medium; /* packets are the same on all */
	/* 0 is everybody; of 255 nobody says that it is not. */
	if (address < 1 || address > 254)
		return -EINVAL;

	j->profile = profile;
	j->unit = (uint8_t) address;
	return 0;
}

static enum certainty jetfile_certainty(const struct profile *profile)
{
	const struct jetfile_settings *s = profile->settings;

	return s->readable ? CERTAINTY_VERIFIED : CERTAINTY_ACKNOWLEDGED;
}

/*
 * Make the next request's packet.  The unit is part of the serial number, so that two boards on
 * one line never use the same: an answer need not say whose it is.
 */
static int frame(struct jetfile *j, struct jetfile_request *r, struct octets *ret)
{
	const struct jetfile_settings *s = settings(j);
	bool group_first = s->address_order == JETFILE_GROUP_FIRST;
	int result;

	r->destination[group_first ? 0 : 1] = (uint8_t) s->group;
	r->destination[group_first ? 1 : 0] = j->unit;
	r->serial = (uint16_t) (j->unit << 8 | ++j->count);
	result = jetfile_build(ret, r);
	if (result >= 0 && s->trailing_nul)
		octets_put8(ret, 0);
	return result;
}

/* An answer, out of the line's hands. */
struct reply {
	unsigned status;
	bool carries;
	size_t n_arg, n_data;
	uint8_t arg[64]; /* more than is of use */
	uint8_t data[JETFILE_DATA_MAX];
};

struct asking {
	const struct jetfile_request *request;
	struct reply *reply;
};

static int accept_reply(void *userdata, const uint8_t *bytes, size_t n)
{
	const struct asking *asking = userdata;
	struct reply *reply = asking->reply;
	struct jetfile_answer a;
	int r;

	r = jetfile_parse(asking->request, bytes, n, &a);
	if (r <= 0)
		return r;
	if (a.n_data > sizeof(reply->data))
		return -EPROTO;
	reply->status = a.status;
	reply->carries = a.carries;
	reply->n_arg = a.n_arg < sizeof(reply->arg) ? a.n_arg : sizeof(reply->arg);
	reply->n_data = a.n_data;
	memcpy(reply->arg, a.arg, reply->n_arg);
	memcpy(reply->data, a.data, reply->n_data);
	return 1;
}

/* 0: *ret is the answer, be it a refusal. */
static int ask(struct jetfile *j, struct line *l, struct jetfile_request *request,
	       struct reply *ret, usec_t deadline)
{
	struct asking asking = { request, ret };
	uint8_t bytes[JETFILE_PACKET_MAX + 1];
	struct octets packet = OCTETS(bytes);
	int r;

	r = frame(j, request, &packet);
	if (r < 0)
		return r;
	r = line_exchange(l, packet.bytes, packet.n, accept_reply, &asking, deadline);
	return r < 0 ? r : 0;
}

/* One that is done or refused. */
static int command(struct jetfile *j, struct line *l, struct jetfile_request *request,
		   usec_t deadline)
{
	struct reply reply;
	int r;

	r = ask(j, l, request, &reply, deadline);
	return r < 0 ? r : jetfile_refusal(reply.status);
}

/* Does it carry at least @n_arg bytes of arguments? */
static int check_carries(const struct reply *reply, size_t n_arg)
{
	int r = jetfile_refusal(reply->status);

	if (r < 0)
		return r;
	return reply->carries && reply->n_arg >= n_arg ? 0 : -EPROTO;
}

static int question(struct jetfile *j, struct line *l, struct jetfile_request *request,
		    size_t n_arg, struct reply *ret, usec_t deadline)
{
	int r = ask(j, l, request, ret, deadline);

	return r < 0 ? r : check_carries(ret, n_arg);
}

static void set_arg(struct jetfile_request *request, const struct octets *arg)
{
	request->arg = arg->bytes;
	request->n_arg = arg->n;
}

typedef int (*request_fn)(void *userdata, struct jetfile_request *request);

/* The file in packets; the board begins a new one at number 1. */
static int write_requests(const struct jetfile *j, const struct octets *file, request_fn take,
			  void *userdata)
{
	size_t packet = (size_t) settings(j)->packet;
	unsigned n_packets = (unsigned) ((file->n + packet - 1) / packet);

	for (unsigned i = 0; i < n_packets; i++) {
		size_t at = i * packet, left = file->n - at;
		uint8_t bytes[JETFILE_ARG_MAX];
		struct octets arg = OCTETS(bytes);
		struct jetfile_request request = { .command = JETFILE_WRITE_TEXT };
		int r;

		jetfile_put_write(&arg, settings(j), file->n, n_packets, i + 1);
		set_arg(&request, &arg);
		request.data = file->bytes + at;
		request.n_data = left < packet ? left : packet;
		r = take(userdata, &request);
		if (r < 0)
			return r;
	}
	return 0;
}

/* A board of an older make: it does not know what is asked. */
static bool is_unknown(unsigned status)
{
	return status == JETFILE_NO_COMMAND || status == JETFILE_NO_SUBCOMMAND ||
	       status == JETFILE_UNSUPPORTED;
}

/* Everything that shows @page, in order. */
static int show_requests(const struct jetfile *j, const struct page *page, request_fn take,
			 void *userdata)
{
	static const enum jetfile_command starts[] = {
		[JETFILE_START_RESTART] = JETFILE_RESTART_PLAYLIST,
		[JETFILE_START_REPLAY] = JETFILE_REPLAY_FILE,
	};
	uint8_t bytes[JETFILE_FILE_MAX];
	struct octets file = OCTETS(bytes);
	int start = settings(j)->start;
	int r;

	r = jetfile_write_text(&file, j->profile, page);
	if (r >= 0)
		r = write_requests(j, &file, take, userdata);
	if (r < 0 || start == JETFILE_START_NONE)
		return r;
	return take(userdata, &(struct jetfile_request){ .command = starts[start] });
}

/* One walk of the requests, to a line. */
struct sending {
	struct jetfile *j;
	struct line *l;
	usec_t deadline;
};

static int send_request(void *userdata, struct jetfile_request *request)
{
	const struct sending *s = userdata;
	struct reply reply;
	int r;

	r = ask(s->j, s->l, request, &reply, s->deadline);
	if (r < 0)
		return r;
	/* Without a command for it the board takes the file up by itself. */
	if (request->command != JETFILE_WRITE_TEXT && is_unknown(reply.status))
		return 0;
	return jetfile_refusal(reply.status);
}

static int jetfile_show(void *self, struct line *l, const struct page *page, usec_t deadline)
{
	struct jetfile *j = self;
	struct sending s = { j, l, deadline };
	int r;

	j->shown = false;
	r = show_requests(j, page, send_request, &s);
	j->shown = r >= 0;
	return r;
}

/* One walk of the requests, to frames. */
struct framing {
	struct jetfile j; /* its own count of requests */
	driver_emit_fn emit;
	void *userdata;
};

static int emit_request(void *userdata, struct jetfile_request *request)
{
	struct framing *f = userdata;
	uint8_t bytes[JETFILE_PACKET_MAX + 1];
	struct octets packet = OCTETS(bytes);
	int r;

	r = frame(&f->j, request, &packet);
	return r < 0 ? r : f->emit(f->userdata, packet.bytes, packet.n);
}

static int jetfile_encode(const void *self, const struct page *page, driver_emit_fn emit,
			  void *userdata)
{
	const struct jetfile *j = self;
	struct framing f = { *j, emit, userdata };

	return show_requests(j, page, emit_request, &f);
}

/* Boards that do not know the question may still have the file. */
static int find_file(struct jetfile *j, struct line *l, usec_t deadline)
{
	uint8_t path[JETFILE_ARG_MAX];
	struct octets arg = OCTETS(path);
	struct jetfile_request request = { .command = JETFILE_FILE_EXISTS };
	struct reply reply;
	int r;

	jetfile_put_path(&arg, settings(j));
	set_arg(&request, &arg);
	r = ask(j, l, &request, &reply, deadline);
	if (r < 0)
		return r;
	if (reply.status == JETFILE_NOT_THERE || reply.status == JETFILE_NO_FILE)
		return -ESTALE;
	return is_unknown(reply.status) ? 0 : jetfile_refusal(reply.status);
}

/* The RAM disk is empty after a restart. */
static int jetfile_probe(void *self, struct line *l, usec_t deadline)
{
	struct jetfile *j = self;
	int r;

	r = command(j, l, &(struct jetfile_request){ .command = JETFILE_TEST_CONNECTION },
		    deadline);
	return r < 0 || !j->shown ? r : find_file(j, l, deadline);
}

/*
 * 0, or READ_OTHER: something else is on than the file.  A board that does not know a question is
 * taken at what it holds.
 */
static int check_playing(struct jetfile *j, struct line *l, struct reply *reply, usec_t deadline)
{
	static const uint8_t name_only[4] = { 1 };
	struct jetfile_request state = { .command = JETFILE_READ_STATE };
	struct jetfile_request current = { .command = JETFILE_CURRENT_FILE,
					   .arg = name_only,
					   .n_arg = sizeof(name_only) };
	int r;

	r = ask(j, l, &state, reply, deadline);
	if (r < 0 || is_unknown(reply->status))
		return r;
	r = check_carries(reply, 1);
	if (r < 0)
		return r;
	/* 0: the playlist.  Else an emergency message, black, a test, ... */
	if (reply->arg[0] != 0)
		return READ_OTHER;
	r = ask(j, l, &current, reply, deadline);
	if (r < 0 || is_unknown(reply->status))
		return r;
	r = check_carries(reply, 1);
	if (r < 0)
		return r;
	return jetfile_is_path(settings(j), reply->arg, reply->n_arg) ? 0 : READ_OTHER;
}

/* Packet @number, from 1, of the file.  -ESTALE: there is no such file. */
static int read_packet(struct jetfile *j, struct line *l, unsigned number, struct reply *reply,
		       usec_t deadline)
{
	uint8_t bytes[JETFILE_ARG_MAX];
	struct octets arg = OCTETS(bytes);
	struct jetfile_request request = { .command = JETFILE_READ_TEXT };
	int r;

	jetfile_put_read(&arg, settings(j), number);
	set_arg(&request, &arg);
	r = ask(j, l, &request, reply, deadline);
	if (r < 0)
		return r;
	return reply->status == JETFILE_NO_FILE ? -ESTALE : check_carries(reply, 4);
}

/* The file's size: in 16 bits, and in 32 where the answer has room. */
static size_t file_size(const struct reply *reply)
{
	size_t low = get16le(reply->arg);
	size_t all = reply->n_arg >= 8 ? get32le(reply->arg + 4) : 0;

	return all > low ? all : low;
}

/* All of the file into @file.  0 or READ_OTHER: it is not of our making. */
static int read_file(struct jetfile *j, struct line *l, struct octets *file, struct reply *reply,
		     usec_t deadline)
{
	size_t packet = (size_t) settings(j)->packet, size = 0;
	unsigned number = 0;

	do {
		size_t left;
		int r;

		r = read_packet(j, l, ++number, reply, deadline);
		if (r != 0)
			return r;
		if (number == 1)
			size = file_size(reply);
		if (size == 0 || size > file->size)
			return READ_OTHER;
		left = size - file->n;
		/* Another size is another file: it was written while we read. */
		if (file_size(reply) != size || reply->n_data != (left < packet ? left : packet))
			return -EPROTO;
		octets_put(file, reply->data, reply->n_data);
	} while (file->n < size);
	return 0;
}

static int jetfile_read_back(void *self, struct line *l, const struct page *expected,
			     struct page *ret, usec_t deadline)
{
	struct jetfile *j = self;
	uint8_t bytes[JETFILE_FILE_MAX];
	struct octets file = OCTETS(bytes);
	struct reply reply;
	int r;

	(void) expected;
	if (!settings(j)->readable)
		return -EOPNOTSUPP;
	r = check_playing(j, l, &reply, deadline);
	if (r == 0)
		r = read_file(j, l, &file, &reply, deadline);
	return r == 0 ? jetfile_read_text(j->profile, file.bytes, file.n, ret) : r;
}

static int jetfile_set_power(void *self, struct line *l, bool on, usec_t deadline)
{
	static const uint8_t no_notice[4] = { 1 };
	struct jetfile_request request = { .command = JETFILE_POWER_ON };

	if (!on)
		request = (struct jetfile_request){ .command = JETFILE_POWER_OFF,
						    .arg = no_notice,
						    .n_arg = sizeof(no_notice) };
	return command(self, l, &request, deadline);
}

static int jetfile_set_brightness(void *self, struct line *l, unsigned percent, usec_t deadline)
{
	const struct jetfile *j = self;
	const struct jetfile_brightness *b = &settings(j)->brightness;
	uint8_t bytes[JETFILE_ARG_MAX];
	struct octets arg = OCTETS(bytes);
	struct jetfile_request request = { .command = JETFILE_WRITE_BRIGHTNESS };

	if (!settings(j)->has_brightness)
		return -EOPNOTSUPP;
	if (percent > 100)
		return -EINVAL;

	jetfile_put_brightness(&arg, b, percent);
	if (b->command == JETFILE_BRIGHTNESS_LEVEL)
		request.command = JETFILE_SET_LEVEL;
	set_arg(&request, &arg);
	return command(self, l, &request, deadline);
}

static int jetfile_set_clock(void *self, struct line *l, const struct wall_time *t, usec_t deadline)
{
	const struct jetfile *j = self;
	uint8_t bytes[JETFILE_ARG_MAX];
	struct octets arg = OCTETS(bytes);
	struct jetfile_request request = { .command = JETFILE_SET_CLOCK };

	if (settings(j)->clock == JETFILE_CLOCK_SECONDS)
		request.command = JETFILE_SET_CLOCK_SECONDS;
	jetfile_put_clock(&arg, settings(j), t);
	set_arg(&request, &arg);
	return command(self, l, &request, deadline);
}

/*
 * Any answer to the connection test is a board's.  Its size is asked for as well; not all know
 * that question, and it is no reason to call them absent.
 */
static int jetfile_identify(void *self, struct line *l, struct identity *ret, usec_t deadline)
{
	struct jetfile *j = self;
	struct jetfile_request test = { .command = JETFILE_TEST_CONNECTION };
	struct jetfile_request parameters = { .command = JETFILE_READ_PARAMETERS };
	struct identity found = { .model = "" };
	struct reply reply;
	int r;

	r = ask(j, l, &test, &reply, deadline);
	if (r < 0)
		return r;
	if (reply.carries && reply.n_arg >= 4)
		snprintf(found.firmware, sizeof(found.firmware), "program %04X, FPGA %04X",
			 get16le(reply.arg), get16le(reply.arg + 2));
	if (question(j, l, &parameters, 12, &reply, deadline) == 0) {
		found.width = get16le(reply.arg + 8);
		found.height = get16le(reply.arg + 10);
	}
	*ret = found;
	return 0;
}

const struct driver jetfile_driver = {
	.name = "jetfile",
	.line = LINE_BYTES,
	.size = sizeof(struct jetfile),
	.address_min = 1,
	.address_max = 254,
	.tcp_port = 9520,
	.udp_port = 9520,
	.rest = USEC_PER_SEC,
	.settings = jetfile_setting_table,
	.settings_size = sizeof(struct jetfile_settings),
	.settings_defaults = &jetfile_settings_defaults,
	.check = jetfile_settings_check,
	.init = jetfile_init,
	.certainty = jetfile_certainty,
	.allows = jetfile_allows,
	.show = jetfile_show,
	.probe = jetfile_probe,
	.read_back = jetfile_read_back,
	.set_power = jetfile_set_power,
	.set_brightness = jetfile_set_brightness,
	.set_clock = jetfile_set_clock,
	.identify = jetfile_identify,
	.scan_first = 1,
	.scan_last = 16, /* they come as group 1, unit 1 */
	.encode = jetfile_encode,
};
