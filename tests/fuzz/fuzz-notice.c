/* SPDX-License-Identifier: MIT */
/*
 * Notices of any text at all: no crash, no hang, a word for everything that is refused; and what is
 * taken leaves every legal day off, makes up on weekends only, and settles each of its days.
 */
#include <stdio.h>
#include <string.h>

#include "config/loader.h"
#include "schedule/holiday.h"

static void emit(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	(void) severity;
	if (!message[0] || !at.file)
		abort();
}

static void demand(bool kept, const char *what, int year)
{
	if (kept)
		return;
	fprintf(stderr, "%d: %s\n", year, what);
	abort();
}

static void check_year(const struct statutory *s, const struct notice *n)
{
	struct legal_day legal[LEGAL_DAYS_MAX];
	int n_legal = legal_days(n->year, legal);
	struct day_fact f;

	demand(n_legal > 0 && n->n_off > 0, "accepted without days", n->year);
	for (int i = 0; i < n_legal; i++) {
		demand(statutory_day(s, legal[i].day, &f) == 0, "no fact", n->year);
		demand(!f.work && f.basis == BASIS_NOTICE && !f.provisional,
		       "a legal day is not off", n->year);
		demand(f.legal >> legal[i].holiday & 1, "a legal day of another holiday", n->year);
	}
	for (size_t i = 0; i < n->n_work; i++) {
		demand(weekday_of(n->work[i].day) >= SATURDAY, "a make-up weekday", n->year);
		if (statutory_day(s, n->work[i].day, &f) == 0)
			demand(f.work && f.makeup && !f.provisional, "not worked", n->year);
	}
}

static void check_days(const struct statutory *s)
{
	for (day_t d = DAY_FIRST; d <= DAY_LAST; d++)
		demand(dayset_has(&s->workday, d) != dayset_has(&s->restday, d), "both or neither",
		       civil_from_day(d).year);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diag diag = { .emit = emit };
	struct calendar calendar = { .n_notices = 0 };
	_cleanup_(arena_done) struct arena arena = { 0 };
	struct loader l = { .calendar = &calendar, .arena = &arena, .diag = &diag };
	struct document d;

	if (document_parse(&d, (const char *) data, size, "fuzz.cfg", &diag) < 0)
		return 0;
	l.files = arena_alloc(&l.scratch, sizeof(*l.files));
	l.n_files = 1;
	playlist_file_walk(&l, l.files, "fuzz.cfg", document_root(&d));
	document_done(&d);
	demand(holidays_build(&l) >= 0, "out of memory", 0);
	check_days(calendar.statutory);
	if (diag.n_errors == 0)
		for (int y = 0; y < N_YEARS; y++)
			if (calendar.statutory->notice[y])
				check_year(calendar.statutory, calendar.statutory->notice[y]);
	arena_done(&l.scratch);
	return 0;
}
