/* SPDX-License-Identifier: MIT */
#include "schedule/layout.h"
#include "schedule/width_table.h"

static bool in_table(const struct range *table, size_t n, uint32_t c)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c > table[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && c >= table[low].first;
}

int char_width(uint32_t c)
{
	if (c < 0x80)
		return c < 0x20 || c == 0x7f ? -1 : 1;
	if (c > 0x10ffff || in_table(control, ARRAY_SIZE(control), c))
		return -1;
	if (in_table(wide, ARRAY_SIZE(wide), c))
		return 2;
	return in_table(zero, ARRAY_SIZE(zero), c) ? 0 : 1;
}

int text_width(const char *text)
{
	int32_t c;
	int sum = 0;

	while ((c = utf8_next(&text)) > 0) {
		int width = char_width((uint32_t) c);

		if (width < 0)
			return -1;
		sum += width;
	}
	return c < 0 ? -1 : sum;
}
