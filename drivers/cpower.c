/* SPDX-License-Identifier: MIT */

/*
 * Boards with a Lumen C-Power card (CP5200 and others).
 *
 * cpower_frame.h says how frames look, cpower_text.h what is in them.  Text goes to a window in
 * the card's RAM, which can not be read; or, where the profile says so, to a programme that keeps
 * a mark of it.  The card forgets its windows when it restarts and has no way to tell, so they
 * are made anew after whatever went wrong.
 */

#include <stdio.h>
#include <string.h>

#include "cpower_call.h"
#include "cpower_settings.h"
#include "cpower_text.h"
#include "drivers.h"

/* Answers to settings: 0 failed, 1 done.  Basic Protocol, 1.2.5.2 and 1.2.6.2. */
#define DONE 1

#define NO_SUCH_PROGRAMME 0x11 /* to 89 */

#define LEVEL_MAX 31 /* above it the card's sensor decides */
#define HOURS     24

struct cpower {
	const struct profile *profile;
	struct cpower_card card;
	bool ready;        /* the card has its window or template */
	bool template_set; /* in this life: it is written to flash */
	bool turned;       /* the last read-back asked in this order */
};

static const struct cpower_settings *settings(const struct cpower *m)
{
	return m->profile->settings;
}

static int cpower_init(void *self, const struct profile *profile, unsigned address,
		       enum line_medium medium)
{
	const struct cpower_settings *s = profile->settings;
	struct cpower *m = self;
	uint32_t id_code;

	if (address < 1 || address > 254 || cpower_id_code(s->id_code, &id_code) < 0)
		return -EINVAL;
	*m = (struct cpower){
		.profile = profile,
		.card = { (uint8_t) address, medium, id_code, s->old_firmware },
	};
	return 0;
}

static enum certainty cpower_certainty(const struct profile *profile)
{
	(void) profile;
	return CERTAINTY_ACKNOWLEDGED;
}

/* It is sent beside the text: of a text that was garbled under a right sum it says nothing. */
static bool cpower_keeps_mark(const struct profile *profile)
{
	const struct cpower_settings *s = profile->settings;

	return s->template;
}

static struct cpower_link link_to(const struct cpower *m, struct line *l, usec_t deadline)
{
	return (struct cpower_link){ &m->card, l, (size_t) settings(m)->packet_max, deadline };
}

static int ask_template(const struct cpower *m, const struct cpower_link *link,
			struct cpower_template *ret)
{
	uint8_t bytes[8];
	struct octets message = OCTETS(bytes);
	struct cpower_answer answer;
	int r;

	cpower_ask_template(&message);
	r = cpower_call(link, &message, &answer);
	return r < 0 ? r : cpower_take_template(m->profile, answer.data, answer.n, ret);
}

/* Flash is written only where the card has no such template, and once at most. */
static int set_template(struct cpower *m, const struct cpower_link *link)
{
	uint8_t bytes[64];
	struct octets message = OCTETS(bytes);
	struct cpower_answer answer;

	if (m->template_set)
		return -EMSGSIZE;
	m->template_set = true;
	cpower_set_template(m->profile, &message);
	return cpower_call(link, &message, &answer);
}

static int prepare_template(struct cpower *m, const struct cpower_link *link)
{
	uint8_t bytes[8];
	struct octets message = OCTETS(bytes);
	struct cpower_template template;
	struct cpower_answer answer;
	bool fits;
	int r;

	r = ask_template(m, link, &template);
	if (r < 0)
		return r;
	fits = template.available && template.fits;
	if (!fits)
		r = set_template(m, link);
	if (r < 0 || (fits && template.entered))
		return r;
	cpower_enter_template(&message);
	return cpower_call(link, &message, &answer);
}

static int prepare_window(const struct cpower *m, const struct cpower_link *link)
{
	uint8_t bytes[16];
	struct octets message = OCTETS(bytes);
	struct cpower_answer answer;

	cpower_split(m->profile, &message);
	return cpower_call(link, &message, &answer);
}

static int prepare(struct cpower *m, const struct cpower_link *link)
{
	const struct cpower_settings *s = settings(m);

	if (m->ready && (s->template || !s->resplit))
		return 0;
	if (s->template)
		return prepare_template(m, link);
	return s->split ? prepare_window(m, link) : 0;
}

/* The message that shows a page. */
static int put_page(const struct cpower *m, const struct page *page, struct octets *o,
		    uint32_t *ret_mark)
{
	*ret_mark = 0;
	return settings(m)->template ? cpower_programme(m->profile, page, o, ret_mark)
				     : cpower_text(m->profile, page, o);
}

static int send_page(struct cpower *m, const struct cpower_link *link, const struct octets *message,
		     uint32_t mark)
{
	struct cpower_answer answer;
	int r = prepare(m, link);

	if (r < 0)
		return r;
	r = cpower_call(link, message, &answer);
	if (r < 0 || !settings(m)->template)
		return r;
	return cpower_take_programme(m->profile, mark, answer.data, answer.n);
}

static int cpower_show(void *self, struct line *l, const struct page *page, usec_t deadline)
{
	uint8_t bytes[CPOWER_MESSAGE_MAX];
	struct octets message = OCTETS(bytes);
	struct cpower *m = self;
	struct cpower_link link = link_to(m, l, deadline);
	uint32_t mark;
	int r = put_page(m, page, &message, &mark);

	if (r < 0)
		return r;
	r = send_page(m, &link, &message, mark);
	m->ready = r >= 0;
	return r;
}

static int cpower_clear(void *self, struct line *l, usec_t deadline)
{
	static const struct page blank;

	return cpower_show(self, l, &blank, deadline);
}

static int probe_template(const struct cpower *m, const struct cpower_link *link)
{
	struct cpower_template template;
	int r = ask_template(m, link, &template);

	if (r < 0)
		return r;
	return template.entered && template.available ? 0 : -ESTALE;
}

/*
 * Whether a card goes by its template can be asked.  Of windows nothing can, and no answer tells of
 * a restart: so a card with them is given its page again instead of being asked whether it is
 * there.
 */
static int cpower_probe(void *self, struct line *l, usec_t deadline)
{
	struct cpower *m = self;
	struct cpower_link link = link_to(m, l, deadline);
	int r;

	if (!settings(m)->template)
		return -EOPNOTSUPP;
	r = probe_template(m, &link);
	if (r < 0)
		m->ready = false;
	return r;
}

/* No answer tells of windows that hide the programme: whoever put them up, they are taken down. */
static int leave_windows(const struct cpower_link *link)
{
	uint8_t bytes[8];
	struct octets message = OCTETS(bytes);
	struct cpower_answer answer;

	cpower_leave(&message);
	return cpower_call(link, &message, &answer);
}

/* 1: our programme is the only one; 0: not so. */
static int check_list(const struct cpower *m, const struct cpower_link *link)
{
	uint8_t bytes[8];
	struct octets message = OCTETS(bytes);
	struct cpower_answer answer;
	int r;

	cpower_ask_list(&message);
	r = cpower_call(link, &message, &answer);
	return r < 0 ? r : cpower_take_list(m->profile, answer.data, answer.n);
}

/* 1: our programme has this mark; 0: it has another, or there is none. */
static int check_mark(const struct cpower *m, const struct cpower_link *link, uint32_t mark)
{
	uint8_t bytes[8];
	struct octets message = OCTETS(bytes);
	struct cpower_answer answer;
	uint32_t found;
	int r;

	cpower_ask_mark(m->profile, &message);
	r = cpower_call(link, &message, &answer);
	if (r == -EREMOTEIO && answer.mark == NO_SUCH_PROGRAMME)
		return 0;
	if (r < 0)
		return r;
	r = cpower_take_mark(m->profile, answer.data, answer.n, &found);
	return r < 0 ? r : found == mark;
}

/* Asked in the other order each time, so that a late answer comes to the wrong question. */
static int check_both(struct cpower *m, const struct cpower_link *link, uint32_t mark)
{
	int list, same;

	m->turned = !m->turned;
	if (m->turned) {
		list = check_list(m, link);
		if (list < 0)
			return list;
		same = check_mark(m, link, mark);
		return same < 0 ? same : list && same;
	}
	same = check_mark(m, link, mark);
	if (same < 0)
		return same;
	list = check_list(m, link);
	return list < 0 ? list : list && same;
}

/* The card shows its programmes in turn: another one beside ours is something else, too. */
static int cpower_read_back(void *self, struct line *l, const struct page *expected,
			    struct page *ret, usec_t deadline)
{
	uint8_t bytes[CPOWER_MESSAGE_MAX];
	struct octets message = OCTETS(bytes);
	struct cpower *m = self;
	struct cpower_link link = link_to(m, l, deadline);
	uint32_t mark = 0;
	int r = 0;

	if (!settings(m)->template)
		return -EOPNOTSUPP;
	if (expected)
		r = put_page(m, expected, &message, &mark);
	if (r < 0)
		return r;
	r = leave_windows(&link);
	if (r >= 0)
		r = check_both(m, &link, mark);
	if (r < 0) {
		m->ready = false;
		return r;
	}
	if (r == 0 || !expected)
		return READ_OTHER;
	*ret = *expected;
	return 0;
}

/* An answer of a mark alone: 0 is done, as it is of a 7B. */
static int check_bare(const struct cpower_answer *answer)
{
	return answer->mark == 0 ? 0 : -EPROTO;
}

/* Basic Protocol, 1.2.9.2. */
static int cpower_set_power(void *self, struct line *l, bool on, usec_t deadline)
{
	const struct cpower *m = self;
	struct cpower_link link = link_to(m, l, deadline);
	uint8_t data[10] = { 0, on };
	struct cpower_answer answer;
	int r;

	if (!settings(m)->power)
		return -EOPNOTSUPP;
	r = cpower_command(&link, CPOWER_POWER, data, sizeof(data), &answer);
	if (r < 0)
		return r;
	if (answer.n == 0)
		return check_bare(&answer);
	if (answer.n < 2 || answer.data[0] != 0 || answer.data[1] > 1)
		return -EPROTO;
	return answer.data[1] == on ? 0 : -EREMOTEIO;
}

/* A command that is answered by whether it was done. */
static int set(const struct cpower_link *link, enum cpower_code code, const uint8_t *data, size_t n)
{
	struct cpower_answer answer;
	int r = cpower_command(link, code, data, n, &answer);

	if (r < 0)
		return r;
	if (answer.n == 0)
		return check_bare(&answer);
	if (answer.data[0] > DONE)
		return -EPROTO;
	return answer.data[0] == DONE ? 0 : -EREMOTEIO;
}

/* A level for each hour of the day: all the same, hours are not the card's business. */
static int cpower_set_brightness(void *self, struct line *l, unsigned percent, usec_t deadline)
{
	const struct cpower *m = self;
	struct cpower_link link = link_to(m, l, deadline);
	unsigned least = (unsigned) settings(m)->dimmest;
	uint8_t data[1 + HOURS] = { 0 };

	if (percent > 100)
		return -EINVAL;
	memset(data + 1, (int) (least + ((LEVEL_MAX - least) * percent + 50) / 100), HOURS);
	return set(&link, CPOWER_BRIGHTNESS, data, sizeof(data));
}

static int cpower_set_clock(void *self, struct line *l, const struct wall_time *t, usec_t deadline)
{
	struct cpower_link link = link_to(self, l, deadline);
	uint8_t data[8];

	if (t->year < 2000 || t->year > 2099)
		return -EINVAL;
	data[0] = 0;
	data[1] = t->second;
	data[2] = t->minute;
	data[3] = t->hour;
	data[4] = t->weekday % 7; /* Sunday is 0 */
	data[5] = t->day;
	data[6] = t->month;
	data[7] = (uint8_t) (t->year - 2000);
	return set(&link, CPOWER_CLOCK, data, sizeof(data));
}

/* Basic Protocol, 1.2.7: versions of two half bytes each. */
static int cpower_identify(void *self, struct line *l, struct identity *ret, usec_t deadline)
{
	struct cpower_link link = link_to(self, l, deadline);
	struct cpower_answer answer;
	const uint8_t *data;
	int r = cpower_command(&link, CPOWER_VERSION, (uint8_t[]){ 0 }, 1, &answer);

	if (r < 0)
		return r;
	if (answer.n < 8)
		return -EPROTO;
	data = answer.data;
	*ret = (struct identity){ .model = "" };
	snprintf(ret->model, sizeof(ret->model), "C-Power type %02X", data[1]);
	snprintf(ret->firmware, sizeof(ret->firmware), "APP %d.%d BIOS %d.%d logic %d.%d",
		 data[7] >> 4, data[7] & 15, data[3] >> 4, data[3] & 15, data[2] >> 4,
		 data[2] & 15);
	return 0;
}

/* A message on its way to whoever wants to see it. */
struct framing {
	const struct cpower *m;
	driver_emit_fn emit;
	void *userdata;
};

static int emit_packet(void *userdata, const struct cpower_request *packet)
{
	const struct framing *f = userdata;
	uint8_t frame[CPOWER_FRAME_MAX];
	size_t n = cpower_frame(&f->m->card, packet, frame);

	return n == 0 ? -EINVAL : f->emit(f->userdata, frame, n);
}

/* With a template, as for a card that has it and goes by it. */
static int cpower_encode(const void *self, const struct page *page, driver_emit_fn emit,
			 void *userdata)
{
	uint8_t bytes[CPOWER_MESSAGE_MAX], first[16];
	struct octets message = OCTETS(bytes), preparation = OCTETS(first);
	const struct cpower *m = self;
	const struct cpower_settings *s = settings(m);
	size_t most = (size_t) s->packet_max;
	struct framing f = { m, emit, userdata };
	uint32_t mark;
	int r = put_page(m, page, &message, &mark);

	if (r < 0)
		return r;
	if (s->template && !m->ready)
		cpower_ask_template(&preparation);
	else if (!s->template && s->split && (!m->ready || s->resplit))
		cpower_split(m->profile, &preparation);
	if (preparation.n > 0)
		r = cpower_packets(&preparation, most, emit_packet, &f);
	return r < 0 ? r : cpower_packets(&message, most, emit_packet, &f);
}

const struct driver cpower_driver = {
	.name = "cpower",
	.line = LINE_BYTES,
	.size = sizeof(struct cpower),
	.address_min = 1,
	.address_max = 254,
	.tcp_port = 5200,
	.udp_port = 5200,
	.gap = 100 * USEC_PER_MSEC, /* a pause known to do in the field */
	.rest = USEC_PER_SEC,
	.settings = cpower_setting_table,
	.settings_size = sizeof(struct cpower_settings),
	.settings_defaults = &cpower_settings_defaults,
	.check = cpower_settings_check,
	.init = cpower_init,
	.certainty = cpower_certainty,
	.keeps_mark = cpower_keeps_mark,
	.allows = cpower_allows,
	.show = cpower_show,
	.probe = cpower_probe,
	.read_back = cpower_read_back,
	.set_power = cpower_set_power,
	.set_brightness = cpower_set_brightness,
	.set_clock = cpower_set_clock,
	.clear = cpower_clear,
	.identify = cpower_identify,
	.scan_first = 1,
	.scan_last = 254,
	.encode = cpower_encode,
};
