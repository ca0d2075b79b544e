/* SPDX-License-Identifier: MIT */
/* Incidents on the bus: the list, and the word of a person that they were seen. */
#include <stdio.h>

#include "service/alarms.h"
#include "service/bus.h"

/* An end that has no date, for the clock was not trusted, is not "still open". */
#define NO_DATE 1

static int append(sd_bus_message *reply, const struct incident *i)
{
	const struct incident_type *type = &incident_types[i->kind];
	char text[2 * INCIDENT_TEXT_MAX + 16];
	usec_t closed = i->closed ? i->closed : NO_DATE;

	snprintf(text, sizeof(text), "%s%s%s", i->text, i->first ? "; at first: " : "",
		 i->first ? i->first : "");
	return sd_bus_message_append(reply, "(tssssttub)", i->id, type->name,
				     incident_level_name(i->level), i->subject, text, i->opened,
				     i->open ? 0 : closed, (uint32_t) i->count, (int) i->seen);
}

int bus_get_incidents(sd_bus *bus, const char *path, const char *interface, const char *property,
		      sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	const struct manager *m = userdata;
	size_t n;
	const struct incident *list = incidents_list(alarms_incidents(m->alarms), &n);
	int r = sd_bus_message_open_container(reply, 'a', "(tssssttub)");

	(void) bus;
	(void) path;
	(void) interface;
	(void) property;
	(void) error;
	for (size_t i = 0; r >= 0 && i < n; i++)
		r = append(reply, &list[i]);
	return r < 0 ? r : sd_bus_message_close_container(reply);
}

int bus_method_see_incident(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct manager *manager = userdata;
	char who[CALLER_MAX];
	uint64_t id;
	int r;

	r = bus_check_caller(m, error);
	if (r < 0)
		return r;
	r = sd_bus_message_read(m, "t", &id);
	if (r < 0)
		return r;
	bus_caller(m, who);
	r = alarms_see(manager->alarms, id, who);
	if (r == -ENOENT)
		return sd_bus_error_setf(error, BUS_NAME ".Error.NoSuchIncident",
					 "There is no incident %llu in the list",
					 (unsigned long long) id);
	return r < 0 ? r : sd_bus_reply_method_return(m, NULL);
}
