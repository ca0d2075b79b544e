/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/prober.h"
#include "cli/progress.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "cli/writer.h"

#define BAUDS_MAX     8
#define PROTOCOLS_MAX 16
#define FOUND_MAX     512
#define PORTS_MAX     256

struct found {
	const struct driver *driver;
	unsigned address;
	int baud; /* 0: not ours to know */
	struct identity identity;
};

struct search {
	struct prober prober;
	const struct driver *protocols[PROTOCOLS_MAX];
	size_t n_protocols;
	bool has_range; /* else each protocol has its own */
	unsigned first, last;
	int bauds[BAUDS_MAX];
	size_t n_bauds;
	struct found found[FOUND_MAX];
	size_t n_found;
	struct progress progress;
	size_t done;
};

static int parse_addresses(struct search *s, const char *text)
{
	char first[16];
	size_t n = strcspn(text, "-");

	if (n < sizeof(first)) {
		memcpy(first, text, n);
		first[n] = '\0';
		if (number_parse(first, 0, 65535, &s->first) >= 0 &&
		    number_parse(text[n] ? text + n + 1 : first, 0, 65535, &s->last) >= 0 &&
		    s->first <= s->last) {
			s->has_range = true;
			return EXIT_DONE;
		}
	}
	return misused("'%s' is not a range of addresses like 1-32", text);
}

static int parse_bauds(struct search *s, const char *text)
{
	while (s->n_bauds < BAUDS_MAX) {
		size_t n = strcspn(text, ",");
		char word[16];
		unsigned baud;

		if (n >= sizeof(word))
			break;
		memcpy(word, text, n);
		word[n] = '\0';
		if (number_parse(word, 300, 921600, &baud) < 0)
			break;
		s->bauds[s->n_bauds++] = (int) baud;
		if (!text[n])
			return EXIT_DONE;
		text += n + 1;
	}
	return misused("not a list of speeds like 9600,57600: '%s'", text);
}

static unsigned scan_size(const struct driver *d)
{
	return d->scan_last - d->scan_first;
}

static int by_scan_size(const void *a, const void *b)
{
	unsigned x = scan_size(*(const struct driver *const *) a);
	unsigned y = scan_size(*(const struct driver *const *) b);

	return x < y ? -1 : x > y;
}

/* The protocol that was asked for, or that of the line's boards, or all that can be asked. */
static int choose_protocols(struct search *s, const char *name)
{
	const struct driver *one = name ? driver_find(drivers, name) : s->prober.driver;

	if (name && !one)
		return misused("there is no protocol '%s'", name);
	if (one && !one->identify)
		return failed("boards of protocol '%s' have no answer to a question that changes "
			      "nothing on them",
			      one->name);
	for (size_t i = 0; drivers[i] && s->n_protocols < PROTOCOLS_MAX; i++)
		if (one ? drivers[i] == one
			: drivers[i]->identify && prober_carries(&s->prober, drivers[i]))
			s->protocols[s->n_protocols++] = drivers[i];
	/* What takes minutes comes last. */
	qsort(s->protocols, s->n_protocols, sizeof(s->protocols[0]), by_scan_size);
	return EXIT_DONE;
}

static unsigned first_of(const struct search *s, const struct driver *d)
{
	unsigned first = s->has_range ? s->first : d->scan_first;

	return first < d->address_min ? d->address_min : first;
}

static unsigned last_of(const struct search *s, const struct driver *d)
{
	unsigned last = s->has_range ? s->last : d->scan_last;

	return last > d->address_max ? d->address_max : last;
}

static size_t count_questions(const struct search *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_protocols; i++) {
		unsigned first = first_of(s, s->protocols[i]), last = last_of(s, s->protocols[i]);

		n += first <= last ? last - first + 1 : 0;
	}
	return n * (s->n_bauds ? s->n_bauds : 1);
}

static int ask(struct search *s, const struct driver *d, unsigned address, int baud)
{
	struct found f = { .driver = d, .address = address, .baud = baud };
	char what[64];
	int r;

	snprintf(what, sizeof(what), "%s %u, %zu found", d->name, address, s->n_found);
	progress_show(&s->progress, s->done++, what);
	r = prober_ask(&s->prober, d, address, &f.identity);
	if (r > 0 && s->n_found < FOUND_MAX)
		s->found[s->n_found++] = f;
	return r;
}

static int search_protocols(struct search *s, int baud)
{
	for (size_t i = 0; i < s->n_protocols; i++) {
		const struct driver *d = s->protocols[i];

		for (unsigned a = first_of(s, d); a <= last_of(s, d); a++) {
			int r = ask(s, d, a, baud);

			if (r < 0)
				return r;
		}
	}
	return 0;
}

static int search(struct search *s)
{
	int r = 0;

	progress_start(&s->progress, count_questions(s));
	if (s->n_bauds == 0)
		r = search_protocols(s, prober_can_change_baud(&s->prober) ? s->prober.settings.baud
									   : 0);
	for (size_t i = 0; r >= 0 && i < s->n_bauds; i++) {
		prober_set_baud(&s->prober, s->bauds[i]);
		r = search_protocols(s, s->bauds[i]);
	}
	progress_wipe(&s->progress);
	return r;
}

static json_t *number_or_null(unsigned value)
{
	return value ? json_integer(value) : json_null();
}

static int print_json(const struct search *s)
{
	json_t *list = json_array();
	int r = 0;

	for (size_t i = 0; i < s->n_found; i++) {
		const struct found *f = &s->found[i];

		r |= json_array_append_new(
			list, json_pack("{s:i, s:s, s:o, s:o, s:o, s:o, s:o}", "address",
					(int) f->address, "protocol", f->driver->name, "model",
					writer_string_or_null(f->identity.model), "firmware",
					writer_string_or_null(f->identity.firmware), "width",
					number_or_null(f->identity.width), "height",
					number_or_null(f->identity.height), "baud",
					number_or_null((unsigned) f->baud)));
	}
	if (r < 0) {
		json_decref(list);
		return out_of_memory();
	}
	return writer_document(list) < 0 ? failed("the answer could not be written") : EXIT_DONE;
}

static void add_row(struct table *t, const struct found *f)
{
	table_addf(t, TINT_NONE, "%u", f->address);
	table_add(t, TINT_NONE, f->driver->name);
	table_add(t, TINT_NONE, f->identity.model[0] ? f->identity.model : "-");
	table_add(t, TINT_NONE, f->identity.firmware[0] ? f->identity.firmware : "-");
	if (f->identity.width)
		table_addf(t, TINT_NONE, "%ux%u", f->identity.width, f->identity.height);
	else
		table_add(t, TINT_NONE, "-");
	if (f->baud)
		table_addf(t, TINT_NONE, "%d", f->baud);
	else
		table_add(t, TINT_NONE, "-");
}

static int print_table(const struct search *s, bool colors)
{
	static const char *const headings[] = { "ADDRESS",  "PROTOCOL", "MODEL",
						"FIRMWARE", "SIZE",     "BAUD" };
	struct table t;
	int r;

	table_init(&t, ARRAY_SIZE(headings), headings);
	for (size_t i = 0; i < s->n_found; i++)
		add_row(&t, &s->found[i]);
	r = table_print(&t, stdout, colors);
	table_done(&t);
	return r < 0 ? out_of_memory() : EXIT_DONE;
}

static int report(const struct search *s, const struct cli *cli)
{
	int r = EXIT_DONE;

	if (cli->json)
		r = print_json(s);
	else if (s->n_found > 0)
		r = print_table(s, terminal_has_colors(cli, stdout));
	if (r == EXIT_DONE && s->n_found == 0)
		return failed("nothing answered on %s to %zu questions", s->prober.label, s->done);
	return r;
}

static int probe(struct search *s, const struct cli *cli, const char *name)
{
	int r = EXIT_DONE;

	if (cli->addresses)
		r = parse_addresses(s, cli->addresses);
	if (r == EXIT_DONE && cli->baud)
		r = parse_bauds(s, cli->baud);
	if (r == EXIT_DONE)
		r = prober_open(&s->prober, cli, name);
	if (r == EXIT_DONE && cli->baud && !prober_can_change_baud(&s->prober))
		r = misused("--baud: the speed of %s is not ours to change", s->prober.label);
	if (r == EXIT_DONE)
		r = choose_protocols(s, cli->protocol);
	if (r == EXIT_DONE && count_questions(s) == 0)
		r = misused("no board has an address in '%s'", cli->addresses);
	if (r != EXIT_DONE)
		return r;
	if (search(s) >= 0)
		return report(s, cli);
	/* Why has been said; what was found before is true all the same. */
	if (s->n_found > 0)
		(void) report(s, cli);
	return EXIT_FAILED;
}

static int ports_json(const struct line_port *ports, int n)
{
	json_t *list = json_array();
	int r = 0;

	for (int i = 0; i < n; i++)
		r |= json_array_append_new(list, json_pack("{s:s, s:s, s:o}", "path", ports[i].path,
							   "device", ports[i].device, "about",
							   writer_string_or_null(ports[i].about)));
	if (r < 0) {
		json_decref(list);
		return out_of_memory();
	}
	return writer_document(list) < 0 ? failed("the answer could not be written") : EXIT_DONE;
}

static int ports_table(const struct line_port *ports, int n, bool colors)
{
	static const char *const headings[] = { "PORT", "DEVICE", "ABOUT" };
	struct table t;
	int r;

	table_init(&t, ARRAY_SIZE(headings), headings);
	for (int i = 0; i < n; i++) {
		table_add(&t, TINT_NONE, ports[i].path);
		table_add(&t, TINT_NONE, ports[i].device);
		table_add(&t, TINT_NONE, ports[i].about);
	}
	r = table_print(&t, stdout, colors);
	table_done(&t);
	return r < 0 ? out_of_memory() : EXIT_DONE;
}

/* Without a line: where one could be. */
static int list_ports(const struct cli *cli)
{
	_cleanup_(freep) struct line_port *ports = calloc(PORTS_MAX, sizeof(*ports));
	int n;

	if (cli->host)
		return misused("with --host a line must be named");
	if (!ports)
		return out_of_memory();
	n = line_list_ports(ports, PORTS_MAX);
	if (n < 0)
		return failed("the serial ports can not be listed: %s", strerror(-n));
	if (cli->json)
		return ports_json(ports, n);
	return n ? ports_table(ports, n, terminal_has_colors(cli, stdout))
		 : failed("this machine has no serial port");
}

int verb_probe(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(freep) struct search *s = NULL;
	int r;

	if (argc == 0)
		return list_ports(cli);
	s = calloc(1, sizeof(*s));
	if (!s)
		return out_of_memory();
	r = probe(s, cli, argv[0]);
	prober_close(&s->prober);
	return r;
}
