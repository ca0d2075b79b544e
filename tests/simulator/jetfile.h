/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What a JetFile II sign holds (Chainzone, "JetFile II protocol" v2.5.4): files
 * on disks, of which E is in RAM, and a message of emergency.
 */

#include "board.h"

#define JETFILE_FILES_MAX 16
#define JETFILE_FILE_MAX  2048
#define JETFILE_NAME_MAX  12

enum jetfile_status {
	JETFILE_OK = 0x9000,
	JETFILE_CHECKSUM = 0x9002,
	JETFILE_COMMAND = 0x9004,
	JETFILE_SUBCOMMAND = 0x9005,
	JETFILE_LENGTH = 0x9006,
	JETFILE_NOT_FOUND = 0x9008,
	JETFILE_END = 0x9009,
	JETFILE_DISK = 0x9010,
	JETFILE_UNSUPPORTED = 0x9011,
	JETFILE_WRITE = 0x9012,
	JETFILE_TOO_BIG = 0x9013,
	JETFILE_ORDER = 0x9014,
	JETFILE_BUSY = 0x9015,
	JETFILE_CLOCK = 0x5201,
	JETFILE_NO_FILE = 0x7e01,
	JETFILE_MESSAGE_TOO_BIG = 0x2901,
};

struct jetfile_file {
	uint8_t disk; /* 0: free */
	uint8_t folder;
	char name[JETFILE_NAME_MAX];
	uint16_t n;
	usec_t since; /* of the last write */
	uint8_t bytes[JETFILE_FILE_MAX];
};

struct jetfile {
	struct jetfile_file files[JETFILE_FILES_MAX];
	bool black;   /* blanked, but not off */
	bool in_test; /* a pattern of the connection tests */
	struct jetfile_file emergency;
	usec_t emergency_until;

	/* The file that comes in packets. */
	struct jetfile_file coming;
	uint32_t coming_size;
	unsigned packets, next_packet;
};

/* What a request carries. */
struct jetfile_request {
	const uint8_t *arg, *data;
	size_t n_arg, n_data;
};

/* What an answer carries. */
struct jetfile_answer {
	struct octets arg, data;
};

/* The commands 01 .. (reads), 02 .. (writes) and 07 .. (disks) by their second byte. */
enum jetfile_status jetfile_read(struct board *b, uint8_t sub, const struct jetfile_request *r,
				 struct jetfile_answer *a);
enum jetfile_status jetfile_write(struct board *b, uint8_t sub, const struct jetfile_request *r);
enum jetfile_status jetfile_disks(struct board *b, uint8_t sub, const struct jetfile_request *r);

struct jetfile_file *jetfile_find(struct jetfile *j, uint8_t disk, uint8_t folder,
				  const uint8_t *name, size_t n_name);

/* The file that plays; NULL: none does. */
struct jetfile_file *jetfile_playing(const struct board *b);

void jetfile_show(const struct board *b, struct screen *s);
