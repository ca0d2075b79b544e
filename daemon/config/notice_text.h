/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What is wrong with a notice, as a sentence for the person who can mend it:
 * the day, the numbers, the holiday, and the other notice where it takes two.
 * Pure.
 */

#include "schedule/notice.h"

#define NOTICE_TEXT_MAX 512

/* @all: the set that @n was checked against.  Returns @buf. */
const char *notice_problem_text(const struct notice *n, const struct notice_problem *p,
				const struct notice *all, size_t n_all, char buf[NOTICE_TEXT_MAX]);

/* Another notice of the same year and revision; NULL: there is none. */
const struct notice *notice_same_revision(const struct notice *n, const struct notice *all,
					  size_t n_all);
