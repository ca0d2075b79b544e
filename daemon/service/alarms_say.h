/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * An incident's opening, closing and being seen in words, with the journal's
 * fields and MESSAGE_ID.  For alarms.c alone.
 */

#include "service/incident.h"

struct manager;

void alarms_say(const struct manager *m, const struct incident *i, enum incident_event event);

/* They can not be written to the disk, by a negative errno; 0: they can again. */
void alarms_say_saved(const char *dir, int error);

/* The text of the incident: by the play log's @log_error, and whether the keeper is stuck. */
void alarms_disk_text(int log_error, bool stuck, char ret[static INCIDENT_TEXT_MAX]);
