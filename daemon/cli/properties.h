/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * From messages of the bus to views: properties by table, each read only as
 * the type it must have.  A property that is not in the table is skipped.
 */

#include "cli/client.h"

/* The first instant after the schedule's span: 2101-01-01T00:00:00Z.  Later is as good as never. */
#define INSTANT_LIMIT (UINT64_C(4133980800) * USEC_PER_SEC)

/* Read a{sv} over what @v holds.  -EBADMSG, -ENOMEM. */
int manager_view_update(struct manager_view *v, sd_bus_message *m);
void manager_view_done(struct manager_view *v);

/* What strings_read() gave; @list may be NULL. */
void strings_free(char **list, size_t n);

/*
 * Read the reply of GetManagedObjects.  Boards that were read before something made no sense are
 * in *ret even then; the caller frees them.
 */
int board_views_read(sd_bus_message *m, struct board_view **ret, size_t *ret_n);

/* The same of lines. */
int line_views_read(sd_bus_message *m, struct line_view **ret, size_t *ret_n);
