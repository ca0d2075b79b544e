/* SPDX-License-Identifier: MIT */
#include "config/check_set.h"
#include "config/complaints.h"

static int check_all(const struct config *c, day_t from, day_t to, struct diag *diag)
{
	_cleanup_(coverage_freep) struct coverage *coverage = NULL;
	int r;

	r = coverage_new(&coverage, c->programme, from, to);
	if (r < 0)
		return r;
	coverage_check(c, coverage, diag);
	articles_check(c, diag);
	r = pages_check(c, diag);
	return r < 0 ? r : twice_check(c, coverage, diag);
}

int set_check(const struct config *c, day_t today, struct diag *diag)
{
	day_t to = today + CHECK_DAYS > DAY_LAST + 1 ? DAY_LAST + 1 : today + CHECK_DAYS;
	struct complaints complaints;
	int r;

	if (today < DAY_FIRST || today > DAY_LAST)
		return 0;
	complaints_init(&complaints, diag);
	r = check_all(c, today, to, &complaints.diag);
	complaints_finish(&complaints);
	return r;
}
