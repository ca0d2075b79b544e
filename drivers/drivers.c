/* SPDX-License-Identifier: MIT */

/* The protocols we speak, in alphabetical order. */

#include <string.h>

#include "drivers.h"

/* clang-format off */
const struct driver *const drivers[] = {
	&alpha_driver,
	&cpower_driver,
	&fk_driver,
	&jetfile_driver,
	&modbus_driver,
	&onbon_driver,
	NULL,
};
/* clang-format on */

const struct driver *driver_find(const struct driver *const table[], const char *name)
{
	while (*table && strcmp((*table)->name, name) != 0)
		table++;
	return *table;
}
