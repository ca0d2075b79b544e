/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "jetfile_argument.h"

#define DISK   'E' /* RAM; all others wear */
#define FOLDER 'T'

/* Filled up with NULs; the table of settings sees to it that it is no longer. */
static void put_label(struct octets *o, const struct jetfile_settings *s)
{
	uint8_t label[JETFILE_LABEL] = { 0 };

	memcpy(label, s->file, strnlen(s->file, sizeof(label)));
	octets_put(o, label, sizeof(label));
}

void jetfile_put_write(struct octets *o, const struct jetfile_settings *s, size_t size,
		       unsigned n_packets, unsigned number)
{
	octets_put8(o, DISK);
	octets_put8(o, 0); /* the buzzer stays silent */
	put_label(o, s);
	octets_put32le(o, (uint32_t) size);
	octets_put16le(o, (unsigned) s->packet);
	octets_put16le(o, n_packets);
	octets_put16le(o, number);
}

void jetfile_put_read(struct octets *o, const struct jetfile_settings *s, unsigned number)
{
	octets_put32le(o, DISK);
	put_label(o, s);
	octets_put16le(o, (unsigned) s->packet);
	octets_put16le(o, number);
}

void jetfile_put_path(struct octets *o, const struct jetfile_settings *s)
{
	octets_put(o, (const uint8_t[]){ DISK, ':', '\\', FOLDER, '\\' }, 5);
	octets_put(o, s->file, strnlen(s->file, JETFILE_LABEL));
	octets_put8(o, 0);
}

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t) (c + 'a' - 'A') : c;
}

bool jetfile_is_path(const struct jetfile_settings *s, const uint8_t *name, size_t n)
{
	uint8_t bytes[5 + JETFILE_LABEL + 1];
	struct octets path = OCTETS(bytes);

	jetfile_put_path(&path, s);
	if (n < path.n)
		return false;
	for (size_t i = 0; i < path.n; i++)
		if (lower(name[i]) != lower(path.bytes[i]))
			return false;
	return true;
}

void jetfile_put_brightness(struct octets *o, const struct jetfile_brightness *b, unsigned percent)
{
	/* Rounded to the nearest step, whichever way the scale runs. */
	int span = b->max - b->min;
	int value = b->min + (span * (int) percent + (span < 0 ? -50 : 50)) / 100;

	if (b->command == JETFILE_BRIGHTNESS_LEVEL) {
		octets_put8(o, (unsigned) value);
		octets_put8(o, 0xff);
		octets_put16le(o, 0);
		return;
	}
	/* The region from 0, 0 on; red, green and blue alike. */
	octets_put32le(o, 0);
	for (int i = 0; i < 3; i++)
		octets_put8(o, (unsigned) value);
	octets_put16le(o, (unsigned) b->width);
	octets_put16le(o, (unsigned) b->height);
}

static unsigned day_of_week(const struct jetfile_settings *s, const struct wall_time *t)
{
	if (s->week == JETFILE_MONDAY_1)
		return t->weekday;
	return t->weekday % 7U + (s->week == JETFILE_SUNDAY_1);
}

void jetfile_put_clock(struct octets *o, const struct jetfile_settings *s,
		       const struct wall_time *t)
{
	octets_put8(o, to_bcd(t->year));
	octets_put8(o, to_bcd(t->year / 100U));
	octets_put8(o, to_bcd(t->month));
	octets_put8(o, to_bcd(t->day));
	octets_put8(o, to_bcd(t->hour));
	octets_put8(o, to_bcd(t->minute));
	if (s->clock == JETFILE_CLOCK_SECONDS)
		octets_put8(o, to_bcd(t->second));
	octets_put8(o, day_of_week(s, t));
	octets_put8(o, (unsigned) (s->timezone + 12)); /* 00 is 12 hours west: appendix I */
}
