/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "jetfile_frame.h"
#include "pufa/line.h"

#define SYNC        0x55
#define SYNC_ASK    0xa7
#define SYNC_ANSWER 0xa8

static bool is_known(enum jetfile_command command)
{
	switch (command) {
	case JETFILE_READ_TEXT:
	case JETFILE_READ_PARAMETERS:
	case JETFILE_READ_STATE:
	case JETFILE_WRITE_TEXT:
	case JETFILE_WRITE_BRIGHTNESS:
	case JETFILE_TEST_CONNECTION:
	case JETFILE_POWER_OFF:
	case JETFILE_POWER_ON:
	case JETFILE_SET_LEVEL:
	case JETFILE_SET_CLOCK:
	case JETFILE_SET_CLOCK_SECONDS:
	case JETFILE_RESTART_PLAYLIST:
	case JETFILE_REPLAY_FILE:
	case JETFILE_CURRENT_FILE:
	case JETFILE_FILE_EXISTS:
		return true;
	}
	return false;
}

int jetfile_build(struct octets *o, const struct jetfile_request *r)
{
	static const uint8_t zeroes[3];
	uint8_t packet[JETFILE_PACKET_MAX];
	struct octets body = OCTETS(packet);
	unsigned words = (unsigned) (r->n_arg + 3) / 4;

	if (r->n_arg > JETFILE_ARG_MAX || r->n_data > JETFILE_DATA_MAX || !is_known(r->command))
		return -EINVAL;
	/* The connection test alone may go to everybody: it changes nothing. */
	if (r->destination[0] == 0 && r->destination[1] == 0 &&
	    r->command != JETFILE_TEST_CONNECTION)
		return -EINVAL;

	octets_put16le(&body, (unsigned) r->n_data);
	octets_put16le(&body, r->source);
	octets_put(&body, r->destination, sizeof(r->destination));
	octets_put16le(&body, r->serial);
	octets_put16be(&body, r->command);
	octets_put8(&body, words);
	octets_put8(&body, r->silent);
	if (r->n_arg > 0)
		octets_put(&body, r->arg, r->n_arg);
	octets_put(&body, zeroes, 4 * words - r->n_arg);
	if (r->n_data > 0)
		octets_put(&body, r->data, r->n_data);

	octets_put8(o, SYNC);
	octets_put8(o, SYNC_ASK);
	octets_put16le(o, sum16(body.bytes, body.n));
	octets_put(o, body.bytes, body.n);
	return 0;
}

static size_t size_of(const uint8_t *head)
{
	return JETFILE_HEAD_SIZE + 4 * (size_t) head[14] + get16le(head + 4);
}

static bool sum_is_right(const uint8_t *packet, size_t size)
{
	return sum16(packet + 4, size - 4) == get16le(packet + 2);
}

/* The board that was asked, or as much of it as a board knows of itself: 0 is none. */
static bool may_be(const uint8_t *address, const struct jetfile_request *asked)
{
	const uint8_t *to = asked->destination;

	return (address[0] == 0 || address[0] == to[0]) && (address[1] == 0 || address[1] == to[1]);
}

/* A whole packet with our serial number. */
static int read_answer(const struct jetfile_request *asked, const uint8_t *packet, size_t size,
		       struct jetfile_answer *ret)
{
	struct jetfile_answer a = { .status = JETFILE_OK };

	if (!sum_is_right(packet, size) || get16be(packet + 12) != (unsigned) asked->command)
		return -EPROTO;
	if (!may_be(packet + 6, asked) || !may_be(packet + 8, asked))
		return -EPROTO;

	a.n_arg = 4 * (size_t) packet[14];
	a.n_data = get16le(packet + 4);
	a.arg = packet + JETFILE_HEAD_SIZE;
	a.data = a.arg + a.n_arg;
	/* The status stands first, whether it counts as an argument or as data: boards do both. */
	if (packet[15] > 1 || (packet[15] == 1 && a.n_arg + a.n_data < 2))
		return -EPROTO;
	a.carries = packet[15] == 0;
	if (!a.carries)
		a.status = get16le(a.arg);
	*ret = a;
	return 1;
}

enum {
	SKIP_ONE,   /* no packet begins here */
	SKIP_WHOLE, /* one that is not for us */
	DOUBT,      /* the beginning of one, or noise that looks like it */
	WAIT,       /* the beginning of the answer */
	OURS,
};

static int look(const struct jetfile_request *asked, const uint8_t *at, size_t left)
{
	bool ours;

	if (at[0] != SYNC || (left > 1 && at[1] != SYNC_ASK && at[1] != SYNC_ANSWER))
		return SKIP_ONE;
	if (left < JETFILE_HEAD_SIZE)
		return WAIT;
	if (size_of(at) > LINE_ANSWER_MAX)
		return SKIP_ONE;
	ours = at[1] == SYNC_ANSWER && get16le(at + 10) == asked->serial;
	if (left < size_of(at))
		return ours ? WAIT : DOUBT;
	if (ours)
		return OURS;
	return sum_is_right(at, size_of(at)) ? SKIP_WHOLE : SKIP_ONE;
}

/* Within what may be part of another packet only what is right in all is the answer. */
int jetfile_parse(const struct jetfile_request *asked, const uint8_t *bytes, size_t n,
		  struct jetfile_answer *ret)
{
	bool doubtful = false;
	size_t i = 0;
	int r;

	while (i < n) {
		switch (look(asked, bytes + i, n - i)) {
		case DOUBT:
			doubtful = true;
			i++;
			break;
		case SKIP_ONE:
			i++;
			break;
		case SKIP_WHOLE:
			i += size_of(bytes + i);
			break;
		case WAIT:
			return 0;
		case OURS:
			r = read_answer(asked, bytes + i, size_of(bytes + i), ret);
			if (r > 0 || !doubtful)
				return r;
			i++;
			break;
		}
	}
	return 0;
}

int jetfile_refusal(unsigned status)
{
	switch (status) {
	case JETFILE_OK:
	case JETFILE_OK_LETTERS:
		return 0;
	case JETFILE_BAD_CHECKSUM: /* what we sent was damaged on the way */
		return -EPROTO;
	case JETFILE_FILE_IN_USE:
	case JETFILE_NOTHING_PLAYS: /* just after a file was written */
		return -EBUSY;
	default:
		return -EREMOTEIO;
	}
}
