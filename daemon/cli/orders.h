/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Orders, that is notices and blanks that people put up for a while, as the
 * daemon tells them.
 */

#include <jansson.h>
#include <systemd/sd-bus.h>

#include "pufa/base.h"

struct client;

#define ORDER_TYPE "(tssttubsas)"

struct order_view {
	uint64_t id;
	char *who;
	char *text; /* of a notice */
	char **boards;
	size_t n_boards;
	usec_t from, until;
	uint32_t urgency; /* of a notice */
	bool is_notice;   /* else a blank */
	bool through_quiet;
};

/* Read an array of them.  -EBADMSG, -ENOMEM. */
int order_views_read(sd_bus_message *m, struct order_view **ret, size_t *ret_n);
void order_views_free(struct order_view *views, size_t n);

/* NULL: there is none, or not any more. */
const struct order_view *order_find(const struct client *c, uint64_t id);

/* "2026-12-04 10:00:00" in the site's zone, the nearest second; @buf of TIMETEXT_MAX; returns it.
 */
char *order_time(usec_t at, const struct client *c, char *buf);

/* As the JSON contracts name it.  NULL: out of memory. */
json_t *order_json(const struct order_view *v, const struct client *c);

/* Those of @board, NULL for all, as an array; and how many that is. */
json_t *orders_json(const struct client *c, const char *board);
size_t orders_count(const struct client *c, const char *board);

/* A table of the same.  -ENOMEM. */
int orders_print(const struct client *c, const char *board, bool colors);
