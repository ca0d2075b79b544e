/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Vocabulary every floor may use: time, ownership, array length.
 * Nothing here does I/O, logs, or keeps state.
 */

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* Microseconds: an instant since 1970-01-01T00:00:00Z (or since boot, where said), or a span. */
typedef uint64_t usec_t;

#define USEC_PER_MSEC   ((usec_t) 1000)
#define USEC_PER_SEC    ((usec_t) 1000000)
#define USEC_PER_MINUTE (60 * USEC_PER_SEC)
#define USEC_PER_HOUR   (60 * USEC_PER_MINUTE)
#define USEC_PER_DAY    (24 * USEC_PER_HOUR)
#define USEC_NEVER      UINT64_MAX

#define MSEC_PER_SEC    1000
#define MSEC_PER_MINUTE 60000
#define MINUTES_PER_DAY 1440

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define container_of(ptr, type, member) ((type *) ((char *) (ptr) -offsetof(type, member)))

/* The format of argument @f is checked against the arguments from @a on; 0 for a va_list. */
#define _printf_(f, a) __attribute__((format(printf, f, a)))

/* Ownership: a local marked _cleanup_ is released on every exit; TAKE_PTR() hands it on. */
#define _cleanup_(fn) __attribute__((cleanup(fn)))
#define DEFINE_CLEANUP(type, fn)                                                                   \
	static inline void fn##p(type *p)                                                          \
	{                                                                                          \
		if (*p)                                                                            \
			fn(*p);                                                                    \
	}
#define TAKE_PTR(p)                                                                                \
	({                                                                                         \
		__typeof__(p) *pp_ = &(p), v_ = *pp_;                                              \
		*pp_ = NULL;                                                                       \
		v_;                                                                                \
	})

static inline void freep(void *p)
{
	free(*(void **) p);
}
