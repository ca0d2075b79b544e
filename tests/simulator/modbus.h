/* SPDX-License-Identifier: MIT */
#pragma once

/* What commands ask of boards on Modbus beyond what all boards have. */

#include "board.h"
#include "unit.h"

#define MODBUS_REGISTERS_DEFAULT 4096

/* The registers of a board whose protocol is sim_modbus. */
struct unit *sim_modbus_unit(const struct board *b);
