/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "service/incident_file.h"

#define FILE_NAME    INCIDENT_FILE_NAME
#define DAMAGED_NAME FILE_NAME ".damaged"

/* A line is 3 texts, of which a byte can take 6 in JSON; a site's worst day has some thousands. */
#define LINE_SIZE 8192
#define FILE_MAX  (64 << 20)

static int find_kind(const char *name, enum incident_kind *ret)
{
	for (int i = 0; i < N_INCIDENT_KINDS; i++)
		if (strcmp(incident_types[i].name, name) == 0) {
			*ret = (enum incident_kind) i;
			return 0;
		}
	return -EBADMSG;
}

/* Strings of the result are @o's. */
static int parse(json_t *o, struct incident *ret)
{
	json_int_t id, count, opened, closed;
	const char *kind, *level, *subject, *text, *first = NULL;
	int open, seen, barred;

	if (json_unpack_ex(o, NULL, JSON_STRICT,
			   "{s:I, s:s, s:s, s:s, s:s, s?s, s:I, s:I, s:I, s:b, s:b, s:b}", "id",
			   &id, "kind", &kind, "level", &level, "subject", &subject, "text", &text,
			   "first", &first, "count", &count, "opened", &opened, "closed", &closed,
			   "open", &open, "seen", &seen, "barred", &barred) < 0)
		return -EBADMSG;
	if (id <= 0 || count <= 0 || count > UINT32_MAX || opened < 0 || closed < 0)
		return -EBADMSG;
	*ret = (struct incident){
		.id = (uint64_t) id,
		.level = strcmp(level, incident_level_name(INCIDENT_ERR)) == 0 ? INCIDENT_ERR
									       : INCIDENT_WARNING,
		.subject = (char *) subject,
		.text = (char *) text,
		.first = (char *) first,
		.count = (unsigned) count,
		.open = open,
		.seen = seen,
		.barred = open && barred,
		.opened = (usec_t) opened,
		.closed = open ? 0 : (usec_t) closed,
	};
	return find_kind(kind, &ret->kind);
}

static int take_line(struct incidents *l, const char *line, size_t n)
{
	json_t *o = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
	json_t *next = json_object_get(o, "next");
	struct incident it;
	int r = -EBADMSG;

	if (json_is_integer(next) && json_integer_value(next) > 0) {
		incidents_set_next_id(l, (uint64_t) json_integer_value(next));
		r = 0;
	} else if (o) {
		r = parse(o, &it);
		if (r >= 0)
			r = incidents_add(l, &it);
	}
	json_decref(o);
	return r == -EEXIST || r == -E2BIG ? -EBADMSG : r;
}

static int take_lines(struct incidents *l, FILE *f)
{
	char *line = malloc(LINE_SIZE);
	int result = line ? 0 : -ENOMEM;

	while (line && result != -ENOMEM && fgets(line, LINE_SIZE, f)) {
		int r = take_line(l, line, strlen(line));

		/* Without its end a line is torn, or too long; the rest of that is no JSON either.
		 */
		if (r < 0 || !strchr(line, '\n'))
			result = r == -ENOMEM ? r : -EBADMSG;
	}
	if (result >= 0 && ferror(f))
		result = -EIO;
	free(line);
	return result;
}

static int open_file(int dir, FILE **ret)
{
	int fd = openat(dir, FILE_NAME, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return errno == ELOOP ? -EBADMSG : -errno;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size > FILE_MAX) {
		close(fd);
		return -EBADMSG;
	}
	*ret = fdopen(fd, "r");
	if (*ret)
		return 0;
	close(fd);
	return -ENOMEM;
}

static int load(struct incidents *l, int dir)
{
	FILE *f = NULL;
	int r = open_file(dir, &f);

	if (r >= 0) {
		r = take_lines(l, f);
		fclose(f);
	}
	if (r == -EBADMSG)
		(void) renameat(dir, FILE_NAME, dir, DAMAGED_NAME);
	return r == -ENOENT ? 0 : r;
}

int incident_file_load(struct incidents *l, const char *path)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r;

	if (dir < 0)
		return -errno;
	r = load(l, dir);
	close(dir);
	return r;
}

static int print_one(FILE *f, const struct incident *it)
{
	json_t *o = json_pack("{s:I, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:b, s:b, s:b}", "id",
			      (json_int_t) it->id, "kind", incident_types[it->kind].name, "level",
			      incident_level_name(it->level), "subject", it->subject, "text",
			      it->text, "count", (json_int_t) it->count, "opened",
			      (json_int_t) it->opened, "closed", (json_int_t) it->closed, "open",
			      it->open, "seen", it->seen, "barred", it->barred);
	int r = o ? 0 : -ENOMEM;

	if (o && it->first)
		r = json_object_set_new(o, "first", json_string(it->first));
	if (r >= 0 && (json_dumpf(o, f, JSON_COMPACT) < 0 || fputc('\n', f) == EOF))
		r = -ENOMEM;
	json_decref(o);
	return r < 0 ? -ENOMEM : 0;
}

static int print_all(const struct incidents *l, FILE *f)
{
	size_t n;
	const struct incident *list = incidents_list(l, &n);
	int r = 0;

	fprintf(f, "{\"next\":%llu}\n", (unsigned long long) incidents_next_id(l));
	for (size_t i = 0; r >= 0 && i < n; i++)
		r = print_one(f, &list[i]);
	return r >= 0 && ferror(f) ? -ENOMEM : r;
}

int incident_file_print(const struct incidents *l, char **ret, size_t *ret_n)
{
	_cleanup_(freep) char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);
	int r;

	if (!f)
		return -ENOMEM;
	r = print_all(l, f);
	if (fclose(f) == EOF && r >= 0)
		r = -ENOMEM;
	if (r < 0)
		return r;
	*ret = TAKE_PTR(text);
	*ret_n = n;
	return 0;
}
