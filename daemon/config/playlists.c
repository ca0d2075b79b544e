/* SPDX-License-Identifier: MIT */
/*
 * Playlist files: what may stand in one, and how their messages become playlists.
 */
#include <limits.h>
#include <string.h>

#include "config/loader.h"

static const char *const actions[] = { [LIMIT_OFF] = "off", [LIMIT_SOBER] = "sober", NULL };
static const char *const classes[] = { "fixed", "rule", "announced", "local", NULL };

/* A week in each of three ways. */
static const char *const weekdays[] = {
	"mon",    "tue",    "wed",    "thu",    "fri",    "sat",  "sun",    "周一",
	"周二",   "周三",   "周四",   "周五",   "周六",   "周日", "星期一", "星期二",
	"星期三", "星期四", "星期五", "星期六", "星期日", NULL,
};

#define NAME_(s, m)                                                                                \
	.type = SETTING_STRING, .offset = offsetof(struct s, m), .min = 1, .max = NAME_BYTES_MAX
#define TEXT_(s, m, most)                                                                          \
	.type = SETTING_STRING, .offset = offsetof(struct s, m), .min = 1, .max = (most)
#define SECONDS_(s, m)                                                                             \
	.type = SETTING_INT, .offset = offsetof(struct s, m), .min = MESSAGE_SECONDS_MIN,          \
	.max = MESSAGE_SECONDS_MAX
#define LIST_(s, m, most, table)                                                                   \
	.type = SETTING_LIST, .offset = offsetof(struct s, m), .max = (most), .members = (table),  \
	.member_size = sizeof(*((struct s *) 0)->m), .count_offset = offsetof(struct s, n_##m)
#define STRINGS_(s, m, most)                                                                       \
	.type = SETTING_STRINGS, .offset = offsetof(struct s, m), .max = (most),                   \
	.count_offset = offsetof(struct s, n_##m)
#define AT_(s, m)     .at_offset = offsetof(struct s, m)
#define HAS_(s, m)    .given_offset = offsetof(struct s, m)
#define DAYS_TEXT_MAX 1024
#define REVISION_MAX  1000
#define DOCUMENT_MAX  128 /* explanations cite it */

static const struct setting playlist_members[] = {
	{ .name = "name", NAME_(playlist_text, name), .required = true },
	{ .name = "title", TEXT_(playlist_text, title, TITLE_TEXT_MAX) },
	{ .name = "law", TEXT_(playlist_text, law, TITLE_TEXT_MAX), .required = true },
	{ .name = "seconds", SECONDS_(playlist_text, seconds) },
	{ .name = NULL },
};

static const struct setting message_members[] = {
	{ .name = "text", TEXT_(message_text, text, TEXT_MAX), .required = true },
	{ .name = "article", TEXT_(message_text, article, 16) },
	{ .name = "seconds", SECONDS_(message_text, seconds) },
	{ .name = NULL },
};

static const struct setting share_members[] = {
	{ .name = "playlist", NAME_(share_text, playlist), .required = true },
	{ .name = "share",
	  .type = SETTING_INT,
	  .offset = offsetof(struct share_text, share),
	  .required = true,
	  .min = 1,
	  .max = WEIGHT_MAX },
	{ .name = NULL },
};

static const struct setting rule_members[] = {
	{ .name = "name", NAME_(rule_text, name), .required = true },
	{ .name = "boards", STRINGS_(rule_text, boards, BOARDS_MAX), .required = true, .min = 1 },
	{ .name = "days", TEXT_(rule_text, days, DAYS_TEXT_MAX), AT_(rule_text, days_at) },
	{ .name = "hours", TEXT_(rule_text, hours, DAYS_TEXT_MAX), AT_(rule_text, hours_at) },
	{ .name = "play",
	  LIST_(rule_text, play, PLAYS_MAX, share_members),
	  .required = true,
	  .min = 1,
	  .member_at_offset = offsetof(struct share_text, at) },
	{ .name = "priority",
	  .type = SETTING_INT,
	  .offset = offsetof(struct rule_text, priority),
	  .min = 0,
	  .max = PRIORITY_MAX },
	{ .name = NULL },
};

static const struct setting limit_members[] = {
	{ .name = "name", NAME_(limit_text, name) },
	{ .name = "boards", STRINGS_(limit_text, boards, BOARDS_MAX), .required = true, .min = 1 },
	{ .name = "days", TEXT_(limit_text, days, DAYS_TEXT_MAX), AT_(limit_text, days_at) },
	{ .name = "hours", TEXT_(limit_text, hours, DAYS_TEXT_MAX), AT_(limit_text, hours_at) },
	{ .name = "action",
	  .type = SETTING_ENUM,
	  .offset = offsetof(struct limit_text, action),
	  .required = true,
	  .choices = actions },
	{ .name = "playlists",
	  STRINGS_(limit_text, playlists, PLAYLISTS_MAX),
	  .min = 1,
	  HAS_(limit_text, has_playlists) },
	{ .name = NULL },
};

static const struct setting level_members[] = {
	{ .name = "name", NAME_(level_text, name) },
	{ .name = "boards", STRINGS_(level_text, boards, BOARDS_MAX), .required = true, .min = 1 },
	{ .name = "days", TEXT_(level_text, days, DAYS_TEXT_MAX), AT_(level_text, days_at) },
	{ .name = "hours", TEXT_(level_text, hours, DAYS_TEXT_MAX), AT_(level_text, hours_at) },
	{ .name = "brightness",
	  .type = SETTING_INT,
	  .offset = offsetof(struct level_text, brightness),
	  .required = true,
	  .min = 0,
	  .max = LEVEL_FULL },
	{ .name = "priority",
	  .type = SETTING_INT,
	  .offset = offsetof(struct level_text, priority),
	  .min = 0,
	  .max = PRIORITY_MAX },
	{ .name = NULL },
};

static const struct setting year_members[] = {
	{ .name = "year",
	  .type = SETTING_INT,
	  .offset = offsetof(struct node_year_text, year),
	  .required = true,
	  .min = YEAR_FIRST,
	  .max = YEAR_LAST },
	{ .name = "days",
	  TEXT_(node_year_text, days, DAYS_TEXT_MAX),
	  .required = true,
	  AT_(node_year_text, days_at) },
	{ .name = "source", TEXT_(node_year_text, source, TITLE_TEXT_MAX) },
	{ .name = "theme", TEXT_(node_year_text, theme, TITLE_TEXT_MAX) },
	{ .name = NULL },
};

static const struct setting node_members[] = {
	{ .name = "name", NAME_(node_text, name), .required = true },
	{ .name = "days",
	  TEXT_(node_text, days, DAYS_TEXT_MAX),
	  .required = true,
	  AT_(node_text, days_at) },
	{ .name = "class",
	  .type = SETTING_ENUM,
	  .offset = offsetof(struct node_text, class),
	  .choices = classes,
	  HAS_(node_text, has_class) },
	{ .name = "law", TEXT_(node_text, law, TITLE_TEXT_MAX) },
	{ .name = "source", TEXT_(node_text, source, TITLE_TEXT_MAX) },
	{ .name = "theme", TEXT_(node_text, theme, TITLE_TEXT_MAX) },
	{ .name = "announced",
	  .type = SETTING_BOOL,
	  .offset = offsetof(struct node_text, announced) },
	{ .name = "years",
	  LIST_(node_text, years, NODE_YEARS_MAX, year_members),
	  .member_at_offset = offsetof(struct node_year_text, at) },
	{ .name = NULL },
};

static const struct setting off_members[] = {
	{ .name = "name", NAME_(off_text, name), .required = true },
	{ .name = "days",
	  TEXT_(off_text, days, DAYS_TEXT_MAX),
	  .required = true,
	  AT_(off_text, days_at) },
	{ .name = "count",
	  .type = SETTING_INT,
	  .offset = offsetof(struct off_text, count),
	  .min = 1,
	  .max = 366 },
	{ .name = "first",
	  .type = SETTING_ENUM,
	  .offset = offsetof(struct off_text, first),
	  .choices = weekdays,
	  HAS_(off_text, has_first) },
	{ .name = "last",
	  .type = SETTING_ENUM,
	  .offset = offsetof(struct off_text, last),
	  .choices = weekdays,
	  HAS_(off_text, has_last) },
	{ .name = NULL },
};

/* Neither list is required: a notice without any day has a complaint of its own. */
static const struct setting holiday_members[] = {
	{ .name = "year",
	  .type = SETTING_INT,
	  .offset = offsetof(struct holiday_text, year),
	  .required = true,
	  .min = YEAR_FIRST,
	  .max = YEAR_LAST },
	{ .name = "notice", TEXT_(holiday_text, notice, DOCUMENT_MAX), .required = true },
	{ .name = "revision",
	  .type = SETTING_INT,
	  .offset = offsetof(struct holiday_text, revision),
	  .required = true,
	  .min = 1,
	  .max = REVISION_MAX },
	{ .name = "decree", .type = SETTING_BOOL, .offset = offsetof(struct holiday_text, decree) },
	{ .name = "source", TEXT_(holiday_text, source, TITLE_TEXT_MAX) },
	{ .name = "off",
	  LIST_(holiday_text, off, NOTICE_OFF_MAX, off_members),
	  HAS_(holiday_text, has_off),
	  .member_at_offset = offsetof(struct off_text, at) },
	{ .name = "work",
	  STRINGS_(holiday_text, work, NOTICE_WORK_MAX),
	  HAS_(holiday_text, has_work) },
	{ .name = NULL },
};

static const struct setting file_members[] = {
	{ .name = "playlist",
	  .type = SETTING_GROUP,
	  .offset = offsetof(struct file_text, playlist),
	  .members = playlist_members,
	  HAS_(file_text, has_playlist),
	  AT_(file_text, playlist.at) },
	{ .name = "messages",
	  LIST_(file_text, messages, LIST_ELEMENTS_MAX, message_members),
	  .min = 1,
	  .member_at_offset = offsetof(struct message_text, at),
	  HAS_(file_text, has_messages),
	  AT_(file_text, messages_at) },
	{ .name = "groups", STRINGS_(file_text, groups, GROUPS_MAX) },
	{ .name = "rules",
	  LIST_(file_text, rules, RULES_MAX, rule_members),
	  .member_at_offset = offsetof(struct rule_text, at) },
	{ .name = "limits",
	  LIST_(file_text, limits, LIMITS_MAX, limit_members),
	  .member_at_offset = offsetof(struct limit_text, at) },
	{ .name = "levels",
	  LIST_(file_text, levels, LEVELS_MAX, level_members),
	  .member_at_offset = offsetof(struct level_text, at) },
	{ .name = "nodes",
	  LIST_(file_text, nodes, NODES_MAX, node_members),
	  .member_at_offset = offsetof(struct node_text, at) },
	{ .name = "holidays",
	  LIST_(file_text, holidays, NOTICES_MAX, holiday_members),
	  .member_at_offset = offsetof(struct holiday_text, at) },
	{ .name = NULL },
};

const char *node_class_name(int class)
{
	return classes[class];
}

void playlist_file_walk(struct loader *l, struct file_text *ret, const char *file,
			const config_setting_t *root)
{
	struct walk w = { l->arena, file, l->diag };
	struct file_text f = { .path = file };

	walk_group(&w, root, file_members, &f);
	if (f.has_messages && !f.has_playlist)
		diag_error(l->diag, f.messages_at,
			   "messages without a playlist = { ... } that says whose they are");
	if (f.has_playlist && !f.has_messages)
		diag_error(l->diag, f.playlist.at, "a playlist without messages");
	*ret = f;
}

/* 33, or 133-1 for an article put in between later. */
static bool is_article(const char *s)
{
	for (unsigned part = 0; part < 2; part++) {
		size_t n = strspn(s, "0123456789");

		if (n < 1 || n > 4 || s[0] == '0')
			return false;
		s += n;
		if (*s == '\0')
			return true;
		if (*s++ != '-')
			return false;
	}
	return false;
}

static void check_message(struct loader *l, const struct message_text *t)
{
	char fault[MESSAGE_TEXT_FAULT_MAX];

	if (t->article && !is_article(t->article))
		diag_error(l->diag, t->at,
			   "article: %s: an article is a number like \"33\" or \"133-1\"",
			   t->article);
	if (message_text_check(t->text, fault) < 0)
		diag_error(l->diag, t->at, "text: %s", fault);
}

static uint32_t duration_ms(const struct file_text *f, const struct message_text *t)
{
	int seconds = t->seconds ? t->seconds : f->playlist.seconds;

	return seconds ? (uint32_t) seconds * MSEC_PER_SEC : message_text_duration(t->text);
}

static void build_message(struct loader *l, const struct file_text *f, const struct message_text *t,
			  struct message *ret)
{
	/* The walker has said that there is none. */
	if (!t->text)
		return;
	check_message(l, t);
	*ret = (struct message){ t->text, f->playlist.law, t->article, duration_ms(f, t), t->at };
}

static bool belongs(const struct file_text *f, const char *name)
{
	return f->has_playlist && f->playlist.name && strcmp(f->playlist.name, name) == 0;
}

static void warn_of_twins(struct loader *l, const struct playlist *p)
{
	struct name_table texts;

	name_table_init(&texts, &l->scratch);
	for (unsigned i = 0; i < p->n_messages; i++) {
		const struct message *m = &p->messages[i];
		const struct name_entry *e;

		if (!m->text || name_table_add(&texts, m->text, 0, i, m->at) != -EEXIST)
			continue;
		e = name_table_find(&texts, m->text);
		diag_warning(l->diag, m->at, "the same text as in %s, line %u: %s", e->at.file,
			     e->at.line, m->text);
	}
}

/* The messages of all files that name the list, from the first that does. */
static int join_messages(struct loader *l, struct playlist *p, size_t first)
{
	struct message *messages;
	size_t n = 0;

	for (size_t i = first; i < l->n_files; i++)
		if (belongs(&l->files[i], p->name))
			n += l->files[i].n_messages;
	messages = arena_array(l->arena, n, sizeof(*messages));
	if (!messages)
		return -ENOMEM;
	n = 0;
	for (size_t i = first; i < l->n_files; i++) {
		const struct file_text *f = &l->files[i];

		if (!belongs(f, p->name))
			continue;
		if (!p->title)
			p->title = f->playlist.title;
		for (size_t k = 0; k < f->n_messages; k++)
			build_message(l, f, &f->messages[k], &messages[n++]);
	}
	if (!p->title)
		p->title = p->name;
	p->messages = messages;
	p->n_messages = n;
	l->n_messages += n;
	warn_of_twins(l, p);
	return 0;
}

static int add_playlist(struct loader *l, size_t file)
{
	const struct playlist_text *t = &l->files[file].playlist;
	int r;

	if (!name_check(t->name, t->at, "a playlist's name", l->diag))
		return 0;
	if (l->n_playlists == PLAYLISTS_MAX) {
		diag_error(l->diag, t->at, "more than %d playlists", PLAYLISTS_MAX);
		return -EINVAL;
	}
	r = name_table_add(&l->playlist_names, t->name, 0, (unsigned) l->n_playlists, t->at);
	if (r == -EEXIST)
		return 0;
	if (r < 0)
		return r;
	l->playlists[l->n_playlists] =
		(struct playlist){ .name = t->name, .law = t->law, .at = t->at };
	return join_messages(l, &l->playlists[l->n_playlists++], file);
}

int playlists_build(struct loader *l)
{
	int r = 0;

	name_table_init(&l->playlist_names, &l->scratch);
	/* One more than there can be, so that no playlist at all is an array, too. */
	l->playlists = arena_array(l->arena, l->n_files + 1, sizeof(*l->playlists));
	l->used = arena_array(&l->scratch, l->n_files + 1, sizeof(*l->used));
	if (!l->playlists || !l->used)
		return -ENOMEM;
	for (size_t i = 0; r >= 0 && i < l->n_files; i++)
		if (l->files[i].has_playlist && l->files[i].playlist.name)
			r = add_playlist(l, i);
	if (l->n_messages > MESSAGES_MAX)
		diag_error(l->diag, (struct where){ .file = NULL },
			   "%zu messages, at most %d can be", l->n_messages, MESSAGES_MAX);
	return r;
}

int playlist_resolve(struct loader *l, const char *name, struct where at)
{
	const struct name_entry *e = name_table_find(&l->playlist_names, name);
	char hint[NEAREST_MAX];

	if (e)
		return (int) e->index;
	if (!l->incomplete)
		diag_error(l->diag, at, "there is no playlist %s%s", name,
			   nearest_hint(name_table_nearest(&l->playlist_names, name, UINT_MAX),
					hint));
	return -ENOENT;
}
