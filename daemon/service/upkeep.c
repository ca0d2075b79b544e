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

void upkeep_fill(const struct upkeep *u, const struct driver *driver, usec_t now, struct job *job)
{
	if (now < u->pause_until)
		return;
	job->set_brightness = brightness_is_due(u, driver);
	job->brightness = u->brightness > 0 ? (unsigned) u->brightness : 0;
	job->set_clock = clock_is_due(u, driver);
}

static bool failed(int error)
{
	return error < 0 && error != -EOPNOTSUPP;
}

bool upkeep_take(struct upkeep *u, const struct result *result, usec_t now)
{
	int before = u->error;

	if (result->brightness.tried) {
		u->no_brightness = result->brightness.error == -EOPNOTSUPP;
		if (!failed(result->brightness.error))
			u->known_brightness = result->brightness.percent;
	}
	if (result->clock.tried) {
		u->no_clock = result->clock.error == -EOPNOTSUPP;
		u->clock_due = failed(result->clock.error);
	}
	if (result->brightness.tried || result->clock.tried)
		u->error = failed(result->brightness.error) ? result->brightness.error
			   : failed(result->clock.error)    ? result->clock.error
							    : 0;
	u->pause_until = u->error ? now + PAUSE : 0;
	return u->error != before;
}

void upkeep_forget(struct upkeep *u)
{
	u->known_brightness = -1;
	u->clock_due = true;
}
