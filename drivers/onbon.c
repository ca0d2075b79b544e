/* SPDX-License-Identifier: MIT */

/*
 * Onbon's font cards: BX-5K, BX-5MK, BX-6K.  The card renders the text itself.
 *
 * A page is one dynamic area over the whole board, which the card keeps in RAM
 * and gives back to nobody: its word is all there is.  Frames are those of
 * onbon_frame.h, areas and files those of onbon_area.h.
 */

#include <stdio.h>

#include "drivers.h"
#include "octets.h"
#include "onbon_area.h"
#include "onbon_report.h"
#include "onbon_talk.h"

#define ADDRESS_MAX      0x7fff /* above are host programs and broadcasts */
#define BRIGHTNESS_MAX   15
#define BRIGHTNESS_FORCE 1
#define HALF_HOURS       48
#define SILENCES_MAX     2

/* A fallback by that name is replaced; others' programmes stay. */
static const char programme_name[ONBON_NAME] = { 'P', '0', '0', '0' };

static int onbon_init(void *self, const struct profile *profile, unsigned address,
		      enum line_medium medium)
{
	struct onbon *o = self;

	(void) medium; /* the same frame on both */
	if (address < 1 || address > ADDRESS_MAX)
		return -EINVAL;

	*o = (struct onbon){ .profile = profile, .address = (uint16_t) address };
	return 0;
}

static enum certainty onbon_certainty(const struct profile *profile)
{
	(void) profile;
	return CERTAINTY_ACKNOWLEDGED;
}

static usec_t onbon_lifetime(const struct profile *profile)
{
	const struct onbon_settings *s = profile->settings;

	return s->ttl ? (usec_t) s->ttl * USEC_PER_SEC : USEC_NEVER;
}

/*
 * A card that says nothing to what it does not know must not go without its page for that: after
 * two silences the page is tried without the questions, and if that is met by silence too, it was
 * the card that was away.
 */
static bool is_taciturn(const struct onbon *o)
{
	return o->silences >= SILENCES_MAX;
}

static int ask_before(struct onbon *o, struct line *l, enum onbon_command command,
		      struct onbon_reply *ret, usec_t deadline)
{
	int r = onbon_ask(o, l, command, ret, deadline);

	if (r == -ETIMEDOUT)
		o->silences++;
	return r;
}

/* A card says yes to an area outside its screen and shows nothing: the vendor's FAQ, 6.3. */
static int measure(struct onbon *o, struct line *l, usec_t deadline)
{
	const struct onbon_settings *s = onbon_settings_of(o);
	struct onbon_screen screen = { 0 };
	struct onbon_reply reply;
	int r;

	if (o->measured || !s->check_screen || is_taciturn(o))
		return 0;
	r = ask_before(o, l, ONBON_SCREEN, &reply, deadline);
	if (r < 0 && !onbon_is_unknown(r, &reply))
		return r;
	if (r >= 0)
		screen = onbon_screen_of(reply.payload, reply.n);
	if (screen.width > 0 && screen.width < (unsigned) (s->x + onbon_width(o->profile)))
		return -EMSGSIZE;
	if (screen.height > 0 && screen.height < (unsigned) (s->y + onbon_height(o->profile)))
		return -EMSGSIZE;
	o->measured = true;
	return 0;
}

/* Remember which areas are not ours; returns whether ours is there. */
static bool sort_areas(struct onbon *o, const struct onbon_status *status)
{
	bool ours = false;

	o->n_others = 0;
	for (size_t i = 0; i < status->n_ids; i++)
		if (status->ids[i] == onbon_settings_of(o)->area)
			ours = true;
		else if (o->n_others < ONBON_OTHERS_MAX)
			o->others[o->n_others++] = status->ids[i];
	o->looked = true;
	return ours;
}

static int look(struct onbon *o, struct line *l, usec_t deadline)
{
	struct onbon_status status = { 0 };
	struct onbon_reply reply;
	int r;

	if (o->looked || !onbon_settings_of(o)->delete_others || is_taciturn(o))
		return 0;
	r = ask_before(o, l, ONBON_STATUS, &reply, deadline);
	if (r < 0 && !onbon_is_unknown(r, &reply))
		return r;
	if (r >= 0)
		status = onbon_status_of(reply.payload, reply.n,
					 onbon_settings_of(o)->special_bytes);
	sort_areas(o, &status);
	return 0;
}

static int delete_areas(const struct onbon *o, struct line *l, const uint8_t *ids, size_t n,
			usec_t deadline)
{
	uint8_t bytes[2 + ONBON_OTHERS_MAX];
	struct octets payload = OCTETS(bytes);

	onbon_put_update(&payload, ids, n, NULL);
	return onbon_order(o, l, ONBON_AREAS, &payload, deadline);
}

/* What other programs have left would stay beside or under ours. */
static int delete_others(struct onbon *o, struct line *l, usec_t deadline)
{
	int r;

	r = look(o, l, deadline);
	if (r < 0 || o->n_others == 0 || !onbon_settings_of(o)->delete_others)
		return r;
	r = delete_areas(o, l, o->others, o->n_others, deadline);
	if (r >= 0)
		o->n_others = 0;
	return r;
}

/* The frame that makes @page; returns its bytes. */
static int page_frame(const struct onbon *o, const struct page *page,
		      uint8_t frame[LINE_REQUEST_MAX], bool *ret_blank)
{
	uint8_t id = (uint8_t) onbon_settings_of(o)->area, bytes[ONBON_DATA_MAX];
	struct octets payload = OCTETS(bytes);
	struct onbon_request rq;
	struct onbon_text text;
	struct onbon_area area;
	int r;

	r = onbon_text(o->profile, page, &text);
	if (r < 0)
		return r;
	area = onbon_area_of(o->profile, &text);
	if (text.rows == 0)
		onbon_put_update(&payload, &id, 1, NULL);
	else
		onbon_put_update(&payload, NULL, 0, &area);
	*ret_blank = text.rows == 0;
	rq = onbon_request(o, ONBON_AREAS, &payload);
	return onbon_frame(&rq, frame);
}

static int onbon_show(void *self, struct line *l, const struct page *page, usec_t deadline)
{
	struct onbon *o = self;
	uint8_t frame[LINE_REQUEST_MAX];
	bool blank;
	int n, r = 0;

	n = page_frame(o, page, frame, &blank);
	if (n < 0)
		return n;
	if (!blank)
		r = measure(o, l, deadline);
	if (r >= 0)
		r = delete_others(o, l, deadline);
	if (r < 0)
		return r;

	r = onbon_send(o, l, frame, (size_t) n, deadline);
	o->shown = r >= 0 && !blank;
	if (r == -ETIMEDOUT)
		o->silences = 0;
	return r;
}

static int onbon_clear(void *self, struct line *l, usec_t deadline)
{
	static const struct page blank = { .n_rows = 0 };

	return onbon_show(self, l, &blank, deadline);
}

/* Is the screen on or off against what we made it, or dark over a page of ours? */
static bool is_lit_otherwise(const struct onbon *o, int lit)
{
	if (lit == ONBON_LIT_UNKNOWN)
		return false;
	if (o->lit == ONBON_LIT_UNKNOWN)
		return lit == ONBON_LIT_OFF && o->shown;
	return lit != o->lit;
}

/*
 * Areas are in RAM, so one that is gone means a restart, or that its time ran out; the screen
 * goes on and off by itself after a restart and by the card's own timer.
 */
static int onbon_probe(void *self, struct line *l, usec_t deadline)
{
	struct onbon *o = self;
	struct onbon_status status;
	struct onbon_reply reply;
	bool lost = false;
	int r;

	if (is_taciturn(o))
		return onbon_order(o, l, ONBON_PING, NULL, deadline);
	r = onbon_ask(o, l, ONBON_STATUS, &reply, deadline);
	if (r < 0)
		return r;
	status = onbon_status_of(reply.payload, reply.n, onbon_settings_of(o)->special_bytes);
	if (status.has_areas)
		lost = !sort_areas(o, &status) && o->shown;
	if (!lost && !is_lit_otherwise(o, status.lit))
		return 0;
	o->shown = o->measured = o->looked = false;
	o->lit = ONBON_LIT_UNKNOWN;
	return -ESTALE;
}

static int onbon_set_power(void *self, struct line *l, bool on, usec_t deadline)
{
	struct onbon *o = self;
	uint8_t bytes[1];
	struct octets payload = OCTETS(bytes);
	int r;

	o->lit = ONBON_LIT_UNKNOWN;
	octets_put8(&payload, on ? ONBON_LIT_ON : ONBON_LIT_OFF);
	r = onbon_set(o, l, ONBON_POWER, &payload, deadline);
	if (r >= 0)
		o->lit = on ? ONBON_LIT_ON : ONBON_LIT_OFF;
	return r;
}

static int onbon_set_brightness(void *self, struct line *l, unsigned percent, usec_t deadline)
{
	const struct onbon *o = self;
	unsigned level = (percent * BRIGHTNESS_MAX + 50) / 100;
	uint8_t bytes[2 + HALF_HOURS];
	struct octets payload = OCTETS(bytes);

	if (percent > 100)
		return -EINVAL;
	octets_put8(&payload, BRIGHTNESS_FORCE);
	octets_put8(&payload, level);
	/* The table is not looked at when the level is forced. */
	if (onbon_settings_of(o)->brightness_form == ONBON_BRIGHTNESS_LONG)
		for (unsigned i = 0; i < HALF_HOURS; i++)
			octets_put8(&payload, level);
	return onbon_set(o, l, ONBON_BRIGHTNESS, &payload, deadline);
}

static int onbon_set_clock(void *self, struct line *l, const struct wall_time *t, usec_t deadline)
{
	const uint8_t bcd[] = {
		to_bcd(t->year % 100), to_bcd(t->year / 100U), to_bcd(t->month),
		to_bcd(t->day),        to_bcd(t->hour),        to_bcd(t->minute),
		to_bcd(t->second),     to_bcd(t->weekday), /* Sunday is 7 */
	};
	uint8_t bytes[sizeof(bcd)];
	struct octets payload = OCTETS(bytes);

	octets_put(&payload, bcd, sizeof(bcd));
	return onbon_set(self, l, ONBON_SET_CLOCK, &payload, deadline);
}

/*
 * The answer names the address where the next block goes.  What it names behind the last one,
 * and whether a plain yes comes instead, is not written anywhere.
 */
static int write_block(const struct onbon *o, struct line *l, const struct octets *file, unsigned i,
		       size_t *ret_end, usec_t deadline)
{
	uint8_t bytes[13 + ONBON_BLOCK];
	struct octets payload = OCTETS(bytes);
	size_t end = onbon_put_block(&payload, programme_name, file->bytes, file->n, i);
	bool last = end == file->n;
	struct onbon_request rq = onbon_request(o, ONBON_WRITE_BLOCK, &payload);
	struct onbon_reply reply;
	int r;

	r = onbon_exchange(l, &rq, rq.command, last, &reply, deadline);
	if (r < 0)
		return r;
	if (!last && (reply.n < 4 || get32le(reply.payload) != end))
		return -EPROTO;
	*ret_end = end;
	return 0;
}

static int write_file(const struct onbon *o, struct line *l, const struct octets *file,
		      usec_t deadline)
{
	uint8_t bytes[1 + ONBON_NAME + 4];
	struct octets payload = OCTETS(bytes);
	size_t end = 0;
	int r;

	onbon_put_begin(&payload, programme_name, file->n);
	r = onbon_order(o, l, ONBON_BEGIN_FILE, &payload, deadline);
	for (unsigned i = 0; r >= 0 && end < file->n; i++)
		r = write_block(o, l, file, i, &end, deadline);
	return r;
}

/* How a card takes a programme without text is not written anywhere: a page of none is a blank. */
static int onbon_store(void *self, struct line *l, const struct page *page, usec_t deadline)
{
	struct onbon *o = self;
	struct onbon_programme programme = {
		.life = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
		.week = ONBON_WEEK_EVERY_DAY,
		.whole = onbon_settings_of(o)->programme_length == ONBON_LENGTH_WHOLE,
	};
	uint8_t bytes[ONBON_FILE_MAX];
	struct octets file = OCTETS(bytes);
	struct onbon_text text;
	int r;

	r = onbon_text(o->profile, page, &text);
	if (r >= 0)
		r = measure(o, l, deadline);
	if (r < 0)
		return r;
	if (text.rows == 0) {
		text.bytes[0] = ' ';
		text.n = text.rows = 1;
	}
	for (unsigned i = 0; i < ONBON_NAME; i++)
		programme.name[i] = programme_name[i];
	programme.area = onbon_programme_area_of(o->profile, &text);
	onbon_put_programme(&file, &programme);
	return write_file(o, l, &file, deadline);
}

/* Not asked, or not answered in a way that is understood: it is a card all the same. */
static bool is_reticent(int r)
{
	return r == -EPROTO || r == -EREMOTEIO || r == -EBUSY || r == -ETIMEDOUT;
}

static int onbon_identify(void *self, struct line *l, struct identity *ret, usec_t deadline)
{
	const struct onbon *o = self;
	struct onbon_request rq = { .address = o->address,
				    .device_type = ONBON_DEVICE_ANY,
				    .command = ONBON_PING,
				    .response = ONBON_ANSWERED };
	struct onbon_screen screen = { 0 };
	struct onbon_reply reply;
	int r;

	r = onbon_exchange(l, &rq, ONBON_ACK, false, &reply, deadline);
	if (r < 0 && r != -EREMOTEIO && r != -EBUSY)
		return r;
	rq.command = ONBON_SCREEN;
	r = onbon_exchange(l, &rq, ONBON_SCREEN, false, &reply, deadline);
	if (r < 0 && !is_reticent(r))
		return r;
	if (r >= 0)
		screen = onbon_screen_of(reply.payload, reply.n);
	*ret = (struct identity){ .width = screen.width, .height = screen.height };
	snprintf(ret->model, sizeof(ret->model), "%s", onbon_model(screen.type));
	return 0;
}

static int onbon_encode(const void *self, const struct page *page, driver_emit_fn emit,
			void *userdata)
{
	const struct onbon *o = self;
	uint8_t frame[LINE_REQUEST_MAX];
	bool blank;
	int r;

	r = page_frame(o, page, frame, &blank);
	return r < 0 ? r : emit(userdata, frame, (size_t) r);
}

const struct driver onbon_driver = {
	.name = "onbon",
	.line = LINE_BYTES,
	.size = sizeof(struct onbon),
	.address_min = 1,
	.address_max = ADDRESS_MAX,
	.tcp_port = 5005,
	.udp_port = 5007,
	.rest = USEC_PER_SEC, /* the least refresh period of an area */
	.settings = onbon_setting_table,
	.settings_size = sizeof(struct onbon_settings),
	.settings_defaults = &onbon_settings_defaults,
	.check = onbon_settings_check,
	.init = onbon_init,
	.certainty = onbon_certainty,
	.allows = onbon_allows,
	.lifetime = onbon_lifetime,
	.show = onbon_show,
	.probe = onbon_probe,
	.set_power = onbon_set_power,
	.set_brightness = onbon_set_brightness,
	.set_clock = onbon_set_clock,
	.clear = onbon_clear,
	.store = onbon_store,
	.identify = onbon_identify,
	.scan_first = 1,
	.scan_last = 32,
	.encode = onbon_encode,
};
