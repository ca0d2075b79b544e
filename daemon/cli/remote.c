/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/client.h"

/* What the D-Bus specification lets stand unescaped in an address. */
static bool is_plain(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c && strchr("-_/.", c));
}

static void print_argument(FILE *f, unsigned i, const char *value)
{
	fprintf(f, ",argv%u=", i);
	for (const char *s = value; *s; s++)
		fprintf(f, is_plain((unsigned char) *s) ? "%c" : "%%%02x", (unsigned char) *s);
}

int remote_address(const char *host, char **ret)
{
	const char *const arguments[] = {
		"-xT", "-oBatchMode=yes", "-oConnectTimeout=5", "--", host, "systemd-stdio-bridge",
	};
	char *out = NULL;
	size_t size = 0;
	FILE *f;

	if (!*host || *host == '-')
		return -EINVAL;
	f = open_memstream(&out, &size);
	if (!f)
		return -ENOMEM;
	fputs("unixexec:path=ssh", f);
	for (unsigned i = 0; i < ARRAY_SIZE(arguments); i++)
		print_argument(f, i + 1, arguments[i]);
	if (fclose(f) != 0) {
		free(out);
		return -ENOMEM;
	}
	*ret = out;
	return 0;
}
