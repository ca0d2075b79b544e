/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include "line_core.h"
#include "line_port.h"

void line_port_close(struct sp_port *port)
{
	sp_close(port);
	sp_free_port(port);
}

/* Speed, parity and the rest are nothing to a pty. */
static int open_pty(const char *path, int *ret)
{
	int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC), error;
	struct termios t;

	if (fd < 0)
		return -errno;
	if (line_is_pty(fd) && tcgetattr(fd, &t) == 0) {
		cfmakeraw(&t);
		if (tcsetattr(fd, TCSANOW, &t) == 0) {
			*ret = fd;
			return 0;
		}
	}
	error = errno ? errno : ENOTTY;
	close(fd);
	return -error;
}

static bool is_pty(const char *path)
{
	int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	bool is = fd >= 0 && line_is_pty(fd);

	if (fd >= 0)
		close(fd);
	return is;
}

static int configure(struct sp_port *port, const struct line_settings *s)
{
	static const enum sp_parity parities[] = {
		[LINE_PARITY_NONE] = SP_PARITY_NONE,
		[LINE_PARITY_EVEN] = SP_PARITY_EVEN,
		[LINE_PARITY_ODD] = SP_PARITY_ODD,
	};
	int r;

	r = sp_set_baudrate(port, s->baud);
	if (r == SP_OK)
		r = sp_set_bits(port, s->data_bits);
	if (r == SP_OK)
		r = sp_set_parity(port, parities[s->parity]);
	if (r == SP_OK)
		r = sp_set_stopbits(port, s->stop_bits);
	return r == SP_OK ? sp_set_flowcontrol(port, SP_FLOWCONTROL_NONE) : r;
}

static int error_of(enum sp_return r)
{
	switch (r) {
	case SP_OK:
		return 0;
	case SP_ERR_FAIL:
		return errno ? -errno : -EIO;
	case SP_ERR_MEM:
		return -ENOMEM;
	case SP_ERR_SUPP:
		return -ENOTSUP;
	case SP_ERR_ARG:
		break;
	}
	return -ENODEV; /* no serial device has that name */
}

static int open_device(const char *path, const struct line_settings *s, struct sp_port **ret,
		       int *ret_fd)
{
	struct sp_port *port = NULL;
	int r;

	r = sp_get_port_by_name(path, &port);
	if (r != SP_OK)
		return error_of(r);
	errno = 0;
	r = sp_open(port, SP_MODE_READ_WRITE);
	if (r != SP_OK) {
		r = error_of(r);
		sp_free_port(port);
		return r;
	}
	r = configure(port, s);
	if (r == SP_OK)
		r = sp_get_port_handle(port, ret_fd);
	if (r == SP_OK) {
		*ret = port;
		return 0;
	}
	r = error_of(r);
	line_port_close(port);
	return r;
}

int line_port_open(const struct line_settings *settings, struct sp_port **ret_port, int *ret_fd)
{
	_cleanup_(freep) char *path = realpath(settings->serial, NULL); /* it refuses links */

	if (!path)
		return -errno;
	*ret_port = NULL;
	return is_pty(path) ? open_pty(path, ret_fd)
			    : open_device(path, settings, ret_port, ret_fd);
}
