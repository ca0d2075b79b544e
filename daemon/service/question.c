/* SPDX-License-Identifier: MIT */
#include "service/bus.h"
#include "service/error_text.h"
#include "service/question.h"

int question_new(struct question **ret, const struct driver *driver, unsigned address,
		 enum line_medium medium, sd_bus_message *call)
{
	_cleanup_(question_freep) struct question *q = calloc(1, sizeof(*q));
	int r;

	if (!q)
		return -ENOMEM;
	if (!driver->identify)
		return -EINVAL;
	q->profile = driver_profile(driver);
	q->state = calloc(1, driver->size ? driver->size : 1);
	if (!q->state)
		return -ENOMEM;
	r = driver->init(q->state, &q->profile, address, medium);
	if (r < 0)
		return r;
	q->call = sd_bus_message_ref(call);
	*ret = TAKE_PTR(q);
	return 0;
}

struct question *question_free(struct question *q)
{
	if (!q)
		return NULL;
	if (q->call)
		(void) sd_bus_reply_method_errorf(q->call, BUS_NAME ".Error.LineGone",
						  "The line has gone");
	sd_bus_message_unref(q->call);
	free(q->state);
	free(q);
	return NULL;
}

void question_job(const struct question *q, struct job *ret)
{
	*ret = (struct job){
		.kind = JOB_IDENTIFY,
		.driver = q->profile.driver,
		.state = q->state,
	};
}

static const char *why(const struct result *result, struct error_text *buf)
{
	return result->error == -EINVAL ? "the line can not carry the protocol"
					: error_text(result->error, result->cause, buf);
}

/*
 * Silence and nonsense are answers too: nobody there, or nobody of this kind.  So is a connection
 * that is ended for what it was asked.
 */
static int reply(sd_bus_message *call, const struct result *result)
{
	const struct identity *i = &result->identity;
	struct error_text buf;

	if (result->error == -ENODEV && !line_was_ended(result->cause))
		return sd_bus_reply_method_errorf(call, BUS_NAME ".Error.LineGone", "%s",
						  error_text(result->error, result->cause, &buf));
	return sd_bus_reply_method_return(call, "bsssuu", result->error >= 0, why(result, &buf),
					  i->model, i->firmware, i->width, i->height);
}

void question_answer(struct question *q, const struct result *result)
{
	(void) reply(q->call, result);
	q->call = sd_bus_message_unref(q->call);
	question_free(q);
}
