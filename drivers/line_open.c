/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <linux/serial.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#include "line_core.h"

/* Unix98 pty slaves have these major numbers (Linux, Documentation/admin-guide/devices.txt). */
#define PTY_MAJOR_FIRST 136
#define PTY_MAJOR_LAST  143

bool line_is_pty(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) && major(st.st_rdev) >= PTY_MAJOR_FIRST &&
	       major(st.st_rdev) <= PTY_MAJOR_LAST;
}

static void unlock_port(struct line_core *l)
{
	if (l->lock >= 0)
		close(l->lock);
	l->lock = -1;
}

/*
 * TIOCEXCL stops neither root nor anybody on a pty; this lock stops another pufad on both, and
 * ends with its holder.  It comes before a library opens the port and sets its speed: the one
 * who has it must not notice.
 */
static int lock_port(struct line_core *l)
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
static int claim(struct line_core *l)
{
	if (fcntl(l->fd, F_SETFD, FD_CLOEXEC) < 0 ||
	    (!line_is_pty(l->fd) && ioctl(l->fd, TIOCEXCL) < 0) ||
	    (l->settings.rs485 && set_rs485(l->fd) < 0))
		return line_gone(l, errno);
	return 0;
}

static int open_serial(struct line_core *l)
{
	int r;

	r = lock_port(l);
	if (r >= 0)
		r = l->ops->open_port(l);
	if (r >= 0)
		r = claim(l);
	if (r < 0)
		line_close(l);
	return r;
}

static int open_network(struct line_core *l, usec_t deadline)
{
	int r = line_connect(l, deadline);

	if (r < 0)
		return r;
	l->fd = r;
	r = l->ops->attach ? l->ops->attach(l) : 0;
	if (r < 0)
		line_close(l);
	return r;
}

int line_open(struct line_core *l, usec_t deadline)
{
	int r;

	if (l->fd >= 0)
		return 0;

	r = l->settings.host ? open_network(l, deadline) : open_serial(l);
	if (r < 0)
		return r;
	l->quiet_since = line_now();
	l->proven = false;
	return 0;
}

void line_close(struct line_core *l)
{
	if (l->fd >= 0) {
		/* Closing a port waits for what it has not sent, up to half a minute. */
		if (l->settings.serial) {
			tcflush(l->fd, TCIOFLUSH);
			ioctl(l->fd, TIOCNXCL);
		}
		l->ops->close_fd(l);
		l->fd = -1;
	}
	unlock_port(l);
}
