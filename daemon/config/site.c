/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "config/lines.h"
#include "config/profiles.h"
#include "config/loader.h"
#include "config/zonefile.h"

struct site_text {
	const char *name, *zone, *filler;
	int clock; /* enum site_clock */
	double latitude, longitude;
	bool has_latitude, has_longitude, has_zone;
	int verify_interval; /* seconds */
	int flash_writes;    /* a day */
	int log_budget;      /* MiB */
	int foreign;         /* enum foreign_policy */
	int foreign_after;   /* finds */
	struct where at, name_at, zone_at, filler_at;
};

struct board_text {
	const char *name, *title, *line, *profile, *fallback;
	int address;
	const struct setting_text *groups;
	size_t n_groups;
	struct where at, name_at, line_at, profile_at, address_at, fallback_at;
};

struct site_file {
	struct site_text site;
	const struct line_text *lines;
	size_t n_lines;
	const struct board_text *boards;
	size_t n_boards;
	const struct setting_text *groups;
	size_t n_groups;
};

static const char *const clocks[] = {
	[SITE_CLOCK_NTP] = "ntp", [SITE_CLOCK_SYSTEM] = "system", NULL
};

static const char *const foreign_policies[] = {
	[FOREIGN_RESTORE] = "restore", [FOREIGN_BLANK] = "blank", [FOREIGN_HOLD] = "hold", NULL
};

#define SITE(m)  .offset = offsetof(struct site_text, m)
#define BOARD(m) .offset = offsetof(struct board_text, m)
#define FILE_(m) .offset = offsetof(struct site_file, m)

static const struct setting site_members[] = {
	{ .name = "name",
	  .type = SETTING_STRING,
	  SITE(name),
	  .required = true,
	  .min = 1,
	  .max = NAME_BYTES_MAX,
	  .at_offset = offsetof(struct site_text, name_at) },
	{ .name = "zone",
	  .type = SETTING_STRING,
	  SITE(zone),
	  .min = 1,
	  .max = 64,
	  .given_offset = offsetof(struct site_text, has_zone),
	  .at_offset = offsetof(struct site_text, zone_at) },
	{ .name = "filler",
	  .type = SETTING_STRING,
	  SITE(filler),
	  .required = true,
	  .min = 1,
	  .max = NAME_BYTES_MAX,
	  .at_offset = offsetof(struct site_text, filler_at) },
	{ .name = "latitude",
	  .type = SETTING_FLOAT,
	  SITE(latitude),
	  .min = -90,
	  .max = 90,
	  .given_offset = offsetof(struct site_text, has_latitude) },
	{ .name = "longitude",
	  .type = SETTING_FLOAT,
	  SITE(longitude),
	  .min = -180,
	  .max = 180,
	  .given_offset = offsetof(struct site_text, has_longitude) },
	{ .name = "clock", .type = SETTING_ENUM, SITE(clock), .choices = clocks },
	{ .name = "verify_interval",
	  .type = SETTING_INT,
	  SITE(verify_interval),
	  .min = 5,
	  .max = 86400 },
	{ .name = "flash_writes", .type = SETTING_INT, SITE(flash_writes), .min = 1, .max = 100 },
	{ .name = "foreign", .type = SETTING_ENUM, SITE(foreign), .choices = foreign_policies },
	{ .name = "foreign_after",
	  .type = SETTING_INT,
	  SITE(foreign_after),
	  .min = 1,
	  .max = FOREIGN_AFTER_MAX },
	{ .name = "log_budget",
	  .type = SETTING_INT,
	  SITE(log_budget),
	  .min = 8,
	  .max = 1024 * 1024 },
	{ .name = NULL },
};

static const struct setting board_members[] = {
	{ .name = "name",
	  .type = SETTING_STRING,
	  BOARD(name),
	  .required = true,
	  .min = 1,
	  .max = NAME_BYTES_MAX,
	  .at_offset = offsetof(struct board_text, name_at) },
	{ .name = "title", .type = SETTING_STRING, BOARD(title), .min = 1, .max = 256 },
	{ .name = "line",
	  .type = SETTING_STRING,
	  BOARD(line),
	  .required = true,
	  .min = 1,
	  .max = NAME_BYTES_MAX,
	  .at_offset = offsetof(struct board_text, line_at) },
	{ .name = "profile",
	  .type = SETTING_STRING,
	  BOARD(profile),
	  .required = true,
	  .min = 1,
	  .max = NAME_BYTES_MAX,
	  .at_offset = offsetof(struct board_text, profile_at) },
	{ .name = "address",
	  .type = SETTING_INT,
	  BOARD(address),
	  .required = true,
	  .min = 0,
	  .max = INT_MAX,
	  .at_offset = offsetof(struct board_text, address_at) },
	{ .name = "groups",
	  .type = SETTING_STRINGS,
	  BOARD(groups),
	  .max = 64,
	  .count_offset = offsetof(struct board_text, n_groups) },
	{ .name = "fallback",
	  .type = SETTING_STRING,
	  BOARD(fallback),
	  .min = 1,
	  .max = TEXT_MAX,
	  .at_offset = offsetof(struct board_text, fallback_at) },
	{ .name = NULL },
};

static const struct setting file_members[] = {
	{ .name = "site",
	  .type = SETTING_GROUP,
	  FILE_(site),
	  .required = true,
	  .members = site_members,
	  .at_offset = offsetof(struct site_file, site.at) },
	{ .name = "lines",
	  .type = SETTING_LIST,
	  FILE_(lines),
	  .required = true,
	  .min = 1,
	  .max = LINES_MAX,
	  .members = line_members,
	  .member_size = sizeof(struct line_text),
	  .member_defaults = &line_defaults,
	  .count_offset = offsetof(struct site_file, n_lines),
	  .member_at_offset = offsetof(struct line_text, at) },
	{ .name = "boards",
	  .type = SETTING_LIST,
	  FILE_(boards),
	  .required = true,
	  .min = 1,
	  .max = BOARDS_MAX,
	  .members = board_members,
	  .member_size = sizeof(struct board_text),
	  .count_offset = offsetof(struct site_file, n_boards),
	  .member_at_offset = offsetof(struct board_text, at) },
	{ .name = "groups",
	  .type = SETTING_STRINGS,
	  FILE_(groups),
	  .max = GROUPS_MAX,
	  .count_offset = offsetof(struct site_file, n_groups) },
	{ .name = NULL },
};

static void load_zone(struct loader *l, const struct site_text *t)
{
	struct where at = t->has_zone ? t->zone_at : t->at;
	int r = zone_table_load(&l->config->zone, t->zone);

	if (r == -ENOMEM || r == -EMFILE || r == -ENFILE)
		l->scratch.failed = true;
	else if (r == -ENOENT)
		diag_error(l->diag, at, "zone: there is no zone %s on this machine", t->zone);
	else if (r < 0)
		diag_error(l->diag, at, "zone: %s can not be read: %s", t->zone, strerror(-r));
}

static void build_site(struct loader *l, const struct site_text *t)
{
	if (t->name)
		(void) name_check(t->name, t->name_at, "a site's name", l->diag);
	if (t->has_latitude != t->has_longitude)
		diag_error(l->diag, t->at, "latitude and longitude: give both or none");
	load_zone(l, t);
	l->filler = t->filler;
	l->filler_at = t->filler_at;
	l->config->site = (struct site){
		.name = t->name,
		.zone = t->zone,
		.clock = (enum site_clock) t->clock,
		.has_place = t->has_latitude && t->has_longitude,
		.latitude = t->latitude,
		.longitude = t->longitude,
		.verify_interval = (usec_t) t->verify_interval * USEC_PER_SEC,
		.flash_writes = (unsigned) t->flash_writes,
		.log_budget = (unsigned) t->log_budget,
		.foreign = (enum foreign_policy) t->foreign,
		.foreign_after = (unsigned) t->foreign_after,
		.at = t->at,
	};
}

/* A board's name, known from now on; wrong or taken is said. */
static void add_board_name(struct loader *l, const struct board_text *t, unsigned index)
{
	const struct name_entry *e;

	if (!t->name || !name_check(t->name, t->name_at, "a board's name", l->diag))
		return;
	if (strcmp(t->name, "all") == 0) {
		diag_error(l->diag, t->name_at, "all is the name of all boards together");
		return;
	}
	if (name_table_add(&l->names, t->name, NAME_BOARD, index, t->name_at) != -EEXIST)
		return;
	e = name_table_find(&l->names, t->name);
	diag_error(l->diag, t->name_at, "a second board %s, the first is in line %u", t->name,
		   e->at.line);
}

static const struct profile *find_profile(struct loader *l, const struct board_text *t)
{
	const struct profile *p = profile_set_find(l->profiles, t->profile);
	char hint[NEAREST_MAX];

	if (!p && !profile_set_knows(l->profiles, t->profile))
		diag_error(l->diag, t->profile_at, "there is no profile %s%s", t->profile,
			   nearest_hint(profile_set_nearest(l->profiles, t->profile), hint));
	return p;
}

/* Of a board without one that is said already. */
static void check_address(struct loader *l, const struct board_text *t, const struct driver *d)
{
	if (!t->address_at.file)
		return; /* that it is missing is said */
	if ((unsigned) t->address < d->address_min || (unsigned) t->address > d->address_max)
		diag_error(l->diag, t->address_at, "address: %d is not between %u and %u",
			   t->address, d->address_min, d->address_max);
}

/* What the boards before have made of their lines: the driver and its first board. */
struct line_use {
	const struct driver *driver;
	const struct board_text *first;
};

static void use_line(struct loader *l, struct line_use *use, struct config_line *lines,
		     const struct site_file *f, unsigned line, const struct board_text *t,
		     const struct driver *d)
{
	if (!use[line].driver) {
		use[line] = (struct line_use){ d, t };
		line_resolve(&lines[line], &f->lines[line], d, t->at, l->diag);
		return;
	}
	if (use[line].driver != d)
		diag_error(l->diag, t->at,
			   "line %s: driver %s here, but driver %s for board %s in line %u of "
			   "the file; one line carries one protocol",
			   t->line, d->name, use[line].driver->name,
			   use[line].first->name ? use[line].first->name : "",
			   use[line].first->at.line);
}

static int by_place(const void *a, const void *b)
{
	const struct config_board *x = *(const struct config_board *const *) a;
	const struct config_board *y = *(const struct config_board *const *) b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return x->at.line < y->at.line ? -1 : x->at.line > y->at.line;
}

/* @placed: boards whose line is known. */
static void check_places(struct loader *l, const struct config_board **placed, size_t n,
			 const struct site_file *f)
{
	qsort(placed, n, sizeof(*placed), by_place);
	for (size_t i = 1; i < n; i++) {
		const struct config_board *a = placed[i - 1], *b = placed[i];

		if (a->line == b->line && a->address == b->address)
			diag_error(l->diag, b->at,
				   "board %s: address %u on line %s is already that of board %s "
				   "in line %u",
				   b->name ? b->name : "", b->address, f->lines[b->line].name,
				   a->name ? a->name : "", a->at.line);
	}
}

static int find_line(struct loader *l, const struct name_table *names, const struct board_text *t)
{
	const struct name_entry *e = name_table_find(names, t->line);
	char hint[NEAREST_MAX];

	if (e)
		return (int) e->index;
	diag_error(l->diag, t->line_at, "there is no line %s%s", t->line,
		   nearest_hint(name_table_nearest(names, t->line, UINT_MAX), hint));
	return -ENOENT;
}

/* What of it the board can show is asked where messages are. */
static const struct message *build_fallback(struct loader *l, const struct board_text *t,
					    const struct profile *p)
{
	struct message *m;

	if (!t->fallback)
		return NULL;
	if (p && !p->driver->store)
		diag_error(
			l->diag, t->fallback_at,
			"fallback: a board of driver %s can not keep a text for after a power cut",
			p->driver->name);
	m = arena_alloc(l->arena, sizeof(*m));
	if (m)
		*m = (struct message){ .text = t->fallback,
				       .duration_ms = MESSAGE_SECONDS_MAX * MSEC_PER_SEC,
				       .at = t->fallback_at };
	return m;
}

/* Boards after their names are known; warns of lines that none of them uses. */
static void build_boards(struct loader *l, const struct site_file *f, struct config_line *lines,
			 const struct name_table *line_names)
{
	struct config_board *boards = arena_array(l->arena, f->n_boards, sizeof(*boards));
	const struct config_board **placed = arena_array(&l->scratch, f->n_boards, sizeof(*placed));
	struct line_use *use = arena_array(&l->scratch, f->n_lines, sizeof(*use));
	bool *wired = arena_array(&l->scratch, f->n_lines, sizeof(*wired));
	size_t n = 0;

	if (!boards || !placed || !use || !wired || !lines)
		return;
	for (unsigned i = 0; i < f->n_boards; i++) {
		const struct board_text *t = &f->boards[i];
		const struct profile *p = t->profile ? find_profile(l, t) : NULL;
		int line = t->line ? find_line(l, line_names, t) : -ENOENT;

		boards[i] = (struct config_board){ t->name, t->title ? t->title : t->name,
						   0,       (unsigned) t->address,
						   p,       build_fallback(l, t, p),
						   t->at };
		if (p)
			check_address(l, t, p->driver);
		if (line < 0)
			continue;
		boards[i].line = (unsigned) line;
		wired[line] = true;
		if (t->address_at.file)
			placed[n++] = &boards[i];
		if (p)
			use_line(l, use, lines, f, (unsigned) line, t, p->driver);
	}
	lines_check_ports(l);
	check_places(l, placed, n, f);
	for (size_t i = 0; i < f->n_lines; i++)
		if (!wired[i] && f->lines[i].name)
			diag_warning(l->diag, f->lines[i].at, "line %s: no board is on it",
				     f->lines[i].name);
	l->config->boards = boards;
	l->config->n_boards = f->n_boards;
}

static void add_to_groups(struct loader *l, const struct site_file *f)
{
	for (unsigned i = 0; i < f->n_boards; i++) {
		const struct board_text *t = &f->boards[i];

		for (size_t k = 0; k < t->n_groups; k++) {
			unsigned group;

			if (loader_add_group(l, t->groups[k].text, t->groups[k].at, &group) >= 0)
				board_set_add(&l->groups[group], i);
		}
	}
	for (size_t k = 0; k < f->n_groups; k++) {
		unsigned group;

		loader_add_group(l, f->groups[k].text, f->groups[k].at, &group);
	}
}

static bool profile_is_new(const struct profile **list, size_t n, const struct profile *p)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == p)
			return false;
	return p != NULL;
}

static void collect_profiles(struct loader *l)
{
	const struct profile **list = arena_array(l->arena, PROFILES_MAX, sizeof(*list));
	size_t n = 0;

	for (size_t i = 0; list && i < l->config->n_boards; i++)
		if (profile_is_new(list, n, l->config->boards[i].profile))
			list[n++] = l->config->boards[i].profile;
	l->config->profiles = list;
	l->config->n_profiles = list ? n : 0;
}

void site_build(struct loader *l, const char *file, const config_setting_t *root)
{
	struct walk w = { l->arena, file, l->diag };
	struct name_table line_names;
	struct config_line *lines;
	struct site_file *f = arena_alloc(&l->scratch, sizeof(*f));

	if (!f)
		return;
	f->site.zone = "Asia/Shanghai";
	f->site.verify_interval = 15;
	f->site.flash_writes = 4;
	f->site.log_budget = 256;
	f->site.foreign_after = 3;
	walk_group(&w, root, file_members, f);
	if (f->site.at.file)
		build_site(l, &f->site);
	name_table_init(&line_names, &l->scratch);
	lines = lines_build(l, f->lines, f->n_lines, &line_names);
	for (unsigned i = 0; i < f->n_boards; i++)
		add_board_name(l, &f->boards[i], i);
	build_boards(l, f, lines, &line_names);
	add_to_groups(l, f);
	collect_profiles(l);
	l->has_site = true;
}
