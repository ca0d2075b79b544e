/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A State Council notice in the JSON form of holiday-cn,
 * {year, papers: [text], days: [{name, date, isOffDay}]}, to a notice that can
 * be believed: read, checked, every mistake said.  Owns what the notice points to.
 */

#include <jansson.h>
#include <stdio.h>

#include "cli/almanac.h"
#include "config/source.h"
#include "schedule/notice.h"

/* What the person who imports it knows better. */
struct import_options {
	const char *document; /* NULL: from the papers */
	unsigned revision;    /* 0: as many as there are papers */
	bool decree;
};

struct imported {
	struct notice notice;
	struct notice_off *off;
	struct notice_work *work;
	char *document;
	char *source; /* the papers; NULL: none are named */
	struct source file;
	json_t *root;
};

/*
 * @path is borrowed for the life of @ret, which is all zero before and has to be done away with in
 * any case.  -EINVAL: mistakes, all of them said.  -ENOMEM.
 */
int import_holidays(struct imported *ret, const char *path, const struct import_options *options,
		    struct diag *diag);
/* The same of ret->file, which has been read. */
int imported_parse(struct imported *ret, const struct import_options *options, struct diag *diag);
void imported_done(struct imported *i);

/* The file of holidays, as the daemon reads it. */
void imported_print(const struct imported *i, FILE *f);

/* "2026-10-01..2026-10-07"; returns @buf. */
#define OFF_DAYS_MAX (2 * DATE_MAX)
const char *off_days_format(const struct notice_off *o, char buf[OFF_DAYS_MAX]);

static inline void imported_donep(struct imported *i)
{
	imported_done(i);
}
