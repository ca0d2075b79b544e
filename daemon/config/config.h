/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The files of a site, read, checked and compiled into values.
 *
 * config_load() reads the site's file and every playlist file beside it,
 * reports every mistake with its file and line, and either gives a whole,
 * consistent set or none: as the files lay on the disk at one instant, also
 * where they are replaced meanwhile.  Afterwards the set never changes; it owns
 * all that it points to.  No clock: the same files always give the same set.
 */

#include "pufa/driver.h"
#include "pufa/line.h"
#include "schedule/level.h"
#include "schedule/programme.h"

enum site_clock {
	SITE_CLOCK_NTP,    /* trusted once synchronised since boot */
	SITE_CLOCK_SYSTEM, /* the machine is trusted */
};

/* What becomes of a board that was found showing what nobody asked for again and again. */
enum foreign_policy {
	FOREIGN_RESTORE, /* it is given its page back, for ever */
	FOREIGN_BLANK,   /* it is kept dark until a person has seen it */
	FOREIGN_HOLD,    /* it is left alone until a person has seen it */
};

#define FOREIGN_AFTER_MAX 16

struct site {
	const char *name;
	const char *zone; /* "Asia/Shanghai" */
	enum site_clock clock;
	bool has_place;
	double latitude, longitude; /* degrees, north and east positive */
	usec_t verify_interval;     /* between read-backs of a board that is left alone */
	unsigned flash_writes;      /* a day and board, at most */
	unsigned log_budget;        /* MiB of the play log's segments, at most */
	enum foreign_policy foreign;
	unsigned foreign_after; /* finds within an hour, 1..FOREIGN_AFTER_MAX */
	struct where at;
};

struct config_line {
	const char *name, *title;
	enum line_kind kind;
	enum line_medium medium;
	const struct driver *driver; /* of the boards on it; NULL: there are none */
	struct line_settings settings;
	struct where at;
};

struct config_board {
	const char *name, *title;
	unsigned line; /* index */
	unsigned address;
	const struct profile *profile;
	const struct message
		*fallback; /* kept by the board itself, for after a power cut; NULL: none */
	struct where at;
};

/* Boards that go by one name. */
struct config_group {
	const char *name;
	struct board_set boards; /* may be empty */
};

struct calendar;
struct kept;

struct config {
	struct site site;
	const struct config_line *lines;
	size_t n_lines;
	const struct config_board *boards; /* indices are those of the programme */
	size_t n_boards;
	const struct config_group *groups;
	size_t n_groups;
	const struct profile *const *profiles; /* those that boards use */
	size_t n_profiles;
	struct zone zone;
	const struct calendar *calendar;
	struct programme *programme;
	struct levels levels;
	char digest[65]; /* SHA-256 of all the files, in hex */
};

/*
 * @path: the site's file, or NULL for the installed place.
 * @profile_dir, @playlist_dir: NULL for the installed places.  Playlists are read
 * from `playlists/` beside the site's file; where there is none, from @playlist_dir.
 * @playlists: read these instead, whatever lies beside the site; NULL: do not.
 * Files that change while they are read are read again some times, then refused.
 * -EINVAL: mistakes, all of them reported to @diag.  -ENOMEM.
 */
struct config_paths {
	const char *site;
	const char *profile_dir;
	const char *playlist_dir;
	const char *playlists;
};

int config_load(struct config **ret, const struct config_paths *paths,
		const struct driver *const table[], struct diag *diag);

/* The same, and for as long as @settle nothing may change after the reading either. */
int config_load_settled(struct config **ret, const struct config_paths *paths,
			const struct driver *const table[], usec_t settle, struct diag *diag);

/* How a load goes beyond that. */
struct config_load {
	usec_t settle;
	const struct kept *from; /* read these instead of the disk; NULL: the disk */
	struct kept *keep;       /* takes the files as they are read; NULL: nobody wants them */
};

int config_load_as(struct config **ret, const struct config_paths *paths,
		   const struct driver *const table[], const struct config_load *how,
		   struct diag *diag);

struct config *config_free(struct config *c);

DEFINE_CLEANUP(struct config *, config_free)

/* NULL: no such board. */
const struct config_board *config_find_board(const struct config *c, const char *name);

/*
 * Check playlist files or a site by themselves, as `pufactl check PATH` does: a file that
 * holds a `site` is loaded whole; a playlist or rules file is read with the defaults around it.
 */
int config_check(const char *path, const struct config_paths *paths,
		 const struct driver *const table[], struct diag *diag);

/* One profile by name, for tools: settings filled by its driver's table.  Owned by *ret_owner. */
struct profile_set;
int profile_set_load(struct profile_set **ret, const char *dir, const struct driver *const table[],
		     struct diag *diag);
const struct profile *profile_set_find(const struct profile_set *s, const char *name);
struct profile_set *profile_set_free(struct profile_set *s);
DEFINE_CLEANUP(struct profile_set *, profile_set_free)
