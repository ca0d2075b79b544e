/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Orders on the disk, so that they survive a restart and a power cut until they are over: the file
 * "orders" of a directory, one line of JSON and one with its check sum.  It is written whole, by
 * the keeper, and takes the old one's place only when it is on the disk.
 *
 * What stands on a board for the public must be what somebody put up: a file that is damaged
 * anywhere, or that somebody has changed, is taken for nothing at all, and kept aside as
 * "orders.damaged" for whoever wants to know.  Main thread; it reads a small file.
 */

#include "service/orders.h"

#define ORDERS_FILE_NAME    "orders"
#define ORDERS_DAMAGED_NAME ORDERS_FILE_NAME ".damaged"

/* The text of the file, also of orders that wait.  -ENOMEM. */
int orders_file_print(const struct order_list *l, char **ret, size_t *ret_n);

/* Into an empty list, which stays empty on errors.  -EBADMSG: damaged.  -ENOMEM. */
int orders_file_parse(struct order_list *l, const char *text, size_t n);

/*
 * The same from the directory.  0: also where there is no file.  -EBADMSG: damaged, and set aside.
 * Another: it could not be read.
 */
int orders_file_load(struct order_list *l, const char *dir);
