/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/profiles.h"
#include "cli/verbs.h"
#include "cli/writer.h"
#include "config/charset.h"

/* A board of the profile that no line leads to. */
struct encoder {
	const struct sheet *sheet;
	void *self;
	json_t *all, *pages;
	json_t *frames; /* of the page at hand */
};

static int keep_frame(void *userdata, const uint8_t *frame, size_t n)
{
	struct encoder *e = userdata;
	_cleanup_(freep) char *hex = malloc(2 * n + 1);
	json_t *value;

	if (!hex)
		return -ENOMEM;
	hex[0] = '\0';
	for (size_t i = 0; i < n; i++)
		sprintf(hex + 2 * i, "%02x", frame[i]);
	value = json_string(hex);
	if (json_array_append(e->all, value) < 0 || json_array_append_new(e->frames, value) < 0)
		return -ENOMEM;
	return 0;
}

static int encode_page(struct encoder *e, unsigned number)
{
	_cleanup_(freep) struct page *page = calloc(1, sizeof(*page));
	const struct profile *p = e->sheet->profile;
	int r;

	if (!page)
		return -ENOMEM;
	r = charset_encode_page(p->charset, e->sheet->text, &e->sheet->layout, number, page);
	if (r < 0)
		return r;
	e->frames = json_array();
	r = p->driver->encode(e->self, page, keep_frame, e);
	if (r < 0) {
		json_decref(e->frames);
		return r;
	}
	return json_array_append_new(e->pages,
				     json_pack("{s:i, s:o, s:o}", "page", (int) number + 1, "rows",
					       sheet_rows_json(e->sheet, number), "frames",
					       e->frames)) < 0
		       ? -ENOMEM
		       : 0;
}

static void print_frame(const char *hex)
{
	for (; *hex; hex += 2)
		printf("%.2s%s", hex, hex[2] ? " " : "\n");
}

static void print_pages(const struct encoder *e)
{
	size_t i, k;
	json_t *page, *value;

	json_array_foreach(e->pages, i, page)
	{
		printf("page %zu of %zu:", i + 1, json_array_size(e->pages));
		json_array_foreach(json_object_get(page, "rows"), k, value)
			printf(" %s%s", k ? "| " : "", json_string_value(value));
		putchar('\n');
		json_array_foreach(json_object_get(page, "frames"), k, value)
			print_frame(json_string_value(value));
	}
}

static int encode_all(struct encoder *e)
{
	for (unsigned i = 0; i < e->sheet->layout.n_pages; i++) {
		int r = encode_page(e, i);

		if (r < 0)
			return failed("page %u can not be encoded: %s", i + 1, strerror(-r));
	}
	return EXIT_DONE;
}

static int encode(const struct cli *cli, const struct sheet *s, void *self)
{
	struct encoder e = { .sheet = s, .self = self, .all = json_array(), .pages = json_array() };
	int r = encode_all(&e);

	if (r == EXIT_DONE && cli->json)
		r = writer_document(json_pack("{s:O, s:O}", "frames", e.all, "pages", e.pages)) < 0
			    ? failed("the answer could not be written")
			    : EXIT_DONE;
	else if (r == EXIT_DONE)
		print_pages(&e);
	json_decref(e.all);
	json_decref(e.pages);
	return r;
}

int verb_encode(const struct cli *cli, int argc, char **argv)
{
	_cleanup_(sheet_closep) struct sheet s = { 0 };
	_cleanup_(freep) void *self = NULL;
	const struct driver *d;
	unsigned address;
	int r;

	(void) argc;
	if (!cli->address)
		return misused("'encode' needs --address");
	r = sheet_open(&s, cli, argv[0], argv[1]);
	if (r != EXIT_DONE)
		return r;
	d = s.profile->driver;
	if (number_parse(cli->address, d->address_min, d->address_max, &address) < 0)
		return misused("'%s' is not an address of a '%s' board (%u to %u)", cli->address,
			       d->name, d->address_min, d->address_max);
	if (cli->network && d->tcp_port == 0 && d->udp_port == 0)
		return misused("--network: boards of protocol '%s' have no socket of their own",
			       d->name);
	r = sheet_complain(&s);
	if (r != EXIT_DONE)
		return r;
	self = calloc(1, d->size ? d->size : 1);
	if (!self)
		return out_of_memory();
	r = d->init(self, s.profile, address, cli->network ? LINE_NETWORK : LINE_SERIAL);
	if (r < 0)
		return failed("a board of '%s' can not be at address %u: %s", s.profile->name,
			      address, strerror(-r));
	return encode(cli, &s, self);
}
