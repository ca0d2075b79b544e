/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "cli/almanac.h"
#include "cli/import_holidays.h"
#include "cli/mistakes.h"
#include "cli/output.h"
#include "cli/verbs.h"

#define REVISION_MAX 1000

static json_t *off_json(const struct notice *n)
{
	json_t *list = json_array();
	char span[OFF_DAYS_MAX];
	int r = 0;

	for (size_t i = 0; i < n->n_off; i++)
		r |= json_array_append_new(list, json_pack("{s:o, s:s}", "name",
							   writer_string(n->off[i].name), "days",
							   off_days_format(&n->off[i], span)));
	if (r >= 0)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *work_json(const struct notice *n)
{
	json_t *list = json_array();
	char date[DATE_MAX];
	int r = 0;

	for (size_t i = 0; i < n->n_work; i++)
		r |= json_array_append_new(list, json_string(date_format(n->work[i].day, date)));
	if (r >= 0)
		return list;
	json_decref(list);
	return NULL;
}

static int print_json(const struct imported *i)
{
	const struct notice *n = &i->notice;
	int r = writer_document(json_pack("{s:i, s:o, s:i, s:b, s:o, s:o, s:o}", "year", n->year,
					  "notice", writer_string(n->document), "revision",
					  (int) n->revision, "decree", (int) n->decree, "source",
					  writer_string_or_null(i->source), "off", off_json(n),
					  "work", work_json(n)));

	return r < 0 ? failed("the answer could not be written") : EXIT_DONE;
}

static void put(FILE *f, const void *userdata)
{
	imported_print(userdata, f);
}

static int import(const struct cli *cli, const char *path, const struct import_options *known)
{
	_cleanup_(imported_donep) struct imported i = { 0 };
	struct mistakes m;
	int r;

	mistakes_init(&m, stderr, terminal_has_colors(cli, stderr), false);
	r = import_holidays(&i, path, known, &m.diag);
	if (r == -ENOMEM)
		return out_of_memory();
	if (r < 0)
		return EXIT_FAILED;
	if (cli->output)
		return output_write(cli->output, put, &i);
	if (cli->json)
		return print_json(&i);
	imported_print(&i, stdout);
	return EXIT_DONE;
}

int verb_import_holidays(const struct cli *cli, int argc, char **argv)
{
	struct import_options known = { .document = cli->notice, .decree = cli->decree };

	(void) argc;
	if (cli->revision && number_parse(cli->revision, 1, REVISION_MAX, &known.revision) < 0)
		return misused("'%s' of --revision is not a number from 1 to %d", cli->revision,
			       REVISION_MAX);
	if (cli->output && cli->json)
		return misused("'--output' and '--json' do not go together");
	return import(cli, argv[0], &known);
}
