/* SPDX-License-Identifier: MIT */
/* The fields of an entry in the journal. */
#include "check.h"
#include "service/log.h"

static bool has(const struct log_entry *e, const char *field)
{
	for (int i = 0; i < e->n; i++)
		if (e->iov[i].iov_len == strlen(field) &&
		    memcmp(e->iov[i].iov_base, field, e->iov[i].iov_len) == 0)
			return true;
	return false;
}

int main(void)
{
	static const struct log_incident incident = {
		.message_id = "863010679efb44e2bdb441e62f322819",
		.kind = "board-offline",
		.subject = "gate",
		.event = "opened",
		.id = UINT64_MAX,
	};
	struct log_about about = { .board = "gate", .line = "net", .incident = &incident };
	char message[] = "MESSAGE=no answer", longest[1000] = "";
	struct log_entry e;

	log_entry_fill(&e, LOG_ERR, about, "on_event", message);
	CHECK(e.n == LOG_FIELDS_MAX);
	CHECK(has(&e, "MESSAGE=no answer") && has(&e, "PRIORITY=3") &&
	      has(&e, "CODE_FUNC=on_event"));
	CHECK(has(&e, "BOARD=gate") && has(&e, "LINE=net"));
	CHECK(has(&e, "MESSAGE_ID=863010679efb44e2bdb441e62f322819"));
	CHECK(has(&e, "INCIDENT=board-offline") && has(&e, "INCIDENT_ID=18446744073709551615"));
	CHECK(has(&e, "INCIDENT_SUBJECT=gate") && has(&e, "INCIDENT_EVENT=opened"));

	log_entry_fill(&e, LOG_INFO, LOG_SERVICE, NULL, message);
	CHECK(e.n == 2 && has(&e, "PRIORITY=6"));

	memset(longest, 'x', sizeof(longest) - 1);
	about = (struct log_about){ .board = longest };
	log_entry_fill(&e, LOG_INFO, about, NULL, message);
	CHECK(e.n == 3 && e.iov[2].iov_len == LOG_FIELD_MAX - 1);
	return test_result();
}
