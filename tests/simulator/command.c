/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "simulator.h"

#define WORDS_MAX 6

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

/* [PORT:]UNIT; without a port the first unit of that number. */
static struct unit *find_unit(struct simulator *s, char *word)
{
	char *colon = strchr(word, ':');
	struct unit *u = NULL;
	struct port *p;
	unsigned id;

	if (!number(colon ? colon + 1 : word, 255, &id))
		return NULL;
	if (colon) {
		*colon = '\0';
		p = find_port(s, word);
		return p ? port_find_unit(p, id) : NULL;
	}
	for (size_t i = 0; !u && i < s->n_ports; i++)
		u = port_find_unit(&s->ports[i], id);
	return u;
}

/* A command gets its words, the first being its name; false: the words make no sense. */
typedef bool (*command_fn)(struct simulator *s, char **words);

static bool run_dump(struct simulator *s, char **words)
{
	struct unit *u = find_unit(s, words[1]);
	unsigned at, n;

	if (!u || !number(words[2], u->n, &at) || !number(words[3], u->n - at, &n))
		return false;
	for (unsigned i = 0; i < n; i++)
		printf("%04X", u->registers[at + i]);
	printf("\n");
	return true;
}

static bool run_poke(struct simulator *s, char **words)
{
	struct unit *u = find_unit(s, words[1]);
	unsigned at, value;
	int used;

	if (!u || !number(words[2], u->n, &at))
		return false;
	for (const char *hex = words[3]; *hex; hex += 4, at++) {
		if (at >= u->n || sscanf(hex, "%4x%n", &value, &used) != 1 || used != 4)
			return false;
		u->registers[at] = (uint16_t) value;
	}
	printf("ok\n");
	return true;
}

static bool run_coil(struct simulator *s, char **words)
{
	struct unit *u = find_unit(s, words[1]);
	unsigned at;

	if (!u || !number(words[2], u->n - 1, &at))
		return false;
	printf("%d\n", u->coils[at]);
	return true;
}

static bool run_requests(struct simulator *s, char **words)
{
	struct unit *u = find_unit(s, words[1]);

	if (!u)
		return false;
	printf("%u\n", u->n_requests);
	return true;
}

static bool run_forget(struct simulator *s, char **words)
{
	(void) words;
	for (size_t i = 0; i < s->n_ports; i++)
		for (size_t k = 0; k < s->ports[i].n_units; k++)
			unit_forget(&s->ports[i].units[k]);
	printf("ok\n");
	return true;
}

static bool run_fault(struct simulator *s, char **words)
{
	struct port *p = find_port(s, words[1]);
	unsigned count = 0, delay = 0;
	struct fault f;

	if (!p || fault_parse(words[2], &f) < 0 ||
	    (words[3] && !number(words[3], 1000000, &count)) ||
	    (words[3] && words[4] && !number(words[4], 60000, &delay)))
		return false;
	f.count = count;
	f.delay = delay ? delay * USEC_PER_MSEC : p->fault.delay;
	p->fault = f;
	printf("ok\n");
	return true;
}

static bool run_unplug(struct simulator *s, char **words)
{
	struct port *p = find_port(s, words[1]);

	if (!p)
		return false;
	port_unplug(p);
	printf("ok\n");
	return true;
}

static bool run_plug(struct simulator *s, char **words)
{
	struct port *p = find_port(s, words[1]);

	if (!p || port_plug(p) < 0)
		return false;
	printf("ok\n");
	return true;
}

static const struct {
	const char *name;
	int n_min; /* words beside the name */
	command_fn run;
	const char *help;
} commands[] = {
	{ "coil", 2, run_coil, "coil [PORT:]UNIT ADDRESS" },
	{ "dump", 3, run_dump, "dump [PORT:]UNIT ADDRESS N" },
	{ "fault", 2, run_fault, "fault PORT KIND[:PERCENT] [COUNT [DELAY-MS]]" },
	{ "forget", 0, run_forget, "forget" },
	{ "plug", 1, run_plug, "plug PORT" },
	{ "poke", 3, run_poke, "poke [PORT:]UNIT ADDRESS HEX" },
	{ "requests", 1, run_requests, "requests [PORT:]UNIT" },
	{ "unplug", 1, run_unplug, "unplug PORT" },
};

void command_help(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		printf("  %s\n", commands[i].help);
	printf("  quit\n");
}

bool command_run(struct simulator *s, char *line)
{
	char *words[WORDS_MAX + 1] = { NULL }, *save = NULL;
	int n = 0;

	for (char *w = strtok_r(line, " \t\r", &save); w && n < WORDS_MAX;
	     w = strtok_r(NULL, " \t\r", &save))
		words[n++] = w;
	if (n == 0)
		return true;
	if (strcmp(words[0], "quit") == 0)
		return false;

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (strcmp(commands[i].name, words[0]) == 0) {
			if (n - 1 < commands[i].n_min || !commands[i].run(s, words))
				printf("error: %s\n", commands[i].help);
			return true;
		}
	printf("error: no such command: %s\n", words[0]);
	return true;
}
