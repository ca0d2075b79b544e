/* SPDX-License-Identifier: MIT */
/* Trust in the clock, the rehearsal, and the alarm on every timeline. */
#include <unistd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <systemd/sd-id128.h>

#include "check.h"
#include "service/clock.h"

#define YEAR_2020 (1577836800 * USEC_PER_SEC)
#define YEAR_2040 (2208988800 * USEC_PER_SEC)

/* The kernel's part of a clock being set: our timer is told, in the place of being cancelled. */
static unsigned n_watches;
static bool set_clock;

int timerfd_settime(int fd, int flags, const struct itimerspec *new, struct itimerspec *old)
{
	struct itimerspec at_once = { .it_value.tv_nsec = 1 };

	if (flags == (TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET)) {
		n_watches++;
		if (set_clock)
			new = &at_once;
		set_clock = false;
	}
	return (int) syscall(SYS_timerfd_settime, fd, flags, new, old);
}

static void check_judgement(void)
{
	static const struct {
		int line;
		struct clock_facts facts; /* rehearsed, needs_sync, synchronised, now, build, end */
		enum clock_trust trust;
	} rows[] = {
		{ __LINE__, { false, false, false, 101, 100, 200 }, CLOCK_TRUSTED },
		{ __LINE__, { false, false, false, 100, 100, 200 }, CLOCK_TRUSTED },
		{ __LINE__, { false, false, false, 99, 100, 200 }, CLOCK_UNTRUSTED },
		{ __LINE__, { false, false, true, 99, 100, 200 }, CLOCK_UNTRUSTED },
		{ __LINE__, { false, true, false, 101, 100, 200 }, CLOCK_UNTRUSTED },
		{ __LINE__, { false, true, true, 101, 100, 200 }, CLOCK_TRUSTED },
		{ __LINE__, { false, true, true, 99, 100, 200 }, CLOCK_UNTRUSTED },
		{ __LINE__, { true, true, false, 99, 100, 200 }, CLOCK_REHEARSED },
		{ __LINE__, { false, false, false, 199, 100, 200 }, CLOCK_TRUSTED },
		{ __LINE__, { false, true, true, 200, 100, 200 }, CLOCK_UNTRUSTED },
		{ __LINE__, { true, false, false, 200, 100, 200 }, CLOCK_UNTRUSTED },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		CHECK_ROW(rows[i].line, clock_judge(&rows[i].facts) == rows[i].trust);
	CHECK(strcmp(clock_trust_name(CLOCK_TRUSTED), "trusted") == 0);
	CHECK(strcmp(clock_trust_name(CLOCK_UNTRUSTED), "untrusted") == 0);
	CHECK(strcmp(clock_trust_name(CLOCK_REHEARSED), "rehearsed") == 0);
}

struct test {
	sd_event *event;
	struct clock *clock;
	usec_t due_at; /* of the timeline */
	unsigned n_due, n_changed, n_unsure;
};

static void on_due(void *userdata)
{
	struct test *t = userdata;

	t->due_at = clock_timeline(t->clock);
	t->n_due++;
	sd_event_exit(t->event, 0);
}

static void on_changed(void *userdata)
{
	struct test *t = userdata;

	t->n_changed++;
	sd_event_exit(t->event, 0);
}

static void on_unsure(void *userdata)
{
	((struct test *) userdata)->n_unsure++;
}

static const struct clock_hooks hooks = { on_due, on_changed, on_unsure };

static bool start(struct test *t, const struct clock_options *options)
{
	*t = (struct test){ 0 };
	if (sd_event_new(&t->event) >= 0 && clock_new(&t->clock, t->event, options, &hooks, t) >= 0)
		return true;
	CHECK(false);
	return false;
}

static void stop(struct test *t)
{
	t->clock = clock_free(t->clock);
	t->event = sd_event_unref(t->event);
}

/* The alarm rings once, not before its time, and the last one asked for is the one that counts. */
static void check_alarm(const struct clock_options *options, enum clock_trust trust)
{
	struct test t;
	usec_t at;

	if (!start(&t, options))
		return;
	CHECK(clock_trust(t.clock) == trust);
	at = clock_timeline(t.clock) + 50 * USEC_PER_MSEC;
	CHECK(clock_wake_at(t.clock, at + USEC_PER_HOUR) >= 0);
	CHECK(clock_wake_at(t.clock, USEC_NEVER) >= 0);
	CHECK(clock_wake_at(t.clock, at) >= 0);
	CHECK(sd_event_loop(t.event) == 0);
	CHECK(t.n_due == 1 && t.due_at >= at && t.due_at < at + 5 * USEC_PER_SEC);

	/* A time that has passed rings at once; none does not ring. */
	stop(&t);
	if (!start(&t, options))
		return;
	CHECK(clock_wake_at(t.clock, 1) >= 0);
	CHECK(sd_event_loop(t.event) == 0);
	CHECK(t.n_due == 1);
	stop(&t);
}

/* Whoever computed anything from the clock hears that it was set; the watch goes on. */
static void check_setting(void)
{
	struct clock_options options = { 0 };
	struct test t;

	n_watches = 0;
	set_clock = true;
	if (!start(&t, &options))
		return;
	CHECK(n_watches == 1);
	CHECK(sd_event_loop(t.event) == 0);
	CHECK(t.n_changed == 1 && t.n_due == 0 && n_watches == 2);
	stop(&t);
}

static void check_rehearsal(void)
{
	struct clock_options options = { .rehearse = YEAR_2040, .needs_sync = true };
	struct test t;
	usec_t now;

	check_alarm(&options, CLOCK_REHEARSED);
	if (!start(&t, &options))
		return;
	now = clock_now(t.clock);
	CHECK(now >= YEAR_2040 && now < YEAR_2040 + USEC_PER_MINUTE);
	CHECK(clock_timeline(t.clock) >= now);
	stop(&t);

	options.rehearse = YEAR_2020; /* before the build: of no concern here */
	check_alarm(&options, CLOCK_REHEARSED);
}

/* The end of all plans comes while it runs: said as a change of trust, on its second. */
static void check_end(void)
{
	struct clock_options options = { .rehearse = YEAR_2040, .end = YEAR_2040 + 100000 };
	struct test t;

	if (!start(&t, &options))
		return;
	CHECK(clock_trust(t.clock) == CLOCK_REHEARSED);
	CHECK(clock_wake_at(t.clock, options.end) >= 0);
	CHECK(sd_event_loop(t.event) == 0);
	CHECK(t.n_changed == 1 && t.n_due == 0);
	CHECK(clock_trust(t.clock) == CLOCK_UNTRUSTED);
	CHECK(clock_now(t.clock) >= options.end && clock_timeline(t.clock) < YEAR_2020);

	/* Other files, another end. */
	clock_set_site(t.clock, false, USEC_NEVER);
	CHECK(clock_trust(t.clock) == CLOCK_REHEARSED);
	stop(&t);
}

static void write_memory(const char *dir, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/clock-synchronised", dir);
	f = fopen(path, "we");
	if (!f) {
		CHECK(false);
		return;
	}
	fputs(text, f);
	fclose(f);
}

/* Synchronised earlier in this boot is enough, in an earlier boot is not. */
static void check_memory(void)
{
	char dir[] = "/tmp/pufa-test-clock-XXXXXX", boot[SD_ID128_STRING_MAX], path[256];
	struct clock_options options = { .needs_sync = true, .memory = dir };
	enum clock_trust here;
	sd_id128_t id;
	struct test t;

	if (!mkdtemp(dir) || sd_id128_get_boot(&id) < 0) {
		CHECK(false);
		return;
	}
	if (!start(&t, &options)) /* whatever this machine is */
		return;
	here = clock_trust(t.clock);
	stop(&t);

	write_memory(dir, "00000000000000000000000000000001");
	if (!start(&t, &options))
		return;
	CHECK(clock_trust(t.clock) == here);
	if (here == CLOCK_UNTRUSTED) {
		CHECK(clock_timeline(t.clock) < clock_now(t.clock)); /* the monotonic one */
		clock_set_site(t.clock, false, USEC_NEVER);
		CHECK(clock_trust(t.clock) == CLOCK_TRUSTED);
		clock_set_site(t.clock, true, USEC_NEVER);
		CHECK(clock_trust(t.clock) == CLOCK_UNTRUSTED);
		clock_synchronised(t.clock);
		CHECK(clock_trust(t.clock) == CLOCK_TRUSTED && t.n_changed == 1);
		clock_synchronised(t.clock); /* once is enough */
		CHECK(t.n_changed == 1);
	}
	stop(&t);

	write_memory(dir, sd_id128_to_string(id, boot));
	if (!start(&t, &options))
		return;
	CHECK(clock_trust(t.clock) == CLOCK_TRUSTED);
	stop(&t);

	snprintf(path, sizeof(path), "%s/clock-synchronised", dir);
	unlink(path);
	rmdir(dir);
}

static void on_page(void *userdata)
{
	struct test *t = userdata;

	t->n_due++;
	CHECK(clock_wake_at(t->clock, clock_timeline(t->clock) + 200 * USEC_PER_MSEC) >= 0);
}

/* However short the pages are, whether the clock is synchronised by now is asked again. */
static void check_asking(void)
{
	static const struct clock_hooks pages = { on_page, on_changed, on_unsure };
	struct clock_options options = { .needs_sync = true };
	usec_t until = clock_monotonic() + 30 * USEC_PER_SEC;
	struct test t = { 0 };

	if (sd_event_new(&t.event) < 0 || clock_new(&t.clock, t.event, &options, &pages, &t) < 0) {
		CHECK(false);
		return;
	}
	if (clock_trust(t.clock) == CLOCK_UNTRUSTED) { /* this machine's is not synchronised */
		on_page(&t);
		while (t.n_unsure < 2 && clock_monotonic() < until)
			CHECK(sd_event_run(t.event, USEC_PER_SEC) >= 0);
		CHECK(t.n_unsure == 2 && t.n_due > 10);
	}
	stop(&t);
}

int main(void)
{
	struct clock_options system = { 0 };

	check_judgement();
	check_alarm(&system, CLOCK_TRUSTED);
	check_setting();
	check_rehearsal();
	check_end();
	check_memory();
	check_asking();
	return test_result();
}
