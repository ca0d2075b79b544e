/* SPDX-License-Identifier: MIT */
#pragma once

/* The notices of tests/calendar/notices.tsv, read into values. */

#include "check.h"
#include "schedule/notice.h"

#define FILE_NOTICES_MAX 40
#define FILE_DAYS_MAX    400

struct notice_file {
	struct notice list[FILE_NOTICES_MAX];
	size_t n;
	struct notice_off off[FILE_DAYS_MAX];
	struct notice_work work[FILE_DAYS_MAX];
	size_t n_off, n_work;
	char text[FILE_NOTICES_MAX + FILE_DAYS_MAX][64];
	size_t n_text;
};

static day_t test_day(const char *text)
{
	int y = 0, m = 0, d = 0;

	if (sscanf(text, "%d-%d-%d", &y, &m, &d) != 3 || !civil_is_valid(y, m, d)) {
		printf("not a date: %s\n", text);
		exit(EXIT_FAILURE);
	}
	return day_from_civil(y, m, d);
}

static inline const char *test_date(day_t day, char buf[16])
{
	struct civil c = civil_from_day(day);

	snprintf(buf, 16, "%04d-%02d-%02d", c.year % 10000, c.month % 100, c.day % 100);
	return buf;
}

static const char *keep_text(struct notice_file *f, const char *text)
{
	char *kept = f->text[f->n_text++];

	snprintf(kept, sizeof(f->text[0]), "%s", text);
	return kept;
}

static void read_notice_line(struct notice_file *f, const char *line, unsigned number)
{
	char kind[8], a[16], b[16], c[64], d[16];
	int n = sscanf(line, "%7s %15s %15s %63s %15s", kind, a, b, c, d);
	struct where at = { "notices.tsv", number };
	struct notice *last = f->n ? &f->list[f->n - 1] : NULL;

	if (n >= 4 && strcmp(kind, "notice") == 0) {
		f->list[f->n++] = (struct notice){
			.year = atoi(a),
			.revision = (unsigned) atoi(b),
			.document = keep_text(f, c),
			.decree = n == 5 && strcmp(d, "decree") == 0,
			.off = f->off + f->n_off,
			.work = f->work + f->n_work,
			.at = at,
		};
	} else if (n == 4 && strcmp(kind, "off") == 0 && last) {
		f->off[f->n_off++] = (struct notice_off){
			.first = test_day(a), .last = test_day(b), .name = keep_text(f, c), .at = at
		};
		last->n_off++;
	} else if (n == 2 && strcmp(kind, "work") == 0 && last) {
		f->work[f->n_work++] = (struct notice_work){ .day = test_day(a), .at = at };
		last->n_work++;
	} else if (n > 0 && kind[0] != '#') {
		printf("%s: line %u: %s", at.file, number, line);
		exit(EXIT_FAILURE);
	}
}

static void read_notices(struct notice_file *f, const char *path)
{
	FILE *file = path ? fopen(path, "re") : NULL;
	char line[256];
	unsigned number = 0;

	if (!file) {
		printf("needs the path of notices.tsv\n");
		exit(EXIT_FAILURE);
	}
	while (fgets(line, sizeof(line), file))
		read_notice_line(f, line, ++number);
	fclose(file);
}
