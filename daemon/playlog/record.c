/* SPDX-License-Identifier: MIT */
#include <sha2.h>
#include <stdio.h>
#include <string.h>

#include "playlog/flat.h"
#include "playlog/record.h"

#define CRC_KEY    ",\"crc\":\""
#define CRC_SIZE   (sizeof(CRC_KEY) - 1 + 8 + 2)
#define HASH_DIGIT (2 * RECORD_HASH_SIZE)

static const char *const reach_names[] = { [REACH_SENT] = "sent",
					   [REACH_ACKNOWLEDGED] = "acknowledged",
					   [REACH_VERIFIED] = "verified",
					   NULL };

#define STRING(m)                                                                                  \
	{                                                                                          \
		.name = #m, .type = FLAT_STRING, .offset = offsetof(struct record, m)              \
	}
#define NUMBER(m)                                                                                  \
	{                                                                                          \
		.name = #m, .type = FLAT_NUMBER, .offset = offsetof(struct record, m)              \
	}
#define HOW                                                                                        \
	{                                                                                          \
		.name = "how", .type = FLAT_NAME, .offset = offsetof(struct record, how),          \
		.names = reach_names                                                               \
	}

#define KEYS_MAX 9

static const struct flat_key common_keys[] = { NUMBER(seq), NUMBER(at), NUMBER(mono) };
static const struct flat_key kind_key = { .name = "kind",
					  .type = FLAT_STRING,
					  .offset = offsetof(struct record, other) };

/* By enum record_kind. */
static const struct kind {
	const char *name;
	struct flat_key keys[KEYS_MAX];
} kinds[] = {
	[RECORD_START] = { "start", { STRING(version), STRING(boot) } },
	[RECORD_STOP] = { "stop", { { .name = NULL } } },
	[RECORD_SET] = { "set", { STRING(digest), STRING(who) } },
	[RECORD_TEXT] = { "text",
			  { NUMBER(ref), STRING(digest), STRING(playlist), STRING(law),
			    STRING(article), STRING(text), STRING(file), NUMBER(line) } },
	[RECORD_PLAY] = { "play",
			  { STRING(board), NUMBER(ref), NUMBER(page), NUMBER(pages), NUMBER(from),
			    NUMBER(until), HOW } },
	[RECORD_DARK] = { "dark", { STRING(board), NUMBER(from), NUMBER(until), HOW } },
	[RECORD_LOST] = { "lost", { STRING(board), STRING(why) } },
	[RECORD_MISSED] = { "missed",
			    { STRING(board), NUMBER(ref), NUMBER(from), NUMBER(until),
			      STRING(why) } },
	[RECORD_INCIDENT] = { "incident",
			      { NUMBER(id), STRING(what), STRING(incident), STRING(level),
				STRING(subject), STRING(text), NUMBER(count) } },
	[RECORD_ORDER] = { "order",
			   { NUMBER(id), STRING(what), STRING(order), STRING(who), STRING(text),
			     STRING(boards), NUMBER(until) } },
	[RECORD_CLOCK] = { "clock", { NUMBER(before), STRING(text) } },
	[RECORD_GAP] = { "gap", { NUMBER(n), STRING(why) } },
	[RECORD_RECOVERED] = { "recovered", { NUMBER(n) } },
	[RECORD_DAMAGE] = { "damage", { STRING(text) } },
	[RECORD_DAY] = { "day", { STRING(day) } },
};

static size_t n_keys(const struct kind *kind)
{
	size_t n = 0;

	while (n < KEYS_MAX && kind->keys[n].name)
		n++;
	return n;
}

const char *record_kind_name(const struct record *r)
{
	return r->kind < ARRAY_SIZE(kinds) ? kinds[r->kind].name : r->other;
}

const char *reach_name(enum reach reach)
{
	return reach_names[reach];
}

const char *record_subject(const struct record *r)
{
	const char *name = r->kind == RECORD_INCIDENT ? r->subject : r->board;

	return name ? name : "";
}

/* Four bits at a time: a table of 16 is small enough to be read. */
uint32_t crc32c(const void *data, size_t n)
{
	static const uint32_t table[16] = {
		0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3,
		0x61c69362, 0x7198540d, 0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9,
		0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
	};
	const uint8_t *p = data;
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < n; i++) {
		crc ^= p[i];
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return ~crc;
}

void record_hash(const char *line, size_t n, uint8_t ret[static RECORD_HASH_SIZE])
{
	uint8_t digest[SHA256_DIGEST_LENGTH];
	SHA2_CTX sha;

	SHA256Init(&sha);
	SHA256Update(&sha, (const uint8_t *) line, n);
	SHA256Final(digest, &sha);
	memcpy(ret, digest, RECORD_HASH_SIZE);
}

int record_format(const struct record *r, char *buf, size_t size)
{
	struct flat_writer w = { .buf = buf, .size = size };
	const struct record named = { .other = record_kind_name(r) };
	char hash[HASH_DIGIT + 1], crc[CRC_SIZE + 1];

	flat_write_raw(&w, "{");
	flat_write(&w, common_keys, ARRAY_SIZE(common_keys), r);
	flat_write(&w, &kind_key, 1, &named);
	if (r->kind < ARRAY_SIZE(kinds))
		flat_write(&w, kinds[r->kind].keys, n_keys(&kinds[r->kind]), r);
	for (size_t i = 0; i < RECORD_HASH_SIZE; i++)
		sprintf(hash + 2 * i, "%02x", r->prev[i]);
	flat_write_raw(&w, ",\"prev\":\"");
	flat_write_raw(&w, hash);
	flat_write_raw(&w, "\"");
	if (!w.full) {
		snprintf(crc, sizeof(crc), CRC_KEY "%08x\"}", crc32c(buf, w.n));
		flat_write_raw(&w, crc);
	}
	return w.full ? -EMSGSIZE : (int) w.n;
}

static bool is_whole(const char *line, size_t n)
{
	char crc[CRC_SIZE + 1];

	if (n < CRC_SIZE)
		return false;
	snprintf(crc, sizeof(crc), CRC_KEY "%08x\"}", crc32c(line, n - CRC_SIZE));
	return memcmp(line + n - CRC_SIZE, crc, CRC_SIZE) == 0;
}

static int hex_byte(const char *s)
{
	static const char digits[] = "0123456789abcdef";
	const char *high = s[0] ? strchr(digits, s[0]) : NULL;
	const char *low = high && s[1] ? strchr(digits, s[1]) : NULL;

	return low ? (int) ((high - digits) << 4 | (low - digits)) : -EBADMSG;
}

static int read_hash(const char *s, uint8_t ret[static RECORD_HASH_SIZE])
{
	if (strlen(s) != HASH_DIGIT)
		return -EBADMSG;
	for (size_t i = 0; i < RECORD_HASH_SIZE; i++) {
		int byte = hex_byte(s + 2 * i);

		if (byte < 0)
			return byte;
		ret[i] = (uint8_t) byte;
	}
	return 0;
}

static enum record_kind find_kind(const char *name)
{
	for (unsigned i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return (enum record_kind) i;
	return RECORD_OTHER;
}

static int read_members(struct record *ret, struct flat_reader *r, const char **ret_why)
{
	static const struct flat_key prev_key = { .name = "prev", .type = FLAT_STRING };
	const char *prev;

	if (flat_read(r, common_keys, ARRAY_SIZE(common_keys), ret, ret_why) < 0 ||
	    flat_read(r, &kind_key, 1, ret, ret_why) < 0)
		return -EINVAL;
	ret->kind = find_kind(ret->other);
	if (ret->kind != RECORD_OTHER &&
	    flat_read(r, kinds[ret->kind].keys, n_keys(&kinds[ret->kind]), ret, ret_why) < 0)
		return -EINVAL;
	if (flat_skip(r, "prev", ret_why) < 0 || flat_read(r, &prev_key, 1, &prev, ret_why) < 0)
		return -EINVAL;
	if (read_hash(prev, ret->prev) < 0 || r->at != r->end) {
		*ret_why = "it does not end with the hash of the line before";
		return -EINVAL;
	}
	return 0;
}

int record_parse(struct record *ret, char *line, size_t n, const char **ret_why)
{
	struct record record = { .seq = 0 };
	struct flat_reader r;

	if (!is_whole(line, n)) {
		*ret_why = "its checksum is wrong";
		return -EBADMSG;
	}
	r = (struct flat_reader){ line, line + n - CRC_SIZE };
	if (read_members(&record, &r, ret_why) < 0)
		return -EINVAL;
	if (record.kind != RECORD_OTHER)
		record.other = NULL;
	*ret = record;
	return 0;
}
