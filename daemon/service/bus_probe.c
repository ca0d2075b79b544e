/* SPDX-License-Identifier: MIT */
/* The one method of a line: what is at an address of it? */
#include "service/bus.h"
#include "service/question.h"

static int invalid(sd_bus_error *error, const char *what, const char *word)
{
	return sd_bus_error_setf(error, SD_BUS_ERROR_INVALID_ARGS, "%s: '%s'", what, word);
}

int bus_method_probe(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct wire *w = userdata;
	const struct driver *d;
	struct question *q;
	const char *protocol;
	uint32_t address;
	int r;

	r = bus_check_caller(m, error);
	if (r < 0)
		return r;
	r = sd_bus_message_read(m, "su", &protocol, &address);
	if (r < 0)
		return r;
	d = driver_find(drivers, protocol);
	if (!d)
		return invalid(error, "There is no such protocol", protocol);
	if (w->config->driver && d->line != w->kind)
		return invalid(error, "The boards on this line are of another kind", protocol);
	r = question_new(&q, d, address, w->medium, m);
	if (r == -EINVAL)
		return invalid(error, "Not an address, or there is nothing to ask in the protocol",
			       protocol);
	if (r < 0)
		return r;
	wire_ask(w, q);
	return 1;
}
