/* SPDX-License-Identifier: MIT */
#include "config/dayexpr_internal.h"

int dayexpr_parse(const char *text, const struct anchors *anchors, struct dayset *ret,
		  char **canonical, struct dayexpr_error *error)
{
	static const struct anchors none;
	_cleanup_(freep) struct dayexpr_work *w = malloc(sizeof(*w));
	_cleanup_(freep) char *printed = NULL;
	int r;

	if (!w)
		return -ENOMEM;
	w->anchors = anchors ? anchors : &none;
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
	return 0;
}
