/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * An incident's opening, closing and being seen in words, with the journal's
 * fields and MESSAGE_ID.  For alarms.c alone.
 */

#include "service/incident.h"

struct manager;

void alarms_say(const struct manager *m, const struct incident *i, enum incident_event event);
