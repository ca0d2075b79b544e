/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Charts of the year's report, as SVG 1.1 of their own: nothing is fetched, fonts are whatever the
 * reader has.  Functions of the report; the same report gives the same bytes.
 */

#include "cli/report.h"

enum report_chart {
	CHART_MONTHS, /* minutes by month, stacked by law */
	CHART_LAWS,   /* each law's share */
	CHART_BOARDS, /* of each board's time: shown, dark, unknown */
	N_CHARTS,
};

/* "months". */
const char *report_chart_name(enum report_chart chart);

/* One chart, or with N_CHARTS all of them one below the other.  -ENOMEM. */
int report_svg(const struct report_document *d, enum report_chart chart, FILE *f);
