/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What of the incidents follows from the files in force: years without a
 * notice, and what is about things that are not there any more.  For alarms.c
 * alone.
 */

#include "schedule/civil.h"
#include "service/incident.h"

struct manager;

/* Opens and ends; a site none of whose days depends on notices misses none. */
void alarms_weigh_years(const struct manager *m, struct incidents *l, day_t today);

/* Ends those of boards and lines that are in no set. */
void alarms_end_gone(const struct manager *m, struct incidents *l);

/* Ends those of texts: there are others, and what can not be shown of them shows anew. */
void alarms_end_texts(const struct manager *m, struct incidents *l);
