/* SPDX-License-Identifier: MIT */

/* Which serial ports there are: libserialport knows their devices, udev's links their lasting
 * names. */

#include <glob.h>
#include <libserialport.h>
#include <stdio.h>
#include <string.h>

#include "pufa/line.h"

#define LINKS "/dev/serial/by-id/*"

/* A link to the device that names the adapter, not the order of plugging; NULL: none. */
static const char *find_link(const glob_t *links, const char *device)
{
	for (size_t i = 0; i < links->gl_pathc; i++) {
		_cleanup_(freep) char *target = realpath(links->gl_pathv[i], NULL);

		if (target && strcmp(target, device) == 0)
			return links->gl_pathv[i];
	}
	return NULL;
}

/* What a device says of itself may be anything. */
static void copy_printable(char *to, size_t size, const char *from)
{
	size_t n = 0;

	for (; from && *from && n + 1 < size; from++)
		to[n++] = *from;
	to[n] = '\0';
	for (; n > 0; n--)
		if ((unsigned char) to[n - 1] < ' ' || (unsigned char) to[n - 1] > '~')
			to[n - 1] = '?';
}

static void describe(const struct sp_port *port, const glob_t *links, struct line_port *ret)
{
	const char *device = sp_get_port_name(port), *link = find_link(links, device);

	snprintf(ret->device, sizeof(ret->device), "%s", device);
	snprintf(ret->path, sizeof(ret->path), "%s", link ? link : device);
	copy_printable(ret->about, sizeof(ret->about), sp_get_port_description(port));
}

static int by_device(const void *a, const void *b)
{
	return strverscmp(((const struct line_port *) a)->device,
			  ((const struct line_port *) b)->device);
}

int line_list_ports(struct line_port *ret, size_t max)
{
	struct sp_port **list = NULL;
	glob_t links = { 0 };
	size_t n = 0;

	if (sp_list_ports(&list) != SP_OK)
		return -EIO;
	if (glob(LINKS, 0, NULL, &links) != 0)
		links.gl_pathc = 0;
	for (; n < max && list[n]; n++)
		describe(list[n], &links, &ret[n]);
	globfree(&links);
	sp_free_port_list(list);
	if (n > 0)
		qsort(ret, n, sizeof(*ret), by_device);
	return (int) n;
}
