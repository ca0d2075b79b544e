/* SPDX-License-Identifier: MIT */
#include "fake-orders.h"

#include <stdio.h>
#include <string.h>

#include "pufa/base.h"

#define ERROR "org.pufa.Pufa1.Error."

const struct fake_board fake_boards[FAKE_BOARDS] = {
	{ "south-gate", "community", 2, 16 },
	{ "north-gate", "community", 2, 16 },
	{ "works", "enterprise", 1, 8 },
};

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static int put_order(sd_bus_message *m, const struct fake_order *o, uint64_t now, const char *kind)
{
	int r = sd_bus_message_open_container(m, 'r', "tssttubsas");

	r |= sd_bus_message_append(m, "tssttubs", o->id, o->notice ? "notice" : kind,
				   "wang\033[31m", now, now + o->span, o->urgency, (int) o->through,
				   o->text);
	r |= sd_bus_message_open_container(m, 'a', "s");
	for (size_t i = 0; i < FAKE_BOARDS; i++)
		if (o->boards[i])
			r |= sd_bus_message_append(m, "s", fake_boards[i].name);
	r |= sd_bus_message_close_container(m);
	return r < 0 ? r : sd_bus_message_close_container(m);
}

int put_orders(sd_bus_message *m, const struct fake_orders *o, uint64_t now, const char *kind)
{
	int r = sd_bus_message_open_container(m, 'e', "sv");

	r |= sd_bus_message_append(m, "s", "Orders");
	r |= sd_bus_message_open_container(m, 'v', "a" ORDER);
	r |= sd_bus_message_open_container(m, 'a', ORDER);
	for (size_t i = 0; i < o->n; i++)
		r |= put_order(m, &o->list[i], now, kind);
	for (int i = 0; i < 2; i++)
		r |= sd_bus_message_close_container(m);
	return r < 0 ? r : sd_bus_message_close_container(m);
}

/* Reads `as`; 1, or what answering an unknown one gave. */
static int read_boards(sd_bus_message *m, bool boards[FAKE_BOARDS], int *ret_answer)
{
	const char *name;
	size_t n = 0;

	memset(boards, 0, FAKE_BOARDS * sizeof(*boards));
	if (sd_bus_message_enter_container(m, 'a', "s") <= 0)
		return -EINVAL;
	for (; sd_bus_message_read(m, "s", &name) > 0; n++) {
		bool known = false;

		for (size_t i = 0; i < FAKE_BOARDS; i++)
			if (is(name, fake_boards[i].name) || is(name, fake_boards[i].group) ||
			    is(name, "all"))
				known = boards[i] = true;
		known |= is(name, "hollow");
		if (!known) {
			*ret_answer = sd_bus_reply_method_errorf(m, ERROR "NoSuchBoard",
								 "no board or group is called '%s'",
								 name);
			return 0;
		}
	}
	for (size_t i = 0; n == 0 && i < FAKE_BOARDS; i++)
		boards[i] = true;
	return sd_bus_message_exit_container(m) < 0 ? -EINVAL : 1;
}

static int put(sd_bus_message *m, struct fake_orders *o, bool notice)
{
	struct fake_order order = { .id = o->last_id + 1, .notice = notice };
	const char *text;
	int r, answer = 0, through;

	if (notice && sd_bus_message_read(m, "s", &text) <= 0)
		return -EINVAL;
	r = read_boards(m, order.boards, &answer);
	if (r <= 0)
		return r < 0 ? r : answer;
	if (sd_bus_message_read(m, "t", &order.span) <= 0)
		return -EINVAL;
	if (notice && sd_bus_message_read(m, "ub", &order.urgency, &through) <= 0)
		return -EINVAL;
	if (o->n == ORDERS_MAX)
		return -ENOBUFS;
	if (notice) {
		order.through = through;
		snprintf(order.text, sizeof(order.text), "%s", text);
	}
	o->last_id = order.id;
	o->list[o->n++] = order;
	return sd_bus_reply_method_return(m, "t", order.id);
}

static int clear(sd_bus_message *m, struct fake_orders *o)
{
	size_t kept = 0, n = o->n;
	uint64_t id;

	if (sd_bus_message_read(m, "t", &id) <= 0)
		return -EINVAL;
	for (size_t i = 0; i < n; i++)
		if (!o->list[i].notice || (id && o->list[i].id != id))
			o->list[kept++] = o->list[i];
	o->n = kept;
	if (kept == n && id)
		return sd_bus_reply_method_errorf(m, ERROR "NoSuchOrder", "there is no notice %d",
						  (int) id);
	return sd_bus_reply_method_return(m, "");
}

static int resume(sd_bus_message *m, struct fake_orders *o)
{
	bool boards[FAKE_BOARDS], was[FAKE_BOARDS] = { false };
	int answer = 0, r = read_boards(m, boards, &answer);
	uint32_t n = 0;
	size_t kept = 0;

	if (r <= 0)
		return r < 0 ? r : answer;
	for (size_t i = 0; i < o->n; i++) {
		struct fake_order *order = &o->list[i];
		bool left = order->notice;

		for (size_t j = 0; j < FAKE_BOARDS && !order->notice; j++) {
			was[j] |= boards[j] && order->boards[j];
			order->boards[j] &= !boards[j];
			left |= order->boards[j];
		}
		if (left)
			o->list[kept++] = *order;
	}
	o->n = kept;
	for (size_t j = 0; j < FAKE_BOARDS; j++)
		n += was[j];
	return sd_bus_reply_method_return(m, "u", n);
}

/* Every character is three bytes and two cells here, or four bytes, which works can not show. */
static int put_pages(sd_bus_message *m, const struct fake_board *b, const char *text)
{
	size_t row_bytes = (size_t) b->columns / 2 * 3, at = 0, n = strlen(text);
	int r = sd_bus_message_open_container(m, 'a', "as");

	do {
		r |= sd_bus_message_open_container(m, 'a', "s");
		for (unsigned i = 0; i < b->rows; i++) {
			char row[64];

			snprintf(row, sizeof(row), "%.*s", (int) row_bytes, text + at);
			r |= sd_bus_message_append(m, "s", row);
			at += strlen(row);
		}
		r |= sd_bus_message_close_container(m);
	} while (at < n);
	return r < 0 ? r : sd_bus_message_close_container(m);
}

static int put_preview(sd_bus_message *m, const struct fake_board *b, const char *text)
{
	bool bad = strstr(text, "😀") && is(b->name, "works");
	int r = sd_bus_message_open_container(m, 'r', "saasas");

	r |= sd_bus_message_append(m, "s", b->name);
	r |= put_pages(m, b, bad ? "" : text);
	r |= bad ? sd_bus_message_append(m, "as", 1, "the board can not show '😀' (U+1F600)")
		 : sd_bus_message_append(m, "as", 0);
	return r < 0 ? r : sd_bus_message_close_container(m);
}

static int preview(sd_bus_message *m, const char *mode)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	bool boards[FAKE_BOARDS];
	const char *text;
	int r, answer = 0;

	if (is(mode, "orders-short"))
		return sd_bus_reply_method_return(m, "as", 1, "south-gate");
	if (sd_bus_message_read(m, "s", &text) <= 0)
		return -EINVAL;
	r = read_boards(m, boards, &answer);
	if (r <= 0)
		return r < 0 ? r : answer;
	r = sd_bus_message_new_method_return(m, &reply);
	r |= sd_bus_message_open_container(reply, 'a', "(saasas)");
	for (size_t i = 0; i < FAKE_BOARDS; i++)
		if (boards[i])
			r |= put_preview(reply, &fake_boards[i], text);
	r |= sd_bus_message_close_container(reply);
	return r < 0 ? r : sd_bus_send(NULL, reply, NULL);
}

static int refuse(sd_bus_message *m, const char *mode)
{
	if (is(mode, "orders-denied"))
		return sd_bus_reply_method_errorf(m, SD_BUS_ERROR_ACCESS_DENIED,
						  "for root and the group pufa");
	if (is(mode, "orders-full"))
		return sd_bus_reply_method_errorf(m, ERROR "NotKept",
						  "it could not be kept: No space left on device");
	return sd_bus_reply_method_errorf(m, ERROR "Refused",
					  "south-gate: the clock is not trusted\n"
					  "works: the clock is not \033[31mtrusted");
}

int take_order(sd_bus_message *m, struct fake_orders *o, const char *mode)
{
	static const char *const changes[] = { "PutNotice", "PutBlank", "ClearNotice", "Resume" };
	const char *member = sd_bus_message_get_member(m);
	size_t i = 0;
	int r;

	if (is(member, "Preview")) {
		r = preview(m, mode);
		return r < 0 ? r : 1;
	}
	while (i < ARRAY_SIZE(changes) && !is(member, changes[i]))
		i++;
	if (i == ARRAY_SIZE(changes))
		return 0;
	if (is(mode, "orders-denied") || is(mode, "orders-full") || is(mode, "orders-refuse"))
		r = refuse(m, mode);
	else if (i < 2)
		r = put(m, o, i == 0);
	else
		r = i == 2 ? clear(m, o) : resume(m, o);
	return r < 0 ? r : 1;
}
