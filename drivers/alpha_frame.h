/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Frames for a sign that speaks the Alpha protocol, in its 1-byte format.  Pure.
 *
 *   NUL*5 SOH type address(2) STX command data [ETX sum(4)] EOT
 *
 * One function for each frame that the driver may ever send.  There is none
 * that clears the memory, resets the sign or changes its address; only
 * alpha_frame_memory() erases, and alpha.c says when.
 *
 * Alpha Sign Communications Protocol, 9708-8061: sections 5.1 and 6.1 to 6.3.
 */

#include "pufa/driver.h"

struct alpha_settings;

#define ALPHA_FRAME_MAX 1100 /* 8 rows of 128 characters, and what is around them */

struct alpha_frame {
	size_t n;
	uint8_t bytes[ALPHA_FRAME_MAX];
};

/* What a sign can be asked; none of it changes anything. */
enum alpha_question {
	ALPHA_ASK_POOL,        /* F#: how much memory there is */
	ALPHA_ASK_SEQUENCE,    /* F.: which TEXT files are run */
	ALPHA_ASK_INFORMATION, /* F": firmware and the like */
	ALPHA_ASK_MEMORY,      /* F$: which files there are */
	ALPHA_ASK_TEXT,        /* B: the TEXT file of the profile */
	ALPHA_ASK_STRING,      /* H: its STRING file */
};

/* The parts of a sign's clock, in the order in which they are set: the time last. */
enum alpha_clock {
	ALPHA_CLOCK_DATE,
	ALPHA_CLOCK_WEEKDAY,
	ALPHA_CLOCK_TIME,
};

/* Printable ASCII but 7EH, which signs show as half a space (appendix A). */
bool alpha_allows(const struct profile *profile, const uint8_t *code, size_t n);

/*
 * The profile's file with @page in it.  -EMSGSIZE, -EILSEQ.  A blank page is a space: a TEXT file
 * 0 without any text is the end of the priority message, not a blank one (section 6.1.3).
 */
int alpha_frame_page(const struct profile *p, unsigned address, const struct page *page,
		     struct alpha_frame *ret);

/*
 * What brings that file to the front, once it holds its page: the TEXT file that calls it, the run
 * sequence, the end of another's priority message.  @i from 0; false: no more.
 */
bool alpha_frame_to_front(const struct profile *p, unsigned address, unsigned i,
			  struct alpha_frame *ret);

/* The data of the TEXT file that calls the STRING file, its label included: as it is read back. */
size_t alpha_call(const struct alpha_settings *s, uint8_t ret[8]);

/* The layout that the profile needs.  ERASES every file of the sign (table 15, 24H). */
void alpha_frame_memory(const struct profile *p, unsigned address, struct alpha_frame *ret);

void alpha_frame_clock(const struct profile *p, unsigned address, enum alpha_clock part,
		       const struct wall_time *t, struct alpha_frame *ret);
void alpha_frame_question(const struct profile *p, unsigned address, enum alpha_question question,
			  struct alpha_frame *ret);

/* The two bytes with which a question ends its frame, and with which its answer's data begins. */
void alpha_question_bytes(const struct alpha_settings *s, enum alpha_question question,
			  uint8_t asked[2], uint8_t answered[2]);

/* What stands in front of a text in a TEXT file.  Returns its size, at most 5. */
size_t alpha_shape(const struct alpha_settings *s, uint8_t ret[5]);

/* The TEXT file that the sign runs. */
uint8_t alpha_text_label(const struct alpha_settings *s);
