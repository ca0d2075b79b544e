/* SPDX-License-Identifier: MIT */
/*
 * Replies of a service that says whatever it likes: they are read or refused, never half, and what
 * is read keeps within the bounds that the rest of the program relies on.
 *
 * The input says what the reply is made of: names that are known and others, values of the right
 * type and of others.
 */
#include <assert.h>
#include <string.h>
#include <sys/socket.h>

#include "cli/preview.h"
#include "cli/properties.h"
#include "pufa/message.h"

static const char *const names[] = {
	"Brightness",
	"Certainty",
	"Clock",
	"Columns",
	"Digest",
	"Incidents",
	"LastError",
	"LastSeen",
	"Line",
	"LoadedAt",
	"LastReloadError",
	"Name",
	"Now",
	"Orders",
	"Provisional",
	"Rows",
	"Rule",
	"Showing",
	"Site",
	"State",
	"Title",
	"Version",
	"Wanted",
	"Zone",
	"Other",
	"Endpoint",
	"Forgot",
};
static const char *const types[] = {
	"b", "i", "s", "t", "u", "(ssssasuutt)", "as", "a(tssssttub)", "a(tssttubsas)"
};
static const char *const words[] = { "",        "verified",  "dark",          "unknown",
				     "trusted", "rehearsed", "err",           "board-offline",
				     "南门",    "\x1b[31m",  "Asia/Shanghai", "idle",
				     "up",      "notice" };

static const char *const interfaces[] = { "a.b", PUFA_BOARD, PUFA_LINE };

static sd_bus *bus;

struct bytes {
	const uint8_t *at, *end;
};

static unsigned next(struct bytes *b)
{
	return b->at < b->end ? *b->at++ : 0;
}

static uint64_t number(struct bytes *b)
{
	static const uint64_t edges[] = { 0, 1, 8, 9, 128, 129, UINT32_MAX, UINT64_MAX };
	unsigned n = next(b);

	return n < 128 ? n : n < 192 ? edges[n % 8] : (uint64_t) n << (n % 57);
}

static void put(sd_bus_message *m, const char *type, struct bytes *b);

/* Each type of a struct's signature, which has no structs in it and arrays of strings at most. */
static void put_fields(sd_bus_message *m, const char *types_of, struct bytes *b)
{
	for (; *types_of && *types_of != ')'; types_of++) {
		char type[8] = "";
		size_t n = 0;

		while (*types_of == 'a' && n < 2)
			type[n++] = *types_of++;
		type[n] = *types_of;
		put(m, type, b);
	}
}

static void put_array(sd_bus_message *m, const char *type, struct bytes *b)
{
	assert(sd_bus_message_open_container(m, 'a', type) >= 0);
	for (unsigned n = next(b) % 12; n > 0; n--)
		put(m, type, b);
	assert(sd_bus_message_close_container(m) >= 0);
}

static void put(sd_bus_message *m, const char *type, struct bytes *b)
{
	uint64_t value;
	char inner[32] = "";

	switch (type[0]) {
	case '(':
		memcpy(inner, type + 1, strlen(type) - 2);
		assert(sd_bus_message_open_container(m, 'r', inner) >= 0);
		put_fields(m, inner, b);
		assert(sd_bus_message_close_container(m) >= 0);
		break;
	case 'a':
		put_array(m, type + 1, b);
		break;
	case 's':
		assert(sd_bus_message_append(m, "s", words[next(b) % ARRAY_SIZE(words)]) >= 0);
		break;
	case 't':
		assert(sd_bus_message_append(m, "t", number(b)) >= 0);
		break;
	case 'b':
		assert(sd_bus_message_append(m, "b", (int) (next(b) & 1)) >= 0);
		break;
	default: /* i, u */
		value = number(b);
		assert(sd_bus_message_append(m, type, (uint32_t) value) >= 0);
		break;
	}
}

static void put_properties(sd_bus_message *m, struct bytes *b)
{
	assert(sd_bus_message_open_container(m, 'a', "{sv}") >= 0);
	while (b->at < b->end && *b->at != 0xff) {
		const char *type = types[next(b) % ARRAY_SIZE(types)];
		const char *name = names[next(b) % ARRAY_SIZE(names)];

		assert(sd_bus_message_open_container(m, 'e', "sv") >= 0);
		assert(sd_bus_message_append(m, "s", name) >= 0);
		assert(sd_bus_message_open_container(m, 'v', type) >= 0);
		put(m, type, b);
		assert(sd_bus_message_close_container(m) >= 0);
		assert(sd_bus_message_close_container(m) >= 0);
	}
	next(b);
	assert(sd_bus_message_close_container(m) >= 0);
}

static void put_objects(sd_bus_message *m, struct bytes *b)
{
	assert(sd_bus_message_open_container(m, 'a', "{oa{sa{sv}}}") >= 0);
	for (unsigned n = next(b) % 8; n > 0; n--) {
		assert(sd_bus_message_open_container(m, 'e', "oa{sa{sv}}") >= 0);
		assert(sd_bus_message_append(m, "o", "/org/pufa/Pufa1/board/a") >= 0);
		assert(sd_bus_message_open_container(m, 'a', "{sa{sv}}") >= 0);
		assert(sd_bus_message_open_container(m, 'e', "sa{sv}") >= 0);
		assert(sd_bus_message_append(m, "s",
					     interfaces[next(b) % ARRAY_SIZE(interfaces)]) >= 0);
		put_properties(m, b);
		for (int i = 0; i < 3; i++)
			assert(sd_bus_message_close_container(m) >= 0);
	}
	assert(sd_bus_message_close_container(m) >= 0);
}

static void check_showing(const struct showing *s)
{
	assert(s->n_rows <= ROWS_MAX);
	assert(!s->text || !*s->text || s->page < s->n_pages);
}

static void read_manager(sd_bus_message *m)
{
	struct manager_view v = { 0 };
	int r = manager_view_update(&v, m);

	assert(r == 0 || r == -EBADMSG);
	if (r == 0)
		assert(v.site && v.zone && v.digest && v.clock && v.now);
	for (size_t i = 0; i < v.n_orders; i++)
		assert(v.orders[i].who && v.orders[i].text && v.orders[i].until < INSTANT_LIMIT);
	manager_view_done(&v);
}

static void read_boards(sd_bus_message *m)
{
	struct board_view *boards = NULL;
	size_t n = 0;
	int r = board_views_read(m, &boards, &n);

	assert(r == 0 || r == -EBADMSG);
	for (size_t i = 0; i < n; i++) {
		assert(boards[i].path && boards[i].name && boards[i].line && boards[i].state);
		assert(boards[i].rows <= ROWS_MAX && boards[i].columns <= COLUMNS_MAX);
		check_showing(&boards[i].showing);
		check_showing(&boards[i].wanted);
	}
	board_views_free(boards, n);
}

static void read_lines(sd_bus_message *m)
{
	struct line_view *lines = NULL;
	size_t n = 0;
	int r = line_views_read(m, &lines, &n);

	assert(r == 0 || r == -EBADMSG);
	for (size_t i = 0; i < n && r == 0; i++)
		assert(lines[i].name && lines[i].state);
	line_views_free(lines, n);
}

static void read_preview(sd_bus_message *m)
{
	struct preview p = { 0 };
	int r = preview_reply_read(m, &p);
	size_t n = 0;

	assert(r == 0 || r == -EBADMSG);
	for (size_t i = 0; r == 0 && i < p.n; i++) {
		const struct preview_board *b = &p.boards[i];

		assert(b->name && b->like == i);
		for (size_t j = 0; j < b->n_pages; j++)
			assert(b->pages[j].n <= ROWS_MAX);
		n += b->n_complaints;
	}
	assert(r < 0 || n == p.n_complaints);
	preview_done(&p);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Messages need a bus, which needs nobody at its other end. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	int pair[2];

	(void) argc;
	(void) argv;
	assert(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) == 0);
	assert(sd_bus_new(&bus) >= 0 && sd_bus_set_fd(bus, pair[0], pair[0]) >= 0);
	assert(sd_bus_start(bus) >= 0);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = { data, data + size };
	sd_bus_message *m = NULL;
	unsigned what;

	if (size < 1)
		return 0;
	what = next(&b);
	assert(sd_bus_message_new_signal(bus, &m, "/a", "a.b", "c") >= 0);
	if (what & 1)
		put_objects(m, &b);
	else if (what & 2)
		put(m, next(&b) ? "a(saasas)" : types[next(&b) % ARRAY_SIZE(types)], &b);
	else
		put_properties(m, &b);
	assert(sd_bus_message_seal(m, 1, 0) >= 0 && sd_bus_message_rewind(m, 1) >= 0);
	if (what & 1) {
		read_boards(m);
		assert(sd_bus_message_rewind(m, 1) >= 0);
		read_lines(m);
	} else if (what & 2) {
		read_preview(m);
	} else {
		read_manager(m);
	}
	sd_bus_message_unref(m);
	return 0;
}
