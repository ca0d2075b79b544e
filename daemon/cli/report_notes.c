/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <string.h>

#include "cli/almanac.h"
#include "cli/report.h"

void report_note(struct report_document *d, const char *fmt, ...)
{
	va_list ap;

	if (d->n_notes == ARRAY_SIZE(d->notes))
		return;
	va_start(ap, fmt);
	vsnprintf(d->notes[d->n_notes++], sizeof(d->notes[0]), fmt, ap);
	va_end(ap);
}

static void note_source(struct report_document *d)
{
	const struct report *r = &d->figures;
	char first[DATE_MAX], last[DATE_MAX];

	if (r->first == 0) {
		report_note(d, "the log knows nothing of %d", r->year);
		return;
	}
	if (r->n_rollups)
		report_note(
			d,
			"%zu day%s from %s to %s from roll-ups, their records are gone: what was "
			"planned is unknown there, and so are incidents and orders",
			r->n_rollups, r->n_rollups == 1 ? "" : "s",
			date_format(r->rollup_first, first), date_format(r->rollup_last, last));
	date_format(zone_day(r->zone, r->first * USEC_PER_MSEC), first);
	if (r->first >= r->begin + 24 * 60 * UINT64_C(60000))
		report_note(d, "the log knows nothing of the year before %s", first);
}

static void note_holes(struct report_document *d)
{
	const struct report *r = &d->figures;
	char buf[MINUTES_MAX];

	if (r->n_killed)
		report_note(
			d,
			"the service ended without a word %zu time%s; what was shown from its last "
			"record on is unknown",
			r->n_killed, r->n_killed == 1 ? "" : "s");
	if (r->n_gaps)
		report_note(d, "records are missing in %zu place%s", r->n_gaps,
			    r->n_gaps == 1 ? "" : "s");
	if (d->n_damaged)
		report_note(d, "%zu line%s of the log can not be read (try log verify)",
			    d->n_damaged, d->n_damaged == 1 ? "" : "s");
	if (d->n_bad_rollups)
		report_note(d, "%zu roll-up%s can not be read, first that of %s", d->n_bad_rollups,
			    d->n_bad_rollups == 1 ? "" : "s", date_format(d->bad_rollup, buf));
	if (r->undated_plays || r->undated_ms)
		report_note(
			d,
			"%ju plays, %s minutes, were shown while the clock was not trusted: they "
			"have no date and are counted nowhere else",
			(uintmax_t) r->undated_plays, report_minutes(r->undated_ms, buf));
}

void report_note_all(struct report_document *d)
{
	note_source(d);
	note_holes(d);
	if (d->nodes)
		report_note(d, "the days of nodes are those of the files as they are today");
}
