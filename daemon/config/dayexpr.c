/* SPDX-License-Identifier: MIT */
#include "config/dayexpr_internal.h"

int dayexpr_parse(const char *text, const struct dayexpr_names *names, struct dayset *ret,
		  char **canonical, bool *statutory, struct dayexpr_error *error)
{
	_cleanup_(freep) struct dayexpr_work *w = malloc(sizeof(*w));
	_cleanup_(freep) char *printed = NULL;
	int r;

	if (!w)
		return -ENOMEM;
	w->names = names;
	w->error = error;
	r = dayexpr_read_text(w, text);
	if (r == 0)
		r = dayexpr_lex(w);
	if (r == 0)
		r = dayexpr_compile(w);
	/* Always printed: what is too long to be read back is refused, asked for or not. */
	if (r == 0)
		r = dayexpr_print(w, &printed);
	if (r == 0)
		r = dayexpr_eval(w, ret);
	if (r < 0)
		return r;
	if (canonical)
		*canonical = TAKE_PTR(printed);
	if (statutory)
		*statutory = dayexpr_is_statutory(w);
	return 0;
}
