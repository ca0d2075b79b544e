/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "service/alarms_say.h"
#include "service/log.h"
#include "service/manager.h"

static struct log_about about(const struct manager *m, const struct incident *i)
{
	struct log_about about = { 0 };
	const struct device *d;

	switch (incident_types[i->kind].subject) {
	case SUBJECT_BOARD:
		about.board = i->subject;
		d = manager_find_device(m, i->subject);
		about.line = d ? d->wire->name : NULL;
		break;
	case SUBJECT_LINE:
		about.line = i->subject;
		break;
	case SUBJECT_NONE:
	case SUBJECT_YEAR:
		break;
	}
	return about;
}

void alarms_say(const struct manager *m, const struct incident *i, enum incident_event event)
{
	const struct log_incident fields = {
		.message_id = incident_types[i->kind].message_id,
		.kind = incident_types[i->kind].name,
		.subject = i->subject,
		.event = incident_event_name(event),
		.id = i->id,
	};
	struct log_about who = about(m, i);
	char often[32] = "";

	who.incident = &fields;
	if (i->count > 1)
		snprintf(often, sizeof(often), " (%u times)", i->count);
	switch (event) {
	case INCIDENT_OPENED:
		log_full(i->level == INCIDENT_ERR ? LOG_ERR : LOG_WARNING, who, __func__, "%s",
			 i->text);
		break;
	case INCIDENT_CLOSED:
		log_info(who, "over: %s%s", i->text, often);
		break;
	case INCIDENT_SEEN:
		log_info(who, "seen: %s%s", i->text, often);
		break;
	}
}

void alarms_say_saved(const char *dir, int error)
{
	if (error < 0)
		log_err(LOG_SERVICE,
			"incidents can not be written to %s, a restart would forget them: %s", dir,
			strerror(-error));
	else
		log_info(LOG_SERVICE, "incidents are written to %s again", dir);
}

void alarms_disk_text(int log_error, bool stuck, char ret[static INCIDENT_TEXT_MAX])
{
	static const char kept[] = "incidents and what boards keep can not be written down, the "
				   "boards play on: the disk does not answer";

	if (log_error < 0)
		snprintf(ret, INCIDENT_TEXT_MAX,
			 "the play log can not be written, the boards play on: %s%s%s",
			 log_error == -ETIMEDOUT ? "the disk does not answer"
						 : strerror(-log_error),
			 stuck ? "; " : "", stuck ? kept : "");
	else
		snprintf(ret, INCIDENT_TEXT_MAX, "%s", stuck ? kept : "");
}
