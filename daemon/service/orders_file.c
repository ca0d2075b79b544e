/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "playlog/record.h"
#include "service/orders_file.h"
#include "service/state_file.h"

/* Every order on every board, with names as long as they may be and all of it escaped, is less. */
#define FILE_MAX ((size_t) 128 << 20)

#define SUM_FORMAT "crc32c %08x\n"
#define SUM_SIZE   (sizeof("crc32c 01234567\n") - 1)

static int read_names(json_t *array, const char **ret)
{
	json_t *name;
	size_t i;

	json_array_foreach(array, i, name)
	{
		if (!json_is_string(name) ||
		    json_string_length(name) != strlen(json_string_value(name)))
			return -EBADMSG;
		ret[i] = json_string_value(name);
	}
	return 0;
}

static int find_kind(const char *name, enum order_kind *ret)
{
	for (enum order_kind k = ORDER_BLANK; k <= ORDER_NOTICE; k++)
		if (strcmp(order_kind_name(k), name) == 0) {
			*ret = k;
			return 0;
		}
	return -EBADMSG;
}

static int make(const struct order *o, const char *who, const char *text, json_t *boards,
		struct posting **ret)
{
	size_t n = json_array_size(boards);
	_cleanup_(freep) const char **names = NULL;
	int r;

	if (n == 0 || n > BOARDS_MAX)
		return -EBADMSG;
	names = calloc(n, sizeof(*names));
	if (!names)
		return -ENOMEM;
	r = read_names(boards, names);
	return r < 0 ? r : posting_new(ret, o, who, text, names, n);
}

static int take_order(struct order_list *l, json_t *o)
{
	json_int_t id, from, until;
	const char *kind, *who, *text;
	int urgency, quiet, r;
	struct order order = { .id = 0 };
	struct posting *p;
	json_t *boards;

	if (json_unpack_ex(o, NULL, JSON_STRICT, "{s:I, s:s, s:s, s:I, s:I, s:i, s:b, s:s, s:o}",
			   "id", &id, "kind", &kind, "who", &who, "from", &from, "until", &until,
			   "urgency", &urgency, "through_quiet", &quiet, "text", &text, "boards",
			   &boards) < 0)
		return -EBADMSG;
	if (id <= 0 || id >= UINT32_MAX || from <= 0 || until <= 0 ||
	    find_kind(kind, &order.kind) < 0)
		return -EBADMSG;
	order.id = (uint32_t) id;
	order.from = (usec_t) from;
	order.until = (usec_t) until;
	order.urgency = urgency;
	order.through_quiet = quiet;
	r = make(&order, who, text, boards, &p);
	return r < 0 ? r : orders_restore(l, p);
}

static int take_all(struct order_list *l, json_t *root)
{
	json_int_t next;
	json_t *list, *o;
	size_t i;
	int r = 0;

	if (json_unpack_ex(root, NULL, JSON_STRICT, "{s:I, s:o}", "next", &next, "orders", &list) <
		    0 ||
	    next <= 0 || next > UINT32_MAX || !json_is_array(list))
		return -EBADMSG;
	json_array_foreach(list, i, o)
	{
		r = take_order(l, o);
		if (r < 0)
			return r;
	}
	if (next < l->next_id)
		return -EBADMSG;
	l->next_id = (uint32_t) next;
	return 0;
}

int orders_file_parse(struct order_list *l, const char *text, size_t n)
{
	char sum[SUM_SIZE + 1];
	json_t *root;
	int r;

	if (n <= SUM_SIZE)
		return -EBADMSG;
	n -= SUM_SIZE;
	snprintf(sum, sizeof(sum), SUM_FORMAT, crc32c(text, n));
	if (memcmp(text + n, sum, SUM_SIZE) != 0)
		return -EBADMSG;
	root = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
	r = root ? take_all(l, root) : -EBADMSG;
	json_decref(root);
	if (r < 0)
		orders_done(l);
	return r == 0 || r == -ENOMEM ? r : -EBADMSG;
}

static int load(struct order_list *l, int dir)
{
	_cleanup_(freep) char *text = NULL;
	size_t n = 0;
	int r = state_file_read(dir, ORDERS_FILE_NAME, FILE_MAX, &text, &n);

	if (r == 0)
		r = orders_file_parse(l, text, n);
	if (r == -EBADMSG)
		(void) renameat(dir, ORDERS_FILE_NAME, dir, ORDERS_DAMAGED_NAME);
	return r == -ENOENT ? 0 : r;
}

int orders_file_load(struct order_list *l, const char *path)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r;

	if (dir < 0)
		return -errno;
	r = load(l, dir);
	close(dir);
	return r;
}

static json_t *names_json(const struct posting *p)
{
	json_t *names = json_array();
	int r = names ? 0 : -1;

	for (size_t i = 0; r >= 0 && i < p->n_names; i++)
		r = json_array_append_new(names, json_string(p->names[i]));
	if (r >= 0)
		return names;
	json_decref(names);
	return NULL;
}

static json_t *order_json(const struct posting *p)
{
	const struct order *o = &p->order;

	return json_pack("{s:I, s:s, s:s, s:I, s:I, s:i, s:b, s:s, s:o}", "id", (json_int_t) o->id,
			 "kind", order_kind_name(o->kind), "who", p->who, "from",
			 (json_int_t) o->from, "until", (json_int_t) o->until, "urgency",
			 o->urgency, "through_quiet", (int) o->through_quiet, "text", p->text,
			 "boards", names_json(p));
}

static json_t *list_json(const struct order_list *l)
{
	json_t *list = json_array();
	int r = list ? 0 : -1;

	for (size_t i = 0; r >= 0 && i < l->n; i++)
		r = json_array_append_new(list, order_json(l->list[i]));
	if (r >= 0)
		return json_pack("{s:I, s:o}", "next", (json_int_t) l->next_id, "orders", list);
	json_decref(list);
	return NULL;
}

int orders_file_print(const struct order_list *l, char **ret, size_t *ret_n)
{
	json_t *root = list_json(l);
	char *json = root ? json_dumps(root, JSON_COMPACT) : NULL;
	char *text = NULL;
	int n = -1;

	json_decref(root);
	if (json)
		n = asprintf(&text, "%s\n" SUM_FORMAT, json, 0);
	free(json);
	if (n < 0)
		return -ENOMEM;
	snprintf(text + n - SUM_SIZE, SUM_SIZE + 1, SUM_FORMAT,
		 crc32c(text, (size_t) n - SUM_SIZE));
	*ret = text;
	*ret_n = (size_t) n;
	return 0;
}
