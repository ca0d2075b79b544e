/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Questions to the play log over the bus.  Reading is slow, and a disk may hang: it is done on a
 * thread of its own, one question at a time; others wait their turn, and a limited number of them.
 * An answer is a piece of limited size, found in limited time, and says where to ask on.  Main
 * thread, but for the reading.
 */

#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

#include "playlog/query.h"

struct log_reader;

/* @dir: of the log.  No thread is started before somebody asks. */
int log_reader_new(struct log_reader **ret, sd_event *event, const char *dir);

const char *log_reader_directory(const struct log_reader *l); /* @l NULL: "" */

/* Whoever waits for an answer gets none.  Gives up on a disk that does not answer. */
struct log_reader *log_reader_free(struct log_reader *l);

DEFINE_CLEANUP(struct log_reader *, log_reader_free)

/*
 * Answer @call, which is kept, with what @q asks for, all of which is copied.  -EBUSY: too many
 * wait.  -ENOMEM and others: there is no thread.
 */
int log_reader_ask(struct log_reader *l, const struct query *q, sd_bus_message *call);
