/* SPDX-License-Identifier: MIT */
#include "service/retry.h"

/* With the tries at both its ends a board that is well again has its text within 16 s. */
#define PAUSE_MAX (14 * USEC_PER_SEC)

/* To look for a port costs nobody anything: one that is back has its boards' texts within 2 s. */
#define GONE_MAX (3 * USEC_PER_SEC / 2)

static const struct retry actions[] = {
	{ -ETIMEDOUT, "no answer", 2, USEC_PER_SEC, PAUSE_MAX, true, false },
	{ -EPROTO, "an answer that makes no sense", 3, USEC_PER_SEC, PAUSE_MAX, false, false },
	{ -EREMOTEIO, "the board refused", 1, USEC_PER_SEC, PAUSE_MAX, false, false },
	{ -EBUSY, "the board is busy", 0, USEC_PER_SEC / 2, PAUSE_MAX, true, false },
	{ -ENODEV, "the port or connection is gone, or can not be opened", 0, USEC_PER_SEC / 2,
	  GONE_MAX, true, false },
	{ BOARD_MISMATCH, "it took a page and holds another", 2, USEC_PER_SEC, PAUSE_MAX, false,
	  false },
	{ BOARD_OVERWRITTEN, "somebody else writes over what it is given", 0, USEC_PER_SEC,
	  PAUSE_MAX, true, false },
	{ -ESTALE, "it has lost what it was given", 2, USEC_PER_SEC, PAUSE_MAX, false, false },
	{ -EMSGSIZE, "the page does not fit the board", 0, PAUSE_MAX, PAUSE_MAX, false, true },
	{ -EILSEQ, "the page holds what its protocol would obey", 0, PAUSE_MAX, PAUSE_MAX, false,
	  true },
	{ -EOPNOTSUPP, "its profile has no such thing", 0, PAUSE_MAX, PAUSE_MAX, false, true },
	{ 0, "an unexpected error", 1, PAUSE_MAX, PAUSE_MAX, false, true }, /* any other; last */
};

const struct retry *retry_find(int error)
{
	const struct retry *r = actions;

	while (r->error != 0 && r->error != error)
		r++;
	return r;
}

usec_t retry_pause(int error, unsigned n_failures)
{
	const struct retry *r = retry_find(error);
	unsigned doublings = n_failures > r->quick + 1 ? n_failures - r->quick - 1 : 0;
	usec_t pause = r->pause_first << (doublings < 10 ? doublings : 10);

	return pause < r->pause_max ? pause : r->pause_max;
}

const char *board_error_text(int error)
{
	return retry_find(error)->text;
}
