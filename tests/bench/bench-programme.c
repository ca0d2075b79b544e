/* SPDX-License-Identifier: MIT */
/*
 * bench-programme PLAYLISTS PROFILES
 *
 * How long a gateway takes over the installed files: reading and checking them all for a site of
 * two boards, their calendar alone, and compiling the programme for 2000-2100.  Prints a table;
 * asserts nothing.
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

static double median_ms(double *v)
{
	return median(v, N_RUNS) * 1e3;
}

static void complain(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	if (severity == SEVERITY_ERROR)
		fprintf(stderr, "%s:%u: %s\n", at.file ? at.file : "-", at.line, message);
}

static int compile_again(const struct config *c, double *ret)
{
	_cleanup_(programme_freep) struct programme *p = NULL;
	double start = seconds();
	int r;

	r = programme_new(&p, programme_tables(c->programme));
	*ret = seconds() - start;
	return r;
}

static int run(const struct config_paths *paths, double *ret_load, double *ret_calendar,
	       double *ret_compile, struct config **ret)
{
	_cleanup_(calendar_freep) struct calendar *calendar = NULL;
	struct diag diag = { .emit = complain };
	double start = seconds();
	int r;

	r = config_load(ret, paths, drivers, &diag);
	*ret_load = seconds() - start;
	if (r < 0)
		return r;
	start = seconds();
	r = calendar_load(&calendar, paths, &diag);
	*ret_calendar = seconds() - start;
	return r < 0 ? r : compile_again(*ret, ret_compile);
}

static void print(const struct config *c, double *load, double *calendar, double *compile)
{
	const struct programme_tables *t = programme_tables(c->programme);

	printf("shipped programme: %zu rules, %zu nodes, %zu notices, %u classes, 2000-2100 "
	       "(median of %d)\n",
	       t->n_rules, c->calendar->n_nodes, c->calendar->n_notices,
	       programme_n_classes(c->programme), N_RUNS);
	printf("load         %8.1f ms\n", median_ms(load));
	printf("  calendar   %8.1f ms\n", median_ms(calendar));
	printf("  compile    %8.1f ms\n", median_ms(compile));
	printf("memory       %8.1f MiB\n", (double) programme_size(c->programme) / (1 << 20));
}

int main(int argc, char **argv)
{
	double load[N_RUNS], calendar[N_RUNS], compile[N_RUNS];
	char path[] = "/tmp/bench-programme-XXXXXX";
	struct config_paths paths = { path, argc == 3 ? argv[2] : NULL,
				      argc == 3 ? argv[1] : NULL };
	int fd, r;

	if (argc != 3) {
		printf("bench-programme PLAYLISTS PROFILES\n");
		return EXIT_FAILURE;
	}
	fd = mkstemp(path);
	r = fd < 0 || write(fd, site, strlen(site)) != (ssize_t) strlen(site) ? -EIO : 0;
	for (int i = 0; r >= 0 && i < N_RUNS; i++) {
		_cleanup_(config_freep) struct config *c = NULL;

		r = run(&paths, &load[i], &calendar[i], &compile[i], &c);
		if (r >= 0 && i + 1 == N_RUNS)
			print(c, load, calendar, compile);
	}
	if (fd >= 0) {
		close(fd);
		unlink(path);
	}
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
