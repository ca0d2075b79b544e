/* SPDX-License-Identifier: MIT */

/*
 * Signs that speak the Alpha protocol (Adaptive, BetaBrite), ASCII only.
 *
 * By default the page goes into the priority TEXT file, which every sign has,
 * which lies in RAM and hides whatever else is on the sign.  The other files
 * need a memory configuration, and writing one erases the sign: it is written
 * at most once after init(), to one sign and never to all, and only where the
 * profile allows it and the sign itself has said twice that it has no such files.
 *
 * Most signs say nothing on a command.  What they can be asked they answer
 * without a number; so every question that matters is preceded by a small one,
 * of another kind each time: signs answer in order, and an answer that is late
 * is found where it can not be.
 *
 * Alpha Sign Communications Protocol, 9708-8061.
 */

#include <string.h>

#include "alpha_answer.h"
#include "alpha_settings.h"
#include "drivers.h"

/* A BetaBrite was found to lose what comes 0.1 s behind a command, and nothing at 0.25 s. */
#define GAP (250 * USEC_PER_MSEC)

#define EVERYONE 0 /* the address: what one sign says of itself is no word for the others */

struct alpha {
	const struct profile *profile;
	uint8_t address;
	bool in_front;  /* the sign runs our file and nothing else, for all we know */
	bool has_files; /* they were found in its memory configuration */
	bool made_them; /* a memory configuration was written: never again */
	bool odd;       /* of the small questions */
};

static const struct alpha_settings *settings(const struct alpha *a)
{
	return a->profile->settings;
}

static int alpha_init(void *self, const struct profile *profile, unsigned address,
		      enum line_medium medium)
{
	struct alpha *a = self;

	(void) medium; /* bridges hand on what is on a serial line */
	if (address > 255)
		return -EINVAL;

	a->profile = profile;
	a->address = (uint8_t) address;
	return 0;
}

static enum certainty alpha_certainty(const struct profile *profile)
{
	const struct alpha_settings *s = profile->settings;

	if (s->readable)
		return CERTAINTY_VERIFIED;
	return s->acknowledges ? CERTAINTY_ACKNOWLEDGED : CERTAINTY_SENT;
}

static int accept_word(void *userdata, const uint8_t *bytes, size_t n)
{
	(void) userdata;
	return alpha_parse_word(bytes, n);
}

static int send_frame(struct alpha *a, struct line *l, const struct alpha_frame *f, usec_t deadline)
{
	int r;

	r = line_exchange(l, f->bytes, f->n, settings(a)->acknowledges ? accept_word : NULL, NULL,
			  deadline);
	if (r >= 0)
		return 0;
	a->in_front = a->has_files = false; /* it may have been restarted */
	return r;
}

/* What a question waits for, and what has come. */
struct waiting {
	uint8_t wanted[2];
	struct alpha_answer answer;
	uint8_t bytes[LINE_ANSWER_MAX];
};

static int accept_answer(void *userdata, const uint8_t *bytes, size_t n)
{
	struct waiting *w = userdata;
	struct alpha_answer a;
	int r;

	r = alpha_parse(bytes, n, &a);
	if (r <= 0)
		return r;
	if (memcmp(a.bytes, w->wanted, sizeof(w->wanted)) != 0 || a.n > sizeof(w->bytes))
		return -EPROTO;
	memcpy(w->bytes, a.bytes, a.n);
	w->answer = (struct alpha_answer){ w->bytes, a.n };
	return 1;
}

static int ask(struct alpha *a, struct line *l, enum alpha_question question, struct waiting *ret,
	       usec_t deadline)
{
	struct alpha_frame f;
	uint8_t asked[2];
	int r;

	alpha_question_bytes(settings(a), question, asked, ret->wanted);
	alpha_frame_question(a->profile, a->address, question, &f);
	r = line_exchange(l, f.bytes, f.n, accept_answer, ret, deadline);
	if (r >= 0)
		return 0;
	a->in_front = a->has_files = false;
	return r;
}

static int ask_small(struct alpha *a, struct line *l, usec_t deadline)
{
	struct waiting w;

	a->odd = !a->odd;
	return ask(a, l, a->odd ? ALPHA_ASK_POOL : ALPHA_ASK_SEQUENCE, &w, deadline);
}

static int ask_fresh(struct alpha *a, struct line *l, enum alpha_question question,
		     struct waiting *ret, usec_t deadline)
{
	int r;

	r = ask_small(a, l, deadline);
	return r < 0 ? r : ask(a, l, question, ret, deadline);
}

/* As alpha_has_files(), of the sign itself. */
static int look_for_files(struct alpha *a, struct line *l, usec_t deadline)
{
	struct waiting w;
	int r;

	r = ask_fresh(a, l, ALPHA_ASK_MEMORY, &w, deadline);
	return r < 0 ? r : alpha_has_files(a->profile, &w.answer);
}

/* -EBUSY: they were made just now, and the sign restarts. */
static int ensure_files(struct alpha *a, struct line *l, usec_t deadline)
{
	struct alpha_frame f;
	int r = 0;

	if (!settings(a)->memory || a->has_files)
		return 0;
	for (int i = 0; i < 2 && r == 0; i++)
		r = look_for_files(a, l, deadline);
	a->has_files = r > 0;
	if (r != 0)
		return r < 0 ? r : 0;
	if (a->made_them || a->address == EVERYONE)
		return -EREMOTEIO;
	a->made_them = true;
	alpha_frame_memory(a->profile, a->address, &f);
	r = send_frame(a, l, &f, deadline);
	return r < 0 ? r : -EBUSY;
}

/* The page first: what is brought to the front is then never an old one. */
static int alpha_show(void *self, struct line *l, const struct page *page, usec_t deadline)
{
	struct alpha *a = self;
	struct alpha_frame f;
	int r;

	r = alpha_frame_page(a->profile, a->address, page, &f);
	if (r < 0)
		return r;
	r = ensure_files(a, l, deadline);
	if (r >= 0)
		r = send_frame(a, l, &f, deadline);
	for (unsigned i = 0; r >= 0 && !a->in_front; i++)
		if (alpha_frame_to_front(a->profile, a->address, i, &f))
			r = send_frame(a, l, &f, deadline);
		else
			a->in_front = true;
	return r;
}

static int alpha_probe(void *self, struct line *l, usec_t deadline)
{
	struct alpha *a = self;

	return settings(a)->readable ? ask_small(a, l, deadline) : -EOPNOTSUPP;
}

/* A STRING file shows only where the TEXT file calls it: 0, or READ_OTHER. */
static int check_call(struct alpha *a, struct line *l, usec_t deadline)
{
	struct waiting w;
	uint8_t call[8];
	size_t n;
	int r;

	if (settings(a)->file != ALPHA_STRING)
		return 0;
	r = ask(a, l, ALPHA_ASK_TEXT, &w, deadline);
	if (r < 0)
		return r;
	n = alpha_call(settings(a), call);
	return w.answer.n == n + 1 && memcmp(w.answer.bytes + 1, call, n) == 0 ? 0 : READ_OTHER;
}

static int read_file(struct alpha *a, struct line *l, struct page *ret, usec_t deadline)
{
	bool string = settings(a)->file == ALPHA_STRING;
	struct waiting w;
	int r, called;

	r = ask_fresh(a, l, string ? ALPHA_ASK_STRING : ALPHA_ASK_TEXT, &w, deadline);
	if (r < 0)
		return r;
	r = alpha_decode(a->profile, &w.answer, ret);
	called = check_call(a, l, deadline);
	return called != 0 ? called : r;
}

/*
 * What was not made by show() is told, for people, where it is known that it can not pass for a
 * page of ours: the text alone may be the same.
 */
static int alpha_read_back(void *self, struct line *l, const struct page *expected,
			   struct page *ret, usec_t deadline)
{
	struct alpha *a = self;
	struct page page = { .n_rows = 0 };
	int r;

	if (!settings(a)->readable)
		return -EOPNOTSUPP;
	r = read_file(a, l, &page, deadline);
	if (r < 0)
		return r;
	if (r != 0 || !expected || !alpha_same(expected, &page))
		a->in_front = false;
	if (r != 0 && (!expected || alpha_same(expected, &page)))
		return r;
	*ret = page;
	return 0;
}

static int alpha_set_clock(void *self, struct line *l, const struct wall_time *t, usec_t deadline)
{
	struct alpha *a = self;
	struct alpha_frame f;
	int r = 0;

	for (enum alpha_clock part = ALPHA_CLOCK_DATE; part <= ALPHA_CLOCK_TIME && r >= 0; part++) {
		alpha_frame_clock(a->profile, a->address, part, t, &f);
		r = send_frame(a, l, &f, deadline);
	}
	return r;
}

static int alpha_clear(void *self, struct line *l, usec_t deadline)
{
	static const struct page blank;

	return alpha_show(self, l, &blank, deadline);
}

static int alpha_identify(void *self, struct line *l, struct identity *ret, usec_t deadline)
{
	struct alpha *a = self;
	struct waiting w;
	int r;

	r = ask(a, l, ALPHA_ASK_INFORMATION, &w, deadline);
	if (r < 0)
		return r;
	alpha_identity(&w.answer, ret);
	return 0;
}

/* As on a sign that has the files already. */
static int alpha_encode(const void *self, const struct page *page, driver_emit_fn emit,
			void *userdata)
{
	const struct alpha *a = self;
	struct alpha_frame f;
	int r;

	r = alpha_frame_page(a->profile, a->address, page, &f);
	if (r >= 0)
		r = emit(userdata, f.bytes, f.n);
	for (unsigned i = 0; r >= 0 && !a->in_front; i++) {
		if (!alpha_frame_to_front(a->profile, a->address, i, &f))
			break;
		r = emit(userdata, f.bytes, f.n);
	}
	return r;
}

const struct driver alpha_driver = {
	.name = "alpha",
	.line = LINE_BYTES,
	.size = sizeof(struct alpha),
	.address_min = 0,
	.address_max = 255,
	.seven_bits = true,
	.gap = GAP,
	.settings = alpha_setting_table,
	.settings_size = sizeof(struct alpha_settings),
	.settings_defaults = &alpha_settings_defaults,
	.check = alpha_settings_check,
	.init = alpha_init,
	.certainty = alpha_certainty,
	.allows = alpha_allows,
	.show = alpha_show,
	.probe = alpha_probe,
	.read_back = alpha_read_back,
	.set_clock = alpha_set_clock,
	.clear = alpha_clear,
	.identify = alpha_identify,
	.scan_first = 0,
	.scan_last = 255,
	.encode = alpha_encode,
};
