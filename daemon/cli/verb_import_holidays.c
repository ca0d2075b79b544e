/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/almanac.h"
#include "cli/import_holidays.h"
#include "cli/mistakes.h"
#include "cli/verbs.h"

#define REVISION_MAX 1000

/* As a notice file has it: only quotes and backslashes are escaped there. */
static void put_string(FILE *f, const char *text)
{
	fputc('"', f);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', f);
		fputc(*text, f);
	}
	fputc('"', f);
}

static const char *span_text(const struct notice_off *o, char *buf, size_t size)
{
	char first[DATE_MAX], last[DATE_MAX];

	if (o->first == o->last)
		snprintf(buf, size, "%s", date_format(o->first, first));
	else
		snprintf(buf, size, "%s..%s", date_format(o->first, first),
			 date_format(o->last, last));
	return buf;
}

static void put_off(FILE *f, const struct notice *n)
{
	char span[2 * DATE_MAX];

	fputs("    off = (", f);
	for (size_t i = 0; i < n->n_off; i++) {
		fputs(i ? ",\n      { name = " : "\n      { name = ", f);
		put_string(f, n->off[i].name);
		fprintf(f, "; days = \"%s\"; }", span_text(&n->off[i], span, sizeof(span)));
	}
	fputs(n->n_off ? "\n    );\n" : ");\n", f);
}

static void put_work(FILE *f, const struct notice *n)
{
	char date[DATE_MAX];

	fputs("    work = [", f);
	for (size_t i = 0; i < n->n_work; i++)
		fprintf(f, "%s\"%s\"", i ? ", " : "", date_format(n->work[i].day, date));
	fputs("];\n", f);
}

static void put_notice(FILE *f, const struct imported *i)
{
	const struct notice *n = &i->notice;

	fprintf(f, "# %d年节假日安排。off 为放假日期（首日..末日），work 为调休上班日。\n",
		n->year);
	fprintf(f, "holidays = (\n  { year = %d; notice = ", n->year);
	put_string(f, n->document);
	fprintf(f, "; revision = %u;%s\n", n->revision, n->decree ? " decree = true;" : "");
	if (i->source && *i->source) {
		fputs("    source = ", f);
		put_string(f, i->source);
		fputs(";\n", f);
	}
	put_off(f, n);
	put_work(f, n);
	fputs("  }\n);\n", f);
}

static json_t *off_json(const struct notice *n)
{
	json_t *list = json_array();
	char span[2 * DATE_MAX];
	int r = 0;

	for (size_t i = 0; i < n->n_off; i++)
		r |= json_array_append_new(list,
					   json_pack("{s:o, s:s}", "name",
						     writer_string(n->off[i].name), "days",
						     span_text(&n->off[i], span, sizeof(span))));
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

static int write_to(int fd, const struct imported *i)
{
	FILE *f = fdopen(fd, "w");

	if (!f) {
		close(fd);
		return -errno;
	}
	put_notice(f, i);
	if (fflush(f) == EOF || ferror(f) || fsync(fd) < 0 || fchmod(fd, 0644) < 0) {
		int r = errno ? -errno : -EIO;

		fclose(f);
		return r;
	}
	return fclose(f) == EOF ? -errno : 0;
}

/* Whole or not at all: the daemon may be reading the directory. */
static int write_file(const char *path, const struct imported *i)
{
	_cleanup_(freep) char *fresh = NULL;
	int fd, r;

	if (asprintf(&fresh, "%s.XXXXXX", path) < 0) {
		fresh = NULL;
		return out_of_memory();
	}
	fd = mkostemp(fresh, O_CLOEXEC);
	if (fd < 0)
		return failed("%s can not be written: %s", path, strerror(errno));
	r = write_to(fd, i);
	if (r >= 0 && rename(fresh, path) < 0)
		r = -errno;
	if (r >= 0)
		return EXIT_DONE;
	unlink(fresh);
	return failed("%s can not be written: %s", path, strerror(-r));
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
		return write_file(cli->output, &i);
	if (cli->json)
		return print_json(&i);
	put_notice(stdout, &i);
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
