/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A State Council notice in the JSON form of holiday-cn,
 * {year, papers: [text], days: [{name, date, isOffDay}]}, to a notice that can
 * be believed: read, checked, every mistake said.  Owns what the notice points to.
 */

#include <jansson.h>

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
void imported_done(struct imported *i);

static inline void imported_donep(struct imported *i)
{
	imported_done(i);
}
