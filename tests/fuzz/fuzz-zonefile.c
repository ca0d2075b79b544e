/* SPDX-License-Identifier: MIT */
/* A zone file of any bytes is refused, or gives a table that keeps zone.h's promises. */
#include "config/zonefile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void demand(bool kept)
{
	if (!kept)
		abort();
}

static void check_table(const struct zone *z)
{
	demand(z->n_changes >= 1 && z->changes[0].at == 0);
	for (size_t i = 0; i < z->n_changes; i++) {
		demand(abs(z->changes[i].offset) <= ZONE_OFFSET_MAX);
		demand(i == 0 || (z->changes[i].at > z->changes[i - 1].at &&
				  z->changes[i].offset != z->changes[i - 1].offset));
	}
}

/* Days partition time around every change. */
static void check_days(const struct zone *z)
{
	for (size_t i = 0; i < z->n_changes; i++) {
		usec_t at = z->changes[i].at;
		day_t day = zone_day(z, at);

		demand(zone_midnight(z, day) <= at && at < zone_midnight(z, day + 1));
		demand(zone_instant(z, day, 0, ZONE_START) <= zone_instant(z, day, 0, ZONE_END));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct zone z;

	if (zone_table_parse(&z, "Fuzz/Zone", data, n) < 0)
		return 0;
	check_table(&z);
	check_days(&z);
	zone_table_done(&z);
	return 0;
}
