/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The map of a Modbus board: which registers hold what for a page, and what a
 * page is that registers hold.  Pure: no line, no state, no clock.
 *
 * show() and encode() both walk modbus_writes() and modbus_trigger(), so what is
 * said to be sent is what is sent.
 */

#include "modbus_settings.h"

/* Registers that lie together; @address is zero-based. */
struct modbus_span {
	unsigned address, n;
};

/* Takes one request: @n registers from @address; returns 0 or a negative errno that ends the walk.
 */
typedef int (*modbus_visit_fn)(void *userdata, unsigned address, const uint16_t *values,
			       unsigned n);

/*
 * What must be written, in order, before @page can be shown: presets, text, length, sequence.
 * Without a trigger it is then shown.  No request has more registers than the profile allows.
 * -EMSGSIZE: the page does not fit; then nothing has been visited.
 */
int modbus_writes(const struct profile *p, const struct page *page, uint16_t sequence,
		  modbus_visit_fn visit, void *userdata);

/* What shows it, where the profile has a trigger; else nothing is visited. */
int modbus_trigger(const struct profile *p, modbus_visit_fn visit, void *userdata);

/* Are two pages the same but for padding? */
bool modbus_same(const struct profile *p, const struct page *a, const struct page *b);

/*
 * What must be read to see the text: spans in row order; one has the sequence register at its
 * start or end where the profile has one.  Returns how many, at most ROWS_MAX.
 */
unsigned modbus_spans(const struct profile *p, struct modbus_span ret[ROWS_MAX]);

/*
 * Registers of the next requests that read @spans, at most LINE_READ_REGISTERS_MAX and no more
 * than the shortest span, when the last were of @chunk (0: there were none).  No answer to
 * a request of the one shape has the length of an answer in the other, where spans allow it.
 */
unsigned modbus_next_chunk(const struct modbus_span *spans, unsigned n_spans, unsigned chunk);

/*
 * The page that registers hold; @values are those of all spans, one after the other.  Rows come
 * without terminator and padding; all the profile's rows are there.  *ret_sequence is 0 without
 * such a register.
 */
void modbus_decode(const struct profile *p, const uint16_t *values, struct page *ret,
		   uint16_t *ret_sequence);

/* Values that modbus_decode() takes at most. */
#define MODBUS_VALUES_MAX (MODBUS_TEXT_REGISTERS_MAX + 1)
