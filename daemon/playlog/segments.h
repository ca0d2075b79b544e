/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The directory of the play log: segments 00000001.jsonl, 00000002.jsonl and so on, those that are
 * closed compressed as 00000001.jsonl.gz.  The last one is given its room on the disk in advance,
 * so after its last line there are NULs.
 *
 * This finds segments, takes their text into memory as a whole (one is a megabyte) and goes
 * through its lines.  It writes nothing, and so runs beside the service that does.  Whoever calls
 * may block.
 */

#include "playlog/record.h"

#define SEGMENT_SIZE     ((size_t) 1024 * 1024)
#define SEGMENT_TEXT_MAX ((size_t) 64 * 1024 * 1024) /* no segment of ours comes near it */
#define SEGMENT_NAME_MAX 32

struct segment {
	unsigned number; /* from 1 */
	bool packed;     /* compressed */
	uint64_t size;   /* bytes of its file */
};

struct segments {
	int dir;
	struct segment *list; /* by number; where both forms are there, the plain one */
	size_t n;
};

/* -ENOENT: there is no such directory. */
int segments_open(struct segments *ret, const char *path);
int segments_list(struct segments *s); /* anew; the list in hand stays on errors */
void segments_done(struct segments *s);

void segment_name(unsigned number, bool packed, char buf[static SEGMENT_NAME_MAX]);

/* The number in a name; 0: it is no segment's. */
unsigned segment_number(const char *name, bool *ret_packed);

/*
 * Its text, the caller's to free, with a NUL after @ret_n bytes; of a longer one the beginning, of
 * about @most bytes.  It may have been compressed since it was listed.  -EBADMSG: it could be read
 * in part only, and that is what *ret has; on other errors *ret is left alone.
 */
int segment_load(const struct segments *s, const struct segment *segment, size_t most, char **ret,
		 size_t *ret_n);

enum scanned_state {
	SCANNED_RECORD,
	SCANNED_CHANGED, /* its checksum is wrong */
	SCANNED_STRANGE, /* whole, and yet no record; @why */
	SCANNED_HOLE,    /* part of it was never written: NULs */
	SCANNED_HALF,    /* it has no end */
};

struct scanned {
	enum scanned_state state;
	const char *why;      /* static */
	size_t at, n;         /* in the segment's text, without a newline */
	unsigned number;      /* from 1 */
	struct record record; /* until the next one is scanned */
};

struct scanner {
	const char *text;
	size_t n, at;
	unsigned number;
	char scratch[RECORD_LINE_MAX];
};

void scanner_init(struct scanner *s, const char *text, size_t n);

/* false: there is nothing more but NULs. */
bool scanner_next(struct scanner *s, struct scanned *ret);

/* So many lines may be on their way to the disk at once: no more than that can be torn. */
#define SEGMENT_UNSYNCED_MAX 64

/*
 * Where what the writer was about when it was interrupted begins: after the last record, if what
 * follows it can be that; else after all there is.
 */
size_t segment_tail(const char *text, size_t n);

/*
 * The same after a power cut: it may also begin at a hole before the last record, if that and all
 * behind it can have been on its way to the disk together.
 */
size_t segment_good(const char *text, size_t n);

/* Without the NULs at its end. */
size_t segment_text_size(const char *text, size_t n);

static inline void segments_donep(struct segments *s)
{
	segments_done(s);
}
