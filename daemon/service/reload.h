/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * From one set of files to the next: lines and boards that are described as
 * before stay, with all that is known of them; the others are new or go.
 * Everything that can fail is done first, so a set is taken whole or not at all.
 */

#include "service/manager.h"

/* Also the first set of a new manager.  -ENOMEM, -EMFILE and the like: the old set stays. */
int reload_apply(struct manager *m, struct loaded *loaded);
