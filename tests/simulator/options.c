/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "config/charset.h"
#include "config/config.h"
#include "modbus.h"
#include "simulator.h"

#define DELAY_DEFAULT (700 * USEC_PER_MSEC)
#define PIXELS_MAX    4096

/* What the words before have set, for those behind them. */
struct context {
	struct simulator *s;
	unsigned n_registers;
	int charset; /* -1: the make's own */
	const char *profiles;
};

void options_help(void)
{
	printf("usage: pufa-simulator {PORT BOARD...}...\n"
	       "Ports:\n"
	       "  --pty LINK         a serial line, linked at LINK (also --rtu)\n"
	       "  --tcp PORT         boards with a socket of their own, on 127.0.0.1; 0: any port\n"
	       "  --serial-tcp PORT  a serial line behind a serial server (also --rtu-tcp)\n"
	       "  --udp PORT         as --tcp, in datagrams\n"
	       "Boards on the port before them:\n"
	       "  --board KIND:ADDRESS[:WIDTHxHEIGHT]   with its size in pixels; of these kinds:\n");
	for (const struct kind *k = kinds; k->name; k++)
		printf("      %-10s %s, %ux%u\n", k->name, k->what, k->width, k->height);
	printf("  --unit N           the same as --board modbus:N\n"
	       "  --profile NAME[:ADDRESS]   a board that fits the profile, at 1; or a path to its file\n"
	       "Settings:\n"
	       "  --charset NAME     of boards after it, not that of their kind\n"
	       "  --registers N      of Modbus boards after it (%d)\n"
	       "  --profiles DIR     where profiles are\n"
	       "  --fault KIND[:PERCENT]   of the port before it\n"
	       "  --delay MS         of late and dribbled answers of the port before it (700)\n"
	       "  --record FILE      what is asked and shown, as it happens\n"
	       "  --seed N           of chance (1)\n"
	       "  --draw             show the boards; ends with q, Ctrl-C or its input\n"
	       "  --for SECONDS      end by itself\n",
	       MODBUS_REGISTERS_DEFAULT);
	fault_help();
	printf("Commands on standard input, each answered by one line; its end is ours:\n");
	command_help();
}

static int misuse(const char *what, const char *word)
{
	fprintf(stderr, "pufa-simulator: %s: %s\n", what, word);
	return -EINVAL;
}

static int whole(const char *word, long min, long max, long *ret)
{
	char *end;

	*ret = strtol(word, &end, 10);
	return *word && !*end && *ret >= min && *ret <= max ? 0
							    : misuse("not a number in range", word);
}

static const struct {
	const char *name;
	enum port_kind kind;
	enum line_medium medium;
} port_options[] = {
	{ "pty", PORT_PTY, LINE_SERIAL },        { "rtu", PORT_PTY, LINE_SERIAL },
	{ "rtu-tcp", PORT_TCP, LINE_SERIAL },    { "tcp", PORT_TCP, LINE_NETWORK },
	{ "serial-tcp", PORT_TCP, LINE_SERIAL }, { "udp", PORT_UDP, LINE_NETWORK },
};

static int add_port(struct simulator *s, size_t option, const char *word)
{
	enum port_kind kind = port_options[option].kind;
	struct port *p = &s->ports[s->n_ports];
	long n = 0;

	if (s->n_ports == PORTS_MAX)
		return misuse("too many ports", word);
	if (kind != PORT_PTY && whole(word, 0, 65535, &n) < 0)
		return -EINVAL;
	port_init(p, kind, port_options[option].medium);
	p->name = port_options[option].name;
	p->link = kind == PORT_PTY ? word : NULL;
	p->number = (int) n;
	p->fault.delay = DELAY_DEFAULT;
	s->n_ports++;
	return 0;
}

static struct port *last_port(struct simulator *s)
{
	return s->n_ports > 0 ? &s->ports[s->n_ports - 1] : NULL;
}

static int add_board(struct context *c, const struct kind *k, const char *address, const char *word,
		     struct board **ret)
{
	struct port *p = last_port(c->s);
	long n;

	if (!p)
		return misuse("no port before", word);
	if (whole(address, k->protocol->address_min, k->protocol->address_max, &n) < 0)
		return -EINVAL;
	if (port_add_board(p, k, (unsigned) n, ret) < 0)
		return misuse("too many boards, twice the same, or of two protocols on one line",
			      word);
	if (c->charset >= 0)
		(*ret)->charset = (enum charset) c->charset;
	if (k->protocol == &sim_modbus)
		sim_modbus_unit(*ret)->n = c->n_registers;
	return 0;
}

static int on_unit(struct context *c, const char *word)
{
	struct board *b;

	return add_board(c, kind_find("modbus", 6), word, word, &b);
}

/* KIND:ADDRESS[:WIDTHxHEIGHT] */
static int on_board(struct context *c, const char *word)
{
	size_t n = strcspn(word, ":");
	const struct kind *k = kind_find(word, n);
	unsigned width = 0, height = 0;
	char address[16];
	struct board *b;
	int used = 0, r;

	if (!k || !word[n])
		return misuse("no such kind of board", word);
	if (sscanf(word + n, ":%15[0-9]%n", address, &used) != 1)
		return misuse("no address", word);
	r = add_board(c, k, address, word, &b);
	word += n + (size_t) used;
	if (r < 0 || !*word)
		return r;
	used = 0;
	if (sscanf(word, ":%4ux%4u%n", &width, &height, &used) != 2 || word[used] || width < 8 ||
	    height < 7 || width > PIXELS_MAX || height > PIXELS_MAX)
		return misuse("no size", word);
	b->width = width;
	b->height = height;
	board_restart(b, true);
	b->n_restarts = 0;
	return 0;
}

/* Which kind of board a driver drives: the first whose setting, if one is named, is that word. */
static const struct {
	const char *driver, *kind, *setting, *word;
} kinds_of_drivers[] = {
	{ "alpha", "alpha2", NULL, NULL },
	{ "cpower", "cpower", NULL, NULL },
	{ "fk", "fk", NULL, NULL },
	{ "jetfile", "jetfile", NULL, NULL },
	{ "modbus", "modbus", NULL, NULL },
	{ "onbon", "onbon-5k1", "special_bytes", "false" },
	{ "onbon", "onbon-raw", "units", "rawpixels" },
	{ "onbon", "onbon", NULL, NULL },
};

/* Has the profile this word in a setting that is a choice or a yes or no? */
static bool setting_is(const struct profile *p, const char *name, const char *word)
{
	for (const struct setting *s = p->driver->settings; s->name; s++) {
		const char *at = (const char *) p->settings + s->offset;

		if (strcmp(s->name, name) != 0)
			continue;
		if (s->type == SETTING_BOOL)
			return strcmp(*(const bool *) at ? "true" : "false", word) == 0;
		return s->type == SETTING_ENUM && strcmp(s->choices[*(const int *) at], word) == 0;
	}
	return false;
}

static const struct kind *kind_of_profile(const struct profile *p)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds_of_drivers); i++) {
		const char *kind = kinds_of_drivers[i].kind, *setting = kinds_of_drivers[i].setting;

		if (strcmp(kinds_of_drivers[i].driver, p->driver->name) == 0 &&
		    (!setting || setting_is(p, setting, kinds_of_drivers[i].word)))
			return kind_find(kind, strlen(kind));
	}
	return NULL;
}

static void complain(struct diag *d, enum severity severity, struct where at, const char *message)
{
	(void) d;
	fprintf(stderr, "%s:%u: %s: %s\n", at.file ? at.file : "?", at.line,
		severity_name(severity), message);
}

/* A name, or the path of a file that is called as its profile. */
static const struct profile *find_profile(struct context *c, char *word)
{
	struct diag diag = { .emit = complain };
	char *slash = strrchr(word, '/'), *dot;
	const char *dir = c->profiles;

	if (slash) {
		*slash = '\0';
		dir = word;
		word = slash + 1;
		dot = strstr(word, ".cfg");
		if (dot && !dot[4])
			*dot = '\0';
	}
	if (!c->s->profiles && profile_set_load(&c->s->profiles, dir, drivers, &diag) < 0)
		return NULL;
	return profile_set_find(c->s->profiles, word);
}

/* A whole number among a profile's settings, in groups too; 0: it has none of that name. */
static int find_number(const struct setting *table, const void *values, const char *name)
{
	for (int value; table && table->name; table++) {
		const char *at = (const char *) values + table->offset;

		if (table->type == SETTING_INT && strcmp(table->name, name) == 0)
			return *(const int *) at;
		if (table->type != SETTING_GROUP)
			continue;
		value = find_number(table->members, at, name);
		if (value)
			return value;
	}
	return 0;
}

/* Pixels of the board one way: those of its cells, or what its driver was told of it. */
static unsigned pixels(const struct profile *p, unsigned cells, const char *from, const char *size)
{
	const struct setting *table = p->driver->settings;
	int end = find_number(table, p->settings, from) + find_number(table, p->settings, size);

	return end > (int) cells && end <= PIXELS_MAX ? (unsigned) end : cells;
}

/* NAME[:ADDRESS] */
static int on_profile(struct context *c, const char *word)
{
	const struct profile *profile;
	char name[PATH_MAX], *address;
	const struct kind *k;
	struct board *b;
	int r;

	snprintf(name, sizeof(name), "%s", word);
	address = strrchr(name, ':');
	if (address && address[1] && strspn(address + 1, "0123456789") == strlen(address + 1))
		*address++ = '\0';
	else
		address = NULL;
	profile = find_profile(c, name);
	k = profile ? kind_of_profile(profile) : NULL;
	if (!k)
		return misuse("no such profile, or no board for its driver", word);
	r = add_board(c, k, address ? address : "1", word, &b);
	if (r < 0)
		return r;
	b->profile = profile;
	b->charset = profile->charset;
	b->width = pixels(profile, (unsigned) profile->columns * k->protocol->cell_width, "x",
			  "width");
	b->height =
		pixels(profile, (unsigned) profile->rows * k->protocol->cell_height, "y", "height");
	if (k->protocol == &sim_modbus)
		sim_modbus_unit(b)->n = UNIT_REGISTERS_MAX;
	board_restart(b, true);
	b->n_restarts = 0;
	return 0;
}

static int on_registers(struct context *c, const char *word)
{
	long n = 0;
	int r = whole(word, 1, UNIT_REGISTERS_MAX, &n);

	c->n_registers = (unsigned) n;
	return r;
}

static int on_charset(struct context *c, const char *word)
{
	for (int i = 0; charset_names[i]; i++)
		if (strcmp(charset_names[i], word) == 0) {
			c->charset = i;
			return 0;
		}
	return misuse("no such character set", word);
}

static int on_profiles(struct context *c, const char *word)
{
	c->profiles = word;
	return 0;
}

static int on_fault(struct context *c, const char *word)
{
	struct port *p = last_port(c->s);

	if (!p)
		return misuse("no port before", word);
	return fault_parse(word, &p->fault) < 0 ? misuse("no such fault", word) : 0;
}

static int on_delay(struct context *c, const char *word)
{
	struct port *p = last_port(c->s);
	long n;

	if (!p)
		return misuse("no port before", word);
	if (whole(word, 0, 60000, &n) < 0)
		return -EINVAL;
	p->fault.delay = (usec_t) n * USEC_PER_MSEC;
	return 0;
}

static int on_seed(struct context *c, const char *word)
{
	c->s->seed = strtoull(word, NULL, 0);
	return 0;
}

static int on_record(struct context *c, const char *word)
{
	if (c->s->record)
		return misuse("one record is enough", word);
	c->s->record = fopen(word, "we");
	return c->s->record ? 0 : misuse(strerror(errno), word);
}

static int on_draw(struct context *c, const char *word)
{
	(void) word;
	c->s->draw = true;
	return 0;
}

static int on_for(struct context *c, const char *word)
{
	long n = 0;
	int r = whole(word, 1, 1000000, &n);

	c->s->run_for = (usec_t) n * USEC_PER_SEC;
	return r;
}

static const struct {
	const char *name;
	int has_word;
	int (*run)(struct context *c, const char *word);
} setting_options[] = {
	{ "board", required_argument, on_board },
	{ "charset", required_argument, on_charset },
	{ "delay", required_argument, on_delay },
	{ "draw", no_argument, on_draw },
	{ "fault", required_argument, on_fault },
	{ "for", required_argument, on_for },
	{ "profile", required_argument, on_profile },
	{ "profiles", required_argument, on_profiles },
	{ "record", required_argument, on_record },
	{ "registers", required_argument, on_registers },
	{ "seed", required_argument, on_seed },
	{ "unit", required_argument, on_unit },
};

enum {
	N_PORTS = ARRAY_SIZE(port_options),
	N_SETTINGS = ARRAY_SIZE(setting_options),
	OPTION_HELP = 'h',
	OPTION_FIRST = 256, /* ports, then settings */
};

static void fill_options(struct option ret[N_PORTS + N_SETTINGS + 2])
{
	for (int i = 0; i < N_PORTS; i++)
		*ret++ = (struct option){ port_options[i].name, required_argument, NULL,
					  OPTION_FIRST + i };
	for (int i = 0; i < N_SETTINGS; i++)
		*ret++ = (struct option){ setting_options[i].name, setting_options[i].has_word,
					  NULL, OPTION_FIRST + N_PORTS + i };
	*ret++ = (struct option){ "help", no_argument, NULL, OPTION_HELP };
	*ret = (struct option){ NULL, 0, NULL, 0 };
}

int options_parse(struct simulator *s, int argc, char **argv)
{
	struct context c = { .s = s, .n_registers = MODBUS_REGISTERS_DEFAULT, .charset = -1 };
	struct option options[N_PORTS + N_SETTINGS + 2];
	int r = 0, o;

	fill_options(options);
	while (r >= 0 && (o = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (o == OPTION_HELP)
			return 1;
		if (o < OPTION_FIRST)
			return -EINVAL;
		o -= OPTION_FIRST;
		r = o < N_PORTS ? add_port(s, (size_t) o, optarg)
				: setting_options[o - N_PORTS].run(&c, optarg);
	}
	if (r >= 0 && (optind < argc || s->n_ports == 0))
		return misuse("what is this", optind < argc ? argv[optind] : "no port");
	return r;
}
