/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "cli/mistakes.h"
#include "cli/output.h"
#include "cli/playlist_table.h"
#include "cli/verbs.h"

static void put(FILE *f, const void *userdata)
{
	playlist_table_print(userdata, f);
}

int verb_export(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(playlist_table_donep) struct playlist_table t = { 0 };
	struct mistakes m;
	int r;

	(void) argc;
	if (cli->output && cli->json)
		return misused("'--output' and '--json' do not go together");
	mistakes_init(&m, stderr, terminal_has_colors(cli, stderr), false);
	r = playlist_table_read_file(&t, argv[0], &m.diag);
	if (r == -ENOMEM)
		return out_of_memory();
	if (r < 0)
		return EXIT_FAILED;
	if (cli->output)
		return output_write(cli->output, put, &t);
	if (cli->json)
		return playlist_table_print_json(&t) < 0 ? failed("the answer could not be written")
							 : EXIT_DONE;
	playlist_table_print(&t, stdout);
	return EXIT_DONE;
}
