/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The part of fake-pufad that takes orders: three boards, south-gate and
 * north-gate of the group community, and works, which is smaller; hollow is a
 * group without boards.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <systemd/sd-bus.h>

#define ORDER         "(tssttubsas)"
#define ORDERS_MAX    8
#define FAKE_BOARDS   3
#define FAKE_TEXT_MAX 1200

struct fake_order {
	uint64_t id, span;
	uint32_t urgency;
	bool notice, through, boards[FAKE_BOARDS];
	char text[FAKE_TEXT_MAX];
};

struct fake_orders {
	struct fake_order list[ORDERS_MAX];
	size_t n;
	uint64_t last_id;
};

struct fake_board {
	const char *name, *group;
	unsigned rows, columns;
};

extern const struct fake_board fake_boards[FAKE_BOARDS];

/* As {sv} "Orders"; @kind is said of those that are no notice. */
int put_orders(sd_bus_message *m, const struct fake_orders *o, uint64_t now, const char *kind);

/* Answers PutNotice, PutBlank, ClearNotice, Resume and Preview; 0: another method. */
int take_order(sd_bus_message *m, struct fake_orders *o, const char *mode);
