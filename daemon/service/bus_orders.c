/* SPDX-License-Identifier: MIT */
/* Notices and blanks on the bus: put up, taken down, tried out, and the list. */
#include <stdio.h>
#include <string.h>

#include "config/message_text.h"
#include "service/bus.h"
#include "service/notice_fit.h"
#include "service/postings.h"

#define MINUTES(span) ((unsigned) ((span) / USEC_PER_MINUTE))

static int invalid(sd_bus_error *error, const char *why)
{
	return sd_bus_error_set(error, SD_BUS_ERROR_INVALID_ARGS, why);
}

static int refused(sd_bus_error *error, const char *why)
{
	return sd_bus_error_set(error, BUS_NAME ".Error.Refused", why);
}

/* False: there is no board and no group of that name. */
static bool add_name(const struct config *c, const char *name, struct board_set *set)
{
	for (unsigned i = 0; i < c->n_boards; i++)
		if (strcmp(c->boards[i].name, name) == 0) {
			board_set_add(set, i);
			return true;
		}
	for (size_t i = 0; i < c->n_groups; i++)
		if (strcmp(c->groups[i].name, name) == 0) {
			for (size_t k = 0; k < ARRAY_SIZE(set->word); k++)
				set->word[k] |= c->groups[i].boards.word[k];
			return true;
		}
	return false;
}

static void add_all(const struct config *c, struct board_set *set)
{
	for (unsigned i = 0; i < c->n_boards; i++)
		board_set_add(set, i);
}

/* An array of names: of boards, of groups, or `all`; none is all. */
static int read_boards(sd_bus_message *m, const struct config *c, struct board_set *ret,
		       sd_bus_error *error)
{
	const char *name;
	size_t n = 0;
	int r = sd_bus_message_enter_container(m, 'a', "s");

	*ret = (struct board_set){ 0 };
	while (r >= 0 && (r = sd_bus_message_read(m, "s", &name)) > 0) {
		n++;
		if (strcmp(name, "all") == 0)
			add_all(c, ret);
		else if (!add_name(c, name, ret))
			return sd_bus_error_setf(error, BUS_NAME ".Error.NoSuchBoard",
						 "No board and no group is called '%s'", name);
	}
	if (r < 0)
		return r;
	if (n == 0)
		add_all(c, ret);
	return sd_bus_message_exit_container(m);
}

static size_t list_names(const struct config *c, const struct board_set *set,
			 const char *names[static BOARDS_MAX])
{
	size_t n = 0;

	for (unsigned i = 0; i < c->n_boards; i++)
		if (board_set_has(set, i))
			names[n++] = c->boards[i].name;
	return n;
}

static int check_text(const char *text, sd_bus_error *error)
{
	char fault[MESSAGE_TEXT_FAULT_MAX];

	if (message_text_check(text, fault) == 0)
		return 0;
	return sd_bus_error_setf(error, SD_BUS_ERROR_INVALID_ARGS, "The text: %s", fault);
}

static int check_span(usec_t span, usec_t most, const char *what, sd_bus_error *error)
{
	if (span >= ORDER_SPAN_MIN && span <= most)
		return 0;
	return sd_bus_error_setf(error, SD_BUS_ERROR_INVALID_ARGS,
				 "A %s is for 1 minute to %u hours", what, MINUTES(most) / 60);
}

/* What is put up has an end, and nobody knows when that is. */
static int check_clock(const struct manager *m, sd_bus_error *error)
{
	if (clock_trust(m->clock) != CLOCK_UNTRUSTED)
		return 0;
	return refused(error, "The clock is not to be trusted yet: nothing can be put up until a "
			      "certain time");
}

struct faults {
	FILE *f;
	const char *board;
};

static void put_fault(const char *fault, void *userdata)
{
	const struct faults *faults = userdata;

	fprintf(faults->f, "%s: %s\n", faults->board, fault);
}

static int collect_faults(const struct config *c, const struct board_set *set, const char *text,
			  FILE *f)
{
	struct faults faults = { .f = f };
	struct layout l;
	int n = 0;

	for (unsigned i = 0; i < c->n_boards; i++) {
		int r;

		if (!board_set_has(set, i))
			continue;
		faults.board = c->boards[i].name;
		r = notice_fit(c->boards[i].profile, text, &l, put_fault, &faults);
		if (r < 0)
			return r;
		n += r;
	}
	return n;
}

/* Each of the boards must be able to show all of it: else it is on none. */
static int check_fit(const struct config *c, const struct board_set *set, const char *text,
		     sd_bus_error *error)
{
	_cleanup_(freep) char *lines = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&lines, &size);
	int r;

	if (!f)
		return -ENOMEM;
	r = collect_faults(c, set, text, f);
	if (fclose(f) == EOF && r >= 0)
		r = -ENOMEM;
	if (r <= 0)
		return r;
	if (size > 0)
		lines[size - 1] = '\0';
	return refused(error, lines);
}

/* From now on, on the boards, for whoever calls. */
static int put_up(struct manager *m, struct order *o, usec_t span, const char *text,
		  const struct board_set *set, sd_bus_message *call, sd_bus_error *error)
{
	const char *names[BOARDS_MAX];
	size_t n = list_names(m->loaded->config, set, names);
	struct posting *p;
	char who[CALLER_MAX];
	int r;

	if (n == 0)
		return invalid(error, "There is no board in what is named");
	bus_caller(call, who);
	o->from = clock_now(m->clock) / USEC_PER_MSEC * USEC_PER_MSEC;
	o->until = o->from + span / USEC_PER_MSEC * USEC_PER_MSEC;
	r = posting_new(&p, o, who, text, names, n);
	if (r >= 0)
		r = postings_put(m->postings, p, call);
	if (r == -ENOSPC)
		return sd_bus_error_setf(error, BUS_NAME ".Error.Refused",
					 "%d notices and blanks are up, and no more can be",
					 ORDERS_MAX);
	if (r == -ENOENT)
		return sd_bus_error_set(error, BUS_NAME ".Error.NotKept",
					"There is no place to keep it: the service has no state "
					"directory.  It was not put up");
	return r < 0 ? r : 1;
}

int bus_method_put_notice(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct manager *manager = userdata;
	const struct config *c = manager->loaded->config;
	struct order o = { .kind = ORDER_NOTICE };
	struct board_set set;
	const char *text;
	uint32_t urgency = 0;
	usec_t span = 0;
	int through_quiet = 0, r;

	r = bus_check_caller(m, error);
	if (r >= 0)
		r = sd_bus_message_read(m, "s", &text);
	if (r >= 0)
		r = read_boards(m, c, &set, error);
	if (r >= 0)
		r = sd_bus_message_read(m, "tub", &span, &urgency, &through_quiet);
	if (r >= 0)
		r = check_text(text, error);
	if (r >= 0)
		r = check_span(span, ORDER_SPAN_MAX, "notice", error);
	if (r >= 0 && (urgency < URGENCY_MIN || urgency > URGENCY_MAX))
		return invalid(error, "The urgency is 1, 2 or 3, the most urgent");
	if (r >= 0)
		r = check_clock(manager, error);
	if (r >= 0)
		r = check_fit(c, &set, text, error);
	if (r < 0)
		return r;
	o.urgency = (int) urgency;
	o.through_quiet = through_quiet;
	return put_up(manager, &o, span, text, &set, m, error);
}

int bus_method_put_blank(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct manager *manager = userdata;
	struct order o = { .kind = ORDER_BLANK };
	struct board_set set;
	usec_t span = 0;
	int r;

	r = bus_check_caller(m, error);
	if (r >= 0)
		r = read_boards(m, manager->loaded->config, &set, error);
	if (r >= 0)
		r = sd_bus_message_read(m, "t", &span);
	if (r >= 0)
		r = check_span(span, BLANK_SPAN_MAX, "blank", error);
	if (r >= 0)
		r = check_clock(manager, error);
	return r < 0 ? r : put_up(manager, &o, span, "", &set, m, error);
}

int bus_method_clear_notice(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct manager *manager = userdata;
	char who[CALLER_MAX];
	uint64_t id;
	int r;

	r = bus_check_caller(m, error);
	if (r >= 0)
		r = sd_bus_message_read(m, "t", &id);
	if (r < 0)
		return r;
	bus_caller(m, who);
	r = postings_clear(manager->postings, id, who, m);
	if (r == -ENOENT)
		return sd_bus_error_setf(error, BUS_NAME ".Error.NoSuchOrder",
					 "There is no notice %llu", (unsigned long long) id);
	return r < 0 ? r : 1;
}

int bus_method_resume(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct manager *manager = userdata;
	struct board_set set;
	char who[CALLER_MAX];
	int r;

	r = bus_check_caller(m, error);
	if (r >= 0)
		r = read_boards(m, manager->loaded->config, &set, error);
	if (r < 0)
		return r;
	bus_caller(m, who);
	r = postings_resume(manager->postings, &set, who, m);
	return r < 0 ? r : 1;
}

struct complaint_list {
	sd_bus_message *m;
	int error;
};

static void append_fault(const char *fault, void *userdata)
{
	struct complaint_list *list = userdata;

	if (list->error >= 0)
		list->error = sd_bus_message_append(list->m, "s", fault);
}

static int append_pages(sd_bus_message *reply, const struct layout *l, const char *text)
{
	char row[ROW_BYTES_MAX * 2];
	int r = sd_bus_message_open_container(reply, 'a', "as");

	for (unsigned i = 0; r >= 0 && i < l->n_pages; i++) {
		r = sd_bus_message_open_container(reply, 'a', "s");
		for (unsigned k = 0; r >= 0 && k < layout_page_rows(l, i); k++) {
			layout_row(l, text, i, k, row, sizeof(row));
			r = sd_bus_message_append(reply, "s", row);
		}
		if (r >= 0)
			r = sd_bus_message_close_container(reply);
	}
	return r < 0 ? r : sd_bus_message_close_container(reply);
}

static int append_preview(sd_bus_message *reply, const struct config_board *b, const char *text)
{
	const struct profile *p = b->profile;
	struct complaint_list complaints = { .m = reply };
	struct layout l;
	int r = layout_text(text, (unsigned) p->rows, (unsigned) p->columns, &l);

	if (r >= 0)
		r = sd_bus_message_open_container(reply, 'r', "saasas");
	if (r >= 0)
		r = sd_bus_message_append(reply, "s", b->name);
	if (r >= 0)
		r = append_pages(reply, &l, text);
	if (r >= 0)
		r = sd_bus_message_open_container(reply, 'a', "s");
	if (r >= 0)
		r = notice_fit(p, text, &l, append_fault, &complaints);
	if (r >= 0)
		r = complaints.error;
	if (r >= 0)
		r = sd_bus_message_close_container(reply);
	return r < 0 ? r : sd_bus_message_close_container(reply);
}

int bus_method_preview(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	const struct manager *manager = userdata;
	const struct config *c = manager->loaded->config;
	struct board_set set;
	const char *text;
	int r;

	r = sd_bus_message_read(m, "s", &text);
	if (r >= 0)
		r = read_boards(m, c, &set, error);
	if (r >= 0)
		r = check_text(text, error);
	if (r >= 0)
		r = sd_bus_message_new_method_return(m, &reply);
	if (r >= 0)
		r = sd_bus_message_open_container(reply, 'a', "(saasas)");
	for (unsigned i = 0; r >= 0 && i < c->n_boards; i++)
		if (board_set_has(&set, i))
			r = append_preview(reply, &c->boards[i], text);
	if (r >= 0)
		r = sd_bus_message_close_container(reply);
	return r < 0 ? r : sd_bus_send(NULL, reply, NULL);
}

static int append_order(sd_bus_message *reply, const struct posting *p)
{
	const struct order *o = &p->order;
	int r = sd_bus_message_open_container(reply, 'r', "tssttubsas");

	if (r >= 0)
		r = sd_bus_message_append(reply, "tssttubs", (uint64_t) o->id,
					  order_kind_name(o->kind), p->who, o->from, o->until,
					  (uint32_t) o->urgency, (int) o->through_quiet, p->text);
	if (r >= 0)
		r = sd_bus_message_open_container(reply, 'a', "s");
	for (size_t i = 0; r >= 0 && i < p->n_names; i++)
		r = sd_bus_message_append(reply, "s", p->names[i]);
	if (r >= 0)
		r = sd_bus_message_close_container(reply);
	return r < 0 ? r : sd_bus_message_close_container(reply);
}

int bus_get_orders(sd_bus *bus, const char *path, const char *interface, const char *property,
		   sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	const struct manager *m = userdata;
	const struct order_list *l = postings_list(m->postings);
	int r = sd_bus_message_open_container(reply, 'a', "(tssttubsas)");

	(void) bus;
	(void) path;
	(void) interface;
	(void) property;
	(void) error;
	for (size_t i = 0; r >= 0 && i < l->n; i++)
		if (l->list[i]->waits == 0)
			r = append_order(reply, l->list[i]);
	return r < 0 ? r : sd_bus_message_close_container(reply);
}
