/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What several gateways answered, as one table for people: of each verb one.
 * Texts come from those gateways, and go out escaped.
 */

#include "cli/fleet.h"

static inline bool fleet_answered(const struct fleet_answer *a)
{
	return !a->error && a->json;
}

static inline const char *fleet_error(const struct fleet_answer *a)
{
	return a->error ? a->error : "not enough memory";
}

/* Each returns an exit code. */
int fleet_print_health(const struct cli *cli, const struct fleet_answer *answers, size_t n);
int fleet_print_incidents(const struct cli *cli, const struct fleet_answer *answers, size_t n);
int fleet_print_metrics(const struct cli *cli, const struct fleet_answer *answers, size_t n);
int fleet_print_status(const struct cli *cli, const struct fleet_answer *answers, size_t n);

/* The exit code of health over all of them: the worst. */
int fleet_worst(const struct fleet_answer *answers, size_t n);

/* That of one: HEALTH_CRITICAL where it could not be asked. */
int fleet_level(const struct fleet_answer *a);
