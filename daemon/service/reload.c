/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "service/alarms.h"
#include "service/bus.h"
#include "service/postings.h"
#include "service/reload.h"

/* The next generation, while it is being made.  What is new is owned, what is kept is not. */
struct next {
	struct wire **wires;
	bool *wire_is_new;
	size_t n_wires;
	struct device **devices;
	bool *device_is_new;
	void **states; /* of the kept devices: the driver's, for the new set */
	size_t n_devices;
	struct wire **leaving; /* room for all that may have to leave */
};

static void next_done(struct next *n)
{
	for (size_t i = 0; i < n->n_devices; i++) {
		if (n->devices && n->device_is_new && n->device_is_new[i])
			device_free(n->devices[i]);
		if (n->states)
			free(n->states[i]);
	}
	for (size_t i = 0; i < n->n_wires; i++)
		if (n->wires && n->wire_is_new && n->wire_is_new[i])
			wire_free(n->wires[i]);
	free(n->wires);
	free(n->wire_is_new);
	free(n->devices);
	free(n->device_is_new);
	free(n->states);
	free(n->leaving);
}

static int next_init(struct next *n, const struct manager *m, const struct config *c)
{
	n->n_wires = c->n_lines;
	n->n_devices = c->n_boards;
	n->wires = calloc(c->n_lines + 1, sizeof(*n->wires));
	n->wire_is_new = calloc(c->n_lines + 1, sizeof(*n->wire_is_new));
	n->devices = calloc(c->n_boards + 1, sizeof(*n->devices));
	n->device_is_new = calloc(c->n_boards + 1, sizeof(*n->device_is_new));
	n->states = calloc(c->n_boards + 1, sizeof(*n->states));
	n->leaving = calloc(m->n_leaving + m->n_wires + 1, sizeof(*n->leaving));
	return n->wires && n->wire_is_new && n->devices && n->device_is_new && n->states &&
			       n->leaving
		       ? 0
		       : -ENOMEM;
}

static int prepare_wires(struct manager *m, const struct config *c, struct next *n)
{
	for (size_t i = 0; i < c->n_lines; i++) {
		struct wire *w = manager_find_wire(m, c->lines[i].name);
		int r;

		if (w && wire_is(w, &c->lines[i])) {
			n->wires[i] = w;
			continue;
		}
		n->wire_is_new[i] = true;
		r = wire_new(&n->wires[i], m, &c->lines[i]);
		if (r < 0)
			return r;
	}
	return 0;
}

static int prepare_device(struct manager *m, struct loaded *loaded, struct next *n, unsigned i)
{
	const struct config_board *config = &loaded->config->boards[i];
	struct device *d = manager_find_device(m, config->name);
	struct wire *w = n->wires[config->line];

	if (d && d->wire == w && device_is(d, config)) {
		n->devices[i] = d;
		return device_new_state(&n->states[i], loaded->config, i);
	}
	n->device_is_new[i] = true;
	return device_new(&n->devices[i], m, w, loaded, i);
}

static int prepare(struct manager *m, struct loaded *loaded, struct next *n)
{
	int r;

	r = next_init(n, m, loaded->config);
	if (r >= 0)
		r = prepare_wires(m, loaded->config, n);
	for (unsigned i = 0; r >= 0 && i < n->n_devices; i++)
		r = prepare_device(m, loaded, n, i);
	return r;
}

/* Names that go, said while they can still be found on the bus. */
static void tell_removed(const struct manager *m, const struct next *n)
{
	for (size_t i = 0; i < m->n_devices; i++) {
		bool stays = false;

		for (size_t j = 0; j < n->n_devices && !stays; j++)
			stays = strcmp(n->devices[j]->name, m->devices[i]->name) == 0;
		if (!stays)
			bus_removed(m->bus, BUS_BOARD, m->devices[i]->name);
	}
	for (size_t i = 0; i < m->n_wires; i++) {
		bool stays = false;

		for (size_t j = 0; j < n->n_wires && !stays; j++)
			stays = strcmp(n->wires[j]->name, m->wires[i]->name) == 0;
		if (!stays)
			bus_removed(m->bus, BUS_LINE, m->wires[i]->name);
	}
}

/* Names that come; @names_before are those of the old generation. */
static void tell_added(const struct manager *m, struct device *const *devices, size_t n_devices,
		       struct wire *const *wires, size_t n_wires)
{
	for (size_t i = 0; i < m->n_wires; i++) {
		bool known = false;

		for (size_t j = 0; j < n_wires && !known; j++)
			known = strcmp(wires[j]->name, m->wires[i]->name) == 0;
		if (!known)
			bus_added(m->bus, BUS_LINE, m->wires[i]->name);
	}
	for (size_t i = 0; i < m->n_devices; i++) {
		bool known = false;

		for (size_t j = 0; j < n_devices && !known; j++)
			known = strcmp(devices[j]->name, m->devices[i]->name) == 0;
		if (!known)
			bus_added(m->bus, BUS_BOARD, m->devices[i]->name);
	}
}

/* The lists change hands: afterwards @n holds the old generation. */
static void swap(struct manager *m, struct next *n)
{
	struct wire **wires = m->wires;
	struct device **devices = m->devices;
	size_t n_wires = m->n_wires, n_devices = m->n_devices;

	m->wires = n->wires;
	m->n_wires = n->n_wires;
	m->devices = n->devices;
	m->n_devices = n->n_devices;
	n->wires = wires;
	n->n_wires = n_wires;
	n->devices = devices;
	n->n_devices = n_devices;
}

static void adopt(struct manager *m, struct loaded *loaded, struct next *n)
{
	for (unsigned i = 0; i < m->n_devices; i++)
		if (!n->device_is_new[i])
			device_adopt(m->devices[i], loaded, i, TAKE_PTR(n->states[i]));
	for (size_t i = 0; i < m->n_wires; i++)
		m->wires[i]->config = &loaded->config->lines[i];
}

/* Those of the old generation that are not in the new one. */
static void sweep(struct manager *m, struct next *n)
{
	if (m->n_leaving)
		memcpy(n->leaving, m->leaving, m->n_leaving * sizeof(struct wire *));
	free(m->leaving);
	m->leaving = TAKE_PTR(n->leaving);

	for (size_t i = 0; i < n->n_devices; i++) {
		bool kept = false;

		for (size_t j = 0; j < m->n_devices && !kept; j++)
			kept = m->devices[j] == n->devices[i];
		if (!kept)
			device_remove(n->devices[i]);
	}
	for (size_t i = 0; i < n->n_wires; i++) {
		bool kept = false;

		for (size_t j = 0; j < m->n_wires && !kept; j++)
			kept = m->wires[j] == n->wires[i];
		if (kept)
			continue;
		n->wires[i]->config = NULL;
		m->leaving[m->n_leaving++] = n->wires[i];
	}
}

/* Nothing in here can fail. */
static void take(struct manager *m, struct loaded *loaded, struct next *n)
{
	tell_removed(m, n);
	swap(m, n);
	adopt(m, loaded, n);
	tell_added(m, n->devices, n->n_devices, n->wires, n->n_wires);
	sweep(m, n);

	free(n->wires);
	free(n->devices);
	free(n->wire_is_new);
	free(n->device_is_new);
	free(n->states);

	content_cache_clear(&m->contents);
	loaded_ref(loaded);
	loaded_unref(m->loaded);
	m->loaded = loaded;
	m->told_all = false;
	postings_loaded(m->postings);
	alarms_loaded(m->alarms);
}

int reload_apply(struct manager *m, struct loaded *loaded)
{
	struct next n = { 0 };
	int r;

	r = prepare(m, loaded, &n);
	if (r < 0) {
		next_done(&n);
		return r;
	}
	take(m, loaded, &n);
	return 0;
}
