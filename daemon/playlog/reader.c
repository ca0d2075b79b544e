/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "playlog/reader.h"
#include "playlog/texts.h"

/* For the first record of a segment. */
#define HEAD_SIZE ((size_t) 2 * RECORD_LINE_MAX)

struct reader {
	struct segments segments;
	unsigned number; /* of the segment in hand; 0: none yet */
	bool packed;
	bool is_last; /* it was when it was loaded */
	char *text;
	size_t n;       /* of its text */
	size_t tail;    /* where the torn one begins, if it is the last; else @n */
	int load_error; /* to be told at its end */
	struct scanner scanner;
	struct texts texts;

	struct {
		bool known;
		uint64_t seq;
		uint8_t hash[RECORD_HASH_SIZE];
	} last;       /* record */
	bool damaged; /* lines since that could not be read */
	bool jumped;  /* a segment is missing before this one, and was told */
	struct scanned line;
	struct record record; /* with its text */
	struct entry entry;
};

int reader_new(struct reader **ret, const char *dir)
{
	_cleanup_(reader_freep) struct reader *r = calloc(1, sizeof(*r));
	int error;

	if (!r)
		return -ENOMEM;
	r->segments.dir = -1;
	error = segments_open(&r->segments, dir);
	if (error < 0)
		return error;
	*ret = TAKE_PTR(r);
	return 0;
}

struct reader *reader_free(struct reader *r)
{
	if (!r)
		return NULL;
	segments_done(&r->segments);
	texts_clear(&r->texts);
	free(r->text);
	free(r);
	return NULL;
}

/* The first segment after @number; NULL: there is none. */
static const struct segment *find_after(const struct reader *r, unsigned number)
{
	for (size_t i = 0; i < r->segments.n; i++)
		if (r->segments.list[i].number > number)
			return &r->segments.list[i];
	return NULL;
}

/* The text of the segment in hand, as it is now; what was read of it stays read. */
static int load(struct reader *r, const struct segment *s)
{
	char *text = NULL;
	size_t n = 0, at = s->number == r->number ? r->scanner.at : 0;
	unsigned line = s->number == r->number ? r->scanner.number : 0;

	r->load_error = segment_load(&r->segments, s, SEGMENT_TEXT_MAX, &text, &n);
	if (r->load_error < 0 && !text)
		text = strdup("");
	if (!text)
		return -ENOMEM;
	if (s->number != r->number)
		texts_clear(&r->texts);
	free(r->text);
	r->text = text;
	r->n = segment_text_size(text, n);
	r->number = s->number;
	r->packed = s->packed;
	scanner_init(&r->scanner, text, n);
	r->scanner.at = at < r->n ? at : r->n;
	r->scanner.number = line;
	r->is_last = !find_after(r, r->number);
	r->tail = r->is_last ? segment_tail(text, n) : r->n;
	return 0;
}

static _printf_(3, 4) void find(struct reader *r, enum finding finding, const char *fmt, ...)
{
	va_list ap;

	if (r->entry.finding != FINDING_NONE)
		return;
	r->entry.finding = finding;
	va_start(ap, fmt);
	vsnprintf(r->entry.said, sizeof(r->entry.said), fmt, ap);
	va_end(ap);
}

static void begin_entry(struct reader *r)
{
	r->entry = (struct entry){ .finding = FINDING_NONE };
	segment_name(r->number, r->packed, r->entry.file);
}

/* The oldest go to make room, those between never: the one before, too, went meanwhile. */
static bool were_made_room_for(const struct reader *r)
{
	return r->segments.n > 0 && r->segments.list[0].number >= r->number;
}

/* An entry about the segment as a whole. */
static bool look_at_segment(struct reader *r, unsigned before)
{
	begin_entry(r);
	r->jumped = before > 0 && r->number > before + 1;
	if (r->jumped && were_made_room_for(r)) {
		r->last.known = false;
		return false;
	}
	if (!r->jumped)
		return false;
	if (r->number == before + 2)
		find(r, FINDING_SEGMENT, "the segment before it is missing: %08u.jsonl",
		     before + 1);
	else
		find(r, FINDING_SEGMENT, "%u segments before it are missing: from %08u.jsonl on",
		     r->number - before - 1, before + 1);
	return true;
}

static bool is_zero(const uint8_t hash[static RECORD_HASH_SIZE])
{
	for (int i = 0; i < RECORD_HASH_SIZE; i++)
		if (hash[i])
			return false;
	return true;
}

/* Nothing was read before it: that is right at the very beginning, and where older ones went. */
static void check_first(struct reader *r, const struct record *rec)
{
	if (rec->seq == 1 ? !is_zero(rec->prev) : r->number == 1 && !r->damaged)
		find(r, FINDING_MISSING, "it should be the first of all, and is not");
}

/*
 * Where lines before could not be read, that is told; whether this one is what followed them can
 * not be known.  The writer went on from the last one that it could read.
 */
static void check_chain(struct reader *r, const struct record *rec)
{
	uint64_t last = r->last.seq;

	if (!r->last.known)
		check_first(r, rec);
	else if (rec->seq <= last)
		find(r, FINDING_ORDER, "it is number %" PRIu64 ", and comes after %" PRIu64,
		     rec->seq, last);
	else if (rec->seq > last + 1 && !r->damaged && !r->jumped)
		find(r, FINDING_MISSING,
		     "lines are missing before it: numbers %" PRIu64 " to %" PRIu64, last + 1,
		     rec->seq - 1);
	else if (rec->seq == last + 1 && memcmp(rec->prev, r->last.hash, RECORD_HASH_SIZE) != 0)
		find(r, FINDING_CHAIN,
		     "it does not continue the line before: one of the two was "
		     "replaced");
}

static int take_record(struct reader *r)
{
	r->record = r->line.record;
	check_chain(r, &r->record);
	r->last.known = true;
	r->last.seq = r->record.seq;
	record_hash(r->entry.text, r->entry.n, r->last.hash);
	r->damaged = r->jumped = false;
	r->entry.record = &r->record;
	if (r->record.kind == RECORD_TEXT)
		return texts_add(&r->texts, r->record.ref, &r->record);
	if (r->record.kind == RECORD_PLAY || r->record.kind == RECORD_MISSED)
		texts_fill(&r->texts, &r->record);
	return 0;
}

static int take_line(struct reader *r)
{
	const struct scanned *l = &r->line;

	begin_entry(r);
	r->entry.line = l->number;
	r->entry.byte = l->at;
	r->entry.text = r->text + l->at;
	r->entry.n = l->n;
	if (l->state == SCANNED_RECORD)
		return take_record(r);
	r->damaged = true;
	find(r, FINDING_CHANGED, "%s", l->why);
	return 0;
}

static bool take_load_error(struct reader *r)
{
	int error = r->load_error;

	if (error >= 0)
		return false;
	r->load_error = 0;
	r->damaged = true;
	begin_entry(r);
	find(r, FINDING_UNREADABLE, "it can not be read%s: %s",
	     error == -EBADMSG ? " to its end" : "",
	     error == -EBADMSG ? "the file is damaged" : strerror(-error));
	return true;
}

/* The next segment, from the list in hand as long as it lasts; 0: there is none. */
static int load_next(struct reader *r, unsigned before)
{
	for (int listed = 0; listed < 2; listed++) {
		const struct segment *next = find_after(r, before);
		int error = next ? load(r, next) : 0;

		if (error < 0)
			return error;
		/* Made room for since it was listed; or the list ends here. */
		if (next && r->load_error != -ENOENT)
			return 1;
		error = listed ? 0 : segments_list(&r->segments);
		if (error < 0)
			return error;
	}
	return r->number != before;
}

/* 1: an entry about the next segment; 0: there is none; 2: it was taken up. */
static int advance(struct reader *r)
{
	unsigned before = r->number;
	int taken = load_next(r, before);

	if (taken <= 0)
		return taken;
	return look_at_segment(r, before) ? 1 : 2;
}

/* At the end of what was loaded: has more come? */
static int refresh(struct reader *r)
{
	struct segment s = { .number = r->number, .packed = r->packed };
	int error = segments_list(&r->segments);

	/* One that is not the last any more is whole now. */
	return error < 0 || r->number == 0 ? error : load(r, &s);
}

int reader_next(struct reader *r, const struct entry **ret)
{
	bool refreshed = false;
	int next;

	*ret = &r->entry;
	for (;;) {
		if (r->number && r->scanner.at < r->tail && scanner_next(&r->scanner, &r->line)) {
			int error = take_line(r);

			return error < 0 ? error : 1;
		}
		if (r->number && take_load_error(r))
			return 1;
		if (r->number && !refreshed && r->is_last) {
			int error = refresh(r);

			if (error < 0)
				return error;
			refreshed = true;
			continue;
		}
		next = advance(r);
		if (next < 2)
			return next;
		refreshed = false;
	}
}

static void restart_at(struct reader *r, size_t i)
{
	r->number = i > 0 ? r->segments.list[i].number - 1 : 0;
	r->is_last = false; /* nothing of it is in hand */
	r->n = r->tail = r->scanner.at = r->scanner.number = 0;
	r->load_error = 0;
	r->last.known = r->damaged = r->jumped = false;
	texts_clear(&r->texts);
}

/* The numbers of the first record of a segment; false: it has none. */
static bool first_record(const struct reader *r, size_t i, struct record *ret)
{
	_cleanup_(freep) char *text = NULL;
	struct scanner s;
	struct scanned l;
	size_t n;

	(void) segment_load(&r->segments, &r->segments.list[i], HEAD_SIZE, &text, &n);
	if (!text)
		return false;
	scanner_init(&s, text, n);
	while (scanner_next(&s, &l))
		if (l.state == SCANNED_RECORD) {
			*ret = (struct record){ .seq = l.record.seq,
						.at = l.record.at,
						.mono = l.record.mono };
			return true;
		}
	return false;
}

int reader_seek(struct reader *r, uint64_t seq)
{
	int error = segments_list(&r->segments);
	size_t low = 0, high = r->segments.n;
	struct record rec;

	if (error < 0)
		return error;
	/* The last one that begins at or before it. */
	while (low + 1 < high) {
		size_t middle = low + (high - low) / 2;

		if (first_record(r, middle, &rec) && rec.seq <= seq)
			low = middle;
		else
			high = middle;
	}
	restart_at(r, low);
	return 0;
}

/* How far the clock was set back between two records: so much later than @b may be what is between.
 */
static uint64_t set_back(const struct record *a, const struct record *b)
{
	uint64_t expected = a->at + (b->mono > a->mono ? b->mono - a->mono : 0);

	return expected > b->at ? expected - b->at : 0;
}

int reader_seek_time(struct reader *r, uint64_t at)
{
	int error = segments_list(&r->segments);
	struct record before = { .at = 0 }, rec;
	size_t start = 0;

	if (error < 0)
		return error;
	/*
	 * The last one that begins before it, before the first that does not: a clock
	 * may have been set back, so no bisection.  One that begins without a trusted time tells
	 * nothing.
	 */
	for (size_t i = 0; i < r->segments.n; i++) {
		if (!first_record(r, i, &rec) || rec.at == 0)
			continue;
		if (rec.at >= at || (before.at && set_back(&before, &rec) >= at - rec.at))
			break;
		start = i;
		before = rec;
	}
	restart_at(r, start);
	return 0;
}

size_t reader_torn(const struct reader *r)
{
	return r->n > r->tail ? r->n - r->tail : 0;
}

uint64_t reader_last(const struct reader *r, uint8_t ret_hash[static RECORD_HASH_SIZE])
{
	if (!r->last.known)
		return 0;
	memcpy(ret_hash, r->last.hash, RECORD_HASH_SIZE);
	return r->last.seq;
}
