/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The one place from which the service speaks: to the journal with the fields
 * BOARD= and LINE=, and in plain lines to stderr where stderr is not the
 * journal itself, so that a person who runs it by hand sees the same.
 *
 * err: someone must come; warning: it heals itself; info: a change of state;
 * debug: detail, only when asked for.  Main thread only.  Never fails.
 */

#include <syslog.h>

#include "pufa/base.h"

/* Called once, before anything is said.  The only state of this module: where to speak. */
void log_open(bool debug);

/* What a line is about; either may be NULL. */
struct log_about {
	const char *board, *line;
};

void log_full(int priority, struct log_about about, const char *func, const char *fmt, ...)
	_printf_(4, 5);

#define log_err(about, ...)   log_full(LOG_ERR, (about), __func__, __VA_ARGS__)
#define log_warn(about, ...)  log_full(LOG_WARNING, (about), __func__, __VA_ARGS__)
#define log_info(about, ...)  log_full(LOG_INFO, (about), __func__, __VA_ARGS__)
#define log_debug(about, ...) log_full(LOG_DEBUG, (about), __func__, __VA_ARGS__)

/* Several lines, an entry each; NULL is fine. */
void log_lines(int priority, const char *text);

/* Nothing in particular. */
#define LOG_SERVICE ((struct log_about){ 0 })
