/* SPDX-License-Identifier: MIT */
#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "cli/prober.h"
#include "cli/source.h"

#define LINE_PREFIX    PUFA_PATH "/line"
#define LINE_INTERFACE "org.pufa.Pufa1.Line"

/* Between boards' jobs of ten seconds at most, and one of its own. */
#define PROBE_TIMEOUT (30 * USEC_PER_SEC)

/* A board that is asked for the first time may take its time; one that is not there costs as much.
 */
#define RESPONSE_TIMEOUT (300 * USEC_PER_MSEC)

/* All the exchanges of one question. */
#define QUESTION_TIME (5 * USEC_PER_SEC)

static int read_line_string(struct prober *p, const char *property, char *buf, size_t size)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	const char *text;
	int r;

	r = client_call(&p->client, CALL_TIMEOUT, p->path, "org.freedesktop.DBus.Properties", "Get",
			&reply, "ss", LINE_INTERFACE, property);
	if (r < 0)
		return r;
	if (sd_bus_message_enter_container(reply, 'v', "s") <= 0 ||
	    sd_bus_message_read(reply, "s", &text) <= 0)
		return client_nonsense(&p->client);
	snprintf(buf, size, "%s", text);
	return 0;
}

static int open_bus(struct prober *p, const char *name)
{
	char driver[64], endpoint[128];

	if (sd_bus_path_encode(LINE_PREFIX, name, &p->path) < 0)
		return out_of_memory();
	if (read_line_string(p, "Driver", driver, sizeof(driver)) < 0 ||
	    read_line_string(p, "Endpoint", endpoint, sizeof(endpoint)) < 0)
		return p->client.refused ? failed("no line is called '%s'", name)
					 : failed("%s", p->client.why);
	p->by_bus = true;
	p->driver = driver_find(drivers, driver);
	snprintf(p->label, sizeof(p->label), "%s (%s)", name, endpoint);
	return EXIT_DONE;
}

static int open_site(struct prober *p, const struct cli *cli, const char *name)
{
	int r = files_load(&p->config, cli, cli->config ? cli->config : SITE_FILE);

	if (r < 0)
		return EXIT_FAILED;
	for (size_t i = 0; i < p->config->n_lines; i++) {
		const struct config_line *l = &p->config->lines[i];

		if (strcmp(l->name, name) != 0)
			continue;
		p->settings = l->settings;
		p->medium = l->medium;
		p->driver = l->driver;
		snprintf(p->label, sizeof(p->label), "%s", name);
		return EXIT_DONE;
	}
	return failed("no line is called '%s'", name);
}

/* What is before the port's colon; an IPv6 address may stand in brackets, as it does elsewhere. */
static char *host_of(const char *name, const char *colon)
{
	size_t n = (size_t) (colon - name);
	bool bracketed = n > 2 && name[0] == '[' && colon[-1] == ']';

	return bracketed ? strndup(name + 1, n - 2) : strndup(name, n);
}

/* A port's path, or HOST:PORT. */
static int open_place(struct prober *p, const char *name)
{
	const char *colon = strrchr(name, ':');
	unsigned port;

	p->settings = (struct line_settings){
		.baud = 9600,
		.data_bits = 8,
		.stop_bits = 1,
		.framing = LINE_RTU,
		.response_timeout = RESPONSE_TIMEOUT,
	};
	snprintf(p->label, sizeof(p->label), "%s", name);
	if (name[0] == '/') {
		p->settings.serial = name;
		return EXIT_DONE;
	}
	if (number_parse(colon + 1, 1, 65535, &port) < 0)
		return misused("'%s' is neither a line's name, nor a port's path, nor HOST:PORT",
			       name);
	p->host = host_of(name, colon);
	if (!p->host)
		return out_of_memory();
	p->settings.host = p->host;
	p->settings.port = (int) port;
	p->settings.framing = LINE_TCP;
	p->medium = LINE_NETWORK;
	return EXIT_DONE;
}

int prober_open(struct prober *p, const struct cli *cli, const char *name)
{
	*p = (struct prober){ .label = "" };
	if (name[0] == '/' || strchr(name, ':'))
		return cli->host || cli->config
			       ? misused("'%s' is a place, and needs neither --host nor --config",
					 name)
			       : open_place(p, name);
	if (cli->config)
		return open_site(p, cli, name);
	if (client_open(&p->client, cli->host) >= 0)
		return open_bus(p, name);
	if (cli->host)
		return failed("%s", p->client.why);
	complain("%s; asking by itself", p->client.why);
	return open_site(p, cli, name);
}

void prober_close(struct prober *p)
{
	line_free(p->line);
	p->line = NULL;
	if (p->client.bus)
		client_close(&p->client);
	config_free(p->config);
	p->config = NULL;
	free(p->path);
	free(p->host);
	p->path = p->host = NULL;
}

bool prober_carries(const struct prober *p, const struct driver *d)
{
	if (p->settings.udp)
		return d->udp_port != 0;
	return !p->settings.serial || p->settings.data_bits == 8 || d->seven_bits;
}

bool prober_can_change_baud(const struct prober *p)
{
	return !p->by_bus && p->settings.serial;
}

void prober_set_baud(struct prober *p, int baud)
{
	p->line = line_free(p->line);
	p->settings.baud = baud;
}

static int ask_bus(struct prober *p, const struct driver *d, unsigned address, struct identity *ret)
{
	_cleanup_(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	const char *why, *model, *firmware;
	uint32_t width, height;
	int r, found;

	r = client_call(&p->client, PROBE_TIMEOUT, p->path, LINE_INTERFACE, "Probe", &reply, "su",
			d->name, address);
	if (r >= 0 && sd_bus_message_read(reply, "bsssuu", &found, &why, &model, &firmware, &width,
					  &height) <= 0)
		r = client_nonsense(&p->client);
	if (r < 0) {
		complain("%s", p->client.why);
		return r;
	}
	*ret = (struct identity){ .width = width, .height = height };
	snprintf(ret->model, sizeof(ret->model), "%s", model);
	snprintf(ret->firmware, sizeof(ret->firmware), "%s", firmware);
	return found ? 1 : 0;
}

static const char *cause_text(int cause)
{
	if (cause == 0)
		return "it can not be used";
	if (cause == EBUSY)
		return "somebody else has it; where that is pufad, ask by the line's name";
	if (cause == LINE_CAUSE_ECHO)
		return "its adapter echoes, and other bytes than it is sent";
	return cause < 0 ? gai_strerror(cause) : strerrordesc_np(cause);
}

static int open_line(struct prober *p, enum line_kind kind)
{
	struct line_settings s = p->settings;
	int r;

	if (p->line && p->kind == kind)
		return 0;
	p->line = line_free(p->line);
	p->kind = kind;
	if (s.response_timeout > RESPONSE_TIMEOUT && !p->config)
		s.response_timeout = RESPONSE_TIMEOUT;
	r = line_new(&p->line, kind, &s);
	if (r < 0)
		complain("%s can not be asked in that way: %s", p->label, strerror(-r));
	return r;
}

static usec_t deadline(void)
{
	return clock_steady() + QUESTION_TIME;
}

static int ask_line(struct prober *p, const struct driver *d, unsigned address,
		    struct identity *ret)
{
	struct profile profile = driver_profile(d);
	_cleanup_(freep) void *state = calloc(1, d->size ? d->size : 1);
	int r;

	if (!state) {
		(void) out_of_memory();
		return -ENOMEM;
	}
	r = open_line(p, d->line);
	if (r < 0)
		return r;
	if (d->init(state, &profile, address, p->medium) < 0)
		return 0;
	r = d->identify(state, p->line, ret, deadline());
	if (r >= 0)
		return 1;
	/* There are boards that end a connection for what they do not know. */
	if (r != -ENODEV || line_was_ended(p->line->cause))
		return 0;
	complain("%s: %s", p->label, cause_text(p->line->cause));
	return r;
}

int prober_ask(struct prober *p, const struct driver *d, unsigned address, struct identity *ret)
{
	return p->by_bus ? ask_bus(p, d, address, ret) : ask_line(p, d, address, ret);
}
