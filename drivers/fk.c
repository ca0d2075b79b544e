/* SPDX-License-Identifier: MIT */

/*
 * Gate displays of the FK (方控) family: two to four short rows of GBK beside a
 * barrier.  Each row is a frame of its own and waits for its answer, which
 * carries a status and nothing that says which of them it answers.
 *
 * No harmless question is documented, so there is nothing to probe, to read
 * back or to identify by; the text lies in RAM and a restart is not seen.
 */

#include "drivers.h"
#include "fk_frame.h"
#include "fk_settings.h"

struct fk {
	const struct profile *profile;
	uint8_t address;
};

static int fk_init(void *self, const struct profile *profile, unsigned address,
		   enum line_medium medium)
{
	struct fk *fk = self;

	(void) medium; /* they sit behind serial servers: the bytes are the same */
	if (address > 255)
		return -EINVAL;

	fk->profile = profile;
	fk->address = (uint8_t) address;
	return 0;
}

static enum certainty fk_certainty(const struct profile *profile)
{
	(void) profile;
	return CERTAINTY_ACKNOWLEDGED;
}

/* Shown so many times it gives way to the board's own idle text. */
static usec_t fk_lifetime(const struct profile *profile)
{
	const struct fk_settings *s = profile->settings;

	return s->drs > 0 ? (usec_t) (s->drs * s->dt) * USEC_PER_SEC : USEC_NEVER;
}

struct sending {
	struct fk *fk;
	struct line *l;
	usec_t deadline;
};

static int accept_answer(void *userdata, const uint8_t *bytes, size_t n)
{
	const struct fk *fk = userdata;

	return fk_parse(fk->profile, fk->address, bytes, n);
}

static int send_frame(void *userdata, const uint8_t *frame, size_t n)
{
	struct sending *s = userdata;
	int r;

	r = line_exchange(s->l, frame, n, accept_answer, s->fk, s->deadline);
	return r < 0 ? r : 0;
}

static int fk_show(void *self, struct line *l, const struct page *page, usec_t deadline)
{
	struct fk *fk = self;
	struct sending s = { fk, l, deadline };

	return fk_writes(fk->profile, fk->address, page, send_frame, &s);
}

static int fk_clear(void *self, struct line *l, usec_t deadline)
{
	static const struct page blank;

	return fk_show(self, l, &blank, deadline);
}

static int fk_encode(const void *self, const struct page *page, driver_emit_fn emit, void *userdata)
{
	const struct fk *fk = self;

	return fk_writes(fk->profile, fk->address, page, emit, userdata);
}

const struct driver fk_driver = {
	.name = "fk",
	.line = LINE_BYTES,
	.size = sizeof(struct fk),
	.address_min = 0,
	.address_max = 255,
	.settings = fk_setting_table,
	.settings_size = sizeof(struct fk_settings),
	.settings_defaults = &fk_settings_defaults,
	.check = fk_settings_check,
	.init = fk_init,
	.certainty = fk_certainty,
	.allows = fk_allows,
	.lifetime = fk_lifetime,
	.show = fk_show,
	.clear = fk_clear,
	.encode = fk_encode,
};
