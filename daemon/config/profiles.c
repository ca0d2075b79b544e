/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <string.h>

#include "config/charset.h"
#include "config/installed.h"
#include "config/profiles.h"

struct entry {
	struct profile profile;
	struct source source;
	bool good; /* else its mistakes have been said */
};

struct profile_set {
	struct arena arena;
	struct name_table names;
	struct entry *entries; /* PROFILES_MAX of them */
	unsigned n;
	unsigned n_directories;
};

struct profile_text {
	const char *name, *title, *source, *driver;
	int rows, columns;
	int charset; /* enum charset */
	const void *settings;
	struct where at, name_at, driver_at, settings_at;
};

struct file {
	struct profile_text profile;
};

#define PROFILE(m) .offset = offsetof(struct profile_text, m)
#define AT(m)      .at_offset = offsetof(struct profile_text, m)

/* The names of the character sets are another file's table. */
#define N_MEMBERS 9

static void fill_members(struct setting ret[N_MEMBERS])
{
	const struct setting members[N_MEMBERS] = {
		{ .name = "name",
		  .type = SETTING_STRING,
		  PROFILE(name),
		  .required = true,
		  .min = 1,
		  .max = NAME_BYTES_MAX,
		  AT(name_at) },
		{ .name = "title", .type = SETTING_STRING, PROFILE(title), .min = 1, .max = 256 },
		{ .name = "source",
		  .type = SETTING_STRING,
		  PROFILE(source),
		  .min = 1,
		  .max = 1024 },
		{ .name = "driver",
		  .type = SETTING_STRING,
		  PROFILE(driver),
		  .required = true,
		  .min = 1,
		  .max = NAME_BYTES_MAX,
		  AT(driver_at) },
		{ .name = "rows",
		  .type = SETTING_INT,
		  PROFILE(rows),
		  .required = true,
		  .min = 1,
		  .max = ROWS_MAX },
		{ .name = "columns",
		  .type = SETTING_INT,
		  PROFILE(columns),
		  .required = true,
		  .min = 2,
		  .max = COLUMNS_MAX },
		{ .name = "charset",
		  .type = SETTING_ENUM,
		  PROFILE(charset),
		  .required = true,
		  .choices = charset_names },
		{ .name = "settings", .type = SETTING_UNREAD, PROFILE(settings), AT(settings_at) },
		{ .name = NULL },
	};

	memcpy(ret, members, sizeof(members));
}

int profile_set_new(struct profile_set **ret)
{
	_cleanup_(profile_set_freep) struct profile_set *s = calloc(1, sizeof(*s));

	if (!s)
		return -ENOMEM;
	s->entries = calloc(PROFILES_MAX, sizeof(*s->entries));
	if (!s->entries)
		return -ENOMEM;
	name_table_init(&s->names, &s->arena);
	*ret = TAKE_PTR(s);
	return 0;
}

struct profile_set *profile_set_free(struct profile_set *s)
{
	if (!s)
		return NULL;
	profile_set_drop_sources(s);
	free(s->entries);
	arena_done(&s->arena);
	free(s);
	return NULL;
}

void profile_set_drop_sources(struct profile_set *s)
{
	for (unsigned i = 0; i < s->n; i++)
		source_done(&s->entries[i].source);
}

static const struct driver *find_driver(const struct driver *const table[],
					const struct profile_text *t, struct diag *diag)
{
	struct nearest near = { .word = t->driver };
	char hint[NEAREST_MAX];

	for (size_t i = 0; table[i]; i++) {
		if (strcmp(table[i]->name, t->driver) == 0)
			return table[i];
		nearest_offer(&near, table[i]->name);
	}
	diag_error(diag, t->driver_at, "there is no driver %s%s", t->driver,
		   nearest_hint(near.best, hint));
	return NULL;
}

/* What the driver declares; its defaults below what the file says. */
static void *read_settings(const struct walk *w, const struct profile_text *t,
			   const struct driver *d)
{
	void *out = d->settings_defaults
			    ? arena_memdup(w->arena, d->settings_defaults, d->settings_size)
			    : arena_alloc(w->arena, d->settings_size ? d->settings_size : 1);

	if (!out || !d->settings)
		return out;
	if (!t->settings)
		walk_nothing(w, t->at, d->settings);
	else if (config_setting_type((const config_setting_t *) t->settings) != CONFIG_TYPE_GROUP)
		diag_error(w->diag, t->settings_at, "settings: a group { } was expected");
	else
		walk_group(w, t->settings, d->settings, out);
	return out;
}

static void build(const struct walk *w, const struct profile_text *t, bool good,
		  const struct driver *const table[], struct profile *ret)
{
	unsigned errors = w->diag->n_errors;
	const struct driver *d = t->driver ? find_driver(table, t, w->diag) : NULL;

	*ret = (struct profile){
		.name = t->name,
		.title = t->title ? t->title : t->name,
		.source = t->source,
		.driver = d,
		.rows = t->rows,
		.columns = t->columns,
		.charset = (enum charset) t->charset,
		.at = t->at,
	};
	if (t->name)
		name_check(t->name, t->name_at, "a profile's name", w->diag);
	if (!d)
		return;
	ret->settings = read_settings(w, t, d);
	if (d->check && good && w->diag->n_errors == errors && ret->settings)
		d->check(ret, w->diag);
}

/* The text of a profile; false: there is none, and it is said. */
static bool walk_file(const struct walk *w, const config_setting_t *root, struct file *ret)
{
	struct setting members[N_MEMBERS];
	const struct setting top[] = {
		{ .name = "profile",
		  .type = SETTING_GROUP,
		  .offset = offsetof(struct file, profile),
		  .required = true,
		  .members = members,
		  .at_offset = offsetof(struct file, profile.at) },
		{ .name = NULL },
	};
	unsigned errors = w->diag->n_errors;

	fill_members(members);
	walk_group(w, root, top, ret);
	return w->diag->n_errors == errors;
}

/* A profile of the site's own stands before the installed one of the same name. */
static int add(struct profile_set *s, const struct profile_text *t, struct diag *diag)
{
	const struct name_entry *e;
	int r = name_table_add(&s->names, t->name, s->n_directories, s->n, t->name_at);

	if (r != -EEXIST)
		return r;
	e = name_table_find(&s->names, t->name);
	if (e->kind != s->n_directories)
		return -EEXIST;
	diag_error(diag, t->name_at, "a second profile %s, the first is in %s, line %u", t->name,
		   e->at.file, e->at.line);
	return -EINVAL;
}

int profile_set_add_document(struct profile_set *s, struct document *d,
			     const struct driver *const table[], struct diag *diag)
{
	char *file = arena_strdup(&s->arena, d->file);
	struct walk w = { &s->arena, file, diag };
	struct file f = { 0 };
	unsigned errors = diag->n_errors;
	bool good;
	int r;

	if (!file)
		return -ENOMEM;
	if (s->n == PROFILES_MAX) {
		diag_error(diag, (struct where){ .file = file }, "more than %d profiles",
			   PROFILES_MAX);
		return -EINVAL;
	}
	good = walk_file(&w, document_root(d), &f);
	if (!f.profile.name)
		return -EINVAL;
	r = add(s, &f.profile, diag);
	if (r == -EEXIST)
		return 0;
	if (r < 0)
		return r;
	build(&w, &f.profile, good, table, &s->entries[s->n].profile);
	if (s->arena.failed)
		return -ENOMEM;
	s->entries[s->n++].good = diag->n_errors == errors;
	return diag->n_errors == errors ? 0 : -EINVAL;
}

static int add_file(struct profile_set *s, const char *path, const struct driver *const table[],
		    struct witness *w, struct diag *diag)
{
	struct document d;
	unsigned n = s->n;
	int r;

	r = document_read_by(&d, path, w, diag);
	if (r < 0)
		return r;
	r = profile_set_add_document(s, &d, table, diag);
	if (s->n > n) {
		/* Its bytes may be wanted for the digest, the parsed form is not. */
		s->entries[n].source = d.source;
		d.source = (struct source){ 0 };
	}
	document_done(&d);
	return r;
}

int profile_set_add(struct profile_set *s, const char *dir, const struct driver *const table[],
		    struct witness *w, struct diag *diag)
{
	struct source_list list;
	int r;

	s->n_directories++;
	r = source_list_by(&list, dir, &s->arena, w, diag);
	if (r < 0)
		return r;
	for (size_t i = 0; i < list.n; i++) {
		int q = add_file(s, list.paths[i], table, w, diag);

		if (q == -ENOMEM)
			return q;
		if (q < 0)
			r = q;
	}
	return r;
}

int profile_set_load(struct profile_set **ret, const char *dir, const struct driver *const table[],
		     struct diag *diag)
{
	_cleanup_(profile_set_freep) struct profile_set *s = NULL;
	char installed[PATH_MAX];
	int r;

	r = profile_set_new(&s);
	if (r < 0)
		return r;
	dir = arena_strdup(&s->arena, dir ? dir : installed_path("profiles", installed));
	if (!dir)
		return -ENOMEM;
	r = profile_set_add(s, dir, table, NULL, diag);
	if (r == -ENOENT) {
		diag_error(diag, (struct where){ .file = dir }, "there is no such directory");
		return -EINVAL;
	}
	if (r < 0)
		return r;
	profile_set_drop_sources(s);
	*ret = TAKE_PTR(s);
	return 0;
}

const struct profile *profile_set_find(const struct profile_set *s, const char *name)
{
	const struct name_entry *e = name_table_find(&s->names, name);

	return e && s->entries[e->index].good ? &s->entries[e->index].profile : NULL;
}

bool profile_set_knows(const struct profile_set *s, const char *name)
{
	return name_table_find(&s->names, name) != NULL;
}

const char *profile_set_nearest(const struct profile_set *s, const char *name)
{
	return name_table_nearest(&s->names, name, UINT_MAX);
}

const struct source *profile_source(const struct profile *p)
{
	return &container_of(p, struct entry, profile)->source;
}
