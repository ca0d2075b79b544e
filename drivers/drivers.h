/* SPDX-License-Identifier: MIT */
#pragma once

/* The drivers by name, for the table alone; everyone else goes through it. */

#include "pufa/driver.h"

extern const struct driver alpha_driver;
extern const struct driver cpower_driver;
extern const struct driver fk_driver;
extern const struct driver jetfile_driver;
extern const struct driver modbus_driver;
extern const struct driver onbon_driver;
