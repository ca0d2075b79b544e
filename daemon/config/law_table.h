/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * How far the articles of some laws go, and which were put in between later.
 *
 * Counted with `pufactl import` in the consolidated text of each law, at whose
 * head the revision that is named stands last.  Numbers never move: an
 * amendment that puts articles in gives them a number of this form, one that
 * takes an article out leaves its number.  A later amendment may put more in:
 * then this table is behind, which is why nothing of it is more than a warning.
 */

#include "pufa/base.h"

/* Articles @main-1 to @main-@last. */
struct law_inserted {
	uint16_t main, last;
};

struct law_extent {
	const char *title;
	const char *revision; /* the day of the revision that was counted */
	unsigned last;        /* the highest article */
	const struct law_inserted *inserted;
	size_t n_inserted;
};

static const struct law_inserted criminal_law_inserted[] = {
	{ 17, 1 },  { 37, 1 },  { 120, 6 }, { 133, 2 }, { 134, 1 }, { 135, 1 }, { 139, 1 },
	{ 142, 1 }, { 162, 2 }, { 169, 1 }, { 175, 1 }, { 177, 1 }, { 185, 1 }, { 205, 1 },
	{ 210, 1 }, { 219, 1 }, { 224, 1 }, { 234, 1 }, { 236, 1 }, { 244, 1 }, { 253, 1 },
	{ 260, 1 }, { 262, 2 }, { 276, 1 }, { 280, 2 }, { 284, 1 }, { 286, 1 }, { 287, 2 },
	{ 291, 2 }, { 293, 1 }, { 299, 1 }, { 307, 1 }, { 308, 1 }, { 334, 1 }, { 336, 1 },
	{ 342, 1 }, { 344, 1 }, { 355, 1 }, { 388, 1 }, { 390, 1 }, { 399, 1 }, { 408, 1 },
};

/* Sorted by title, bytewise. */
static const struct law_extent laws[] = {
	{ "中华人民共和国刑法", "2023-12-29", 452, criminal_law_inserted,
	  ARRAY_SIZE(criminal_law_inserted) },
	{ "中华人民共和国宪法", "2018-03-11", 143, NULL, 0 },
	{ "中华人民共和国民法典", "2020-05-28", 1260, NULL, 0 },
};
