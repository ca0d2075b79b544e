/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/lines.h"

/* Of a line that no board is on; else the driver says. */
#define MODBUS_PORT 502

#define HOST_MAX 253 /* bytes of a name (RFC 1035, section 2.3.4) */

#define LINE(m) .offset = offsetof(struct line_text, m)
#define AT(m)   .at_offset = offsetof(struct line_text, m)
#define HAS(m)  .given_offset = offsetof(struct line_text, m)

static const char *const transports[] = { "tcp", "udp", NULL };

const struct setting line_members[] = {
	{ .name = "name",
	  .type = SETTING_STRING,
	  LINE(name),
	  .required = true,
	  .min = 1,
	  .max = NAME_BYTES_MAX,
	  AT(name_at) },
	{ .name = "title", .type = SETTING_STRING, LINE(title), .min = 1, .max = 256 },
	{ .name = "serial",
	  .type = SETTING_STRING,
	  LINE(serial),
	  .min = 1,
	  .max = 1024,
	  AT(serial_at) },
	{ .name = "host",
	  .type = SETTING_STRING,
	  LINE(host),
	  .min = 1,
	  .max = HOST_MAX,
	  AT(host_at) },
	{ .name = "port", .type = SETTING_INT, LINE(port), .min = 1, .max = 65535, HAS(has_port) },
	{ .name = "baud",
	  .type = SETTING_INT,
	  LINE(baud),
	  .min = 300,
	  .max = 921600,
	  HAS(has_baud),
	  AT(baud_at) },
	{ .name = "transport",
	  .type = SETTING_ENUM,
	  LINE(transport),
	  .choices = transports,
	  HAS(has_transport) },
	{ .name = "framing",
	  .type = SETTING_STRING,
	  LINE(framing),
	  .min = 1,
	  .max = 16,
	  HAS(has_framing),
	  AT(framing_at) },
	{ .name = "timeout", .type = SETTING_INT, LINE(timeout), .min = 50, .max = 10000 },
	{ .name = "turnaround", .type = SETTING_INT, LINE(turnaround), .min = 0, .max = 10000 },
	{ .name = "rs485", .type = SETTING_BOOL, LINE(rs485), HAS(has_rs485) },
	{ .name = NULL },
};

const struct line_text line_defaults = {
	.baud = 9600,
	.timeout = 500,
};

/* Those that both libmodbus and libserialport can set. */
static const int bauds[] = { 300,   600,    1200,   2400,   4800,   9600,   19200, 38400,
			     57600, 115200, 230400, 460800, 500000, 576000, 921600 };

static bool baud_is_known(int baud)
{
	for (size_t i = 0; i < ARRAY_SIZE(bauds); i++)
		if (bauds[i] == baud)
			return true;
	return false;
}

/* "8N1": bits, parity, stop bits. */
static bool parse_framing(const char *s, struct line_settings *ret)
{
	static const char parities[] = {
		[LINE_PARITY_NONE] = 'N', [LINE_PARITY_EVEN] = 'E', [LINE_PARITY_ODD] = 'O'
	};

	if (strlen(s) != 3 || (s[0] != '7' && s[0] != '8') || (s[2] != '1' && s[2] != '2'))
		return false;
	for (size_t i = 0; i < sizeof(parities); i++) {
		if (s[1] != parities[i])
			continue;
		ret->data_bits = s[0] - '0';
		ret->parity = (enum line_parity) i;
		ret->stop_bits = s[2] - '0';
		return true;
	}
	return false;
}

static void build_serial(struct loader *l, const struct line_text *t, struct line_settings *s)
{
	s->serial = t->serial;
	s->baud = t->baud;
	s->framing = LINE_RTU;
	s->rs485 = t->rs485;
	if (t->serial[0] != '/')
		diag_error(l->diag, t->serial_at, "serial: %s: a port is a path like /dev/ttyS1",
			   t->serial);
	if (t->has_port || t->has_transport)
		diag_error(l->diag, t->at, "%s: a serial line has none",
			   t->has_port ? "port" : "transport");
	if (!baud_is_known(t->baud))
		diag_error(l->diag, t->baud_at, "baud: %d is none of the standard rates", t->baud);
	if (t->framing && !parse_framing(t->framing, s))
		diag_error(
			l->diag, t->framing_at,
			"framing: %s: a serial line's is like 8N1: 7 or 8 bits, N, E or O, 1 or 2",
			t->framing);
}

static bool is_host(const char *s)
{
	for (; *s; s++)
		if (*s <= ' ' || *s > '~' || strchr("/@\"'\\?#[]", *s))
			return false;
	return true;
}

static void build_tcp(struct loader *l, const struct line_text *t, struct line_settings *s)
{
	s->host = t->host;
	s->port = t->has_port ? t->port : MODBUS_PORT;
	s->framing = LINE_TCP;
	s->udp = t->transport;
	if (!is_host(t->host))
		diag_error(l->diag, t->host_at, "host: %s is neither a name nor an address",
			   t->host);
	if (t->has_baud || t->has_rs485)
		diag_error(l->diag, t->at, "%s: a line over the network has none",
			   t->has_baud ? "baud" : "rs485");
	if (!t->framing)
		return;
	if (strcmp(t->framing, "rtu") == 0)
		s->framing = LINE_RTU;
	else if (strcmp(t->framing, "tcp") != 0 && strcmp(t->framing, "serial") != 0)
		diag_error(l->diag, t->framing_at,
			   "framing: %s: a line over the network has tcp or rtu, or serial where "
			   "the boards are not Modbus",
			   t->framing);
}

static bool is_serial_server(const struct line_text *t)
{
	return t->host && t->framing && strcmp(t->framing, "serial") == 0;
}

/* As long as no board says what it carries: Modbus, unless it can not be that. */
static enum line_kind likely_kind(const struct line_text *t, const struct line_settings *s)
{
	return s->udp || s->data_bits != 8 || is_serial_server(t) ? LINE_BYTES : LINE_REGISTERS;
}

static void build_line(struct loader *l, const struct line_text *t, struct config_line *ret)
{
	*ret = (struct config_line){
		.name = t->name,
		.title = t->title ? t->title : t->name,
		.medium = t->host && !is_serial_server(t) ? LINE_NETWORK : LINE_SERIAL,
		.settings = { .data_bits = 8,
			      .stop_bits = 1,
			      .parity = LINE_PARITY_NONE,
			      .response_timeout = (usec_t) t->timeout * USEC_PER_MSEC,
			      .turnaround = (usec_t) t->turnaround * USEC_PER_MSEC },
		.at = t->at,
	};
	if (t->serial && t->host)
		diag_error(l->diag, t->at, "give serial or host, not both");
	else if (t->serial)
		build_serial(l, t, &ret->settings);
	else if (t->host)
		build_tcp(l, t, &ret->settings);
	else if (!t->serial_at.file && !t->host_at.file)
		diag_error(l->diag, t->at, "serial or host is missing");
	ret->kind = likely_kind(t, &ret->settings);
}

static void add_name(struct loader *l, struct name_table *names, const struct line_text *t,
		     unsigned index)
{
	if (!t->name || !name_check(t->name, t->name_at, "a line's name", l->diag))
		return;
	if (name_table_add(names, t->name, 0, index, t->name_at) == -EEXIST)
		diag_error(l->diag, t->name_at,
			   "a second line %s, the first is in line %u of the file", t->name,
			   name_table_find(names, t->name)->at.line);
}

/* The path of a port, without links; one that is unplugged has at least those of its folder. */
static const char *serial_key(struct loader *l, const char *path)
{
	_cleanup_(freep) char *real = realpath(path, NULL), *folder = NULL;
	const char *base = strrchr(path, '/');

	if (real || !base)
		return arena_strdup(&l->scratch, real ? real : path);
	folder = strndup(path, (size_t) (base - path) + 1);
	real = folder ? realpath(folder, NULL) : NULL;
	return real ? arena_printf(&l->scratch, "%s%s", real, base)
		    : arena_strdup(&l->scratch, path);
}

/* What is one port, however it is written; in @l's scratch. */
static const char *port_key(struct loader *l, const struct line_settings *s)
{
	char *key;

	if (s->serial)
		return serial_key(l, s->serial);
	if (!s->host)
		return NULL;
	key = arena_printf(&l->scratch, "%s %d%s", s->host, s->port, s->udp ? " udp" : "");
	for (char *c = key; c && *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char) (*c - 'A' + 'a');
	return key;
}

void lines_check_ports(struct loader *l)
{
	const struct config_line *lines = l->config->lines;
	size_t n = l->config->n_lines;
	struct name_table ports;

	name_table_init(&ports, &l->scratch);
	for (unsigned i = 0; i < n; i++) {
		const char *key = port_key(l, &lines[i].settings);
		const struct config_line *other;

		if (!key || name_table_add(&ports, key, 0, i, lines[i].at) != -EEXIST)
			continue;
		other = &lines[name_table_find(&ports, key)->index];
		diag_error(l->diag, lines[i].at,
			   "line %s is on the same port as line %s in line %u of the file",
			   lines[i].name ? lines[i].name : "", other->name ? other->name : "",
			   other->at.line);
	}
}

struct config_line *lines_build(struct loader *l, const struct line_text *texts, size_t n,
				struct name_table *names)
{
	struct config_line *lines = arena_array(l->arena, n, sizeof(*lines));

	if (!lines)
		return NULL;
	for (unsigned i = 0; i < n; i++) {
		build_line(l, &texts[i], &lines[i]);
		add_name(l, names, &texts[i], i);
	}
	l->config->lines = lines;
	l->config->n_lines = n;
	return lines;
}

static void settle_registers(struct config_line *line, const struct line_text *t,
			     const struct driver *d, struct where at, struct diag *diag)
{
	if (t->serial && t->framing && t->framing[0] == '7')
		diag_error(diag, at, "driver %s is Modbus RTU; line %s must have 8 data bits",
			   d->name, t->name);
	if (is_serial_server(t))
		diag_error(diag, at,
			   "driver %s is Modbus; the framing of line %s must be tcp, or rtu behind "
			   "a serial server",
			   d->name, t->name);
	if (line->settings.udp)
		diag_error(diag, at, "driver %s is Modbus; line %s must have transport tcp",
			   d->name, t->name);
}

static void settle_bytes(const struct config_line *line, const struct line_text *t,
			 const struct driver *d, struct where at, struct diag *diag)
{
	if (t->serial && t->framing && t->framing[0] == '7' && !d->seven_bits)
		diag_error(diag, at, "driver %s is not ASCII; line %s must have 8 data bits",
			   d->name, t->name);
	if (!t->host)
		return;
	if (t->framing && !is_serial_server(t))
		diag_error(diag, at,
			   "driver %s is not Modbus; the framing of line %s must be serial (behind "
			   "a serial server) or left out",
			   d->name, t->name);
	if (line->settings.udp && d->udp_port == 0)
		diag_error(diag, at, "driver %s does not run over udp, as line %s would have it",
			   d->name, t->name);
}

/* A board's own socket has a port that is known; a serial server's is anybody's guess. */
static void settle_port(struct config_line *line, const struct line_text *t, const struct driver *d,
			struct where at, struct diag *diag)
{
	int own = line->settings.udp ? d->udp_port : d->tcp_port;

	if (!t->host || t->has_port)
		return;
	if (line->kind == LINE_BYTES && line->medium == LINE_SERIAL)
		own = 0;
	if (own)
		line->settings.port = own;
	else
		diag_error(diag, at,
			   "line %s: port is missing, driver %s has none of its own there", t->name,
			   d->name);
}

void line_resolve(struct config_line *line, const struct line_text *t, const struct driver *d,
		  struct where at, struct diag *diag)
{
	line->kind = d->line;
	line->driver = d;
	if (d->line == LINE_BYTES)
		settle_bytes(line, t, d, at, diag);
	else
		settle_registers(line, t, d, at, diag);
	settle_port(line, t, d, at, diag);
	if (line->settings.turnaround < d->gap)
		line->settings.turnaround = d->gap;
}
