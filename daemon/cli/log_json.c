/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/log_print.h"
#include "cli/writer.h"
#include "schedule/zone.h"

enum field_type {
	FIELD_TEXT, /* null where it is empty */
	FIELD_NUMBER,
	FIELD_PAGE, /* counts from 1 */
	FIELD_TIME,
	FIELD_HOW,
};

struct field {
	const char *name;
	enum field_type type;
	size_t offset; /* in struct record */
};

#define TEXT(m)                                                                                    \
	{                                                                                          \
#m, FIELD_TEXT, offsetof(struct record, m)                                         \
	}
#define NUMBER(m)                                                                                  \
	{                                                                                          \
#m, FIELD_NUMBER, offsetof(struct record, m)                                       \
	}
#define PAGE(m)                                                                                    \
	{                                                                                          \
#m, FIELD_PAGE, offsetof(struct record, m)                                         \
	}
#define TIME(m)                                                                                    \
	{                                                                                          \
#m, FIELD_TIME, offsetof(struct record, m)                                         \
	}
#define HOW(m)                                                                                     \
	{                                                                                          \
#m, FIELD_HOW, offsetof(struct record, m)                                          \
	}
#define MESSAGE                                                                                    \
	TEXT(playlist), TEXT(law), TEXT(article), TEXT(text), TEXT(digest), TEXT(file), NUMBER(line)

#define FIELDS_MAX 14

/* By enum record_kind. */
static const struct field fields[][FIELDS_MAX] = {
	[RECORD_START] = { TEXT(version), TEXT(boot) },
	[RECORD_STOP] = { { .name = NULL } },
	[RECORD_SET] = { TEXT(digest), TEXT(who) },
	[RECORD_TEXT] = { NUMBER(ref), MESSAGE },
	[RECORD_PLAY] = { TEXT(board), HOW(how), MESSAGE, PAGE(page), NUMBER(pages), TIME(from),
			  TIME(until) },
	[RECORD_DARK] = { TEXT(board), HOW(how), TIME(from), TIME(until) },
	[RECORD_LOST] = { TEXT(board), TEXT(why) },
	[RECORD_MISSED] = { TEXT(board), MESSAGE, TIME(from), TIME(until), TEXT(why) },
	[RECORD_INCIDENT] = { NUMBER(id), TEXT(what), TEXT(incident), TEXT(level), TEXT(subject),
			      TEXT(text), NUMBER(count) },
	[RECORD_ORDER] = { NUMBER(id), TEXT(what), TEXT(order), TEXT(who), TEXT(text), TEXT(boards),
			   TIME(until) },
	[RECORD_CLOCK] = { TIME(before), TEXT(text) },
	[RECORD_GAP] = { NUMBER(n), TEXT(why) },
	[RECORD_RECOVERED] = { NUMBER(n) },
	[RECORD_DAMAGE] = { TEXT(text) },
	[RECORD_DAY] = { TEXT(day) },
};

/* jansson's numbers are signed. */
static json_t *number(uint64_t n)
{
	return json_integer(n < INT64_MAX ? (json_int_t) n : INT64_MAX);
}

static json_t *value(const struct field *f, const struct record *r, const struct zone *z)
{
	const void *at = (const char *) r + f->offset;

	switch (f->type) {
	case FIELD_TEXT:
		return writer_string_or_null(*(const char *const *) at);
	case FIELD_NUMBER:
		return number(*(const uint64_t *) at);
	case FIELD_PAGE:
		return number(*(const uint64_t *) at + 1);
	case FIELD_TIME:
		return writer_time(log_time(*(const uint64_t *) at), z);
	case FIELD_HOW:
		return json_string(reach_name(*(const enum reach *) at));
	}
	return NULL;
}

/* There is no record, only what is wrong, and the line as it stands. */
static json_t *damage_json(const struct entry *e)
{
	_cleanup_(freep) char *line = strndup(e->text ? e->text : "", e->n);

	return json_pack("{s:n, s:n, s:n, s:s, s:s, s:o}", "seq", "at", "mono", "kind", "damaged",
			 "why", e->said, "line", line ? writer_string(line) : NULL);
}

json_t *log_json(const struct entry *e, const struct zone *z)
{
	const struct record *r = e->record;
	json_t *object;
	int error = 0;

	if (!r)
		return damage_json(e);
	object = json_pack("{s:o, s:o, s:o, s:o}", "seq", number(r->seq), "at",
			   writer_time(log_time(r->at), z), "mono", number(r->mono), "kind",
			   writer_string(record_kind_name(r)));
	for (size_t i = 0; r->kind < ARRAY_SIZE(fields) && fields[r->kind][i].name; i++) {
		const struct field *f = &fields[r->kind][i];

		error |= json_object_set_new(object, f->name, value(f, r, z));
	}
	if (error == 0)
		return object;
	json_decref(object);
	return NULL;
}
