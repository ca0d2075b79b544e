/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "config/grammar.h"
#include "config/lexer.h"
#include "config/reader.h"

/* What may come next. */
enum state {
	STATE_NAME,          /* a setting's name, or the group's end */
	STATE_ASSIGN,        /* the = after a name */
	STATE_VALUE,         /* the value after = */
	STATE_AFTER_SETTING, /* ; or the next name, or the group's end */
	STATE_FIRST,         /* a list's first element, or its end */
	STATE_ELEMENT,       /* an element after a comma */
	STATE_AFTER_ELEMENT, /* a comma, or the list's end */
};

struct level {
	enum token_kind open; /* TOKEN_END: the file itself */
	unsigned line;
	size_t first_name;    /* its names are names[first_name...] */
	size_t n;             /* elements so far */
	enum token_kind kind; /* of an array's first element */
};

struct check {
	struct lexer lexer;
	struct diag *diag;
	enum state state;
	struct level levels[NESTING_MAX + 1];
	unsigned depth;
	struct token *names; /* of all open groups */
	size_t n_names, names_size;
	struct element_lines lines;
	size_t lines_size;
	size_t n_values;
	bool any_bad; /* a token was refused: what follows may be its consequence */
};

static struct level *top(struct check *c)
{
	return &c->levels[c->depth];
}

static struct where where_of(const struct check *c, const struct token *t)
{
	return (struct where){ c->lexer.file, t->line };
}

/* For messages: a hostile token is not repeated whole. */
static int shown(const struct token *t)
{
	size_t n = t->n < 40 ? t->n : 40;

	while (n > 0 && n < t->n && ((unsigned char) t->at[n] & 0xc0) == 0x80)
		n--;
	return (int) n;
}

static const char *const expected[] = {
	[STATE_NAME] = "a setting's name",
	[STATE_ASSIGN] = "= after the setting's name",
	[STATE_VALUE] = "a value after =",
	[STATE_AFTER_SETTING] = "; after the value",
	[STATE_FIRST] = "an element or the list's end",
	[STATE_ELEMENT] = "an element after the comma",
	[STATE_AFTER_ELEMENT] = "a comma or the list's end",
};

static const char *bracket_of(enum token_kind open)
{
	return open == TOKEN_GROUP_OPEN ? "{" : open == TOKEN_ARRAY_OPEN ? "[" : "(";
}

static int unexpected_end(struct check *c, const struct token *t)
{
	if (c->depth == 0)
		diag_error(c->diag, where_of(c, t), "the file ends where %s was expected",
			   expected[c->state]);
	else
		diag_error(c->diag, (struct where){ c->lexer.file, top(c)->line },
			   "the %s that opens here is never closed", bracket_of(top(c)->open));
	return -EINVAL;
}

static int unexpected(struct check *c, const struct token *t)
{
	if (c->any_bad)
		return -EINVAL;
	if (t->kind == TOKEN_END)
		return unexpected_end(c, t);
	if (c->state == STATE_ELEMENT &&
	    (t->kind == TOKEN_LIST_CLOSE || t->kind == TOKEN_ARRAY_CLOSE))
		diag_error(c->diag, where_of(c, t), "no comma may stand before the closing %.*s",
			   shown(t), t->at);
	else if (t->kind == TOKEN_STRING &&
		 (c->state == STATE_AFTER_SETTING || c->state == STATE_AFTER_ELEMENT))
		diag_error(c->diag, where_of(c, t), "a second string after a string: %s is missing",
			   c->state == STATE_AFTER_ELEMENT ? "a comma" : "; and a name");
	else if (t->kind == TOKEN_NAME &&
		 (c->state == STATE_VALUE || c->state == STATE_ELEMENT || c->state == STATE_FIRST))
		diag_error(
			c->diag, where_of(c, t),
			"%.*s: not a value; a switch is true or false, text stands between \" and \"",
			shown(t), t->at);
	else
		diag_error(c->diag, where_of(c, t), "%s was expected, not %.*s", expected[c->state],
			   shown(t), t->at);
	return -EINVAL;
}

static int add_name(struct check *c, const struct token *t)
{
	struct level *l = top(c);

	for (size_t i = l->first_name; i < c->n_names; i++) {
		const struct token *other = &c->names[i];

		if (other->n != t->n || memcmp(other->at, t->at, t->n) != 0)
			continue;
		diag_error(c->diag, where_of(c, t), "%.*s is given twice here, first in line %u",
			   shown(t), t->at, other->line);
		return 0;
	}
	if (c->n_names - l->first_name == GROUP_SETTINGS_MAX) {
		diag_error(c->diag, where_of(c, t), "more than %d settings in one group",
			   GROUP_SETTINGS_MAX);
		return -EINVAL;
	}
	if (c->n_names == c->names_size) {
		size_t size = c->names_size ? 2 * c->names_size : 64;
		struct token *p = reallocarray(c->names, size, sizeof(*p));

		if (!p)
			return -ENOMEM;
		c->names = p;
		c->names_size = size;
	}
	c->names[c->n_names++] = *t;
	return 0;
}

static int add_line(struct check *c, unsigned line)
{
	if (c->lines.n == c->lines_size) {
		size_t size = c->lines_size ? 2 * c->lines_size : 64;
		unsigned *p = reallocarray(c->lines.line, size, sizeof(*p));

		if (!p)
			return -ENOMEM;
		c->lines.line = p;
		c->lines_size = size;
	}
	c->lines.line[c->lines.n++] = line;
	return 0;
}

static bool opens(enum token_kind kind)
{
	return kind == TOKEN_GROUP_OPEN || kind == TOKEN_ARRAY_OPEN || kind == TOKEN_LIST_OPEN;
}

static bool is_value(enum token_kind kind)
{
	return opens(kind) || kind == TOKEN_BOOL || kind == TOKEN_INT || kind == TOKEN_FLOAT ||
	       kind == TOKEN_STRING || kind == TOKEN_BAD;
}

static int push(struct check *c, const struct token *t)
{
	if (c->depth == NESTING_MAX) {
		diag_error(c->diag, where_of(c, t), "more than %d brackets in one another",
			   NESTING_MAX);
		return -EINVAL;
	}
	c->levels[++c->depth] =
		(struct level){ .open = t->kind, .line = t->line, .first_name = c->n_names };
	c->state = t->kind == TOKEN_GROUP_OPEN ? STATE_NAME : STATE_FIRST;
	return 0;
}

static bool in_group(struct check *c)
{
	return top(c)->open == TOKEN_GROUP_OPEN || top(c)->open == TOKEN_END;
}

static enum state after_value(struct check *c)
{
	return in_group(c) ? STATE_AFTER_SETTING : STATE_AFTER_ELEMENT;
}

static int check_element(struct check *c, const struct token *t)
{
	struct level *l = top(c);

	if (++l->n > LIST_ELEMENTS_MAX) {
		diag_error(c->diag, where_of(c, t), "more than %d elements in one list",
			   LIST_ELEMENTS_MAX);
		return -EINVAL;
	}
	if (t->kind == TOKEN_STRING && add_line(c, t->line) < 0)
		return -ENOMEM;
	if (l->open != TOKEN_ARRAY_OPEN || t->kind == TOKEN_BAD)
		return 0;
	if (opens(t->kind)) {
		diag_error(c->diag, where_of(c, t),
			   "%.*s: an array [ ] holds single values only; write a list ( )",
			   shown(t), t->at);
		return -EINVAL;
	}
	if (l->n > 1 && l->kind != TOKEN_END && t->kind != l->kind)
		diag_error(c->diag, where_of(c, t),
			   "%.*s: the values of an array must be of one kind", shown(t), t->at);
	if (l->n == 1)
		l->kind = t->kind;
	return 0;
}

static int on_value(struct check *c, const struct token *t)
{
	int r;

	if (++c->n_values > FILE_VALUES_MAX) {
		diag_error(c->diag, where_of(c, t), "more than %d values in one file",
			   FILE_VALUES_MAX);
		return -EINVAL;
	}
	if (!in_group(c)) {
		r = check_element(c, t);
		if (r < 0)
			return r;
	}
	if (opens(t->kind))
		return push(c, t);
	c->state = after_value(c);
	return 0;
}

static int on_close(struct check *c, const struct token *t)
{
	struct level *l = top(c);

	/* The kinds are in pairs: what closes comes right after what opens. */
	if (l->open == TOKEN_END || t->kind != l->open + 1) {
		if (c->any_bad)
			return -EINVAL;
		if (l->open == TOKEN_END)
			diag_error(c->diag, where_of(c, t), "%.*s closes what was never opened",
				   shown(t), t->at);
		else
			diag_error(c->diag, where_of(c, t),
				   "%.*s does not close the %s opened in line %u", shown(t), t->at,
				   bracket_of(l->open), l->line);
		return -EINVAL;
	}
	c->n_names = l->first_name;
	c->depth--;
	c->state = after_value(c);
	return 0;
}

static bool closes(enum token_kind kind)
{
	return kind == TOKEN_GROUP_CLOSE || kind == TOKEN_ARRAY_CLOSE || kind == TOKEN_LIST_CLOSE;
}

static int on_name(struct check *c, const struct token *t)
{
	if (closes(t->kind))
		return on_close(c, t);
	if (t->kind != TOKEN_NAME)
		return unexpected(c, t);
	c->state = STATE_ASSIGN;
	return add_name(c, t);
}

static int on_assign(struct check *c, const struct token *t)
{
	if (t->kind != TOKEN_ASSIGN && t->kind != TOKEN_BAD)
		return unexpected(c, t);
	c->state = STATE_VALUE;
	return 0;
}

static int on_after_setting(struct check *c, const struct token *t)
{
	if (t->kind == TOKEN_SEMICOLON || t->kind == TOKEN_COMMA || t->kind == TOKEN_BAD) {
		c->state = STATE_NAME;
		return 0;
	}
	if (t->kind == TOKEN_NAME || closes(t->kind))
		return on_name(c, t);
	return unexpected(c, t);
}

static int on_after_element(struct check *c, const struct token *t)
{
	if (closes(t->kind))
		return on_close(c, t);
	if (t->kind != TOKEN_COMMA && t->kind != TOKEN_BAD)
		return unexpected(c, t);
	c->state = STATE_ELEMENT;
	return 0;
}

static int on_token(struct check *c, const struct token *t)
{
	switch (c->state) {
	case STATE_NAME:
		return on_name(c, t);
	case STATE_ASSIGN:
		return on_assign(c, t);
	case STATE_AFTER_SETTING:
		return on_after_setting(c, t);
	case STATE_AFTER_ELEMENT:
		return on_after_element(c, t);
	case STATE_FIRST:
		if (closes(t->kind))
			return on_close(c, t);
		break;
	case STATE_VALUE:
	case STATE_ELEMENT:
		break;
	}
	return is_value(t->kind) ? on_value(c, t) : unexpected(c, t);
}

static bool may_end(const struct check *c)
{
	return c->depth == 0 && (c->state == STATE_NAME || c->state == STATE_AFTER_SETTING);
}

static int run(struct check *c)
{
	for (;;) {
		struct token t = lexer_next(&c->lexer);
		int r;

		c->any_bad |= t.kind == TOKEN_BAD;
		if (c->lexer.cut)
			return -EINVAL;
		if (t.kind == TOKEN_END && may_end(c))
			return 0;
		r = on_token(c, &t);
		if (r < 0)
			return r;
	}
}

int grammar_check(const char *text, size_t n, const char *file, struct element_lines *ret_lines,
		  struct diag *diag)
{
	struct check c = { .diag = diag, .state = STATE_NAME };
	unsigned errors = diag->n_errors;
	int r;

	lexer_init(&c.lexer, text, n, file, diag);
	r = run(&c);
	if (r == 0 && diag->n_errors == errors && c.n_values == 0)
		diag_error(diag, (struct where){ .file = file }, "the file says nothing");
	free(c.names);
	if (r == 0 && diag->n_errors != errors)
		r = -EINVAL;
	c.lines.n_values = c.n_values;
	if (r == 0)
		*ret_lines = c.lines;
	else
		free(c.lines.line);
	return r;
}
