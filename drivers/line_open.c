/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <linux/serial.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#include "line_registers.h"

/* Unix98 pty slaves have these major numbers (Linux, Documentation/admin-guide/devices.txt). */
#define PTY_MAJOR_FIRST 136
#define PTY_MAJOR_LAST  143

static bool is_pty(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) && major(st.st_rdev) >= PTY_MAJOR_FIRST &&
	       major(st.st_rdev) <= PTY_MAJOR_LAST;
}

/* libmodbus waits with select(2), which writes past its set for larger descriptors. */
static bool selectable(int fd)
{
	return fd >= 0 && fd < FD_SETSIZE;
}

static void unlock_port(struct register_line *l)
{
	if (l->lock >= 0)
		close(l->lock);
	l->lock = -1;
}

/*
 * TIOCEXCL stops neither root nor anybody on a pty; this lock stops another pufad on both, and
 * ends with its holder.  It comes before libmodbus, which sets the speed as it opens: the one
 * who has the port must not notice.
 */
static int lock_port(struct register_line *l)
{
	l->lock = open(l->settings.serial, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (l->lock < 0 || !isatty(l->lock))
		return line_gone(l, errno);
	if (flock(l->lock, LOCK_EX | LOCK_NB) < 0)
		return line_gone(l, errno == EWOULDBLOCK ? EBUSY : errno);
	return 0;
}

static int set_rs485(int fd)
{
	struct serial_rs485 rs485 = { .flags = SER_RS485_ENABLED | SER_RS485_RTS_ON_SEND };

	return ioctl(fd, TIOCSRS485, &rs485);
}

/*
 * Nobody else may open the port.  A pty's slave keeps the mark for as long as its
 * master lives, so that after a crash we could not open it again ourselves: left out there.
 */
static int claim(struct register_line *l, int fd)
{
	if (!selectable(fd))
		return line_gone(l, EMFILE);
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 || (!is_pty(fd) && ioctl(fd, TIOCEXCL) < 0) ||
	    (l->settings.rs485 && set_rs485(fd) < 0))
		return line_gone(l, errno);
	return 0;
}

static int open_port(struct register_line *l)
{
	int r;

	/* Opens by path, so that a link is resolved anew; without blocking for a carrier. */
	if (modbus_connect(l->context) < 0)
		return line_gone(l, errno);

	r = claim(l, modbus_get_socket(l->context));
	if (r < 0)
		modbus_close(l->context);
	return r;
}

static int open_serial(struct register_line *l)
{
	int r;

	r = lock_port(l);
	if (r >= 0)
		r = open_port(l);
	if (r < 0)
		unlock_port(l);
	return r;
}

static int open_tcp(struct register_line *l, usec_t deadline)
{
	int fd;

	fd = line_connect(l, deadline);
	if (fd < 0)
		return fd;
	if (!selectable(fd)) {
		close(fd);
		return line_gone(l, EMFILE);
	}
	modbus_set_socket(l->context, fd);
	return 0;
}

int line_open(struct register_line *l, usec_t deadline)
{
	int r;

	if (l->is_open)
		return 0;

	r = l->settings.host ? open_tcp(l, deadline) : open_serial(l);
	if (r < 0)
		return r;
	l->is_open = true;
	l->quiet_since = line_now();
	return 0;
}

void line_close(struct register_line *l)
{
	int fd = modbus_get_socket(l->context);

	if (!l->is_open)
		return;

	/* Closing a port waits for what it has not sent, up to half a minute. */
	if (l->settings.serial) {
		tcflush(fd, TCIOFLUSH);
		ioctl(fd, TIOCNXCL);
	}
	modbus_close(l->context);
	modbus_set_socket(l->context, -1);
	unlock_port(l);
	l->is_open = false;
}
