/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "cli/exposition.h"
#include "cli/terminal.h"
#include "cli/writer.h"

void exposition_init(struct exposition *e, const char *gateway)
{
	*e = (struct exposition){ .families = json_array(), .gateway = gateway };
	e->failed = !e->families;
}

void exposition_done(struct exposition *e)
{
	json_decref(e->families);
	*e = (struct exposition){ 0 };
}

static json_t *find_samples(const struct exposition *e, const char *name)
{
	json_t *family;
	size_t i;

	json_array_foreach(e->families, i,
			   family) if (strcmp(json_string_value(json_object_get(family, "name")),
					      name) == 0) return json_object_get(family, "samples");
	return NULL;
}

void exposition_family(struct exposition *e, const char *name, const char *type, const char *help)
{
	json_t *family;

	e->samples = find_samples(e, name);
	if (e->samples)
		return;
	family = json_pack("{s:s, s:s, s:s, s:[]}", "name", name, "type", type, "help", help,
			   "samples");
	e->samples = json_object_get(family, "samples");
	e->failed |= json_array_append_new(e->families, family) < 0;
}

static int put_label(json_t *labels, const char *name, const char *text)
{
	return json_object_set_new(labels, name, writer_string(text ? text : ""));
}

void exposition_sample(struct exposition *e, json_t *value, ...)
{
	json_t *labels = json_object();
	const char *name;
	int r = 0;
	va_list ap;

	if (e->gateway)
		r |= put_label(labels, "gateway", e->gateway);
	va_start(ap, value);
	while ((name = va_arg(ap, const char *)))
		r |= put_label(labels, name, va_arg(ap, const char *));
	va_end(ap);
	r |= json_array_append_new(e->samples,
				   json_pack("{s:o, s:o}", "labels", labels, "value", value));
	e->failed |= r < 0;
}

json_t *exposition_time(usec_t at)
{
	/* Milliseconds are as exact as it gets. */
	return json_real((double) (at / USEC_PER_MSEC) / 1000);
}

/* Of a metric or a label. */
static bool is_name(const char *name)
{
	if (!name || !*name || isdigit((unsigned char) *name))
		return false;
	for (; *name; name++)
		if (!isalnum((unsigned char) *name) && *name != '_')
			return false;
	return true;
}

static bool is_sample(const json_t *sample)
{
	json_t *labels = json_object_get(sample, "labels"), *text;
	const char *name;

	if (!json_is_object(labels) || !json_is_number(json_object_get(sample, "value")))
		return false;
	json_object_foreach(labels, name,
			    text) if (!is_name(name) || !json_is_string(text)) return false;
	return true;
}

static bool is_family(const json_t *family)
{
	const char *type = json_string_value(json_object_get(family, "type"));
	const json_t *samples = json_object_get(family, "samples");
	json_t *sample;
	size_t i;

	if (!is_name(json_string_value(json_object_get(family, "name"))) || !type ||
	    (strcmp(type, "gauge") != 0 && strcmp(type, "counter") != 0) ||
	    !json_is_string(json_object_get(family, "help")) || !json_is_array(samples))
		return false;
	json_array_foreach(samples, i, sample) if (!is_sample(sample)) return false;
	return true;
}

int exposition_merge(struct exposition *e, const json_t *families)
{
	json_t *family;
	size_t i;

	if (!json_is_array(families))
		return -EBADMSG;
	json_array_foreach(families, i, family) if (!is_family(family)) return -EBADMSG;
	json_array_foreach(families, i, family)
	{
		exposition_family(e, json_string_value(json_object_get(family, "name")),
				  json_string_value(json_object_get(family, "type")),
				  json_string_value(json_object_get(family, "help")));
		e->failed |= json_array_extend(e->samples, json_object_get(family, "samples")) < 0;
	}
	return 0;
}

/* A backslash and a newline are escaped everywhere, a quote within quotes. */
static void print_text(FILE *out, const char *text, bool quoted)
{
	_cleanup_(freep) char *safe = text_escape(text);

	for (const char *s = safe ? safe : ""; *s; s++) {
		if (*s == '\\' || (quoted && *s == '"'))
			fputc('\\', out);
		fputc(*s, out);
	}
}

static void print_labels(FILE *out, json_t *labels)
{
	const char *name;
	json_t *text;
	bool first = true;

	json_object_foreach(labels, name, text)
	{
		fprintf(out, "%s%s=\"", first ? "{" : ",", name);
		print_text(out, json_string_value(text), true);
		fputc('"', out);
		first = false;
	}
	if (!first)
		fputc('}', out);
}

static void print_sample(FILE *out, const char *name, const json_t *sample)
{
	const json_t *value = json_object_get(sample, "value");

	fputs(name, out);
	print_labels(out, json_object_get(sample, "labels"));
	if (json_is_integer(value))
		fprintf(out, " %" JSON_INTEGER_FORMAT "\n", json_integer_value(value));
	else
		fprintf(out, " %.3f\n", json_number_value(value));
}

void exposition_print(const struct exposition *e, FILE *out)
{
	json_t *family, *sample;
	size_t i, k;

	json_array_foreach(e->families, i, family)
	{
		const char *name = json_string_value(json_object_get(family, "name"));

		fprintf(out, "# HELP %s ", name);
		print_text(out, json_string_value(json_object_get(family, "help")), false);
		fprintf(out, "\n# TYPE %s %s\n", name,
			json_string_value(json_object_get(family, "type")));
		json_array_foreach(json_object_get(family, "samples"), k, sample)
			print_sample(out, name, sample);
	}
}
