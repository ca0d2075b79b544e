/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "config/timetext.h"
#include "service/log.h"
#include "service/manager.h"

#define EXIT_USAGE   2
#define EXIT_TROUBLE 3 /* the machine's, not the files' */

/* libmodbus waits with select(2): a descriptor past this would end the process, none at all does
 * not. */
#define DESCRIPTORS_MAX 1024

#define HEAP_KEPT (32 * 1024 * 1024) /* the most that the C library takes */

static const char *arg_rehearse;
static bool arg_debug;
static struct config_paths arg_paths;

static void help(void)
{
	printf("Usage: pufad [OPTION...]\n"
	       "Show law messages on LED boards, by playlists, rules and the calendar.\n\n"
	       "  -c, --config FILE     the site's file (" PUFA_SYSCONFDIR "/pufa.cfg)\n"
	       "      --profiles DIR    makes of boards (" PUFA_DATADIR "/profiles)\n"
	       "      --playlists DIR   playlists where the site has none of its own\n"
	       "                        (" PUFA_DATADIR "/playlists)\n"
	       "      --rehearse TIME   run with the clock set as if it were TIME: RFC 3339, or a\n"
	       "                        date or local time in the site's zone\n"
	       "      --debug           say more (also with PUFA_DEBUG=1)\n"
	       "      --version         print the version\n"
	       "  -h, --help            print this\n\n"
	       "It stays in the foreground.  SIGHUP: read the files again.  SIGTERM: stop; the boards\n"
	       "keep what they show.\n");
}

/* Returns -1 to go on, or the exit status. */
static int parse_arguments(int argc, char **argv)
{
	enum {
		ARG_PROFILES = 256,
		ARG_PLAYLISTS,
		ARG_REHEARSE,
		ARG_DEBUG,
		ARG_VERSION,
	};
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "debug", no_argument, NULL, ARG_DEBUG },
		{ "help", no_argument, NULL, 'h' },
		{ "playlists", required_argument, NULL, ARG_PLAYLISTS },
		{ "profiles", required_argument, NULL, ARG_PROFILES },
		{ "rehearse", required_argument, NULL, ARG_REHEARSE },
		{ "version", no_argument, NULL, ARG_VERSION },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "c:h", options, NULL)) >= 0)
		switch (c) {
		case 'c':
			arg_paths.site = optarg;
			break;
		case 'h':
			help();
			return EXIT_SUCCESS;
		case ARG_PROFILES:
			arg_paths.profile_dir = optarg;
			break;
		case ARG_PLAYLISTS:
			arg_paths.playlist_dir = optarg;
			break;
		case ARG_REHEARSE:
			arg_rehearse = optarg;
			break;
		case ARG_DEBUG:
			arg_debug = true;
			break;
		case ARG_VERSION:
			puts("pufad " PUFA_VERSION);
			return EXIT_SUCCESS;
		default:
			return EXIT_USAGE; /* getopt has said what */
		}
	if (optind == argc)
		return -1;
	fprintf(stderr, "pufad: '%s': no arguments are taken but options\n", argv[optind]);
	return EXIT_USAGE;
}

static void prepare_process(void)
{
	const char *debug = getenv("PUFA_DEBUG");
	struct rlimit limit;

	log_open(arg_debug || (debug && strcmp(debug, "1") == 0));

	/* One arena: a thread per line would otherwise keep one each. */
	(void) mallopt(M_ARENA_MAX, 1);

	/* What was asked for once is there when it is needed; a load gives it back in the end. */
	(void) mallopt(M_TRIM_THRESHOLD, HEAP_KEPT);
	(void) mallopt(M_MMAP_THRESHOLD, HEAP_KEPT);

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur == DESCRIPTORS_MAX)
		return;
	limit.rlim_cur = limit.rlim_max < DESCRIPTORS_MAX ? limit.rlim_max : DESCRIPTORS_MAX;
	(void) setrlimit(RLIMIT_NOFILE, &limit);
}

/* *ret is 0 without a rehearsal. */
static int rehearsal(const struct loaded *loaded, usec_t *ret)
{
	const struct zone *zone = &loaded->config->zone;
	day_t day;
	int r;

	if (!arg_rehearse)
		return 0;
	r = time_parse(arg_rehearse, zone, 0, ret, NULL);
	day = r < 0 ? 0 : zone_day(zone, *ret);
	if (day >= DAY_FIRST && day <= DAY_LAST)
		return 0;
	log_err(LOG_SERVICE, "--rehearse %s: not a time between %d and %d", arg_rehearse,
		YEAR_FIRST, YEAR_LAST);
	return -EINVAL;
}

static int run(void)
{
	struct manager_options options = { .paths = arg_paths,
					   .runtime_dir = getenv("RUNTIME_DIRECTORY"),
					   .state_dir = getenv("STATE_DIRECTORY") };
	_cleanup_(loaded_unrefp) struct loaded *loaded = NULL;
	_cleanup_(sets_freep) struct sets *sets = NULL;
	_cleanup_(manager_freep) struct manager *manager = NULL;
	_cleanup_(beginning_done) struct beginning beginning = { .refused = NULL };
	int r;

	r = sets_new(&sets, options.state_dir);
	if (r < 0) {
		log_err(LOG_SERVICE, "can not run: %s", strerror(-r));
		return EXIT_TROUBLE;
	}
	options.sets = sets;
	options.beginning = &beginning;
	r = rollback_begin(&loaded, &options.paths, sets, &beginning);
	if (r < 0)
		return r == -EINVAL ? EXIT_FAILURE : EXIT_TROUBLE;
	r = rehearsal(loaded, &options.rehearse);
	if (r < 0)
		return EXIT_USAGE;
	r = manager_new(&manager, &options, loaded);
	if (r >= 0)
		r = manager_run(manager);
	if (r < 0)
		log_err(LOG_SERVICE, "can not run: %s", strerror(-r));
	return r < 0 ? EXIT_TROUBLE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	int r = parse_arguments(argc, argv);

	if (r >= 0)
		return r;
	prepare_process();
	return run();
}
