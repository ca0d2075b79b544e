/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "config/complaints.h"

struct complaint {
	enum severity severity;
	struct where at;
	size_t order;
	char *message;
};

static void pass(struct diag *to, enum severity severity, struct where at, const char *message)
{
	if (severity == SEVERITY_ERROR)
		diag_error(to, at, "%s", message);
	else
		diag_warning(to, at, "%s", message);
}

static bool make_room(struct complaints *c)
{
	size_t size = c->kept_size ? 2 * c->kept_size : 16;
	struct complaint *p;

	if (c->n_kept < c->kept_size)
		return true;
	p = reallocarray(c->kept, size, sizeof(*p));
	if (!p)
		return false;
	c->kept = p;
	c->kept_size = size;
	return true;
}

static void keep(struct diag *d, enum severity severity, struct where at, const char *message)
{
	struct complaints *c = container_of(d, struct complaints, diag);
	char *copy;

	if (c->only && (!at.file || strcmp(at.file, c->only) != 0))
		return;
	if (++c->n[severity] > COMPLAINTS_MAX)
		return;
	copy = strdup(message);
	if (!copy || !make_room(c)) {
		/* Better out of order than not at all. */
		free(copy);
		pass(c->to, severity, at, message);
		return;
	}
	c->kept[c->n_kept].severity = severity;
	c->kept[c->n_kept].at = at;
	c->kept[c->n_kept].order = c->n_kept;
	c->kept[c->n_kept].message = copy;
	c->n_kept++;
}

void complaints_init(struct complaints *c, struct diag *to)
{
	*c = (struct complaints){ .diag = { .emit = keep }, .to = to };
}

/* What is about no file comes last. */
static int by_place(const void *a, const void *b)
{
	const struct complaint *x = a, *y = b;
	int r;

	if (!x->at.file != !y->at.file)
		return x->at.file ? -1 : 1;
	r = x->at.file ? strcmp(x->at.file, y->at.file) : 0;
	if (r != 0)
		return r;
	if (x->at.line != y->at.line)
		return x->at.line < y->at.line ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static void free_kept(struct complaints *c)
{
	free(c->kept);
	c->kept = NULL;
	c->n_kept = c->kept_size = 0;
}

void complaints_drop(struct complaints *c)
{
	for (size_t i = 0; i < c->n_kept; i++)
		free(c->kept[i].message);
	free_kept(c);
	memset(c->n, 0, sizeof(c->n));
	c->diag.n_errors = c->diag.n_warnings = 0;
}

void complaints_finish(struct complaints *c)
{
	const struct where nowhere = { .file = NULL };

	if (c->n_kept)
		qsort(c->kept, c->n_kept, sizeof(*c->kept), by_place);
	for (size_t i = 0; i < c->n_kept; i++) {
		pass(c->to, c->kept[i].severity, c->kept[i].at, c->kept[i].message);
		free(c->kept[i].message);
	}
	free_kept(c);
	if (c->n[SEVERITY_ERROR] > COMPLAINTS_MAX)
		diag_error(c->to, nowhere, "... and %u more errors",
			   c->n[SEVERITY_ERROR] - COMPLAINTS_MAX);
	if (c->n[SEVERITY_WARNING] > COMPLAINTS_MAX)
		diag_warning(c->to, nowhere, "... and %u more warnings",
			     c->n[SEVERITY_WARNING] - COMPLAINTS_MAX);
}
