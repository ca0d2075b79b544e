/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What is known of one board, and how it is talked to: one request, one answer.
 * For jetfile.c alone.
 */

#include "jetfile_frame.h"
#include "jetfile_settings.h"
#include "pufa/line.h"

struct jetfile {
	const struct profile *profile;
	uint8_t unit;
	uint8_t count; /* of the last request: the low byte of its serial number */
	bool shown;    /* the file should be there */
	bool fresh;    /* it was just written: for a moment nothing may play */
};

static inline const struct jetfile_settings *jetfile_settings_of(const struct jetfile *j)
{
	return j->profile->settings;
}

/* An answer, out of the line's hands. */
struct jetfile_reply {
	unsigned status;
	bool carries;
	size_t n_arg, n_data;
	uint8_t arg[64]; /* more than is of use */
	uint8_t data[JETFILE_DATA_MAX];
};

/* Make the next request's packet, with the next serial number.  -EPERM: it can not be sent. */
int jetfile_frame(struct jetfile *j, struct jetfile_request *r, struct octets *ret);

/* 0: *ret is the answer, be it a refusal. */
int jetfile_ask(struct jetfile *j, struct line *l, struct jetfile_request *request,
		struct jetfile_reply *ret, usec_t deadline);

/* One that is done or refused. */
int jetfile_command(struct jetfile *j, struct line *l, struct jetfile_request *request,
		    usec_t deadline);

/* Does it carry at least @n_arg bytes of arguments?  -EPROTO, or what its status is. */
int jetfile_check_carries(const struct jetfile_reply *reply, size_t n_arg);

/* One whose answer must carry so much. */
int jetfile_question(struct jetfile *j, struct line *l, struct jetfile_request *request,
		     size_t n_arg, struct jetfile_reply *ret, usec_t deadline);

/* A board of an older make: it does not know what is asked. */
bool jetfile_is_unknown(unsigned status);
