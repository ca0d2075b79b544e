/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What goes wrong with an answer.  A port has one fault: a kind, how often it
 * strikes, and how many times yet.
 */

#include "protocol.h"

enum fault_kind {
	FAULT_NONE,
	FAULT_SILENT,     /* the request was not heard */
	FAULT_MUTE,       /* done, but no answer */
	FAULT_LIE,        /* not done, but acknowledged */
	FAULT_LATE,       /* the answer comes after the delay */
	FAULT_SHORT,      /* half an answer */
	FAULT_CRC,        /* wrong checksum; in Modbus TCP a wrong transaction */
	FAULT_WRONG_UNIT, /* as if another board answered */
	FAULT_EXCEPTION,  /* refused, as the protocol says it */
	FAULT_BUSY,       /* "busy", or refused where there is no such word */
	FAULT_NOISE,      /* three bytes before the answer */
	FAULT_ECHO,       /* the request before the answer */
	FAULT_DRIBBLE,    /* byte by byte, a quarter of the delay between them */
	FAULT_GARBLED,    /* bytes in the middle are damaged */
	FAULT_DISCONNECT, /* done, but the connection ends instead of an answer */
	FAULT_REBOOT,     /* a power cut instead of an answer */
	FAULT_NACK,       /* refused with the code given */
	FAULT_MIX,        /* any of those that the protocol can see, at random */
};

struct fault {
	enum fault_kind kind;
	unsigned percent;
	unsigned count; /* 0: for ever */
	usec_t delay;
	int code; /* FAULT_NACK */
};

/* KIND[:PERCENT], nack:CODE[:PERCENT].  -EINVAL. */
int fault_parse(const char *word, struct fault *ret);

/* The words, for --help. */
void fault_help(void);

/* Does it strike now, and how?  @last: the last kind that a mix may draw; @random is the state
 * of the generator. */
enum fault_kind fault_draw(struct fault *f, enum fault_kind last, uint64_t *random);

/* An answer on its way. */
struct answer {
	uint8_t bytes[ANSWER_MAX + REQUEST_MAX + 8];
	size_t n;
	usec_t delay; /* before the first byte */
	usec_t step;  /* between bytes; 0: all at once */
	bool hang_up; /* instead of bytes */
};

/* Spoil the answer to @r, in whatever way does not need to know the protocol. */
void fault_apply(enum fault_kind kind, const struct fault *f, const struct request *r,
		 struct answer *a);
