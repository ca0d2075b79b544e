/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Incidents on the disk, so that a restart neither loses nor repeats one: the
 * file "incidents" of a directory, a line of JSON for each and one before them
 * with the next id.  It is written whole and takes the old one's place only
 * when it is on the disk.
 *
 * A file that makes no sense is never fatal: what of it can be read is taken,
 * and the file is kept aside as "incidents.damaged" for whoever wants to know.
 * Main thread; it reads a small file, the keeper writes it.
 */

#include "service/incident.h"

#define INCIDENT_FILE_NAME "incidents"

/*
 * Into an empty list.  0: also where there is no file.  -EBADMSG: damaged, as above.  Another:
 * it could not be read, and nothing of it is in the list.
 */
int incident_file_load(struct incidents *l, const char *dir);

/* The text of the file.  -ENOMEM, and nothing else. */
int incident_file_print(const struct incidents *l, char **ret, size_t *ret_n);
