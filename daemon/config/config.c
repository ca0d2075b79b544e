/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "config/charset.h"
#include "config/complaints.h"
#include "config/installed.h"
#include "config/kept.h"
#include "config/load.h"
#include "config/profiles.h"
#include "config/zonefile.h"

/* Files that change while they are read are read again, after a pause that doubles. */
#define TRIES_MAX   5
#define FIRST_PAUSE (10 * USEC_PER_MSEC)

struct config *config_free(struct config *c)
{
	struct whole *w;

	if (!c)
		return NULL;
	w = container_of(c, struct whole, config);
	programme_free(c->programme);
	zone_table_done(&c->zone);
	profile_set_free(w->profiles);
	for (size_t i = 0; i < CHARSETS_MAX; i++)
		charset_drop(w->kept[i]);
	arena_done(&w->arena);
	free(w);
	return NULL;
}

const struct config_board *config_find_board(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->n_boards; i++)
		if (strcmp(c->boards[i].name, name) == 0)
			return &c->boards[i];
	return NULL;
}

int loader_add_group(struct loader *l, const char *name, struct where at, unsigned *ret)
{
	const struct name_entry *e = name_table_find(&l->names, name);
	int r;

	if (name[0] == '\0' || !name_check(name, at, "a group's name", l->diag))
		return -EINVAL;
	if (strcmp(name, "all") == 0) {
		diag_error(l->diag, at, "all is the name of all boards together");
		return -EINVAL;
	}
	if (e && e->kind == NAME_BOARD) {
		diag_error(l->diag, at,
			   "%s is the name of a board, in line %u of %s; a group needs "
			   "another",
			   name, e->at.line, e->at.file);
		return -EINVAL;
	}
	if (e) {
		*ret = e->index;
		return 0;
	}
	if (l->n_groups == GROUPS_MAX) {
		diag_error(l->diag, at, "more than %d groups", GROUPS_MAX);
		return -EINVAL;
	}
	r = name_table_add(&l->names, name, NAME_GROUP, l->n_groups, at);
	if (r < 0)
		return r;
	*ret = l->n_groups++;
	return 0;
}

/* A name, a length, the bytes: so that nothing can be shifted from one into another. */
void loader_digest(struct loader *l, const char *name, const struct source *s)
{
	char length[24];
	int n = snprintf(length, sizeof(length), "%zu", s->n);

	SHA256Update(&l->digest, (const uint8_t *) name, strlen(name) + 1);
	SHA256Update(&l->digest, (const uint8_t *) length, (size_t) n + 1);
	SHA256Update(&l->digest, (const uint8_t *) s->text, s->n);
}

int loader_init(struct loader *l, const struct driver *const table[], struct diag *diag)
{
	struct whole *w = calloc(1, sizeof(*w));

	*l = (struct loader){ .diag = diag, .drivers = table };
	if (!w)
		return -ENOMEM;
	l->config = &w->config;
	l->arena = &w->arena;
	l->calendar = &w->calendar;
	w->config.calendar = &w->calendar;
	witness_init(&l->witness, &l->scratch);
	name_table_init(&l->names, &l->scratch);
	SHA256Init(&l->digest);
	l->groups = arena_array(&l->scratch, GROUPS_MAX, sizeof(*l->groups));
	return l->groups ? profile_set_new(&w->profiles) : -ENOMEM;
}

void loader_done(struct loader *l)
{
	witness_done(&l->witness);
	config_free(l->config);
	arena_done(&l->scratch);
	*l = (struct loader){ 0 };
}

/* The path of @name in the directory of the file @path. */
static const char *beside(struct loader *l, const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');

	return arena_printf(l->arena, "%.*s%s", slash ? (int) (slash - path) + 1 : 0, path, name);
}

/* A folder as given, or the installed one. */
static const char *default_dir(struct loader *l, const char *given, const char *name)
{
	char buf[PATH_MAX];

	return arena_strdup(l->arena, given ? given : installed_path(name, buf));
}

static int load_profiles(struct loader *l, const struct config_paths *paths, const char *site)
{
	struct whole *w = container_of(l->config, struct whole, config);
	const char *own = beside(l, site, "profiles");
	const char *installed = default_dir(l, paths->profile_dir, "profiles");
	int r;

	if (!own || !installed)
		return -ENOMEM;
	l->profiles = w->profiles;
	r = profile_set_add(w->profiles, own, l->drivers, &l->witness, l->diag);
	if (r == -ENOMEM)
		return r;
	r = profile_set_add(w->profiles, installed, l->drivers, &l->witness, l->diag);
	return r == -ENOMEM ? r : 0;
}

static int by_name(const void *a, const void *b)
{
	const struct profile *x = *(const struct profile *const *) a;
	const struct profile *y = *(const struct profile *const *) b;

	return strcmp(x->name, y->name);
}

/* In the order of their names, so that the order of the boards does not matter. */
static int digest_profiles(struct loader *l)
{
	size_t n = l->config->n_profiles;
	const struct profile **sorted =
		arena_memdup(&l->scratch, l->config->profiles, n * sizeof(*sorted));

	if (!sorted)
		return -ENOMEM;
	qsort(sorted, n, sizeof(*sorted), by_name);
	for (size_t i = 0; i < n; i++) {
		const char *name = arena_printf(&l->scratch, "profiles/%s", sorted[i]->name);

		if (!name)
			return -ENOMEM;
		loader_digest(l, name, profile_source(sorted[i]));
	}
	return 0;
}

/* A set in force must not need files to encode a page: descriptors may be short by then. */
static int keep_charsets(struct loader *l)
{
	struct whole *w = container_of(l->config, struct whole, config);

	for (size_t i = 0; i < l->config->n_profiles; i++) {
		const struct profile *p = l->config->profiles[i];

		if (w->kept[p->charset] || charset_keep(p->charset, &w->kept[p->charset]) >= 0)
			continue;
		diag_error(l->diag, p->at,
			   "the C library can not convert to %s; are its converters (gconv) "
			   "installed, is there memory?",
			   charset_name(p->charset));
		return -ENOMEM;
	}
	return 0;
}

static int read_site(struct loader *l, const struct config_paths *paths, const char *path)
{
	struct document d;
	int r;

	r = document_read_by(&d, path, &l->witness, l->diag);
	if (r == -ENOMEM)
		return r;
	if (r < 0)
		return 0;
	loader_digest(l, basename(path), &d.source);
	r = load_profiles(l, paths, path);
	if (r >= 0)
		site_build(l, path, document_root(&d));
	document_done(&d);
	if (r >= 0)
		r = keep_charsets(l);
	return r < 0 ? r : digest_profiles(l);
}

int loader_read_file(struct loader *l, const char *path, const char *name)
{
	struct document d;
	int r;

	r = document_read_by(&d, path, &l->witness, l->diag);
	if (r == -ENOMEM)
		return r;
	if (r < 0) {
		l->incomplete = true;
		return 0;
	}
	loader_digest(l, name, &d.source);
	playlist_file_walk(l, &l->files[l->n_files++], path, document_root(&d));
	document_done(&d);
	return 0;
}

int loader_read_list(struct loader *l, const struct source_list *list, const char *dir)
{
	l->files = arena_array(&l->scratch, list->n + 1, sizeof(*l->files));
	if (!l->files)
		return -ENOMEM;
	for (size_t i = 0; i < list->n; i++) {
		const char *below = list->paths[i] + strlen(dir) + 1;
		const char *name;
		int r;

		name = arena_printf(&l->scratch, "playlists/%s", below);
		r = name ? loader_read_file(l, list->paths[i], name) : -ENOMEM;
		if (r < 0)
			return r;
	}
	return 0;
}

static const char *site_path(struct loader *l, const struct config_paths *paths)
{
	return arena_strdup(l->arena, paths->site ? paths->site : PUFA_SYSCONFDIR "/pufa.cfg");
}

int loader_read_playlists(struct loader *l, const struct config_paths *paths)
{
	const char *site = site_path(l, paths);
	const char *dir = NULL;
	struct source_list list = { 0 };
	int r;

	if (site)
		dir = paths->playlists ? arena_strdup(l->arena, paths->playlists)
				       : beside(l, site, "playlists");
	if (!dir)
		return -ENOMEM;
	r = source_list_by(&list, dir, l->arena, &l->witness, l->diag);
	if (r == -ENOENT && !paths->playlists) {
		dir = default_dir(l, paths->playlist_dir, "playlists");
		if (!dir)
			return -ENOMEM;
		r = source_list_by(&list, dir, l->arena, &l->witness, l->diag);
	}
	if (r == -ENOENT)
		diag_error(l->diag, (struct where){ .file = dir }, "there is no such directory");
	else if (r == 0 && list.n == 0)
		diag_error(l->diag, (struct where){ .file = dir }, "there is no *.cfg in it");
	if (r == -ENOMEM)
		return r;
	if (r < 0 || list.n == 0)
		l->incomplete = true;
	return loader_read_list(l, &list, dir);
}

static void add_groups(struct loader *l)
{
	for (size_t i = 0; i < l->n_files; i++) {
		const struct file_text *f = &l->files[i];

		for (size_t k = 0; k < f->n_groups; k++) {
			unsigned group;

			loader_add_group(l, f->groups[k].text, f->groups[k].at, &group);
		}
	}
}

/* For whoever names boards later. */
static void keep_groups(struct loader *l)
{
	struct config_group *groups = arena_array(l->arena, l->n_groups, sizeof(*groups));

	for (size_t i = 0; groups && i < l->names.size; i++) {
		const struct name_entry *e = &l->names.entries[i];

		if (e->name && e->kind == NAME_GROUP)
			groups[e->index] = (struct config_group){ e->name, l->groups[e->index] };
	}
	l->config->groups = groups;
	l->config->n_groups = groups ? l->n_groups : 0;
}

int loader_build(struct loader *l)
{
	int r;

	add_groups(l);
	keep_groups(l);
	r = playlists_build(l);
	if (r != -ENOMEM)
		r = holidays_build(l);
	if (r != -ENOMEM)
		r = nodes_build(l);
	if (r != -ENOMEM)
		r = rules_build(l);
	if (r != -ENOMEM)
		r = levels_build(l);
	return l->arena->failed || l->scratch.failed ? -ENOMEM : r;
}

static void warn_of_unused(struct loader *l)
{
	for (size_t i = 0; i < l->n_playlists; i++)
		if (!l->used[i])
			diag_warning(l->diag, l->playlists[i].at,
				     "playlist %s: no rule plays it, nor is it the filler",
				     l->playlists[i].name);
}

static int compile(struct loader *l, unsigned filler)
{
	const struct programme_tables tables = {
		.zone = &l->config->zone,
		.playlists = l->playlists,
		.n_playlists = l->n_playlists,
		.rules = l->rules,
		.n_rules = l->n_rules,
		.limits = l->limits,
		.n_limits = l->n_limits,
		.n_boards = (unsigned) l->config->n_boards,
		.filler = filler,
		.place = &l->config->levels.place,
		.statutory = l->calendar->statutory,
	};
	struct where rules = l->n_rules ? l->rules[0].at : l->config->site.at;
	int r;

	r = programme_new(&l->config->programme, &tables);
	if (r == -E2BIG)
		diag_error(l->diag, rules,
			   "rules of one priority would play more than %d playlists together",
			   PLAYS_MAX);
	else if (r == -EFBIG)
		diag_error(
			l->diag, rules,
			"these rules and the others have too many different hours and days for a gateway");
	else if (r < 0 && r != -ENOMEM)
		diag_error(l->diag, rules, "the rules can not be compiled: %s", strerror(-r));
	return r == -ENOMEM ? r : 0;
}

/* All that lies beside the site's file is read through its directory. */
static int hold_directory(struct loader *l, const char *site)
{
	const char *slash = strrchr(site, '/');
	const char *dir = slash ? arena_strndup(l->arena, site, (size_t) (slash - site)) : NULL;

	if (dir && dir[0])
		witness_hold(&l->witness, dir);
	return slash && !dir ? -ENOMEM : 0;
}

static int load(struct loader *l, const struct config_paths *paths)
{
	const char *site = site_path(l, paths);
	int filler = -ENOENT, r;

	if (!site)
		return -ENOMEM;
	r = hold_directory(l, site);
	if (r >= 0)
		r = read_site(l, paths, site);
	if (r >= 0)
		r = loader_read_playlists(l, paths);
	if (r >= 0)
		r = loader_build(l);
	if (r < 0)
		return r;
	if (l->filler)
		filler = playlist_resolve(l, l->filler, l->filler_at);
	if (filler >= 0)
		l->used[filler] = true;
	if (l->has_site && !l->incomplete)
		warn_of_unused(l);
	r = fit_check(l, filler);
	if (r < 0 || l->diag->n_errors)
		return r;
	SHA256End(&l->digest, l->config->digest);
	return compile(l, (unsigned) filler);
}

static void sleep_for(usec_t time)
{
	struct timespec left = { .tv_sec = (time_t) (time / USEC_PER_SEC),
				 .tv_nsec = (long) (time % USEC_PER_SEC * 1000) };

	while (time && nanosleep(&left, &left) < 0 && errno == EINTR)
		continue;
}

/* What a load of files that changed under it had to say is no use to anybody. */
static const char *find_changed(const struct loader *l, usec_t settle)
{
	if (!l->witness.seen)
		return NULL;
	sleep_for(settle);
	return witness_changed(&l->witness);
}

/* -ESTALE: the files changed meanwhile, and unless this is the last try nothing is said. */
static int load_once(struct config **ret, const struct config_paths *paths,
		     const struct driver *const table[], const struct config_load *how, bool last,
		     struct diag *diag)
{
	struct complaints complaints;
	const char *changed;
	struct loader l;
	int r;

	complaints_init(&complaints, diag);
	r = loader_init(&l, table, &complaints.diag);
	l.witness.from = how->from;
	l.witness.keep = how->keep;
	if (how->keep)
		kept_clear(how->keep);
	if (r >= 0)
		r = load(&l, paths);
	if (l.arena && (l.arena->failed || l.scratch.failed))
		r = -ENOMEM;
	changed = r == -ENOMEM ? NULL : find_changed(&l, how->settle);
	if (changed)
		complaints_drop(&complaints);
	if (changed && last)
		diag_error(&complaints.diag, (struct where){ .file = changed },
			   "changes while the files are being read; nothing of them is taken");
	complaints_finish(&complaints);
	if (r >= 0 && complaints.diag.n_errors)
		r = -EINVAL;
	if (changed && !last)
		r = -ESTALE;
	if (r >= 0) {
		profile_set_drop_sources(l.profiles);
		*ret = TAKE_PTR(l.config);
	}
	loader_done(&l);
	return r < 0 ? r : 0;
}

int config_load_as(struct config **ret, const struct config_paths *paths,
		   const struct driver *const table[], const struct config_load *how,
		   struct diag *diag)
{
	usec_t pause = FIRST_PAUSE;
	int r = -ESTALE;

	for (unsigned i = 1; r == -ESTALE && i <= TRIES_MAX; i++) {
		r = load_once(ret, paths, table, how, i == TRIES_MAX, diag);
		if (r == -ESTALE)
			sleep_for(pause);
		pause *= 2;
	}
	return r;
}

int config_load_settled(struct config **ret, const struct config_paths *paths,
			const struct driver *const table[], usec_t settle, struct diag *diag)
{
	return config_load_as(ret, paths, table, &(struct config_load){ .settle = settle }, diag);
}

int config_load(struct config **ret, const struct config_paths *paths,
		const struct driver *const table[], struct diag *diag)
{
	return config_load_settled(ret, paths, table, 0, diag);
}
