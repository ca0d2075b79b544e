/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What a profile may say about a gate display of the FK family: which of the
 * two frames it takes, and how a text comes, stays and goes.  The names are
 * those of the protocol's fields; plain values, filled by the config floor.
 *
 * Display communication protocol V2.6, packet format and command 0x62.
 */

#include "pufa/profile.h"

#define FK_TEXT_MAX 236 /* bytes in one frame: DATA has at most 255, of which 19 are not text */

/* VR, which also says how many bytes DL has. */
enum fk_version {
	FK_VERSION_64,
	FK_VERSION_C8,
};

/* Of DL, where it has two bytes.  Neither text nor programs agree on it. */
enum fk_length_order {
	FK_LOW_FIRST,
	FK_HIGH_FIRST,
};

enum fk_split {
	FK_ROWS, /* each row is a window, TWID is its number */
	FK_PAGE, /* all rows are the text of window 0, each filled up with blanks */
};

struct fk_colour {
	int r, g, b, a;
};

struct fk_settings {
	int version;      /* enum fk_version */
	int length_order; /* enum fk_length_order */
	int split;        /* enum fk_split */
	int etm, ets;     /* how it enters, and how fast */
	int dm, dt;       /* how it stays, and for how many seconds */
	int exm, exs;     /* how it leaves, and how fast */
	int findex;       /* font */
	int drs;          /* how often it is shown; 0: for ever */
	struct fk_colour tc, bc;
};

extern const struct setting fk_setting_table[];
extern const struct fk_settings fk_settings_defaults;

/* What the table can not say; complaints are about the profile. */
void fk_settings_check(const struct profile *p, struct diag *d);
