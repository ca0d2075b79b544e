/* SPDX-License-Identifier: MIT */
#include "octets.h"
#include "onbon_report.h"

#define STATUS_SPECIAL                                                                             \
	15 /* behind on or off, brightness, clock, programmes and the one that plays */

#define SCREEN_TYPE   2
#define SCREEN_WIDTH  4
#define SCREEN_HEIGHT 6

struct onbon_status onbon_status_of(const uint8_t *payload, size_t n, bool special)
{
	struct onbon_status s = { .lit = ONBON_LIT_UNKNOWN };
	size_t count = STATUS_SPECIAL + (special ? 2 : 0);

	if (n > 0 && (payload[0] == ONBON_LIT_ON || payload[0] == ONBON_LIT_OFF))
		s.lit = payload[0];
	if (n <= count || payload[count] > n - count - 1)
		return s;
	s.has_areas = true;
	s.ids = payload + count + 1;
	s.n_ids = payload[count];
	return s;
}

struct onbon_screen onbon_screen_of(const uint8_t *payload, size_t n)
{
	return (struct onbon_screen){
		.type = n > SCREEN_TYPE ? payload[SCREEN_TYPE] : 0,
		.width = n >= SCREEN_WIDTH + 2 ? get16le(payload + SCREEN_WIDTH) : 0,
		.height = n >= SCREEN_HEIGHT + 2 ? get16le(payload + SCREEN_HEIGHT) : 0,
	};
}

const char *onbon_model(unsigned type)
{
	static const struct {
		uint8_t type;
		const char *name;
	} models[] = {
		{ 0x51, "BX-5K1" },    { 0x53, "BX-5MK2" },    { 0x54, "BX-5MK1" },
		{ 0x58, "BX-5K2" },    { 0x5c, "BX-5K1Q-YY" }, { 0x61, "BX-6K1" },
		{ 0x62, "BX-6K2" },    { 0x63, "BX-6K3" },     { 0x64, "BX-6K1-YY" },
		{ 0x65, "BX-6K2-YY" }, { 0x66, "BX-6K3-YY" },  { 0x67, "BX-6K-4G" },
		{ 0x68, "BX-6K-4G" },  { 0x69, "BX-6K4" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(models); i++)
		if (models[i].type == type)
			return models[i].name;
	return "";
}
