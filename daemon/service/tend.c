/* SPDX-License-Identifier: MIT */
#include <sha2.h>
#include <stdio.h>
#include <string.h>

#include "service/flash.h"
#include "service/log.h"
#include "service/manager.h"
#include "service/retry.h"
#include "service/tend.h"

/* A new day for boards' clocks: by then a zone's change of this night is over. */
#define CLOCK_HOUR (4 * USEC_PER_HOUR)

/* After a try that failed, however often it is asked. */
#define STORE_PAUSE USEC_PER_HOUR

static struct log_about about(const struct device *d)
{
	return (struct log_about){ .board = d->name, .line = d->wire->name };
}

void device_wall_time(const struct device *d, struct wall_time *ret)
{
	const struct zone *zone = &d->manager->loaded->config->zone;
	day_t day;
	int64_t second = zone_wall(zone, clock_now(d->manager->clock), &day) / MSEC_PER_SEC;
	struct civil civil = civil_from_day(day);

	*ret = (struct wall_time){
		.year = (uint16_t) civil.year,
		.month = (uint8_t) civil.month,
		.day = (uint8_t) civil.day,
		.weekday = (uint8_t) weekday_of(day),
		.hour = (uint8_t) (second / 3600),
		.minute = (uint8_t) (second / 60 % 60),
		.second = (uint8_t) (second % 60),
	};
}

static void tend_clock(struct device *d, const struct moment *now)
{
	const struct zone *zone = &d->manager->loaded->config->zone;
	day_t day = zone_day(zone, now->wall - CLOCK_HOUR);

	if (!d->board.driver->set_clock || day == d->clock_day)
		return;
	d->clock_day = day;
	board_set_clock(&d->board, true, now);
}

/* What of a page makes it the same: the make of board, and the bytes. */
static void hash_page(const struct device *d, const struct page *page, char hash[FLASH_HASH_MAX])
{
	const struct profile *p = d->config->profile;
	SHA2_CTX context;

	SHA256Init(&context);
	SHA256Update(&context, (const uint8_t *) p->name, strlen(p->name) + 1);
	for (unsigned i = 0; i < page->n_rows; i++) {
		SHA256Update(&context, (const uint8_t *) &page->rows[i].n, sizeof(page->rows[i].n));
		SHA256Update(&context, page->rows[i].bytes, page->rows[i].n);
	}
	SHA256End(&context, hash);
}

static void refuse_store(struct device *d, int error, const struct moment *now)
{
	unsigned most = d->manager->loaded->config->site.flash_writes;

	d->store_again = now->mono + STORE_PAUSE;
	if (error == d->store_refused)
		return;
	d->store_refused = error;
	if (error == -EDQUOT)
		log_warn(about(d),
			 "its fallback was written %u times today, no more before tomorrow", most);
	else
		log_warn(about(d),
			 "its fallback is not written, for nobody could keep count of that: %s",
			 error == -ENOENT ? "there is no usable STATE_DIRECTORY"
					  : strerror(-error));
}

static day_t today(const struct device *d, const struct moment *now)
{
	return zone_day(&d->manager->loaded->config->zone, now->wall);
}

/* The page that it should keep, to be released by the caller; NULL: none, or no memory. */
static struct content *find_fallback(struct device *d, char hash[FLASH_HASH_MAX])
{
	struct content *c = NULL;

	if (!d->config->fallback || content_get(&c, &d->manager->contents, d->config->fallback,
						NULL, d->config->profile, 0) < 0)
		return NULL;
	hash_page(d, &c->page, hash);
	return c;
}

static void tend_fallback(struct device *d, const struct moment *now)
{
	struct manager *m = d->manager;
	_cleanup_(content_unrefp) struct content *c = NULL;
	char hash[FLASH_HASH_MAX];
	int r;

	if (d->store_asked || d->board.stored.due || now->mono < d->store_again)
		return;
	c = find_fallback(d, hash);
	if (!c)
		return;
	if (flash_is_kept(m->flash, d->name, hash)) {
		d->store_again = USEC_NEVER;
		return;
	}
	d->store_day = today(d, now);
	r = flash_ask(m->flash, d->name, d->store_day, m->loaded->config->site.flash_writes);
	if (r < 0)
		refuse_store(d, r, now);
	else
		d->store_asked = true;
}

/*
 * The try is on the disk, which may have taken its time: what it is for is what the board should
 * keep by now, if anything, and only on the day on which it counts.
 */
static void store(struct device *d)
{
	struct moment now = manager_moment(d->manager);
	_cleanup_(content_unrefp) struct content *c = find_fallback(d, d->store_hash);

	d->store_refused = 0;
	if (c && clock_trust(d->manager->clock) == CLOCK_TRUSTED && today(d, &now) == d->store_day)
		board_store(&d->board, TAKE_PTR(c), &now);
}

/* Meanwhile the board may be gone, or another one of its name, which has asked for nothing yet. */
static void on_written_down(const char *board, int error, void *userdata)
{
	struct device *d = manager_find_device(userdata, board);
	struct moment now = manager_moment(userdata);

	if (d && d->store_asked) {
		d->store_asked = false;
		if (error < 0)
			refuse_store(d, error, &now);
		else
			store(d);
	} else if (error < 0) {
		log_warn((struct log_about){ .board = board },
			 "that it keeps its fallback could not be written down: %s",
			 strerror(-error));
	}
}

int tend_open(struct manager *m)
{
	int r = flash_new(&m->flash, m->keeper, on_written_down, m);

	if (!m->flash)
		return r;
	if (r < 0)
		log_err(LOG_SERVICE, "%s/flash can not be read, no board is given a fallback: %s",
			keeper_directory(m->keeper), strerror(-r));
	return 0;
}

void device_stored(struct device *d)
{
	struct moment now = manager_moment(d->manager);
	int r = d->board.stored.error;

	if (r < 0) {
		d->store_again = now.mono + STORE_PAUSE;
		log_warn(about(d), "could not be made to keep its fallback: %s",
			 board_error_text(r));
		return;
	}
	r = flash_keep(d->manager->flash, d->name, d->store_hash);
	log_info(about(d), "keeps its fallback for after a power cut%s%s",
		 r < 0 ? ", but that could not be written down: " : "", r < 0 ? strerror(-r) : "");
}

usec_t device_tend(struct device *d, usec_t now)
{
	struct moment moment = manager_moment(d->manager);

	/* Without a date there is neither a sun, nor a day to count by, nor a time to set. */
	if (clock_trust(d->manager->clock) == CLOCK_UNTRUSTED) {
		device_clock_changed(d);
		board_set_clock(&d->board, false, &moment);
		return USEC_NEVER;
	}
	tend_clock(d, &moment);
	/* A rehearsal's days are not those to count by, nor does it wear anything. */
	if (clock_trust(d->manager->clock) != CLOCK_REHEARSED)
		tend_fallback(d, &moment);
	/* Not cheap with the sun in it, and this is asked whenever any board has a new page. */
	if (now < d->level_at || now >= d->level.until) {
		d->level = level_at(&d->manager->loaded->config->levels, d->index, now);
		d->level_at = now;
	}
	board_set_brightness(&d->board, d->level.percent, &moment);
	return d->level.until;
}
