/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "modbus.h"
#include "simulator.h"

#define WORDS_MAX 5

/* One line being obeyed. */
struct command_line {
	struct simulator *s;
	usec_t now;
	char *words[WORDS_MAX + 1]; /* the first is the command's name */
	int n;
};

/* A whole number of at most @max. */
static bool number(const char *word, unsigned long max, unsigned *ret)
{
	unsigned long value;
	char *end;

	if (!word || *word < '0' || *word > '9')
		return false;
	value = strtoul(word, &end, 10);
	if (*end || value > max)
		return false;
	*ret = (unsigned) value;
	return true;
}

static struct port *find_port(struct simulator *s, const char *word)
{
	unsigned i;

	return number(word, PORTS_MAX, &i) && i < s->n_ports ? &s->ports[i] : NULL;
}

/* [PORT:]ADDRESS; without a port the first board of that address. */
static struct board *find_board(struct simulator *s, char *word)
{
	char *colon = strchr(word, ':');
	struct board *b = NULL;
	struct port *p;
	unsigned address;

	if (!number(colon ? colon + 1 : word, 65535, &address))
		return NULL;
	if (colon) {
		*colon = '\0';
		p = find_port(s, word);
		return p ? port_find_board(p, address) : NULL;
	}
	for (size_t i = 0; !b && i < s->n_ports; i++)
		b = port_find_board(&s->ports[i], address);
	return b;
}

/* The registers of such a board; NULL: it is not there, or has none. */
static struct unit *find_unit(struct simulator *s, char *word)
{
	struct board *b = find_board(s, word);

	return b && b->protocol == &sim_modbus ? sim_modbus_unit(b) : NULL;
}

/* False: the words make no sense. */
typedef bool (*command_fn)(struct command_line *c);

static bool run_dump(struct command_line *c)
{
	struct unit *u = find_unit(c->s, c->words[1]);
	unsigned at, n;

	if (!u || !number(c->words[2], u->n, &at) || !number(c->words[3], u->n - at, &n))
		return false;
	for (unsigned i = 0; i < n; i++)
		printf("%04X", u->registers[at + i]);
	printf("\n");
	return true;
}

static bool run_poke(struct command_line *c)
{
	struct unit *u = find_unit(c->s, c->words[1]);
	unsigned at, value;
	int used;

	if (!u || !number(c->words[2], u->n, &at))
		return false;
	for (const char *hex = c->words[3]; *hex; hex += 4, at++) {
		if (at >= u->n || sscanf(hex, "%4x%n", &value, &used) != 1 || used != 4)
			return false;
		u->registers[at] = (uint16_t) value;
	}
	printf("ok\n");
	return true;
}

static bool run_coil(struct command_line *c)
{
	struct unit *u = find_unit(c->s, c->words[1]);
	unsigned at;

	if (!u || !number(c->words[2], u->n - 1, &at))
		return false;
	printf("%d\n", u->coils[at]);
	return true;
}

static bool run_requests(struct command_line *c)
{
	struct board *b = find_board(c->s, c->words[1]);

	if (!b)
		return false;
	printf("%u\n", b->n_requests);
	return true;
}

static void reboot(struct board *b, usec_t now)
{
	b->now = now;
	board_restart(b, false);
}

void forget_all(struct simulator *s, usec_t now)
{
	for (size_t i = 0; i < s->n_ports; i++)
		for (size_t k = 0; k < s->ports[i].n_boards; k++)
			reboot(&s->ports[i].boards[k], now);
}

static bool run_forget(struct command_line *c)
{
	forget_all(c->s, c->now);
	printf("ok\n");
	return true;
}

static bool run_reboot(struct command_line *c)
{
	struct board *b = find_board(c->s, c->words[1]);

	if (!b)
		return false;
	reboot(b, c->now);
	printf("ok\n");
	return true;
}

static bool run_text(struct command_line *c)
{
	struct board *b = find_board(c->s, c->words[1]);
	_cleanup_(freep) char *text = b ? malloc(BOARD_TEXT_MAX) : NULL;

	if (!text)
		return false;
	board_text(b, c->now, text);
	printf("%s\n", text);
	return true;
}

static bool run_foreign(struct command_line *c)
{
	struct board *b = find_board(c->s, c->words[1]);

	if (!b || board_foreign(b, c->now, c->words[2]) < 0)
		return false;
	printf("ok\n");
	return true;
}

static bool run_state(struct command_line *c)
{
	_cleanup_(freep) struct screen *screen = malloc(sizeof(*screen));
	struct board *b = find_board(c->s, c->words[1]);
	struct tm t;

	if (!b || !screen)
		return false;
	board_show(b, c->now, screen);
	board_clock(b, &t);
	printf("%s brightness %u clock %04d-%02d-%02dT%02d:%02d:%02d requests %u destructive %u "
	       "flash %u restarts %u\n",
	       screen->dark ? "off" : "on", b->brightness, t.tm_year + 1900, t.tm_mon + 1,
	       t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, b->n_requests, b->n_destructive,
	       b->n_flash, b->n_restarts);
	return true;
}

static bool run_fault(struct command_line *c)
{
	struct port *p = find_port(c->s, c->words[1]);
	unsigned count = 0, delay = 0;
	struct fault f;

	if (!p || fault_parse(c->words[2], &f) < 0 ||
	    (c->words[3] && !number(c->words[3], 1000000, &count)) ||
	    (c->words[3] && c->words[4] && !number(c->words[4], 60000, &delay)))
		return false;
	f.count = count;
	f.intact = p->medium == LINE_NETWORK;
	f.delay = delay ? delay * USEC_PER_MSEC : p->fault.delay;
	p->fault = f;
	printf("ok\n");
	return true;
}

static bool run_unplug(struct command_line *c)
{
	struct port *p = find_port(c->s, c->words[1]);

	if (!p)
		return false;
	port_unplug(p);
	printf("ok\n");
	return true;
}

static bool run_plug(struct command_line *c)
{
	struct port *p = find_port(c->s, c->words[1]);

	if (!p || port_plug(p) < 0)
		return false;
	printf("ok\n");
	return true;
}

static const struct {
	const char *name;
	int n_min;    /* words beside the name */
	bool is_text; /* the last of them goes to the line's end */
	command_fn run;
	const char *help;
} commands[] = {
	{ "coil", 2, false, run_coil, "coil [PORT:]UNIT ADDRESS" },
	{ "dump", 3, false, run_dump, "dump [PORT:]UNIT ADDRESS N" },
	{ "fault", 2, false, run_fault, "fault PORT KIND[:PERCENT] [COUNT [DELAY-MS]]" },
	{ "foreign", 2, true, run_foreign, "foreign [PORT:]ADDRESS ROW[|ROW]..." },
	{ "forget", 0, false, run_forget, "forget" },
	{ "plug", 1, false, run_plug, "plug PORT" },
	{ "poke", 3, false, run_poke, "poke [PORT:]UNIT ADDRESS HEX" },
	{ "reboot", 1, false, run_reboot, "reboot [PORT:]ADDRESS" },
	{ "requests", 1, false, run_requests, "requests [PORT:]ADDRESS" },
	{ "state", 1, false, run_state, "state [PORT:]ADDRESS" },
	{ "text", 1, false, run_text, "text [PORT:]ADDRESS" },
	{ "unplug", 1, false, run_unplug, "unplug PORT" },
};

void command_help(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		printf("  %s\n", commands[i].help);
	printf("  quit\n");
}

/* The words behind the name. */
static void split(struct command_line *c, char *rest, int n_max, bool is_text)
{
	while (c->n <= n_max) {
		rest += strspn(rest, " \t\r");
		if (!*rest)
			break;
		c->words[c->n++] = rest;
		if (is_text && c->n > n_max)
			break;
		rest += strcspn(rest, " \t\r");
		if (*rest)
			*rest++ = '\0';
	}
}

bool command_run(struct simulator *s, char *line, usec_t now)
{
	struct command_line c = { .s = s, .now = now };
	size_t size;

	line += strspn(line, " \t\r");
	size = strcspn(line, " \t\r");
	if (size == 0)
		return true;
	c.words[c.n++] = line;
	line += size + (line[size] != '\0');
	c.words[0][size] = '\0';
	if (strcmp(c.words[0], "quit") == 0)
		return false;

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (strcmp(commands[i].name, c.words[0]) == 0) {
			split(&c, line, commands[i].is_text ? commands[i].n_min : WORDS_MAX - 1,
			      commands[i].is_text);
			if (c.n - 1 < commands[i].n_min || !commands[i].run(&c))
				printf("error: %s\n", commands[i].help);
			return true;
		}
	printf("error: no such command: %s\n", c.words[0]);
	return true;
}
