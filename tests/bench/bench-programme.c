/* SPDX-License-Identifier: MIT */
/*
 * bench-programme PLAYLISTS PROFILES
 *
 * How long a gateway takes over the installed files: reading and checking them all for a site of
 * two boards, their calendar alone, compiling the programme for 2000-2100, and that with a limit by
 * the sun.  Prints a table; asserts nothing.
 */
#include <unistd.h>

#include "bench/bench.h"
#include "check.h"
#include "config/calendar.h"

#define N_RUNS 15

static const char site[] =
	"site = { name = \"bench\"; zone = \"Asia/Shanghai\"; filler = \"civil-code\"; };\n"
	"lines = ( { name = \"a\"; serial = \"/dev/ttyS1\"; } );\n"
	"boards = (\n"
	"  { name = \"gate\"; line = \"a\"; address = 1; profile = \"modbus-gbk-2x8\";\n"
	"    groups = [ \"community\" ]; },\n"
	"  { name = \"works\"; line = \"a\"; address = 2; profile = \"modbus-gbk-2x8\";\n"
	"    groups = [ \"enterprise\" ]; } );\n";

static void complain(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	if (severity == SEVERITY_ERROR)
		fprintf(stderr, "%s:%u: %s\n", at.file ? at.file : "-", at.line, message);
}

static int compile(const struct programme_tables *t, double *ret, size_t *ret_size)
{
	_cleanup_(programme_freep) struct programme *p = NULL;
	double start = seconds();
	int r;

	r = programme_new(&p, t);
	*ret = seconds() - start;
	if (r >= 0)
		*ret_size = programme_size(p);
	return r;
}

/* One board is dark from four hours after sunset until sunrise. */
static int compile_with_sun(const struct config *c, double *ret, size_t *ret_size)
{
	static const struct location place = { 39.79, 116.45 };
	static const struct sun_hours night = { { HOURS_SUNSET, false, 240 },
						{ HOURS_SUNRISE, true, 0 } };
	static struct limit limits[LIMITS_MAX];
	static struct dayset daily;
	struct programme_tables t = *programme_tables(c->programme);

	dayset_fill(&daily);
	memcpy(limits, t.limits, t.n_limits * sizeof(*limits));
	limits[t.n_limits++] =
		(struct limit){ .days = &daily, .sun = &night, .n_sun = 1, .boards = { { 1 } } };
	t.limits = limits;
	t.place = &place;
	return compile(&t, ret, ret_size);
}

/* What is measured: seconds and bytes. */
struct figures {
	double load, calendar, compile, sun;
	size_t size, sun_size;
};

static int run(const struct config_paths *paths, struct figures *f, struct config **ret)
{
	_cleanup_(calendar_freep) struct calendar *calendar = NULL;
	struct diag diag = { .emit = complain };
	double start = seconds();
	int r;

	r = config_load(ret, paths, drivers, &diag);
	f->load = seconds() - start;
	if (r < 0)
		return r;
	start = seconds();
	r = calendar_load(&calendar, paths, &diag);
	f->calendar = seconds() - start;
	if (r >= 0)
		r = compile(programme_tables((*ret)->programme), &f->compile, &f->size);
	return r < 0 ? r : compile_with_sun(*ret, &f->sun, &f->sun_size);
}

static void print_ms(const char *what, const struct figures *f, size_t offset)
{
	double v[N_RUNS];

	for (int i = 0; i < N_RUNS; i++)
		v[i] = *(const double *) ((const char *) &f[i] + offset);
	printf("%-24s %8.1f ms\n", what, median(v, N_RUNS) * 1e3);
}

static void print(const struct config *c, const struct figures *f)
{
	const struct programme_tables *t = programme_tables(c->programme);

	printf("shipped programme: %zu rules, %zu nodes, %zu notices, %u classes, 2000-2100 "
	       "(median of %d)\n",
	       t->n_rules, c->calendar->n_nodes, c->calendar->n_notices,
	       programme_n_classes(c->programme), N_RUNS);
	print_ms("load", f, offsetof(struct figures, load));
	print_ms("  calendar", f, offsetof(struct figures, calendar));
	print_ms("  compile", f, offsetof(struct figures, compile));
	printf("%-24s %8.1f MiB\n", "memory", (double) f->size / (1 << 20));
	print_ms("with a limit by the sun", f, offsetof(struct figures, sun));
	printf("%-24s %8.1f MiB\n", "memory", (double) f->sun_size / (1 << 20));
}

int main(int argc, char **argv)
{
	struct figures figures[N_RUNS];
	char path[] = "/tmp/bench-programme-XXXXXX";
	struct config_paths paths = { path, argc == 3 ? argv[2] : NULL, argc == 3 ? argv[1] : NULL,
				      NULL };
	int fd, r;

	if (argc != 3) {
		printf("bench-programme PLAYLISTS PROFILES\n");
		return EXIT_FAILURE;
	}
	fd = mkstemp(path);
	r = fd < 0 || write(fd, site, strlen(site)) != (ssize_t) strlen(site) ? -EIO : 0;
	for (int i = 0; r >= 0 && i < N_RUNS; i++) {
		_cleanup_(config_freep) struct config *c = NULL;

		r = run(&paths, &figures[i], &c);
		if (r >= 0 && i + 1 == N_RUNS)
			print(c, figures);
	}
	if (fd >= 0) {
		close(fd);
		unlink(path);
	}
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
