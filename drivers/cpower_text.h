/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * C-Power messages, from CC on, and the answers to those that ask.  Pure.
 *
 * Source: Lumen, "C-Power External Calls Communication Protocol" V1.9, section 2.2.2 for 01 and
 * 12, 2.2.3 for 81 to 89, and "C-Power5200 SDK API Manual" V1.6, 11.2, for the screen's size in
 * the answer to 83.  Numbers are big-endian.
 *
 * How sure this is: 01 and 12 are in use in the field, with recorded answers.  81, 82, 83, 85
 * and 89 are laid out alike in both documents, and their answers have not been seen from a card.
 * The answer to 85 is printed with 83 in its first place, likely a slip; both are taken.  That 0D
 * separates rows is shown for 12 alone; a field program sends 0D 0A with 85.  Whether 85 writes
 * flash is not said; templates and programmes are kept on the card's disk, so it is taken to.
 */

#include "octets.h"
#include "pufa/profile.h"

/* The longest header, eight of the longest rows and what ends them. */
#define CPOWER_MESSAGE_MAX (16 + ROWS_MAX * (ROW_BYTES_MAX + 2))

#define CPOWER_PROGRAMME_HEADER 16 /* bytes of 85 before its text */

/* May this character stand in a text?  00 ends it, 0D ends a row. */
bool cpower_allows(const struct profile *p, const uint8_t *code, size_t n);

/*
 * 12: a page as pure text to a window.
 * -EMSGSIZE: too many rows, or one too long; -EILSEQ: a character that can not be.
 */
int cpower_text(const struct profile *p, const struct page *page, struct octets *o);

/* 01: the screen as one window. */
void cpower_split(const struct profile *p, struct octets *o);

/* 06: no windows any more, which hide the programmes. */
void cpower_leave(struct octets *o);

/*
 * 85: a page as text to the programme, with its mark: the CRC-32 of all that follows, and FFFFFFFF
 * where that is 0.  Errors as above.
 */
int cpower_programme(const struct profile *p, const struct page *page, struct octets *o,
		     uint32_t *ret_mark);

/* 0: it is the answer to 85 for a page of that mark, all of it received.  -EPROTO. */
int cpower_take_programme(const struct profile *p, uint32_t mark, const uint8_t *data, size_t n);

/* 81: a template of one window that fills the screen, on the user's disk. */
void cpower_set_template(const struct profile *p, struct octets *o);

/* 82: go by the template, and stay so over a power cut. */
void cpower_enter_template(struct octets *o);

/* 83: what template is there? */
void cpower_ask_template(struct octets *o);

struct cpower_template {
	bool entered;   /* the card goes by its template */
	bool available; /* there is one */
	bool fits;      /* it has the profile's size and one window, or does not tell */
};

int cpower_take_template(const struct profile *p, const uint8_t *data, size_t n,
			 struct cpower_template *ret);

/* 89, 1: which programmes are there? */
void cpower_ask_list(struct octets *o);

/* 1: ours and no other; 0: not so.  -EPROTO. */
int cpower_take_list(const struct profile *p, const uint8_t *data, size_t n);

/* 89, 2: what is our programme's mark? */
void cpower_ask_mark(const struct profile *p, struct octets *o);

int cpower_take_mark(const struct profile *p, const uint8_t *data, size_t n, uint32_t *ret);

/* CRC-32 of IEEE 802.3. */
uint32_t cpower_crc32(const uint8_t *bytes, size_t n);
