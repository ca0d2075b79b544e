/* SPDX-License-Identifier: MIT */
/* Lines of the play log: each kind there and back, and that no change of a byte stays unseen. */
#include <string.h>

#include "check.h"
#include "playlog/flat.h"
#include "playlog/record.h"

#define LONG_TEXT 20000

static const struct record samples[] = {
	{ .kind = RECORD_START, .version = "0.1.0", .boot = "0123abcd" },
	{ .kind = RECORD_STOP },
	{ .kind = RECORD_SET, .digest = "abc", .who = "1000 王芳" },
	{ .kind = RECORD_TEXT,
	  .ref = 3,
	  .digest = "d",
	  .playlist = "constitution",
	  .law = "中华人民共和国宪法",
	  .article = "33",
	  .text = "法律面前,人人\"平等\"\\ \x7f",
	  .file = "/etc/pufa/a b.cfg",
	  .line = 12 },
	{ .kind = RECORD_PLAY,
	  .board = "south-gate",
	  .ref = 3,
	  .page = 1,
	  .pages = 2,
	  .from = 1795575600000,
	  .until = 1795575608000,
	  .how = REACH_VERIFIED },
	{ .kind = RECORD_DARK, .board = "hall", .how = REACH_ACKNOWLEDGED },
	{ .kind = RECORD_LOST, .board = "hall", .why = "found: \"\x01\t/ 大减价\"" },
	{ .kind = RECORD_MISSED,
	  .board = "hall",
	  .ref = 1,
	  .from = 5,
	  .until = 9,
	  .why = "silent" },
	{ .kind = RECORD_INCIDENT,
	  .id = 9,
	  .what = "opened",
	  .incident = "board-foreign",
	  .level = "err",
	  .subject = "hall",
	  .text = "t",
	  .count = 4 },
	{ .kind = RECORD_ORDER,
	  .id = 7,
	  .what = "put",
	  .order = "notice",
	  .who = "wang",
	  .text = "停水",
	  .boards = "南门, gate",
	  .until = 9 },
	{ .kind = RECORD_CLOCK, .before = UINT64_MAX, .text = "set" },
	{ .kind = RECORD_GAP, .n = 4, .why = "full" },
	{ .kind = RECORD_RECOVERED, .n = 512 },
	{ .kind = RECORD_DAMAGE, .text = "00000001.jsonl:4: changed" },
	{ .kind = RECORD_DAY, .day = "2026-11-25" },
	{ .kind = RECORD_OTHER, .other = "later" },
};

static int format(const struct record *r, char buf[static RECORD_LINE_MAX])
{
	int n = record_format(r, buf, RECORD_LINE_MAX);

	CHECK(n > 0 && strlen(buf) == (size_t) n && !strchr(buf, '\n'));
	return n;
}

/* What is written again from what was read is the same line. */
static void test_round_trip(void)
{
	char line[RECORD_LINE_MAX], taken[RECORD_LINE_MAX], again[RECORD_LINE_MAX];

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		struct record r = samples[i], back;
		const char *why = NULL;
		int n;

		r.seq = i + 1;
		r.at = 1795575600000 + i;
		r.mono = 77 + i;
		for (unsigned j = 0; j < RECORD_HASH_SIZE; j++)
			r.prev[j] = (uint8_t) (17 * j + i);
		n = format(&r, line);
		memcpy(taken, line, (size_t) n + 1);
		CHECK(record_parse(&back, taken, (size_t) n, &why) == 0);
		CHECK(back.kind == r.kind && back.seq == r.seq && back.at == r.at &&
		      back.mono == r.mono && memcmp(back.prev, r.prev, RECORD_HASH_SIZE) == 0);
		CHECK(strcmp(record_kind_name(&back), record_kind_name(&r)) == 0);
		CHECK(format(&back, again) == n && strcmp(again, line) == 0);
	}
}

static void test_values(void)
{
	char line[RECORD_LINE_MAX];
	const char *why = NULL;
	struct record r;
	int n = format(&samples[RECORD_TEXT], line);

	CHECK(strstr(line, "\"text\":\"法律面前,人人\\\"平等\\\"\\\\ \\u007f\"") != NULL);
	CHECK(record_parse(&r, line, (size_t) n, &why) == 0);
	CHECK(strcmp(r.text, samples[RECORD_TEXT].text) == 0 && r.line == 12 && r.ref == 3);

	n = format(&samples[RECORD_PLAY], line);
	CHECK(strstr(line,
		     "\"board\":\"south-gate\",\"ref\":3,\"page\":1,\"pages\":2,"
		     "\"from\":1795575600000,\"until\":1795575608000,\"how\":\"verified\",") !=
	      NULL);
	CHECK(record_parse(&r, line, (size_t) n, &why) == 0 && r.how == REACH_VERIFIED);
}

/* Nothing may make a line that can not be read: not bytes, not length. */
static void test_hostile(void)
{
	static char text[LONG_TEXT + 1];
	char line[RECORD_LINE_MAX];
	const char *why = NULL;
	struct record r = { .kind = RECORD_LOST, .board = "\xff\xc3(\xed\xa0\x80", .why = text };
	int n;

	memset(text, '"', LONG_TEXT);
	n = format(&r, line);
	CHECK(record_parse(&r, line, (size_t) n, &why) == 0);
	CHECK(strstr(r.board, "\xef\xbf\xbd(") != NULL);
	CHECK(strlen(r.why) < FLAT_STRING_MAX && strstr(r.why, "…") == r.why + strlen(r.why) - 3);
	CHECK(record_format(&samples[RECORD_TEXT], line, 40) == -EMSGSIZE);
	CHECK(record_format(&samples[RECORD_STOP], line, 1) == -EMSGSIZE);

	r = (struct record){ .kind = RECORD_TEXT,
			     .digest = text,
			     .playlist = text,
			     .law = text,
			     .article = "",
			     .text = text,
			     .file = text };
	CHECK(format(&r, line) < RECORD_LINE_MAX);
}

/* Every byte, changed to every other of some, shows. */
static void test_changed(void)
{
	char line[RECORD_LINE_MAX], changed[RECORD_LINE_MAX];
	int n = format(&samples[RECORD_PLAY], line), n_missed = 0;
	const char *why;
	struct record r;

	for (int i = 0; i < n; i++)
		for (int bit = 0; bit < 8; bit++) {
			memcpy(changed, line, (size_t) n + 1);
			changed[i] = (char) (changed[i] ^ (1 << bit));
			n_missed += record_parse(&r, changed, (size_t) n, &why) != -EBADMSG;
		}
	CHECK(n_missed == 0);
	for (int i = 0; i < n; i++) {
		memcpy(changed, line, (size_t) n + 1);
		CHECK(record_parse(&r, changed, (size_t) i, &why) == -EBADMSG);
	}
}

/* A checksum that fits is not enough. */
static void test_refused(void)
{
#define PREV ",\"prev\":\"00000000000000000000000000000000\""
	static const struct {
		int line;
		int error;
		const char *text;
	} rows[] = {
		{ __LINE__, 0, "{\"seq\":1,\"at\":2,\"mono\":3,\"kind\":\"stop\"" PREV },
		{ __LINE__, 0, "{\"seq\":1,\"at\":2,\"mono\":3,\"kind\":\"stop\",\"more\":1" PREV },
		{ __LINE__, 0, "{\"seq\":1,\"at\":2,\"mono\":3,\"kind\":\"new\",\"a\":\"b\"" PREV },
		{ __LINE__, -EINVAL, "{\"seq\":1,\"at\":2,\"mono\":3,\"kind\":\"stop\"" },
		{ __LINE__, -EINVAL, "{\"seq\":1,\"at\":2,\"mono\":3,\"kind\":\"start\"" PREV },
		{ __LINE__, -EINVAL, "{\"at\":2,\"seq\":1,\"mono\":3,\"kind\":\"stop\"" PREV },
		{ __LINE__, -EINVAL, "{\"seq\":-1,\"at\":2,\"mono\":3,\"kind\":\"stop\"" PREV },
		{ __LINE__, -EINVAL, "{\"seq\":01,\"at\":2,\"mono\":3,\"kind\":\"stop\"" PREV },
		{ __LINE__, -EINVAL, "{\"seq\":\"1\",\"at\":2,\"mono\":3,\"kind\":\"stop\"" PREV },
		{ __LINE__, -EINVAL,
		  "{\"seq\":18446744073709551616,\"at\":2,\"mono\":3,\"kind\":\"stop\"" PREV },
		{ __LINE__, -EINVAL, "{\"seq\":1, \"at\":2,\"mono\":3,\"kind\":\"stop\"" PREV },
		{ __LINE__, -EINVAL, "{\"seq\":1,\"at\":2,\"mono\":3,\"kind\":\"st\\op\"" PREV },
		{ __LINE__, -EINVAL,
		  "{\"seq\":1,\"at\":2,\"mono\":3,\"kind\":\"damage\",\"text\":\"\\u0000\"" PREV },
		{ __LINE__, -EINVAL,
		  "{\"seq\":1,\"at\":2,\"mono\":3,\"kind\":\"damage\",\"text\":\"\xc3\"" PREV },
		{ __LINE__, -EINVAL,
		  "{\"seq\":1,\"at\":2,\"mono\":3,\"kind\":\"damage\",\"text\":\"\t\"" PREV },
		{ __LINE__, -EINVAL,
		  "{\"seq\":1,\"at\":2,\"mono\":3,\"kind\":\"dark\",\"board\":\"a\",\"from\":1,"
		  "\"until\":2,\"how\":\"maybe\"" PREV },
		{ __LINE__, -EINVAL,
		  "{\"seq\":1,\"at\":2,\"mono\":3,\"kind\":\"stop\",\"prev\":\"00\"" },
		{ __LINE__, -EINVAL,
		  "{\"seq\":1,\"at\":2,\"mono\":3,\"kind\":\"stop\"" PREV ",\"z\":1" },
		{ __LINE__, -EINVAL, "" },
		{ __LINE__, -EINVAL, "{" },
	};
#undef PREV
	char line[RECORD_LINE_MAX];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *why = NULL;
		struct record r;
		int n = snprintf(line, sizeof(line), "%s,\"crc\":\"%08x\"}", rows[i].text,
				 crc32c(rows[i].text, strlen(rows[i].text)));

		CHECK_ROW(rows[i].line, record_parse(&r, line, (size_t) n, &why) == rows[i].error);
		CHECK_ROW(rows[i].line, rows[i].error == 0 || why);
	}
}

static void test_checksums(void)
{
	static const uint8_t empty[] = { 0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14,
					 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24 };
	uint8_t hash[RECORD_HASH_SIZE], zeros[32] = { 0 };

	CHECK(crc32c("123456789", 9) == 0xe3069283);
	CHECK(crc32c(zeros, sizeof(zeros)) == 0x8a9136aa); /* RFC 3720 appendix B.4 */
	CHECK(crc32c("", 0) == 0);
	record_hash("", 0, hash);
	CHECK(memcmp(hash, empty, sizeof(hash)) == 0);
}

int main(void)
{
	test_checksums();
	test_round_trip();
	test_values();
	test_hostile();
	test_changed();
	test_refused();
	return test_result();
}
