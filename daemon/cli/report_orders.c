/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/report.h"

static char *string_of(json_t *o, const char *key)
{
	const char *text = json_string_value(json_object_get(o, key));

	return strdup(text ? text : "");
}

static uint64_t number_of(json_t *o, const char *key)
{
	json_int_t n = json_integer_value(json_object_get(o, key));

	return n > 0 ? (uint64_t) n : 0;
}

/* One string, or a list of them. */
static char *list_of(json_t *o, const char *key)
{
	json_t *list = json_object_get(o, key), *item;
	char *text = NULL;
	size_t i, size;
	FILE *f;

	if (!json_is_array(list))
		return string_of(o, key);
	f = open_memstream(&text, &size);
	if (!f)
		return NULL;
	json_array_foreach(list, i, item)
		fprintf(f, "%s%s", i ? ", " : "",
			json_is_string(item) ? json_string_value(item) : "");
	if (fclose(f) == 0)
		return text;
	free(text);
	return NULL;
}

static void done(struct report_order *o)
{
	free(o->what);
	free(o->kind);
	free(o->who);
	free(o->text);
	free(o->boards);
}

static int add(struct report_document *d, const struct record *r, json_t *line)
{
	struct report_order *grown = reallocarray(d->orders, d->n_orders + 1, sizeof(*grown)), *o;

	if (!grown)
		return -ENOMEM;
	d->orders = grown;
	o = &grown[d->n_orders];
	*o = (struct report_order){ .at = r->at,
				    .id = number_of(line, "id"),
				    .until = number_of(line, "until"),
				    .what = string_of(line, "what"),
				    .kind = string_of(line, "order"),
				    .who = string_of(line, "who"),
				    .text = string_of(line, "text"),
				    .boards = list_of(line, "boards") };
	if (o->what && o->kind && o->who && o->text && o->boards) {
		d->n_orders++;
		return 0;
	}
	done(o);
	return -ENOMEM;
}

int report_take_order(struct report_document *d, const struct record *r, const char *line, size_t n)
{
	const struct report *f = &d->figures;
	json_t *o;
	int error;

	if (r->at < f->begin || r->at >= f->months[12] || strcmp(record_kind_name(r), "order") != 0)
		return 0;
	o = json_loadb(line, n, 0, NULL);
	error = o ? add(d, r, o) : 0;
	json_decref(o);
	return error;
}

void report_orders_done(struct report_document *d)
{
	for (size_t i = 0; i < d->n_orders; i++)
		done(&d->orders[i]);
	free(d->orders);
	d->orders = NULL;
	d->n_orders = 0;
}
