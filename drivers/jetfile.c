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
#include "jetfile_talk.h"
#include "jetfile_text.h"

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

static bool jetfile_can_dim(const struct profile *profile)
{
	const struct jetfile_settings *s = profile->settings;

	return s->has_brightness;
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
	size_t packet = (size_t) jetfile_settings_of(j)->packet;
	unsigned n_packets = (unsigned) ((file->n + packet - 1) / packet);

	for (unsigned i = 0; i < n_packets; i++) {
		size_t at = i * packet, left = file->n - at;
		uint8_t bytes[JETFILE_ARG_MAX];
		struct octets arg = OCTETS(bytes);
		struct jetfile_request request = { .command = JETFILE_WRITE_TEXT };
		int r;

		jetfile_put_write(&arg, jetfile_settings_of(j), file->n, n_packets, i + 1);
		set_arg(&request, &arg);
		request.data = file->bytes + at;
		request.n_data = left < packet ? left : packet;
		r = take(userdata, &request);
		if (r < 0)
			return r;
	}
	return 0;
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
	int start = jetfile_settings_of(j)->start;
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
	struct jetfile_reply reply;
	int r;

	r = jetfile_ask(s->j, s->l, request, &reply, s->deadline);
	if (r < 0)
		return r;
	/* Without a command for it the board takes the file up by itself. */
	if (request->command != JETFILE_WRITE_TEXT && jetfile_is_unknown(reply.status))
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
	j->shown = j->fresh = r >= 0;
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

	r = jetfile_frame(&f->j, request, &packet);
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
	struct jetfile_reply reply;
	int r;

	jetfile_put_path(&arg, jetfile_settings_of(j));
	set_arg(&request, &arg);
	r = jetfile_ask(j, l, &request, &reply, deadline);
	if (r < 0)
		return r;
	if (reply.status == JETFILE_NOT_THERE || reply.status == JETFILE_NO_FILE)
		return -ESTALE;
	return jetfile_is_unknown(reply.status) ? 0 : jetfile_refusal(reply.status);
}

/* The RAM disk is empty after a restart. */
static int jetfile_probe(void *self, struct line *l, usec_t deadline)
{
	struct jetfile *j = self;
	int r;

	r = jetfile_command(j, l, &(struct jetfile_request){ .command = JETFILE_TEST_CONNECTION },
			    deadline);
	return r < 0 || !j->shown ? r : find_file(j, l, deadline);
}

/* Either word is a board's that has no file to play, as after a restart. */
static bool plays_nothing(const struct jetfile_reply *reply)
{
	return reply->status == JETFILE_NOTHING_PLAYS || reply->status == JETFILE_NO_FILE;
}

/*
 * Just after a file was written nothing may play for a moment: -EBUSY, once.  Else the board has no
 * file to play: -ESTALE.
 */
static int ask_current(struct jetfile *j, struct line *l, struct jetfile_reply *reply,
		       usec_t deadline)
{
	static const uint8_t name_only[4] = { 1 };
	struct jetfile_request current = { .command = JETFILE_CURRENT_FILE,
					   .arg = name_only,
					   .n_arg = sizeof(name_only) };
	int r;

	r = jetfile_ask(j, l, &current, reply, deadline);
	if (r < 0)
		return r;
	if (!plays_nothing(reply))
		return 0;
	return j->fresh ? -EBUSY : -ESTALE;
}

/*
 * 0, or READ_OTHER: something else is on than the file.  A board that does not know a question is
 * taken at what it holds.
 */
static int check_playing(struct jetfile *j, struct line *l, struct jetfile_reply *reply,
			 usec_t deadline)
{
	struct jetfile_request state = { .command = JETFILE_READ_STATE };
	int r;

	r = jetfile_ask(j, l, &state, reply, deadline);
	if (r < 0 || jetfile_is_unknown(reply->status))
		return r;
	r = jetfile_check_carries(reply, 1);
	if (r < 0)
		return r;
	/* 0: the playlist.  Else an emergency message, black, a test, ... */
	if (reply->arg[0] != 0)
		return READ_OTHER;
	r = ask_current(j, l, reply, deadline);
	if (r < 0 || jetfile_is_unknown(reply->status))
		return r;
	r = jetfile_check_carries(reply, 1);
	if (r < 0)
		return r;
	return jetfile_is_path(jetfile_settings_of(j), reply->arg, reply->n_arg) ? 0 : READ_OTHER;
}

/* Packet @number, from 1, of the file.  -ESTALE: there is no such file. */
static int read_packet(struct jetfile *j, struct line *l, unsigned number,
		       struct jetfile_reply *reply, usec_t deadline)
{
	uint8_t bytes[JETFILE_ARG_MAX];
	struct octets arg = OCTETS(bytes);
	struct jetfile_request request = { .command = JETFILE_READ_TEXT };
	int r;

	jetfile_put_read(&arg, jetfile_settings_of(j), number);
	set_arg(&request, &arg);
	r = jetfile_ask(j, l, &request, reply, deadline);
	if (r < 0)
		return r;
	return reply->status == JETFILE_NO_FILE ? -ESTALE : jetfile_check_carries(reply, 4);
}

/* The file's size: in 16 bits, and in 32 where the answer has room. */
static size_t file_size(const struct jetfile_reply *reply)
{
	size_t low = get16le(reply->arg);
	size_t all = reply->n_arg >= 8 ? get32le(reply->arg + 4) : 0;

	return all > low ? all : low;
}

/* All of the file into @file.  0 or READ_OTHER: it is not of our making. */
static int read_file(struct jetfile *j, struct line *l, struct octets *file,
		     struct jetfile_reply *reply, usec_t deadline)
{
	size_t packet = (size_t) jetfile_settings_of(j)->packet, size = 0;
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
	struct jetfile_reply reply;
	int r;

	(void) expected;
	if (!jetfile_settings_of(j)->readable)
		return -EOPNOTSUPP;
	r = check_playing(j, l, &reply, deadline);
	j->fresh = false; /* whatever came of it: the next time is another try's */
	if (r == 0)
		r = read_file(j, l, &file, &reply, deadline);
	return r == 0 ? jetfile_read_text(j->profile, file.bytes, file.n, ret) : r;
}

/* What not every board has: a text is shown without it. */
static int set(struct jetfile *j, struct line *l, struct jetfile_request *request, usec_t deadline)
{
	struct jetfile_reply reply;
	int r = jetfile_ask(j, l, request, &reply, deadline);

	if (r < 0)
		return r;
	return jetfile_is_unknown(reply.status) ? -EOPNOTSUPP : jetfile_refusal(reply.status);
}

static int jetfile_set_power(void *self, struct line *l, bool on, usec_t deadline)
{
	static const uint8_t no_notice[4] = { 1 };
	struct jetfile_request request = { .command = JETFILE_POWER_ON };

	if (!on)
		request = (struct jetfile_request){ .command = JETFILE_POWER_OFF,
						    .arg = no_notice,
						    .n_arg = sizeof(no_notice) };
	return set(self, l, &request, deadline);
}

static int jetfile_set_brightness(void *self, struct line *l, unsigned percent, usec_t deadline)
{
	const struct jetfile *j = self;
	const struct jetfile_brightness *b = &jetfile_settings_of(j)->brightness;
	uint8_t bytes[JETFILE_ARG_MAX];
	struct octets arg = OCTETS(bytes);
	struct jetfile_request request = { .command = JETFILE_WRITE_BRIGHTNESS };

	if (!jetfile_settings_of(j)->has_brightness)
		return -EOPNOTSUPP;
	if (percent > 100)
		return -EINVAL;

	jetfile_put_brightness(&arg, b, percent);
	if (b->command == JETFILE_BRIGHTNESS_LEVEL)
		request.command = JETFILE_SET_LEVEL;
	set_arg(&request, &arg);
	return set(self, l, &request, deadline);
}

static int jetfile_set_clock(void *self, struct line *l, const struct wall_time *t, usec_t deadline)
{
	const struct jetfile *j = self;
	uint8_t bytes[JETFILE_ARG_MAX];
	struct octets arg = OCTETS(bytes);
	struct jetfile_request request = { .command = JETFILE_SET_CLOCK };

	if (jetfile_settings_of(j)->clock == JETFILE_CLOCK_SECONDS)
		request.command = JETFILE_SET_CLOCK_SECONDS;
	jetfile_put_clock(&arg, jetfile_settings_of(j), t);
	set_arg(&request, &arg);
	return set(self, l, &request, deadline);
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
	struct jetfile_reply reply;
	int r;

	r = jetfile_ask(j, l, &test, &reply, deadline);
	if (r < 0)
		return r;
	if (reply.carries && reply.n_arg >= 4)
		snprintf(found.firmware, sizeof(found.firmware), "program %04X, FPGA %04X",
			 get16le(reply.arg), get16le(reply.arg + 2));
	if (jetfile_question(j, l, &parameters, 12, &reply, deadline) == 0) {
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
	.can_dim = jetfile_can_dim,
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
