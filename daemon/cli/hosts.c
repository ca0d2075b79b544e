/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/hosts.h"
#include "config/source.h"
#include "schedule/layout.h"

#define BLANKS " \t\r"

static void cut_to(struct host_list *hosts, size_t n)
{
	while (hosts->n > n)
		free(hosts->names[--hosts->n]);
}

void hosts_done(struct host_list *hosts)
{
	cut_to(hosts, 0);
	free(hosts->names);
	*hosts = (struct host_list){ 0 };
}

int hosts_add(struct host_list *hosts, const char *name)
{
	char **grown;

	for (size_t i = 0; i < hosts->n; i++)
		if (strcmp(hosts->names[i], name) == 0)
			return -EEXIST;
	if (hosts->n >= HOSTS_MAX)
		return -E2BIG;
	grown = reallocarray(hosts->names, hosts->n + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	hosts->names = grown;
	grown[hosts->n] = strdup(name);
	if (!grown[hosts->n])
		return -ENOMEM;
	hosts->n++;
	return 0;
}

/* Neither control characters nor bytes that are no UTF-8. */
static bool is_text(const char *s)
{
	while (*s) {
		int32_t c = utf8_next(&s);

		if (c < 0x20 || c == 0x7f)
			return false;
	}
	return true;
}

/* NULL: it can be a host's name. */
static const char *name_fault(const char *name)
{
	if (!is_text(name))
		return "has characters that no name has";
	if (*name == '-')
		return "is not a host: it begins with '-'";
	if (name[strcspn(name, " \t")])
		return "is more than one word: a line is one USER@HOST";
	if (strlen(name) > HOST_SIZE_MAX)
		return "is longer than a host's name can be";
	return NULL;
}

static int take_name(struct host_list *hosts, const char *name, struct where at, struct diag *diag)
{
	const char *fault = name_fault(name);
	int r = fault ? -EINVAL : hosts_add(hosts, name);

	if (fault)
		diag_error(diag, at, "'%s' %s", name, fault);
	else if (r == -EEXIST)
		diag_error(diag, at, "'%s' is there already", name);
	else if (r == -E2BIG)
		diag_error(diag, at, "more than %d gateways", HOSTS_MAX);
	return r;
}

/* From the line's first word to its last, or to what follows a #. */
static char *copy_name(const char *line, size_t n)
{
	const char *comment = memchr(line, '#', n);

	if (comment)
		n = (size_t) (comment - line);
	while (n > 0 && strchr(BLANKS, *line)) {
		line++;
		n--;
	}
	while (n > 0 && strchr(BLANKS, line[n - 1]))
		n--;
	return strndup(line, n);
}

static int parse_lines(struct host_list *hosts, const char *text, const char *file,
		       struct diag *diag)
{
	struct where at = { .file = file };
	int r = 0;

	while (*text && r != -ENOMEM && r != -E2BIG) {
		size_t n = strcspn(text, "\n");
		_cleanup_(freep) char *name = copy_name(text, n);

		at.line++;
		if (!name)
			r = -ENOMEM;
		else if (*name)
			r = take_name(hosts, name, at, diag);
		text += n + (text[n] == '\n');
	}
	return r == -ENOMEM ? r : 0;
}

int hosts_parse(struct host_list *hosts, const char *text, size_t n, const char *file,
		struct diag *diag)
{
	static const char mark[] = "\xef\xbb\xbf"; /* Windows editors begin a file with it */
	unsigned errors = diag->n_errors;
	size_t before = hosts->n;
	int r = 0;

	if (strlen(text) != n)
		diag_error(diag, (struct where){ .file = file }, "has a NUL byte in it");
	else if (strncmp(text, mark, sizeof(mark) - 1) == 0)
		r = parse_lines(hosts, text + sizeof(mark) - 1, file, diag);
	else
		r = parse_lines(hosts, text, file, diag);
	if (r >= 0 && diag->n_errors == errors && hosts->n == before)
		diag_error(diag, (struct where){ .file = file }, "names no gateway");
	if (diag->n_errors != errors)
		r = -EINVAL;
	if (r < 0)
		cut_to(hosts, before);
	return r;
}

int hosts_read(struct host_list *hosts, const char *path, struct diag *diag)
{
	_cleanup_(source_done) struct source source = { 0 };
	int r = source_read(&source, path, diag);

	return r < 0 ? r : hosts_parse(hosts, source.text, source.n, path, diag);
}
