/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "script.h"

static const char *const whats[] = { "write", "read", "write one", "coil" };

static int depart(struct script *s, enum step_what what, unsigned unit, unsigned address,
		  unsigned n)
{
	s->departed = true;
	printf("departed from the script: %s of %u at %u, unit %u\n", whats[what], n, address,
	       unit);
	if (s->at != s->end)
		printf("  wanted: %s of %u at %u, unit %u\n", whats[s->at->what], s->at->n,
		       s->at->address, s->unit);
	return -EBADMSG; /* no line returns it */
}

/* The step that is due, if it is this one; else NULL. */
static const struct step *next_step(struct script *s, enum step_what what, unsigned unit,
				    unsigned address, unsigned n)
{
	const struct step *t = s->at;

	if (t == s->end || unit != s->unit || t->what != what || t->address != address || t->n != n)
		return NULL;
	s->at++;
	return t;
}

static int script_write(struct script *s, enum step_what what, unsigned unit, unsigned address,
			const uint16_t *values, unsigned n)
{
	const struct step *t = next_step(s, what, unit, address, n);

	if (!t)
		return depart(s, what, unit, address, n);
	for (unsigned i = 0; i < n; i++)
		if (t->values[i] != values[i]) {
			s->departed = true;
			printf("wrote %04x, not %04x, at %u\n", values[i], t->values[i],
			       address + i);
		}
	return t->result;
}

static int write_registers(struct line *l, unsigned unit, unsigned address, const uint16_t *values,
			   unsigned n, usec_t deadline)
{
	(void) deadline;
	return script_write((struct script *) l, STEP_WRITE, unit, address, values, n);
}

static int write_register(struct line *l, unsigned unit, unsigned address, uint16_t value,
			  usec_t deadline)
{
	(void) deadline;
	return script_write((struct script *) l, STEP_WRITE_ONE, unit, address, &value, 1);
}

static int write_coil(struct line *l, unsigned unit, unsigned address, bool on, usec_t deadline)
{
	uint16_t value = on;

	(void) deadline;
	return script_write((struct script *) l, STEP_COIL, unit, address, &value, 1);
}

static int read_registers(struct line *l, unsigned unit, unsigned address, uint16_t *ret,
			  unsigned n, usec_t deadline)
{
	struct script *s = (struct script *) l;
	const struct step *t = next_step(s, STEP_READ, unit, address, n);

	(void) deadline;
	if (!t)
		return depart(s, STEP_READ, unit, address, n);
	if (t->result >= 0)
		memcpy(ret, t->values, n * sizeof(*ret));
	return t->result;
}

static const struct line_ops script_ops = {
	.kind = LINE_REGISTERS,
	.write_registers = write_registers,
	.read_registers = read_registers,
	.write_register = write_register,
	.write_coil = write_coil,
};

void script_init(struct script *s, unsigned unit, const struct step *steps, size_t n)
{
	*s = (struct script){ { .ops = &script_ops }, unit, steps, n ? steps + n : steps, false };
}

bool script_done(const struct script *s)
{
	return s->at == s->end && !s->departed;
}

static int store_write(struct line *l, unsigned unit, unsigned address, const uint16_t *values,
		       unsigned n, usec_t deadline)
{
	struct store *s = (struct store *) l;

	(void) unit;
	(void) deadline;
	if (n < 1 || n > LINE_WRITE_REGISTERS_MAX || address + n > ARRAY_SIZE(s->registers))
		return -EINVAL;
	memcpy(s->registers + address, values, n * sizeof(*values));
	if (n > s->written)
		s->written = n;
	return 0;
}

static int store_write_one(struct line *l, unsigned unit, unsigned address, uint16_t value,
			   usec_t deadline)
{
	return store_write(l, unit, address, &value, 1, deadline);
}

static int store_read(struct line *l, unsigned unit, unsigned address, uint16_t *ret, unsigned n,
		      usec_t deadline)
{
	struct store *s = (struct store *) l;

	(void) unit;
	(void) deadline;
	if (n < 1 || n > LINE_READ_REGISTERS_MAX || address + n > ARRAY_SIZE(s->registers))
		return -EINVAL;
	memcpy(ret, s->registers + address, n * sizeof(*ret));
	if (s->n_reads < ARRAY_SIZE(s->reads))
		s->reads[s->n_reads++] = n;
	return 0;
}

static const struct line_ops store_ops = {
	.kind = LINE_REGISTERS,
	.write_registers = store_write,
	.read_registers = store_read,
	.write_register = store_write_one,
};

void store_init(struct store *s)
{
	*s = (struct store){ .line = { .ops = &store_ops } };
}
