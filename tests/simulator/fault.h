/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What goes wrong with an answer.  A port has one fault: a kind, how often it
 * strikes, and how many times yet.
 */

#include "pufa/base.h"

#define ADU_MAX 260

enum fault_kind {
	FAULT_NONE,
	FAULT_SILENT,     /* the request was not heard */
	FAULT_MUTE,       /* done, but no answer */
	FAULT_LIE,        /* not done, but acknowledged */
	FAULT_LATE,       /* the answer comes after the delay */
	FAULT_SHORT,      /* half an answer */
	FAULT_CRC,        /* wrong checksum; in TCP a wrong transaction */
	FAULT_WRONG_UNIT, /* as if another unit answered */
	FAULT_EXCEPTION,  /* "device failure" */
	FAULT_BUSY,       /* "busy" */
	FAULT_NOISE,      /* three bytes before the answer */
	FAULT_ECHO,       /* the request before the answer */
	FAULT_DRIBBLE,    /* byte by byte, a quarter of the delay between them */
	FAULT_MIX,        /* any of them, at random */
};

struct fault {
	enum fault_kind kind;
	unsigned percent;
	unsigned count; /* 0: for ever */
	usec_t delay;
};

/* KIND[:PERCENT].  -EINVAL. */
int fault_parse(const char *word, struct fault *ret);

/* Does it strike now, and how?  @random is the state of the generator. */
enum fault_kind fault_draw(struct fault *f, uint64_t *random);

/* An answer on its way. */
struct answer {
	uint8_t bytes[2 * ADU_MAX + 8];
	size_t n;
	usec_t delay; /* before the first byte */
	usec_t step;  /* between bytes; 0: all at once */
};

/* Spoil the answer to @request; @rtu says where the checksum and the unit are. */
void fault_apply(enum fault_kind kind, const struct fault *f, bool rtu, const uint8_t *request,
		 size_t n_request, struct answer *a);
