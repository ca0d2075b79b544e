/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Reads a zone of the system's zone database (TZif, RFC 8536) into a table
 * over the schedule's span, following the POSIX rule at the file's end.
 * Asia/Shanghai is built in and needs no file.
 */

#include "schedule/zone.h"

/*
 * @name: "Asia/Shanghai".  @ret gets memory of its own: zone_table_done().
 * -ENOENT: no such zone (or no database).  -EINVAL: not a zone's name, or the file is damaged.
 */
int zone_table_load(struct zone *ret, const char *name);
void zone_table_done(struct zone *z);

/* Do both say the same at every instant? */
bool zone_table_same(const struct zone *a, const struct zone *b);

/* The same from bytes, for tests and fuzzing. */
int zone_table_parse(struct zone *ret, const char *name, const void *data, size_t n);
