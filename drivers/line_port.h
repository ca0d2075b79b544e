/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Serial ports of bytes lines: opened and configured, raw, without flow
 * control, non-blocking.  Keeps no state.
 */

#include <libserialport.h>

#include "pufa/line.h"

/*
 * *ret_port is NULL for a pty, which libserialport 0.1.1 can not open (it looks for a device
 * behind it); then *ret_fd is all there is.  A negative errno.
 */
int line_port_open(const struct line_settings *settings, struct sp_port **ret_port, int *ret_fd);
void line_port_close(struct sp_port *port);
