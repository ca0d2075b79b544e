/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "config/charset.h"
#include "config/sayable.h"
#include "pufa/driver.h"
#include "service/notice_fit.h"

static bool was_seen(const char *text, const char *at, size_t n)
{
	for (const char *s = text; s < at; utf8_next(&s))
		if (strncmp(s, at, n) == 0)
			return true;
	return false;
}

static void say(const char *character, uint32_t code, bool obeyed, notice_fault_fn fault,
		void *userdata)
{
	char buf[96];

	snprintf(buf, sizeof(buf),
		 obeyed ? "'%s' (U+%04X) would be a command to the board"
			: "the board can not show '%s' (U+%04X)",
		 character, code);
	fault(buf, userdata);
}

/* Each character by itself, once. */
static int name_characters(const struct profile *p, const char *text, notice_fault_fn fault,
			   void *userdata)
{
	int n_faults = 0;

	for (const char *s = text; *s;) {
		const char *at = s;
		char one[5] = "";
		bool obeyed;
		uint32_t c;

		if (utf8_next(&s) <= 0)
			return n_faults;
		memcpy(one, at, (size_t) (s - at));
		if (was_seen(text, at, (size_t) (s - at)))
			continue;
		c = profile_refuses(p, one, &obeyed);
		if (c == CHARSET_UNSURE)
			return -ENOMEM;
		if (c == 0)
			continue;
		say(one, c, obeyed, fault, userdata);
		n_faults++;
	}
	return n_faults;
}

static int encode_all(const struct profile *p, const char *text, const struct layout *l)
{
	struct page page;
	int r = 0;

	for (unsigned i = 0; r >= 0 && i < l->n_pages; i++)
		r = charset_encode_page(p->charset, text, l, i, &page);
	return r;
}

int notice_fit(const struct profile *p, const char *text, struct layout *ret_layout,
	       notice_fault_fn fault, void *userdata)
{
	bool obeyed;
	uint32_t c = profile_refuses(p, text, &obeyed);
	int r = layout_text(text, (unsigned) p->rows, (unsigned) p->columns, ret_layout);

	if (c == CHARSET_UNSURE)
		return -ENOMEM;
	if (r >= 0 && c) {
		r = name_characters(p, text, fault, userdata);
		if (r != 0)
			return r;
		r = -EILSEQ; /* each by itself it could, not together */
	}
	if (r >= 0)
		r = encode_all(p, text, ret_layout);
	if (r >= 0 || r == -ENOMEM)
		return r < 0 ? r : 0;
	fault("the board can not show the text as it is", userdata);
	return 1;
}
