/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What an Onbon font card holds (Onbon, "BX-5K, BX-6K font card protocol"
 * v1.4): dynamic areas in RAM, programmes in flash, and a file on its way.
 */

#include "board.h"

#define ONBON_AREAS_MAX      8
#define ONBON_PROGRAMMES_MAX 8
#define ONBON_TEXT_MAX       1024
#define ONBON_FILE_MAX       2048

/* CmdError of a reply. */
enum onbon_error {
	ONBON_OK = 0,
	ONBON_GROUP = 1,
	ONBON_COMMAND = 2,
	ONBON_BUSY = 3,
	ONBON_MEMORY = 4,
	ONBON_CHECKSUM = 5,
	ONBON_NOT_FOUND = 6,
	ONBON_DOWNLOAD = 8,
	ONBON_FILE_NAME = 9,
	ONBON_FILE_CRC = 11,
	ONBON_TIME_FORMAT = 14,
	ONBON_EXISTS = 15,
	ONBON_BLOCK = 16,
};

struct onbon_area {
	bool live;
	uint8_t id;
	unsigned x, y, width, height; /* pixels */
	uint8_t spacing, run_mode, align, single, new_line, display, stay;
	uint16_t timeout; /* s */
	usec_t since;
	uint16_t n;
	uint8_t text[ONBON_TEXT_MAX]; /* with its escapes */
};

struct onbon_programme {
	bool stored;
	char name[4];
	uint16_t size;
	uint16_t crc;
	uint16_t n_areas;
	struct onbon_area areas[2]; /* more are stored, and not looked at */
	uint8_t bytes[ONBON_FILE_MAX];
};

struct onbon {
	struct onbon_area areas[ONBON_AREAS_MAX];
	bool cleared; /* programmes are not shown until something else is */
	struct onbon_programme programmes[ONBON_PROGRAMMES_MAX];
	char locked[4];
	bool is_locked;

	/* The file that is being written. */
	bool writing;
	char name[4];
	uint32_t size, n;
	uint8_t file[ONBON_FILE_MAX];
};

/* What differs among the makes. */
struct onbon_variant {
	uint8_t type;
	unsigned areas_max;
	size_t area_bytes_max;
	bool has_special; /* a status reply tells of special areas */
	bool raw_pixels;  /* coordinates without bit 15 are pixels too */
};

const struct onbon_variant *onbon_variant(const struct board *b);

/* Command A3 06; @p is what follows its four bytes. */
enum onbon_error onbon_update_areas(struct board *b, const uint8_t *p, size_t n);

/* An area at the front of @p; its size, or a negative onbon_error. */
int onbon_area_parse(const struct board *b, const uint8_t *p, size_t n, struct onbon_area *ret);

/* Is it still shown? */
bool onbon_area_lives(const struct board *b, const struct onbon_area *a);
void onbon_area_show(const struct board *b, const struct onbon_area *a, struct screen *s);

/* Commands A1 01, 05, 06, 0A and 0B; what a reply carries goes to @out. */
enum onbon_error onbon_delete_files(struct board *b, const uint8_t *p, size_t n);
enum onbon_error onbon_begin_file(struct board *b, const uint8_t *p, size_t n);
enum onbon_error onbon_write_block(struct board *b, const uint8_t *p, size_t n, struct octets *out);
enum onbon_error onbon_file_info(struct board *b, const uint8_t *p, size_t n, struct octets *out);
enum onbon_error onbon_read_file(struct board *b, const uint8_t *p, size_t n, struct octets *out);

/* The programme that plays; NULL: none is stored. */
const struct onbon_programme *onbon_playing(const struct onbon *o);
