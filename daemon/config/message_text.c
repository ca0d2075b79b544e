/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "config/message_text.h"
#include "schedule/layout.h"

#define READ_SECONDS_MIN      6 /* a text without `seconds` stays at least so long */
#define CHARACTERS_PER_SECOND 4

static size_t count_characters(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char) *s & 0xc0) != 0x80;
	return n;
}

static bool is_blank(uint32_t c)
{
	return c == ' ' || c == 0xa0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200a);
}

/* Of a text that is well-formed. */
static bool blank_at_an_end(const char *text)
{
	const char *s = text;
	uint32_t c = (uint32_t) utf8_next(&s), last = c;

	while (*s)
		last = (uint32_t) utf8_next(&s);
	return is_blank(c) || is_blank(last);
}

int message_text_check(const char *text, char buf[static MESSAGE_TEXT_FAULT_MAX])
{
	size_t characters = count_characters(text), n = strlen(text);

	if (n == 0)
		snprintf(buf, MESSAGE_TEXT_FAULT_MAX, "it is empty");
	else if (n > TEXT_MAX)
		snprintf(buf, MESSAGE_TEXT_FAULT_MAX, "%zu bytes, at most %d can be", n, TEXT_MAX);
	else if (characters > TEXT_CHARACTERS_MAX)
		snprintf(buf, MESSAGE_TEXT_FAULT_MAX, "%zu characters, at most %d can be",
			 characters, TEXT_CHARACTERS_MAX);
	else if (text_width(text) < 0)
		snprintf(buf, MESSAGE_TEXT_FAULT_MAX,
			 "holds a character that no board can show: %s", text);
	else if (blank_at_an_end(text))
		snprintf(buf, MESSAGE_TEXT_FAULT_MAX, "begins or ends with a blank: \"%s\"", text);
	else
		return 0;
	return -EINVAL;
}

uint32_t message_text_duration(const char *text)
{
	size_t seconds =
		(count_characters(text) + CHARACTERS_PER_SECOND - 1) / CHARACTERS_PER_SECOND;

	if (seconds < READ_SECONDS_MIN)
		seconds = READ_SECONDS_MIN;
	return (uint32_t) (seconds * MSEC_PER_SEC);
}
