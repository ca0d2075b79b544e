/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What goes wrong between a board and who asks it.  A port has one fault: a kind, how often it
 * strikes, and how many times yet.  Kinds before FAULT_MIX that are asked for by name always strike
 * in the same way; under FAULT_CHAOS it is a matter of chance where, when and with which bytes.
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
	FAULT_DOUBLE,     /* the answer, and the same again after the delay */
	FAULT_REST,       /* half an answer, and after the delay its rest */
	FAULT_INSIDE,     /* bytes that are nobody's in the middle of the answer */
	FAULT_MISHEARD,   /* the request is damaged on its way */
	FAULT_STALE,      /* the board's last answer of the same length instead */
	FAULT_OTHER,      /* another board of the line answers what it would; alone: wrong-unit */
	FAULT_FOREIGN,    /* somebody else writes to the board just before the request */
	FAULT_FORGET,     /* a power cut after the answer */
	FAULT_END_AFTER,  /* the connection ends behind the answer */
	FAULT_END_HALF,   /* and in the middle of it */
	FAULT_MIX,        /* any down to garbled that the protocol can see, at random */
	FAULT_CHAOS,      /* any but lie, at random in every respect */
	FAULT_CHAOS_LIE,  /* lie, too */
};

struct fault {
	enum fault_kind kind;
	unsigned percent;
	unsigned count; /* 0: for ever */
	usec_t delay;
	int code;    /* FAULT_NACK */
	bool intact; /* requests come in datagrams or a stream that have checksums of their own */
};

/* KIND[:PERCENT], nack:CODE[:PERCENT].  -EINVAL. */
int fault_parse(const char *word, struct fault *ret);

/* The words, for --help. */
void fault_help(void);

static inline bool fault_is_chaos(const struct fault *f)
{
	return f->kind == FAULT_CHAOS || f->kind == FAULT_CHAOS_LIE;
}

/* What goes wrong this time. */
struct strike {
	enum fault_kind kind;
	usec_t delay;  /* of what is late */
	usec_t step;   /* between dribbled bytes */
	uint64_t dice; /* where the damage is, and what; 0: always the same */
};

const char *fault_name(enum fault_kind kind);

/* Does it strike now, and how?  @last: the last kind that a mix may draw; @random is the state
 * of the generator. */
void fault_draw(struct fault *f, enum fault_kind last, uint64_t *random, struct strike *ret);

/* Damage bytes on their way: @n of them are there, room for more is not needed. */
void fault_damage(uint64_t dice, uint8_t *bytes, size_t n);

/* An answer on its way. */
struct answer {
	uint8_t bytes[ANSWER_MAX + REQUEST_MAX + 8];
	size_t n;
	usec_t delay; /* before the first byte */
	usec_t step;  /* between bytes; 0: all at once */
	bool hang_up; /* instead of bytes */
};

/* Spoil the answer to @r, in whatever way does not need to know the protocol. */
void fault_apply(const struct strike *s, const struct request *r, struct answer *a);
