/* SPDX-License-Identifier: MIT */
#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "pufa/line.h"
#include "service/error_text.h"
#include "service/retry.h"

/* NULL: it has none. */
static const char *cause_text(int cause)
{
	if (cause == 0)
		return NULL;
	if (cause == LINE_CAUSE_ECHO)
		return "the adapter echoes, and other bytes than it is sent";
	return cause < 0 ? gai_strerror(cause) : strerrordesc_np(cause);
}

const char *error_text(int error, int cause, struct error_text *buf)
{
	const char *why = cause_text(cause);

	snprintf(buf->text, sizeof(buf->text), "%s%s%s", error < 0 ? board_error_text(error) : "",
		 error < 0 && why ? ": " : "", error < 0 && why ? why : "");
	return buf->text;
}
