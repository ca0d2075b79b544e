/* SPDX-License-Identifier: MIT */
/* A rollback on the bus: whoever asked is told when a restart would know of it, too. */
#include <stdio.h>
#include <string.h>

#include "service/bus.h"

static int reply(sd_bus_message *m, const struct manager *manager)
{
	return sd_bus_reply_method_return(m, "s", manager->loaded->config->digest);
}

static int refuse(sd_bus_error *error, int r, const char *why)
{
	if (r == -ENOENT)
		return sd_bus_error_set(
			error, BUS_NAME ".Error.NoPrevious",
			"No set from before is kept: there is nothing to go back to");
	if (r == -EBADMSG && !why)
		why = "the set from before is damaged on the disk, or gone";
	return sd_bus_error_set(error, BUS_NAME ".Error.Refused", why ? why : strerror(-r));
}

int bus_method_rollback(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct manager *manager = userdata;
	_cleanup_(freep) char *why = NULL;
	char who[CALLER_MAX];
	int r;

	r = bus_check_caller(m, error);
	if (r < 0)
		return r;
	if (manager->rollback_call)
		return refuse(error, -EBUSY, "a rollback is being written to the disk; try again");
	bus_caller(m, who);
	r = rollback(manager, who, &why);
	if (r < 0)
		return refuse(error, r, why);
	if (r == 0)
		return reply(m, manager);
	manager->rollback_call = sd_bus_message_ref(m);
	return 1;
}

void bus_rollback_noted(int error, void *userdata)
{
	struct manager *manager = userdata;
	sd_bus_message *m = TAKE_PTR(manager->rollback_call);

	if (!m)
		return;
	if (error < 0)
		(void) sd_bus_reply_method_errorf(
			m, BUS_NAME ".Error.Refused",
			"the set from before is in force, but that could not be written to the "
			"disk (%s): a restart takes the files that are there",
			strerror(-error));
	else
		(void) reply(m, manager);
	sd_bus_message_unref(m);
}
