/* SPDX-License-Identifier: MIT */
/*
 * Checking files by themselves: a site, a profile, a directory of playlists, or one
 * playlist file among the others that it would be read with.
 */
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/complaints.h"
#include "config/installed.h"
#include "config/load.h"
#include "config/profiles.h"

#define SITE_FILE "pufa.cfg"

enum file_kind {
	FILE_SITE,
	FILE_PROFILE,
	FILE_PLAYLIST,
};

struct checker {
	const struct config_paths *paths;
	const struct driver *const *drivers;
	struct diag *diag;
	struct arena arena;
};

static bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int check_site(struct checker *c, const char *site)
{
	_cleanup_(config_freep) struct config *config = NULL;
	struct config_paths paths = *c->paths;

	paths.site = site;
	return config_load(&config, &paths, c->drivers, c->diag);
}

/* What a file is by what it says.  -EINVAL: it can not be read, and that is said. */
static int kind_of(const char *path, struct diag *diag)
{
	struct document d;
	const config_setting_t *root;
	int r;

	r = document_read(&d, path, diag);
	if (r < 0)
		return r;
	root = document_root(&d);
	if (config_setting_get_member(root, "site"))
		r = FILE_SITE;
	else if (config_setting_get_member(root, "profile"))
		r = FILE_PROFILE;
	else
		r = FILE_PLAYLIST;
	document_done(&d);
	return r;
}

static int check_profile(struct checker *c, const char *path, struct profile_set *set)
{
	struct document d;
	int r;

	r = document_read(&d, path, c->diag);
	if (r < 0)
		return r;
	r = profile_set_add_document(set, &d, c->drivers, c->diag);
	document_done(&d);
	return r;
}

/* The directory named "playlists" in which a path lies; NULL: none. */
static const char *playlist_directory(struct checker *c, const char *path)
{
	char *dir = arena_strdup(&c->arena, path);

	for (char *slash; dir && *dir; *slash = '\0') {
		const char *name = strrchr(dir, '/');

		if (strcmp(name ? name + 1 : dir, "playlists") == 0)
			return dir;
		slash = strrchr(dir, '/');
		if (!slash)
			return NULL;
	}
	return NULL;
}

static bool same_directory(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static const char *directory_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return slash == path ? "/" : arena_strndup(a, path, (size_t) (slash - path));
}

/* The site whose playlists are those of @dir; NULL: none. */
static const char *site_beside(struct checker *c, const char *dir)
{
	const char *parent = directory_of(&c->arena, dir), *site;

	if (!parent)
		return NULL;
	if (c->paths->site) {
		const char *theirs = directory_of(&c->arena, c->paths->site);

		if (theirs && same_directory(theirs, parent))
			return c->paths->site;
	}
	site = arena_printf(&c->arena, "%s/" SITE_FILE, parent);
	return site && access(site, F_OK) == 0 ? site : NULL;
}

/* The nodes of @f but for those that @newest has, too. */
static int drop_nodes(struct loader *l, struct file_text *f, const struct file_text *newest)
{
	struct node_text *kept = arena_array(&l->scratch, f->n_nodes, sizeof(*kept));
	size_t n = 0;

	if (!kept)
		return -ENOMEM;
	for (size_t i = 0; i < f->n_nodes; i++) {
		const char *name = f->nodes[i].name;
		bool replaced = false;

		for (size_t k = 0; name && k < newest->n_nodes && !replaced; k++)
			replaced =
				newest->nodes[k].name && strcmp(newest->nodes[k].name, name) == 0;
		if (!replaced)
			kept[n++] = f->nodes[i];
	}
	f->nodes = kept;
	f->n_nodes = n;
	return 0;
}

/* The same of notices, by year and revision. */
static int drop_notices(struct loader *l, struct file_text *f, const struct file_text *newest)
{
	struct holiday_text *kept = arena_array(&l->scratch, f->n_holidays, sizeof(*kept));
	size_t n = 0;

	if (!kept)
		return -ENOMEM;
	for (size_t i = 0; i < f->n_holidays; i++) {
		const struct holiday_text *t = &f->holidays[i];
		bool replaced = false;

		for (size_t k = 0; k < newest->n_holidays && !replaced; k++)
			replaced = newest->holidays[k].year == t->year &&
				   newest->holidays[k].revision == t->revision;
		if (!replaced)
			kept[n++] = *t;
	}
	f->holidays = kept;
	f->n_holidays = n;
	return 0;
}

/*
 * A draft that lies elsewhere is one day to stand in the place of something: of what the others
 * have, only that counts to which it may refer and which it does not say itself.
 */
static int prefer_last(struct loader *l)
{
	const struct file_text *newest = &l->files[l->n_files - 1];
	int r = 0;

	for (size_t i = 0; r >= 0 && i + 1 < l->n_files; i++) {
		struct file_text *f = &l->files[i];

		f->n_rules = f->n_limits = f->n_levels = 0;
		if (f->has_playlist && f->playlist.name && newest->playlist.name &&
		    strcmp(f->playlist.name, newest->playlist.name) == 0)
			f->has_playlist = false;
		r = drop_nodes(l, f, newest);
		if (r >= 0)
			r = drop_notices(l, f, newest);
	}
	return r;
}

/* How the files of a set stand to the one that was asked about. */
struct around {
	struct source_list others;
	const char *dir;
	bool same_place; /* the file is one of them */
};

static int read_set(struct loader *l, const struct around *a, const char *file)
{
	size_t n;
	int r;

	r = loader_read_list(l, &a->others, a->dir);
	n = l->n_files;
	if (r < 0 || !file)
		return r;
	/* Nothing to read it with: what it names may well be somewhere. */
	if (n == 0)
		l->incomplete = true;
	r = loader_read_file(l, file, file);
	if (r >= 0 && l->n_files > n && !a->same_place)
		r = prefer_last(l);
	return r;
}

/* Playlists, and where it is not NULL @file among them, with no site around them. */
static int check_set(struct checker *c, const struct around *a, const char *file, struct diag *diag)
{
	struct complaints complaints;
	struct loader l;
	int r;

	complaints_init(&complaints, diag);
	complaints.only = file;
	r = loader_init(&l, c->drivers, &complaints.diag);
	if (r >= 0)
		r = read_set(&l, a, file);
	if (r >= 0)
		r = loader_build(&l);
	complaints_finish(&complaints);
	loader_done(&l);
	return r == -ENOMEM ? r : 0;
}

static const char *own_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The files to read @file with: not itself, nor the one it would take the place of. */
static int find_others(struct checker *c, const char *dir, const char *file, bool same_place,
		       struct source_list *ret)
{
	struct diag quiet = { .emit = NULL };
	struct complaints none;
	struct source_list list = { 0 };
	const char **paths;
	size_t n = 0;
	int r;

	complaints_init(&none, &quiet);
	none.only = "";
	r = source_list(&list, dir, &c->arena, &none.diag);
	if (r == -ENOMEM)
		return r;
	paths = arena_array(&c->arena, list.n, sizeof(*paths));
	if (!paths)
		return -ENOMEM;
	for (size_t i = 0; i < list.n; i++)
		if (same_place ? !same_directory(list.paths[i], file)
			       : strcmp(own_name(list.paths[i]), own_name(file)) != 0)
			paths[n++] = list.paths[i];
	*ret = (struct source_list){ paths, n };
	return 0;
}

static int check_playlist(struct checker *c, const char *file)
{
	const char *own = playlist_directory(c, file), *site;
	struct around a = { .dir = own, .same_place = own != NULL };
	char installed[PATH_MAX];
	int r;

	site = own ? site_beside(c, own) : NULL;
	if (site)
		return check_site(c, site);
	if (!own)
		a.dir = c->paths->playlist_dir ? c->paths->playlist_dir
					       : installed_path("playlists", installed);
	r = find_others(c, a.dir, file, a.same_place, &a.others);
	return r < 0 ? r : check_set(c, &a, file, c->diag);
}

static int check_playlists(struct checker *c, const struct source_list *list, const char *dir)
{
	const struct around a = { *list, dir, true };
	const char *own = playlist_directory(c, dir);
	const char *site = own ? site_beside(c, own) : NULL;

	return site ? check_site(c, site) : check_set(c, &a, NULL, c->diag);
}

/* What a directory holds, sorted by what the files are. */
struct sorted {
	const char *sites[16]; /* only those that lie right in it */
	size_t n_sites;
	const char **profiles, **playlists;
	size_t n_profiles, n_playlists;
};

static void sort_file(const char *path, const char *dir, struct sorted *s)
{
	struct diag quiet = { .emit = NULL };
	struct complaints none;
	int kind;

	complaints_init(&none, &quiet);
	none.only = "";
	kind = kind_of(path, &none.diag);
	if (kind == FILE_SITE) {
		if (!strchr(path + strlen(dir) + 1, '/') && s->n_sites < ARRAY_SIZE(s->sites))
			s->sites[s->n_sites++] = path;
		return;
	}
	if (kind == FILE_PROFILE)
		s->profiles[s->n_profiles++] = path;
	else
		s->playlists[s->n_playlists++] = path;
}

static int check_sorted(struct checker *c, const struct sorted *s, const char *dir)
{
	_cleanup_(profile_set_freep) struct profile_set *set = NULL;
	const struct source_list list = { s->playlists, s->n_playlists };
	int r;

	r = profile_set_new(&set);
	for (size_t i = 0; r != -ENOMEM && i < s->n_sites; i++)
		r = check_site(c, s->sites[i]);
	if (s->n_sites || r == -ENOMEM)
		return r;
	for (size_t i = 0; r != -ENOMEM && i < s->n_profiles; i++)
		r = check_profile(c, s->profiles[i], set);
	if (r == -ENOMEM || list.n == 0)
		return r;
	return check_playlists(c, &list, dir);
}

static int check_directory(struct checker *c, const char *path)
{
	struct source_list list = { 0 };
	struct sorted s = { .n_sites = 0 };
	size_t n = strlen(path);
	char *dir;
	int r;

	while (n > 1 && path[n - 1] == '/')
		n--;
	dir = arena_strndup(&c->arena, path, n);
	if (!dir)
		return -ENOMEM;
	r = source_list(&list, dir, &c->arena, c->diag);
	if (r < 0)
		return r;
	if (list.n == 0) {
		diag_error(c->diag, (struct where){ .file = dir }, "there is no *.cfg in it");
		return -EINVAL;
	}
	s.profiles = arena_array(&c->arena, list.n, sizeof(*s.profiles));
	s.playlists = arena_array(&c->arena, list.n, sizeof(*s.playlists));
	if (!s.profiles || !s.playlists)
		return -ENOMEM;
	for (size_t i = 0; i < list.n; i++)
		sort_file(list.paths[i], dir, &s);
	return check_sorted(c, &s, dir);
}

static int check_file(struct checker *c, const char *path)
{
	_cleanup_(profile_set_freep) struct profile_set *set = NULL;
	int kind = kind_of(path, c->diag);
	int r;

	if (kind < 0)
		return kind;
	switch ((enum file_kind) kind) {
	case FILE_SITE:
		return check_site(c, path);
	case FILE_PLAYLIST:
		return check_playlist(c, path);
	case FILE_PROFILE:
		break;
	}
	r = profile_set_new(&set);
	return r < 0 ? r : check_profile(c, path, set);
}

int config_check(const char *path, const struct config_paths *paths,
		 const struct driver *const table[], struct diag *diag)
{
	struct checker c = { .paths = paths, .drivers = table, .diag = diag };
	unsigned errors = diag->n_errors;
	int r;

	if (!path)
		r = check_site(&c, paths->site);
	else if (is_directory(path))
		r = check_directory(&c, path);
	else
		r = check_file(&c, path);
	arena_done(&c.arena);
	if (r == -ENOMEM)
		return r;
	return diag->n_errors == errors ? 0 : -EINVAL;
}
