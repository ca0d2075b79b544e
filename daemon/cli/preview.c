/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/order_options.h"
#include "cli/panel.h"
#include "cli/preview.h"
#include "cli/properties.h"
#include "cli/table.h"
#include "cli/writer.h"

#define PAGES_LIMIT TEXT_MAX /* no page is without a character */

static void board_done(struct preview_board *b)
{
	free(b->name);
	for (size_t i = 0; i < b->n_pages; i++)
		strings_free(b->pages[i].rows, b->pages[i].n);
	free(b->pages);
	strings_free(b->complaints, b->n_complaints);
}

void preview_done(struct preview *p)
{
	for (size_t i = 0; i < p->n; i++)
		board_done(&p->boards[i]);
	free(p->boards);
	*p = (struct preview){ 0 };
}

static int read_page(sd_bus_message *m, struct preview_board *b)
{
	struct preview_page page, *grown;
	int r = strings_read(m, &page.rows, &page.n);

	if (r < 0)
		return r;
	grown = reallocarray(b->pages, b->n_pages + 1, sizeof(*grown));
	if (!grown || page.n > ROWS_MAX || b->n_pages >= PAGES_LIMIT) {
		if (grown)
			b->pages = grown;
		strings_free(page.rows, page.n);
		return grown ? -EBADMSG : -ENOMEM;
	}
	b->pages = grown;
	grown[b->n_pages++] = page;
	return 0;
}

static int read_board(sd_bus_message *m, struct preview_board *b)
{
	const char *name;
	int r;

	if (sd_bus_message_read(m, "s", &name) <= 0 ||
	    sd_bus_message_enter_container(m, 'a', "as") <= 0)
		return -EBADMSG;
	b->name = strdup(name);
	if (!b->name)
		return -ENOMEM;
	while ((r = sd_bus_message_at_end(m, false)) == 0) {
		r = read_page(m, b);
		if (r < 0)
			return r;
	}
	if (r < 0 || sd_bus_message_exit_container(m) < 0)
		return -EBADMSG;
	return strings_read(m, &b->complaints, &b->n_complaints);
}

static int add_board(sd_bus_message *m, struct preview *p)
{
	struct preview_board *grown = reallocarray(p->boards, p->n + 1, sizeof(*grown));
	int r;

	if (!grown)
		return -ENOMEM;
	p->boards = grown;
	grown[p->n] = (struct preview_board){ .like = p->n };
	r = read_board(m, &grown[p->n++]);
	p->n_complaints += grown[p->n - 1].n_complaints;
	return r;
}

int preview_reply_read(sd_bus_message *m, struct preview *ret)
{
	int r;

	if (sd_bus_message_enter_container(m, 'a', "(saasas)") <= 0)
		return -EBADMSG;
	while ((r = sd_bus_message_enter_container(m, 'r', "saasas")) > 0) {
		r = add_board(m, ret);
		if (r < 0)
			return r;
		if (sd_bus_message_exit_container(m) < 0)
			return -EBADMSG;
	}
	return r < 0 ? -EBADMSG : 0;
}

static bool same_pages(const struct preview_board *a, const struct preview_board *b)
{
	if (a->rows != b->rows || a->columns != b->columns || a->n_pages != b->n_pages)
		return false;
	for (size_t i = 0; i < a->n_pages; i++) {
		const struct preview_page *x = &a->pages[i], *y = &b->pages[i];

		if (x->n != y->n)
			return false;
		for (size_t j = 0; j < x->n; j++)
			if (strcmp(x->rows[j], y->rows[j]) != 0)
				return false;
	}
	return true;
}

static void find_alike(struct preview *p)
{
	for (size_t i = 0; i < p->n; i++)
		for (size_t j = 0; j < i && p->boards[i].like == i; j++)
			if (p->boards[j].like == j && same_pages(&p->boards[i], &p->boards[j]))
				p->boards[i].like = j;
}

/* -ESTALE: the daemon had other boards when it was asked which there are. */
static int find_sizes(struct preview *p, const struct board_view *views, size_t n)
{
	for (size_t i = 0; i < p->n; i++) {
		struct preview_board *b = &p->boards[i];
		size_t j = 0;

		while (j < n && strcmp(views[j].name, b->name) != 0)
			j++;
		if (j == n)
			return -ESTALE;
		b->rows = views[j].rows;
		b->columns = views[j].columns;
	}
	return 0;
}

static int measure(struct client *c, struct preview *p)
{
	struct board_view *views;
	size_t n;
	int r = client_boards(c, &views, &n);

	if (r < 0)
		return r;
	r = find_sizes(p, views, n);
	board_views_free(views, n);
	if (r < 0)
		return client_nonsense(c);
	find_alike(p);
	return 0;
}

static int ask(struct client *c, const char *text, char *const boards[], size_t n_boards,
	       sd_bus_message **ret)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *m = NULL;
	int r = client_prepare(c, "Preview", &m);

	if (r < 0)
		return r;
	r = sd_bus_message_append(m, "s", text);
	if (r >= 0)
		r = names_append(m, boards, n_boards);
	return r < 0 ? client_unaskable(c, r) : client_send(c, CALL_TIMEOUT, m, ret);
}

int preview_read(struct client *c, const char *text, char *const boards[], size_t n_boards,
		 struct preview *ret)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct preview p = { 0 };
	int r = ask(c, text, boards, n_boards, &reply);

	if (r < 0)
		return r;
	r = preview_reply_read(reply, &p);
	r = r < 0 ? client_nonsense(c) : measure(c, &p);
	if (r < 0)
		preview_done(&p);
	else
		*ret = p;
	return r;
}

static int draw_page(const struct panel *shape, struct canvas *c, unsigned i, unsigned x,
		     unsigned y, const void *userdata)
{
	const struct preview_board *b = userdata;
	struct panel p = *shape;
	char title[32];

	snprintf(title, sizeof(title), "%u/%zu", i + 1, b->n_pages);
	p.title = title;
	p.texts = b->pages[i].rows;
	p.n_texts = b->pages[i].n;
	panel_draw(&p, c, x, y);
	return 0;
}

/* "south-gate, works:" */
static void print_names(const struct preview *p, size_t like, FILE *out)
{
	for (size_t i = like; i < p->n; i++)
		if (p->boards[i].like == like) {
			fputs(i > like ? ", " : "", out);
			table_pad(out, p->boards[i].name, 0);
		}
	fputs(":\n", out);
}

int preview_print(const struct preview *p, FILE *out, bool colors)
{
	for (size_t i = 0; i < p->n; i++) {
		struct panel panel = { .rows = p->boards[i].rows,
				       .columns = p->boards[i].columns,
				       .bar = -1 };

		if (p->boards[i].like != i)
			continue;
		print_names(p, i, out);
		if (panels_print(&panel, (unsigned) p->boards[i].n_pages, draw_page, &p->boards[i],
				 out, colors) < 0)
			return -ENOMEM;
	}
	return 0;
}

static json_t *pages_json(const struct preview_board *b)
{
	json_t *list = json_array();
	int r = 0;

	for (size_t i = 0; list && i < b->n_pages; i++)
		r |= json_array_append_new(list, writer_strings(b->pages[i].rows, b->pages[i].n));
	if (r == 0)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *names_json(const struct preview *p, size_t like)
{
	json_t *list = json_array();
	int r = 0;

	for (size_t i = like; list && i < p->n; i++)
		if (p->boards[i].like == like)
			r |= json_array_append_new(list, writer_string(p->boards[i].name));
	if (r == 0)
		return list;
	json_decref(list);
	return NULL;
}

json_t *preview_json(const struct preview *p)
{
	json_t *list = json_array();
	int r = 0;

	for (size_t i = 0; list && i < p->n; i++) {
		const struct preview_board *b = &p->boards[i];

		if (b->like != i)
			continue;
		r |= json_array_append_new(list, json_pack("{s:o, s:i, s:i, s:o}", "boards",
							   names_json(p, i), "rows", (int) b->rows,
							   "columns", (int) b->columns, "pages",
							   pages_json(b)));
	}
	if (r == 0)
		return list;
	json_decref(list);
	return NULL;
}

void preview_complain(const struct preview *p)
{
	for (size_t i = 0; i < p->n; i++)
		for (size_t j = 0; j < p->boards[i].n_complaints; j++)
			complain("%s: %s", p->boards[i].name, p->boards[i].complaints[j]);
}

json_t *preview_complaints_json(const struct preview *p)
{
	json_t *list = json_array();
	int r = 0;

	for (size_t i = 0; list && i < p->n; i++)
		for (size_t j = 0; j < p->boards[i].n_complaints; j++) {
			_cleanup_(freep) char *line = NULL;

			if (asprintf(&line, "%s: %s", p->boards[i].name,
				     p->boards[i].complaints[j]) < 0)
				line = NULL;
			r |= json_array_append_new(list, line ? writer_string(line) : NULL);
		}
	if (r == 0)
		return list;
	json_decref(list);
	return NULL;
}
