/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What the parts of a load share: the files as they were read (texts, names
 * not yet resolved) and the tables that come of them.  One load, one thread;
 * gone when it is over, but for what lives in the configuration's own arena.
 *
 * The parts run in the order of the functions below.  Each says all mistakes
 * it finds and leaves behind what the next can work with, so that one run
 * shows everything; whether the set is any good is asked once, at the end.
 */

#include <sha2.h>

#include "config/calendar.h"
#include "config/message_text.h"
#include "config/names.h"
#include "config/reader.h"
#include "config/walker.h"

#define LINES_MAX       900 /* libmodbus selects: a descriptor each, all below 1024 */
#define PROFILES_MAX    256
#define NODES_MAX       512
#define NODE_YEARS_MAX  101
#define NOTICES_MAX     200
#define NOTICE_OFF_MAX  60 /* ranges of one notice */
#define NOTICE_WORK_MAX 60 /* days of one notice */
#define GROUPS_MAX      1024
#define MESSAGES_MAX    100000 /* of a site */
#define TITLE_TEXT_MAX  1024   /* bytes, of a playlist or a law */

/* Playlist files: what the walker fills. */

struct message_text {
	const char *text, *article;
	int seconds; /* 0: none given */
	struct where at;
};

struct playlist_text {
	const char *name, *title, *law;
	int seconds; /* 0: none given */
	struct where at;
};

struct share_text {
	const char *playlist;
	int share;
	struct where at;
};

struct rule_text {
	const char *name, *days, *hours;
	const struct setting_text *boards;
	size_t n_boards;
	const struct share_text *play;
	size_t n_play;
	int priority;
	struct where at, days_at, hours_at;
};

struct limit_text {
	const char *name, *days, *hours;
	const struct setting_text *boards;
	size_t n_boards;
	int action; /* enum limit_action */
	const struct setting_text *playlists;
	size_t n_playlists;
	bool has_playlists;
	struct where at, days_at, hours_at;
};

struct level_text {
	const char *name, *days, *hours;
	const struct setting_text *boards;
	size_t n_boards;
	int brightness, priority;
	struct where at, days_at, hours_at;
};

struct node_year_text {
	const char *days, *source, *theme;
	int year;
	struct where at, days_at;
};

struct node_text {
	const char *name, *days, *law, *source, *theme;
	int class; /* where its date comes from; for people */
	bool has_class, announced;
	const struct node_year_text *years;
	size_t n_years;
	struct where at, days_at;
};

/* A run of days off; weekdays are as the file's words for them go. */
struct off_text {
	const char *name, *days;
	int count; /* 0: not stated */
	int first, last;
	bool has_first, has_last;
	struct where at, days_at;
};

struct holiday_text {
	const char *notice, *source; /* the source is for people */
	int year, revision;          /* 0: wrong, and said */
	bool decree;
	const struct off_text *off;
	size_t n_off;
	const struct setting_text *work;
	size_t n_work;
	bool has_off, has_work;
	struct where at;
};

/* One file under playlists/. */
struct file_text {
	const char *path;
	struct playlist_text playlist;
	bool has_playlist, has_messages;
	const struct message_text *messages;
	size_t n_messages;
	const struct setting_text *groups;
	size_t n_groups;
	const struct rule_text *rules;
	size_t n_rules;
	const struct limit_text *limits;
	size_t n_limits;
	const struct level_text *levels;
	size_t n_levels;
	const struct node_text *nodes;
	size_t n_nodes;
	const struct holiday_text *holidays;
	size_t n_holidays;
	struct where messages_at;
};

enum name_kind {
	NAME_BOARD,
	NAME_GROUP,
};

struct loader {
	struct config *config;
	struct arena *arena;  /* the configuration's: what stays */
	struct arena scratch; /* what goes when the load is over */
	struct witness witness;
	struct diag *diag;
	const struct driver *const *drivers;
	struct profile_set *profiles;
	SHA2_CTX digest;

	/* The site. */
	bool has_site;      /* boards and groups are known; else any name will do */
	bool incomplete;    /* a playlist file could not be read: what it names is not missed */
	bool wrong_nodes;   /* a node is wrong, and said: what comes of it is not judged */
	bool wrong_notices; /* the same of a notice */
	const char *filler; /* NULL: none */
	struct where filler_at;
	struct name_table names;  /* boards and groups: enum name_kind */
	struct board_set *groups; /* by the index of a group */
	unsigned n_groups;

	struct file_text *files;
	size_t n_files;

	/* What the files become. */
	struct name_table playlist_names, node_names, rule_names;
	struct playlist *playlists;
	size_t n_playlists, n_messages;
	bool *used; /* playlists that a rule or the filler plays */
	struct calendar *calendar;
	struct notice *notices;
	struct anchor *anchors; /* the nodes, for day expressions */
	struct dayexpr_names *day_names;
	struct rule *rules;
	size_t n_rules;
	struct limit *limits;
	size_t n_limits;
	struct name_table day_texts; /* the same words are the same set */
	const struct dayset **day_sets;
	unsigned n_day_sets, day_sets_size;
	const struct dayset *daily;
};

/* A board by name, or a group; a group that is new gets its index.  -ENOMEM. */
int loader_add_group(struct loader *l, const char *name, struct where at, unsigned *ret);

/* Add a file to the digest under @name, its path as seen from the site's directory. */
void loader_digest(struct loader *l, const char *name, const struct source *s);

/* site.c: @root of the site's file.  Needs the profiles. */
void site_build(struct loader *l, const char *file, const config_setting_t *root);

/* playlists.c: read one file; then join all of them into playlists. */
void playlist_file_walk(struct loader *l, struct file_text *ret, const char *file,
			const config_setting_t *root);
int playlists_build(struct loader *l);

/* "fixed", "rule", "announced", "local"; by a node_text's class. */
const char *node_class_name(int class);

/* The index of a playlist; -ENOENT: none, and said. */
int playlist_resolve(struct loader *l, const char *name, struct where at);

/* holidays.c: the State Council's notices, and the working days they leave. */
int holidays_build(struct loader *l);

/* nodes.c: what a day expression may refer to, once the notices are known. */
int nodes_build(struct loader *l);

/*
 * days.c: the days that @text (NULL: daily) means, which live in the configuration's arena, and
 * whether they depend on notices.  -EINVAL: wrong or never, and said.  -ENOMEM.
 */
int days_resolve(struct loader *l, const char *text, struct where at, const struct dayset **ret,
		 bool *ret_statutory);

/* Is that set of days, made from @text, to be complained about? */
bool days_are_never(const struct loader *l, const char *text, const struct dayset *s,
		    bool statutory);

/* Parse only, into @ret; complaints begin with "days: ". */
int days_parse(struct loader *l, const char *text, struct where at, struct dayset *ret,
	       bool *ret_statutory);

/* Where a file left a setting out, its complaints are about the group. */
static inline struct where where_else(struct where setting, struct where group)
{
	return setting.file ? setting : group;
}

/* rules.c */
int rules_build(struct loader *l);

/* The boards that these names mean; which are unknown is said. */
void boards_resolve(struct loader *l, const struct setting_text *texts, size_t n,
		    struct board_set *ret);

/*
 * daylight.c: the hours of a limit or a level, that may go by the sun; @text NULL is the whole day.
 * At most HOURS_MAX into @ret; returns how many, or -EINVAL, and said.  @days, for what is never:
 * NULL where they are wrong.
 */
int sun_hours_resolve(struct loader *l, const char *text, struct where at,
		      const struct dayset *days, struct sun_hours *ret);

/* levels.c: needs the tables of rules_build(). */
int levels_build(struct loader *l);

/*
 * fit.c: can every board show what may come to it, the playlist @filler (-1: none) included?
 */
int fit_check(struct loader *l, int filler);
