/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Numbers as Chinese laws write them: 第一百三十三条之一 is article 133-1.
 * Pure; any thread may call.
 */

#include "pufa/base.h"

#define LAW_ARTICLE_MAX 9999

/* An article; @sub is that of 之一, 0: the article itself.  @main 0: none. */
struct law_number {
	unsigned main, sub;
};

/*
 * A number at the start of @s: 一百三十三, 一〇二, 133 or full-width digits, of which those in
 * Chinese must be written as people write them.  Returns its bytes; 0: there is none, or it is not
 * from 1 to LAW_ARTICLE_MAX.
 */
size_t law_numeral_parse(const char *s, unsigned *ret);

/* 第…条 at the start of @s, with its 之一 if it has one.  Returns its bytes; 0: none. */
size_t law_number_parse(const char *s, struct law_number *ret);

/* "133", "133-1"; returns @buf. */
#define LAW_NUMBER_TEXT_MAX 16
const char *law_number_format(struct law_number n, char buf[LAW_NUMBER_TEXT_MAX]);

/* As strcmp(). */
int law_number_compare(struct law_number a, struct law_number b);

/* What a blank is in such texts; characters that can not be seen are blanks too. */
bool law_is_blank(uint32_t code_point);

/* Bytes of the blanks at the start of @s. */
size_t law_blanks(const char *s);
