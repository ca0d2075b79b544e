/* SPDX-License-Identifier: MIT */
#include "service/upkeep.h"

/* A board that never answers to this must not cost its line a timeout with every page. */
#define PAUSE (60 * USEC_PER_SEC)

void upkeep_init(struct upkeep *u)
{
	*u = (struct upkeep){ .brightness = -1, .known_brightness = -1 };
}

static bool brightness_is_due(const struct upkeep *u, const struct driver *d)
{
	return d->set_brightness && !u->no_brightness && u->brightness >= 0 &&
	       u->brightness != u->known_brightness;
}

static bool clock_is_due(const struct upkeep *u, const struct driver *d)
{
	return d->set_clock && !u->no_clock && u->clock_due;
}

bool upkeep_is_due(const struct upkeep *u, const struct driver *driver, bool lit, usec_t now)
{
	if (now < u->pause_until)
		return false;
	return (lit && brightness_is_due(u, driver)) || clock_is_due(u, driver);
}

void upkeep_fill(const struct upkeep *u, const struct driver *driver, bool lit, usec_t now,
		 struct job *job)
{
	if (now < u->pause_until)
		return;
	job->set_brightness = lit && brightness_is_due(u, driver);
	job->brightness = u->brightness > 0 ? (unsigned) u->brightness : 0;
	job->set_clock = clock_is_due(u, driver);
}

static bool failed(int error)
{
	return error < 0 && error != -EOPNOTSUPP;
}

bool upkeep_take(struct upkeep *u, const struct result *result, usec_t now)
{
	const struct tending *brightness = &result->brightness, *clock = &result->clock;
	int before = u->error;

	if (!brightness->tried && !clock->tried)
		return false;
	if (brightness->tried) {
		u->no_brightness = brightness->error == -EOPNOTSUPP;
		u->known_brightness = brightness->error < 0 ? -1 : brightness->percent;
	}
	if (clock->tried) {
		u->no_clock = clock->error == -EOPNOTSUPP;
		u->clock_due = failed(clock->error);
	}
	u->error = failed(brightness->error) ? brightness->error
		   : failed(clock->error)    ? clock->error
					     : 0;
	u->pause_until = u->error ? now + PAUSE : 0;
	return u->error != before;
}

void upkeep_set_time(struct upkeep *u, bool known)
{
	u->has_time = u->clock_due = known;
}

void upkeep_forget(struct upkeep *u)
{
	u->known_brightness = -1;
	u->clock_due = u->has_time;
}
