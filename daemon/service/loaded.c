/* SPDX-License-Identifier: MIT */
#include <malloc.h>
#include <stdio.h>

#include "service/loaded.h"

/* A person mends a few at a time; the bus and the journal take no novels. */
#define LINES_SHOWN 100

/*
 * libmodbus waits with select(2), so every line's descriptor must stay below 1024.  A line takes
 * its own, the two ends of its worker's socket, and a port the file that locks it; the rest is for
 * the bus, the log, timers and files.
 */
#define DESCRIPTORS_MAX  (1024 - 64)
#define LINE_DESCRIPTORS 3
#define PORT_DESCRIPTORS (LINE_DESCRIPTORS + 1)

/* Who writes a file in place empties it first, and its bytes follow within this time or so. */
#define SETTLE (20 * USEC_PER_MSEC)

struct collector {
	struct diag diag;
	FILE *to[2]; /* by severity */
	size_t n_bytes[2];
	unsigned n[2];
};

void complaints_done(struct complaints *c)
{
	free(c->errors);
	free(c->warnings);
	*c = (struct complaints){ 0 };
}

static void on_complaint(struct diag *d, enum severity severity, struct where at,
			 const char *message)
{
	struct collector *c = container_of(d, struct collector, diag);
	FILE *f = c->to[severity];

	if (++c->n[severity] > LINES_SHOWN || !f)
		return;
	if (c->n[severity] > 1)
		fputc('\n', f);
	if (at.file && at.line)
		fprintf(f, "%s:%u: ", at.file, at.line);
	else if (at.file)
		fprintf(f, "%s: ", at.file);
	fprintf(f, "%s: %s", severity_name(severity), message);
}

static void close_list(struct collector *c, enum severity severity, char **list)
{
	if (c->n[severity] > LINES_SHOWN)
		fprintf(c->to[severity], "\n... and %u more", c->n[severity] - LINES_SHOWN);
	fclose(c->to[severity]);
	if (c->n[severity] > 0)
		return;
	free(*list);
	*list = NULL;
}

static int check_lines(const struct config *config, struct diag *diag)
{
	unsigned n = 0;

	for (size_t i = 0; i < config->n_lines; i++) {
		n += config->lines[i].settings.serial ? PORT_DESCRIPTORS : LINE_DESCRIPTORS;
		if (n <= DESCRIPTORS_MAX)
			continue;
		diag_error(diag, config->lines[i].at,
			   "%zu lines are more than one service can run, which takes them up to "
			   "this one: run a second one with a file of its own (pufad -c FILE) for "
			   "the others",
			   config->n_lines);
		return -EINVAL;
	}
	return 0;
}

static int load(struct config **ret, const struct config_paths *paths,
		const struct driver *const table[], const struct config_load *how,
		struct diag *diag)
{
	_cleanup_(config_freep) struct config *config = NULL;
	int r;

	r = config_load_as(&config, paths, table, how, diag);
	if (r >= 0)
		r = check_lines(config, diag);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(config);
	return 0;
}

static int read_set(struct loaded **ret, const struct config_paths *paths,
		    const struct driver *const table[], const struct config_load *how,
		    struct complaints *ret_said)
{
	struct complaints said = { 0 };
	struct collector c = { .diag.emit = on_complaint };
	_cleanup_(freep) struct loaded *l = calloc(1, sizeof(*l));
	int r;

	*ret_said = said;
	c.to[SEVERITY_ERROR] = open_memstream(&said.errors, &c.n_bytes[SEVERITY_ERROR]);
	c.to[SEVERITY_WARNING] = open_memstream(&said.warnings, &c.n_bytes[SEVERITY_WARNING]);
	if (!l || !c.to[SEVERITY_ERROR] || !c.to[SEVERITY_WARNING]) {
		for (int i = 0; i < 2; i++)
			if (c.to[i])
				fclose(c.to[i]);
		complaints_done(&said);
		return -ENOMEM;
	}

	r = load(&l->config, paths, table, how, &c.diag);
	close_list(&c, SEVERITY_ERROR, &said.errors);
	close_list(&c, SEVERITY_WARNING, &said.warnings);
	*ret_said = said;
	(void) malloc_trim(0); /* reading takes several times what is kept */
	if (r < 0)
		return r;
	l->refs = 1;
	*ret = TAKE_PTR(l);
	return 0;
}

int loaded_new(struct loaded **ret, const struct config_paths *paths,
	       const struct driver *const table[], struct complaints *ret_said)
{
	_cleanup_(kept_freep) struct kept *kept = NULL;
	int r;

	*ret_said = (struct complaints){ 0 };
	r = kept_new(&kept);
	if (r < 0)
		return r;
	r = read_set(ret, paths, table, &(struct config_load){ .settle = SETTLE, .keep = kept },
		     ret_said);
	if (r >= 0)
		(*ret)->kept = TAKE_PTR(kept);
	return r;
}

int loaded_new_kept(struct loaded **ret, const struct config_paths *paths, const struct kept *from,
		    const struct driver *const table[], struct complaints *ret_said)
{
	return read_set(ret, paths, table, &(struct config_load){ .from = from }, ret_said);
}

struct loaded *loaded_ref(struct loaded *l)
{
	l->refs++;
	return l;
}

struct loaded *loaded_unref(struct loaded *l)
{
	if (!l || --l->refs > 0)
		return NULL;
	config_free(l->config);
	kept_free(l->kept);
	free(l);
	(void) malloc_trim(0);
	return NULL;
}
