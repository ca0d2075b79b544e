/* SPDX-License-Identifier: MIT */
#include "service/foreign.h"

#define WINDOW USEC_PER_HOUR

bool foreign_bar(struct foreign *f)
{
	static const enum bar bars[] = {
		[FOREIGN_RESTORE] = BAR_NONE,
		[FOREIGN_BLANK] = BAR_DARK,
		[FOREIGN_HOLD] = BAR_HELD,
	};

	f->bar = bars[f->policy];
	return f->bar != BAR_NONE;
}

bool foreign_found(struct foreign *f, usec_t now)
{
	if (f->bar != BAR_NONE || f->policy == FOREIGN_RESTORE)
		return false;
	f->finds[f->n++ % f->after] = now;
	if (f->n < f->after || now - f->finds[f->n % f->after] >= WINDOW) /* the oldest */
		return false;
	return foreign_bar(f);
}

void foreign_release(struct foreign *f)
{
	f->bar = BAR_NONE;
	f->n = 0;
}

bool foreign_adopt(struct foreign *f, enum foreign_policy policy, unsigned after)
{
	bool released = f->bar == BAR_HELD || (f->bar == BAR_DARK && policy != FOREIGN_BLANK);

	if (released || after != f->after)
		f->n = 0;
	if (released)
		f->bar = BAR_NONE;
	f->policy = policy;
	f->after = after;
	return released;
}
