/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include "cli/duration.h"
#include "cli/screen.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "cli/watch.h"

#define SECONDS_MAX 31536000 /* of --for: a year */

struct watch {
	struct client client;
	sd_event *event;
	struct board_view *boards;
	char **said; /* by board: the last line about it */
	size_t n;
	struct screen screen; /* open: a live picture; else lines */
	bool json;
	bool gone;          /* the daemon is away, or was and has not been read again */
	char farewell[512]; /* why it ended, when that is a failure */
};

static struct watch_state state_of(const struct watch *w)
{
	return (struct watch_state){ &w->client, w->boards, w->n, w->gone };
}

static int end(struct watch *w, const char *why)
{
	snprintf(w->farewell, sizeof(w->farewell), "%s", why);
	return sd_event_exit(w->event, EXIT_FAILED);
}

static int end_well(struct watch *w)
{
	return sd_event_exit(w->event, EXIT_DONE);
}

static void redraw(struct watch *w)
{
	struct watch_state state = state_of(w);
	unsigned columns, lines;
	struct canvas c;

	if (!w->screen.open)
		return;
	terminal_size(&columns, &lines);
	if (watch_draw(&state, columns, lines, &c) < 0)
		end(w, "not enough memory");
	else
		screen_show(&w->screen, &c);
}

static void say(struct watch *w, size_t i)
{
	struct watch_state state = state_of(w);

	if (!w->screen.open && watch_say(&state, &w->boards[i], w->json, &w->said[i]) < 0)
		end(w, "the output could not be written");
}

static struct board_view *find_board(const struct watch *w, const char *path)
{
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->boards[i].path, path) == 0)
			return &w->boards[i];
	return NULL;
}

static void drop_boards(struct watch *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->said[i]);
	free(w->said);
	board_views_free(w->boards, w->n);
	w->said = NULL;
	w->boards = NULL;
	w->n = 0;
}

/* New boards for the old ones.  What was said of a board that stays is kept. */
static int take_boards(struct watch *w, struct board_view *boards, size_t n)
{
	char **said = calloc(n ? n : 1, sizeof(*said));

	if (!said) {
		board_views_free(boards, n);
		return -ENOMEM;
	}
	for (size_t i = 0; i < n; i++) {
		const struct board_view *old = find_board(w, boards[i].path);

		if (old)
			said[i] = TAKE_PTR(w->said[old - w->boards]);
	}
	drop_boards(w);
	w->boards = boards;
	w->said = said;
	w->n = n;
	return 0;
}

/* Read everything.  Negative with the client's why. */
static int read_all(struct watch *w)
{
	struct board_view *boards = NULL;
	size_t n = 0;
	int r;

	r = client_refresh(&w->client);
	if (r >= 0)
		r = client_boards(&w->client, &boards, &n);
	if (r >= 0)
		r = take_boards(w, boards, n);
	w->gone = r < 0;
	for (size_t i = 0; r >= 0 && i < w->n; i++)
		say(w, i);
	return r;
}

/* A daemon that is away, or still on its way up, is asked again at the next tick. */
static void read_all_again(struct watch *w)
{
	(void) read_all(w);
	redraw(w);
}

/* a{sv} of a board; then the names of what has changed without saying to what. */
static int read_change(struct watch *w, struct board_view *b, sd_bus_message *m)
{
	const char *name;
	int r = board_view_update(b, m);

	if (r < 0 || sd_bus_message_enter_container(m, 'a', "s") <= 0)
		return -EBADMSG;
	r = sd_bus_message_read(m, "s", &name);
	if (r > 0)
		read_all_again(w);
	else if (r == 0)
		say(w, (size_t) (b - w->boards));
	return r;
}

static int on_properties(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct watch *w = userdata;
	struct board_view *b = find_board(w, sd_bus_message_get_path(m));
	const char *interface;

	(void) error;
	if (sd_bus_message_read(m, "s", &interface) <= 0)
		return 0;
	if (strcmp(interface, PUFA_MANAGER) == 0) {
		read_all_again(w);
		return 0;
	}
	if (!b || strcmp(interface, PUFA_BOARD) != 0)
		return 0;
	/* What makes no sense may have been half read: read it whole. */
	if (read_change(w, b, m) < 0)
		read_all_again(w);
	redraw(w);
	return 0;
}

static int on_objects(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	(void) m;
	(void) error;
	read_all_again(userdata);
	return 0;
}

static int on_owner(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	const char *name, *from, *to;
	struct watch *w = userdata;

	(void) error;
	if (sd_bus_message_read(m, "sss", &name, &from, &to) <= 0 || strcmp(name, PUFA_NAME) != 0)
		return 0;
	if (*to) {
		read_all_again(w);
		return 0;
	}
	w->gone = true;
	if (!w->screen.open)
		complain("pufad is away; waiting for it");
	redraw(w);
	return 0;
}

static int on_disconnected(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	(void) m;
	(void) error;
	return end(userdata, "the connection is lost");
}

static int on_tick(sd_event_source *s, uint64_t at, void *userdata)
{
	struct watch *w = userdata;

	if (w->gone)
		read_all_again(w);
	else
		redraw(w);
	(void) sd_event_source_set_time(s, at + USEC_PER_SEC);
	return sd_event_source_set_enabled(s, SD_EVENT_ONESHOT);
}

static int on_end(sd_event_source *s, uint64_t at, void *userdata)
{
	(void) s;
	(void) at;
	return end_well(userdata);
}

static int on_end_signal(sd_event_source *s, const struct signalfd_siginfo *si, void *userdata)
{
	(void) s;
	(void) si;
	return end_well(userdata);
}

static int on_resize(sd_event_source *s, const struct signalfd_siginfo *si, void *userdata)
{
	struct watch *w = userdata;

	(void) s;
	(void) si;
	screen_forget(&w->screen);
	redraw(w);
	return 0;
}

static int on_key(sd_event_source *s, int fd, uint32_t events, void *userdata)
{
	char key;

	(void) s;
	(void) events;
	if (read(fd, &key, 1) == 1 && key != 'q' && key != 'Q')
		return 0;
	return end_well(userdata);
}

static int listen_bus(struct watch *w)
{
	sd_bus *bus = w->client.bus;
	int r;

	r = sd_bus_match_signal(bus, NULL, PUFA_NAME, NULL, "org.freedesktop.DBus.Properties",
				"PropertiesChanged", on_properties, w);
	if (r >= 0)
		r = sd_bus_match_signal(bus, NULL, PUFA_NAME, NULL,
					"org.freedesktop.DBus.ObjectManager", NULL, on_objects, w);
	if (r >= 0)
		r = sd_bus_match_signal(bus, NULL, "org.freedesktop.DBus", NULL,
					"org.freedesktop.DBus", "NameOwnerChanged", on_owner, w);
	if (r >= 0)
		r = sd_bus_match_signal(bus, NULL, NULL, NULL, "org.freedesktop.DBus.Local",
					"Disconnected", on_disconnected, w);
	return r < 0 ? r : sd_bus_attach_event(bus, w->event, SD_EVENT_PRIORITY_NORMAL);
}

static int listen_signals(struct watch *w)
{
	static const int ends[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	sigset_t set;
	int r;

	sigemptyset(&set);
	sigaddset(&set, SIGWINCH);
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		sigaddset(&set, ends[i]);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return -errno;
	r = sd_event_add_signal(w->event, NULL, SIGWINCH, on_resize, w);
	for (size_t i = 0; r >= 0 && i < ARRAY_SIZE(ends); i++)
		r = sd_event_add_signal(w->event, NULL, ends[i], on_end_signal, w);
	return r;
}

static int listen_time(struct watch *w, unsigned seconds)
{
	usec_t now = clock_steady();
	int r;

	r = sd_event_add_time(w->event, NULL, CLOCK_MONOTONIC, now + USEC_PER_SEC, 0, on_tick, w);
	if (r >= 0 && seconds > 0)
		r = sd_event_add_time(w->event, NULL, CLOCK_MONOTONIC, now + seconds * USEC_PER_SEC,
				      0, on_end, w);
	return r;
}

/* A terminal that can place what is written. */
static bool can_be_live(void)
{
	const char *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && term && *term && strcmp(term, "dumb") != 0;
}

static int loop(struct watch *w, const struct cli *cli)
{
	bool live = can_be_live() && !w->json;
	int r = 0;

	w->client.no_alarm = true;
	if (live) {
		screen_open(&w->screen, terminal_has_colors(cli, stdout));
		if (w->screen.has_keys)
			r = sd_event_add_io(w->event, NULL, STDIN_FILENO, EPOLLIN, on_key, w);
	}
	if (r >= 0)
		r = read_all(w);
	if (r < 0)
		end(w, *w->client.why ? w->client.why : strerror(-r));
	redraw(w);
	r = sd_event_loop(w->event);
	screen_close(&w->screen);
	w->client.no_alarm = false;
	return r;
}

static int watch(struct watch *w, const struct cli *cli, unsigned seconds)
{
	int r;

	r = sd_event_default(&w->event);
	if (r >= 0)
		r = listen_signals(w);
	if (r < 0)
		return failed("%s", strerror(-r));
	if (client_open(&w->client, cli->host) < 0)
		return failed("%s", w->client.why);
	r = listen_bus(w);
	if (r >= 0)
		r = listen_time(w, seconds);
	if (r >= 0)
		r = loop(w, cli);
	if (r < 0)
		return failed("%s", strerror(-r));
	return *w->farewell ? failed("%s", w->farewell) : r;
}

/* A number of seconds, or with units. */
static int parse_for(const char *text, unsigned *ret)
{
	usec_t span;

	if (number_parse(text, 1, SECONDS_MAX, ret) >= 0)
		return EXIT_DONE;
	if (duration_parse(text, &span) < 0 || span < USEC_PER_SEC ||
	    span > SECONDS_MAX * USEC_PER_SEC)
		return misused("'%s' of --for is not how long (try 90, 30m or 2h)", text);
	*ret = (unsigned) (span / USEC_PER_SEC);
	return EXIT_DONE;
}

int verb_watch(const struct cli *cli, int argc, char **argv)
{
	struct watch w = { .json = cli->json };
	unsigned seconds = 0;
	int r;

	(void) argc;
	(void) argv;
	if (cli->span && parse_for(cli->span, &seconds) != EXIT_DONE)
		return EXIT_MISUSE;
	r = watch(&w, cli, seconds);
	drop_boards(&w);
	client_close(&w.client);
	w.event = sd_event_unref(w.event);
	return r;
}
