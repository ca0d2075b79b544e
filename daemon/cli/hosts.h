/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The gateways of a town: a list of names as ssh takes them, given one by one
 * or in a file, each once and in the order given.
 *
 *     # the community
 *     pufa@10.1.0.11
 *     pufa@south-gate     # behind the clinic
 */

#include "pufa/diag.h"

#define HOSTS_MAX     1024
#define HOST_SIZE_MAX 255

struct host_list {
	char **names;
	size_t n;
};

/* -EINVAL: mistakes, each said to @diag; nothing is added then.  -ENOMEM. */
int hosts_read(struct host_list *hosts, const char *path, struct diag *diag);
/* The same of a text that is already here, which has a NUL after its @n bytes. */
int hosts_parse(struct host_list *hosts, const char *text, size_t n, const char *file,
		struct diag *diag);

/* -EEXIST: it is there.  -E2BIG: there are HOSTS_MAX.  -ENOMEM. */
int hosts_add(struct host_list *hosts, const char *name);

void hosts_done(struct host_list *hosts);
