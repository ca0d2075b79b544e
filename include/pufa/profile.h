/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A profile says what a make of board is: its driver, its size in cells, its
 * character set, and the settings that its driver declares.
 *
 * Settings are described by tables.  The driver owns the table and the struct
 * it fills; the config floor reads a file by it and never looks inside.
 */

#include "pufa/diag.h"
#include "pufa/message.h"

enum charset {
	CHARSET_ASCII,
	CHARSET_BIG5,
	CHARSET_GB2312,
	CHARSET_GBK,
};

/*
 * Bytes of the character that begins at @bytes, @n of them left: 1 or 2.  In all sets but ASCII a
 * byte from 81 on leads one of two.
 */
static inline size_t character_bytes(enum charset charset, const uint8_t *bytes, size_t n)
{
	return charset != CHARSET_ASCII && bytes[0] >= 0x81 && n > 1 ? 2 : 1;
}

enum setting_type {
	SETTING_BOOL,    /* bool */
	SETTING_INT,     /* int, min..max */
	SETTING_ENUM,    /* int: index into choices */
	SETTING_STRING,  /* const char *, min..max bytes; owned by the loader */
	SETTING_GROUP,   /* an embedded struct, filled by members */
	SETTING_LIST,    /* pointer to an array of structs, min..max of them, owned by the loader */
	SETTING_FLOAT,   /* double, min..max; may be written as a whole number */
	SETTING_STRINGS, /* pointer to an array of struct setting_text, min..max of them, as above
			  */
	SETTING_UNREAD,  /* const void *: left to the loader itself, of any type; of no use to a
			    driver */
};

/* One of SETTING_STRINGS. */
struct setting_text {
	const char *text;
	struct where at;
};

/*
 * One setting.  A table of them ends with a NULL name.  What a file leaves out
 * keeps the value that the struct's defaults gave it.  A max of 0 is no limit.
 */
struct setting {
	const char *name;
	enum setting_type type;
	size_t offset; /* of the value in the struct */
	bool required;
	int min, max;
	const char *const *choices;    /* SETTING_ENUM: NULL-terminated */
	const struct setting *members; /* SETTING_GROUP, SETTING_LIST */
	size_t member_size;            /* SETTING_LIST: of one struct */
	const void *member_defaults;   /* SETTING_LIST: one struct, or NULL for zeroes */
	size_t count_offset;           /* SETTING_LIST, _STRINGS: of a size_t that gets the count */
	size_t given_offset;           /* of a bool that gets true when present; 0: none */
	size_t at_offset;              /* of a struct where that gets its place; 0: none */
	size_t member_at_offset;       /* SETTING_LIST: the same in each struct of it; 0: none */
};

struct driver;

struct profile {
	const char *name;   /* "modbus-gbk-2x8" */
	const char *title;  /* for people */
	const char *source; /* the document that the facts come from */
	const struct driver *driver;
	int rows;    /* 1..ROWS_MAX */
	int columns; /* cells of a row, 2..COLUMNS_MAX */
	enum charset charset;
	const void *settings; /* the driver's own struct, filled by its table */
	struct where at;
};
