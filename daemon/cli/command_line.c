/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/verbs.h"

#define OPTIONS_MAX   64
#define VERB_NAME_MAX 64

struct parser {
	struct cli *cli;
	char **argv;
	int argc, next;
	int n_words;                    /* gathered at the front of argv */
	bool only_words;                /* after "--" */
	const char *given[OPTIONS_MAX]; /* by option: how it was spelt */
};

/* Does the word spell this option?  *ret_value: what follows "=", or stands in -cFILE; NULL:
 * nothing. */
static bool spells(const struct option *o, const char *word, const char **ret_value)
{
	size_t n = strlen(o->name);

	*ret_value = NULL;
	if (word[1] != '-') {
		*ret_value = word[2] ? word + 2 : NULL;
		return o->letter && word[1] == o->letter;
	}
	if (strncmp(word + 2, o->name, n) != 0)
		return false;
	if (word[2 + n] == '=')
		*ret_value = word + 3 + n;
	return word[2 + n] == '=' || word[2 + n] == '\0';
}

static const struct option *find_option(const char *word, const char **ret_value)
{
	for (const struct option *o = options; o->name; o++)
		if (spells(o, word, ret_value))
			return o;
	return NULL;
}

static int keep_host(struct cli *cli)
{
	if (cli->n_hosts >= GIVEN_HOSTS_MAX)
		return misused("more than %d hosts: write them into a file, for --hosts",
			       GIVEN_HOSTS_MAX);
	cli->given_hosts[cli->n_hosts++] = cli->host;
	return EXIT_DONE;
}

static int take_option(struct parser *p, char *word)
{
	const char *value;
	const struct option *o = find_option(word, &value);
	void *target;

	if (!o)
		return misused("no such option: '%s' (try --help)", word);
	target = (char *) p->cli + o->offset;
	p->given[o - options] = word;
	if (!o->value) {
		if (value)
			return misused("'%s' takes no value", word);
		*(bool *) target = true;
		return EXIT_DONE;
	}
	if (!value && p->next >= p->argc)
		return misused("'%s' needs a value: %s", word, o->value);
	*(const char **) target = value ? value : p->argv[p->next++];
	return o->offset == offsetof(struct cli, host) ? keep_host(p->cli) : EXIT_DONE;
}

/* "log export": where there is such a verb, the second word is part of its name. */
static bool take_second_word(struct parser *p, const char *word)
{
	char name[VERB_NAME_MAX];
	const struct verb *v;

	if (p->n_words > 0 || p->only_words)
		return false;
	snprintf(name, sizeof(name), "%s %s", p->cli->verb->name, word);
	v = verb_find(name);
	if (v)
		p->cli->verb = v;
	return v;
}

static int take_word(struct parser *p, char *word)
{
	if (p->cli->verb && take_second_word(p, word))
		return EXIT_DONE;
	if (p->cli->verb) {
		p->argv[p->n_words++] = word;
		return EXIT_DONE;
	}
	p->cli->verb = verb_find(word);
	return p->cli->verb ? EXIT_DONE : misused("no such verb: '%s' (try --help)", word);
}

static int take(struct parser *p)
{
	char *word = p->argv[p->next++];

	if (p->only_words || word[0] != '-' || word[1] == '\0')
		return take_word(p, word);
	if (strcmp(word, "--") == 0) {
		p->only_words = true;
		return EXIT_DONE;
	}
	/* Not for people: completion asks with it. */
	if (strcmp(word, "--completion") == 0) {
		p->cli->completion = true;
		return EXIT_DONE;
	}
	return take_option(p, word);
}

/* After a mistake the rest is read only for the verb, whose exit codes may be its own. */
static void seek_verb(struct parser *p)
{
	for (; !p->cli->verb && p->next < p->argc; p->next++)
		p->cli->verb = verb_find(p->argv[p->next]);
}

static int check_options(const struct parser *p)
{
	const struct cli *cli = p->cli;

	for (size_t i = 0; options[i].name; i++)
		if (p->given[i] && !option_goes_with(&options[i], cli->verb))
			return misused("'%s' does not go with '%s'", p->given[i], cli->verb->name);
	if (cli->config && cli->host)
		return misused("'--config' and '--host' do not go together");
	return EXIT_DONE;
}

static int check_hosts(const struct parser *p)
{
	const struct cli *cli = p->cli;
	bool several = cli->hosts || cli->n_hosts > 1;

	if (several && !(cli->verb->takes & TAKES_HOSTS))
		return misused("only one -H here: '%s' asks one gateway", cli->verb->name);
	if (several && p->n_words > 0)
		return misused("'%s' is one word too many: '%s' of several gateways takes none",
			       p->argv[0], cli->verb->name);
	if (cli->timeout && !several)
		return misused("'--timeout' is for several gateways");
	return EXIT_DONE;
}

static int check_words(const struct parser *p)
{
	const struct verb *v = p->cli->verb;

	if (p->n_words > v->max)
		return misused("'%s' is one word too many for '%s' (try %s --help)",
			       p->argv[v->max], v->name, v->name);
	if (p->n_words < v->min)
		return misused("'%s' needs more words: %s %s", v->name, v->name, v->args);
	return EXIT_DONE;
}

int command_line_parse(struct cli *cli, int argc, char **argv, int *ret_argc)
{
	struct parser p = { .cli = cli, .argv = argv, .argc = argc };
	int r;

	while (p.next < p.argc) {
		r = take(&p);
		if (r != EXIT_DONE) {
			seek_verb(&p);
			return r;
		}
	}
	if (cli->help || cli->version || cli->completion)
		return EXIT_DONE;
	if (!cli->verb)
		return misused("no verb given (try --help)");
	r = check_options(&p);
	if (r == EXIT_DONE)
		r = check_words(&p);
	if (r == EXIT_DONE)
		r = check_hosts(&p);
	if (r == EXIT_DONE)
		*ret_argc = p.n_words;
	return r;
}
