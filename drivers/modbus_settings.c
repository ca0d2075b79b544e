/* SPDX-License-Identifier: MIT */
#include "modbus_settings.h"

#include "pufa/line.h"

#define REGISTER_MAX 65536 /* the last one of a sheet that counts from one */
#define VALUE_MAX    65535
#define PRESETS_MAX  32

static const char *const origins[] = { "zero", "one", NULL };
static const char *const byte_orders[] = { "high-first", "low-first", NULL };
static const char *const paddings[] = { "nul", "space", NULL };
static const char *const terminators[] = { "none", "nul", "nulnul", "cr", "crlf", NULL };
static const char *const length_units[] = { "bytes", "registers", NULL };

#define FIELD(s, m)         .offset = offsetof(struct s, m)
#define NUMBER(s, m, a, b)  .type = SETTING_INT, FIELD(s, m), .min = (a), .max = (b)
#define REGISTER(s, m)      NUMBER(s, m, 0, REGISTER_MAX), .required = true
#define VALUE(s, m)         NUMBER(s, m, 0, VALUE_MAX), .required = true
#define CHOICE(s, m, words) .type = SETTING_ENUM, FIELD(s, m), .choices = (words)
#define FLAG(s, m)          .type = SETTING_BOOL, FIELD(s, m)
#define GROUP(m, table)                                                                            \
	.type = SETTING_GROUP, FIELD(modbus_settings, m), .members = (table),                      \
	.given_offset = offsetof(struct modbus_settings, has_##m)
#define LIST(m, table, most)                                                                       \
	.type = SETTING_LIST, FIELD(modbus_settings, m), .min = 1, .max = (most),                  \
	.members = (table), .member_size = sizeof(*((struct modbus_settings *) 0)->m),             \
	.count_offset = offsetof(struct modbus_settings, n_##m)

static const struct setting area_members[] = {
	{ .name = "base", REGISTER(modbus_area, base) },
	{ .name = "registers",
	  NUMBER(modbus_area, registers, 1, MODBUS_TEXT_REGISTERS_MAX),
	  .required = true },
	{ .name = NULL },
};

static const struct setting value_members[] = {
	{ .name = "register", REGISTER(modbus_value, reg) },
	{ .name = "value", VALUE(modbus_value, value) },
	{ .name = NULL },
};

static const struct setting length_members[] = {
	{ .name = "register", REGISTER(modbus_length, reg) },
	{ .name = "unit", CHOICE(modbus_length, unit, length_units) },
	{ .name = NULL },
};

static const struct setting range_members[] = {
	{ .name = "register", REGISTER(modbus_range, reg) },
	{ .name = "min", VALUE(modbus_range, min) },
	{ .name = "max", VALUE(modbus_range, max) },
	{ .name = NULL },
};

static const struct setting switch_members[] = {
	{ .name = "register", NUMBER(modbus_switch, reg, 0, REGISTER_MAX) },
	{ .name = "coil", NUMBER(modbus_switch, coil, 0, REGISTER_MAX) },
	{ .name = "on", NUMBER(modbus_switch, on, 0, VALUE_MAX) },
	{ .name = "off", NUMBER(modbus_switch, off, 0, VALUE_MAX) },
	{ .name = NULL },
};

const struct setting modbus_setting_table[] = {
	{ .name = "text", GROUP(text, area_members) },
	{ .name = "rows", LIST(rows, area_members, ROWS_MAX) },
	{ .name = "bytes_per_register", NUMBER(modbus_settings, bytes_per_register, 1, 2) },
	{ .name = "byte_order", CHOICE(modbus_settings, byte_order, byte_orders) },
	{ .name = "padding", CHOICE(modbus_settings, padding, paddings) },
	{ .name = "terminator", CHOICE(modbus_settings, terminator, terminators) },
	{ .name = "max_write", NUMBER(modbus_settings, max_write, 1, LINE_WRITE_REGISTERS_MAX) },
	{ .name = "origin", CHOICE(modbus_settings, origin, origins) },
	{ .name = "single", FLAG(modbus_settings, single) },
	{ .name = "readable", FLAG(modbus_settings, readable) },
	{ .name = "presets", LIST(presets, value_members, PRESETS_MAX) },
	{ .name = "length", GROUP(length, length_members) },
	{ .name = "sequence", NUMBER(modbus_settings, sequence, 0, REGISTER_MAX) },
	{ .name = "trigger", GROUP(trigger, value_members) },
	{ .name = "clear", GROUP(clear, value_members) },
	{ .name = "brightness", GROUP(brightness, range_members) },
	{ .name = "power", GROUP(power, switch_members) },
	{ .name = NULL },
};

const struct modbus_settings modbus_settings_defaults = {
	.bytes_per_register = 2,
	.byte_order = MODBUS_HIGH_FIRST,
	.padding = MODBUS_PAD_NUL,
	.terminator = MODBUS_END_NONE,
	.max_write = LINE_WRITE_REGISTERS_MAX,
	.origin = MODBUS_ORIGIN_ZERO,
	.readable = true,
	.sequence = MODBUS_NOWHERE,
	.power = { .reg = MODBUS_NOWHERE, .coil = MODBUS_NOWHERE, .on = 1, .off = 0 },
};

size_t modbus_terminator_bytes(const struct modbus_settings *s, const uint8_t **ret)
{
	static const struct {
		uint8_t n;
		uint8_t bytes[2];
	} ends[] = {
		[MODBUS_END_NONE] = { 0, { 0 } },          [MODBUS_END_NUL] = { 1, { 0 } },
		[MODBUS_END_NULNUL] = { 2, { 0, 0 } },     [MODBUS_END_CR] = { 1, { '\r' } },
		[MODBUS_END_CRLF] = { 2, { '\r', '\n' } },
	};

	*ret = ends[s->terminator].bytes;
	return ends[s->terminator].n;
}

size_t modbus_text_bytes(const struct modbus_settings *s, unsigned registers)
{
	const uint8_t *end;
	size_t n = (size_t) registers * (size_t) s->bytes_per_register;
	size_t n_end = modbus_terminator_bytes(s, &end);

	return n > n_end ? n - n_end : 0;
}

/* Sheets print register numbers; the wire has 0..65535. */
static bool on_the_wire(const struct modbus_settings *s, int reg, int n)
{
	return reg >= s->origin && reg - s->origin + n <= VALUE_MAX + 1;
}

static bool overlap(const struct modbus_area *a, const struct modbus_area *b)
{
	return a->base < b->base + b->registers && b->base < a->base + a->registers;
}

/* Which areas there are: the block, or one for each row. */
static size_t areas(const struct modbus_settings *s, const struct modbus_area **ret)
{
	*ret = s->has_text ? &s->text : s->rows;
	return s->has_text ? 1 : s->n_rows;
}

static void check_area(const struct profile *p, const struct modbus_area *a, int rows,
		       struct diag *d)
{
	const struct modbus_settings *s = p->settings;
	size_t bytes;

	if (!on_the_wire(s, a->base, a->registers))
		diag_error(d, p->at, "profile %s: registers %d to %d are not all addresses",
			   p->name, a->base, a->base + a->registers - 1);
	if (a->registers % rows != 0) {
		diag_error(d, p->at, "profile %s: %d registers do not split evenly into %d rows",
			   p->name, a->registers, rows);
		return;
	}
	bytes = modbus_text_bytes(s, (unsigned) (a->registers / rows));
	if (bytes < (size_t) p->columns)
		diag_error(d, p->at,
			   "profile %s: a row of %d cells needs %d bytes, registers have "
			   "room for %zu",
			   p->name, p->columns, p->columns, bytes);
	if (a->registers / rows > MODBUS_ROW_REGISTERS_MAX)
		diag_error(d, p->at, "profile %s: a row has more than %d registers", p->name,
			   MODBUS_ROW_REGISTERS_MAX);
	if (s->readable && a->registers < 2)
		diag_error(d, p->at,
			   "profile %s: a text of one register can not be read back "
			   "in two shapes: readable = false",
			   p->name);
}

static void check_text(const struct profile *p, struct diag *d)
{
	const struct modbus_settings *s = p->settings;
	const struct modbus_area *a;
	size_t n = areas(s, &a);

	if (s->has_text == (s->n_rows > 0)) {
		diag_error(d, p->at, "profile %s: say either text or rows", p->name);
		return;
	}
	if (!s->has_text && n != (size_t) p->rows)
		diag_error(d, p->at, "profile %s: %zu areas for %d rows", p->name, n, p->rows);
	for (size_t i = 0; i < n; i++) {
		check_area(p, &a[i], s->has_text ? p->rows : 1, d);
		for (size_t j = 0; j < i; j++)
			if (overlap(&a[i], &a[j]))
				diag_error(d, p->at, "profile %s: rows %zu and %zu overlap",
					   p->name, j + 1, i + 1);
	}
	if (s->bytes_per_register == 1 && s->byte_order != MODBUS_HIGH_FIRST)
		diag_error(d, p->at, "profile %s: one byte in a register has no byte order",
			   p->name);
	if (s->has_length && n > 1)
		diag_error(d, p->at, "profile %s: one length for several areas", p->name);
}

/* A register beside the text that is written by its own. */
static void check_register(const struct profile *p, const char *what, int reg, struct diag *d)
{
	const struct modbus_settings *s = p->settings;
	const struct modbus_area *a, one = { reg, 1 };
	size_t n = areas(s, &a);

	if (!on_the_wire(s, reg, 1))
		diag_error(d, p->at, "profile %s: %s: %d is not an address", p->name, what, reg);
	for (size_t i = 0; i < n; i++)
		if (overlap(&a[i], &one))
			diag_error(d, p->at, "profile %s: %s: register %d holds text", p->name,
				   what, reg);
}

static void check_sequence(const struct profile *p, struct diag *d)
{
	const struct modbus_settings *s = p->settings;
	const struct modbus_area *a;
	size_t n = areas(s, &a);
	bool beside = false;

	if (s->sequence == MODBUS_NOWHERE)
		return;
	check_register(p, "sequence", s->sequence, d);
	for (size_t i = 0; i < n; i++)
		beside |= s->sequence == a[i].base - 1 || s->sequence == a[i].base + a[i].registers;
	if (!beside)
		diag_error(d, p->at,
			   "profile %s: the sequence register must lie directly before "
			   "or after the text, so that one answer carries both",
			   p->name);
	if (!s->readable)
		diag_error(d, p->at,
			   "profile %s: a sequence register is of use only where the text "
			   "is readable",
			   p->name);
}

static void check_power(const struct profile *p, struct diag *d)
{
	const struct modbus_settings *s = p->settings;
	const struct modbus_switch *w = &s->power;

	if (!s->has_power)
		return;
	if ((w->reg == MODBUS_NOWHERE) == (w->coil == MODBUS_NOWHERE))
		diag_error(d, p->at, "profile %s: power: say either register or coil", p->name);
	else if (w->reg != MODBUS_NOWHERE)
		check_register(p, "power", w->reg, d);
	else if (!on_the_wire(s, w->coil, 1))
		diag_error(d, p->at, "profile %s: power: %d is not an address", p->name, w->coil);
	if (w->on == w->off)
		diag_error(d, p->at, "profile %s: power: on and off are the same", p->name);
}

void modbus_settings_check(const struct profile *p, struct diag *d)
{
	const struct modbus_settings *s = p->settings;

	check_text(p, d);
	for (size_t i = 0; i < s->n_presets; i++)
		check_register(p, "presets", s->presets[i].reg, d);
	if (s->has_length)
		check_register(p, "length", s->length.reg, d);
	if (s->has_trigger)
		check_register(p, "trigger", s->trigger.reg, d);
	if (s->has_clear)
		check_register(p, "clear", s->clear.reg, d);
	if (s->has_brightness)
		check_register(p, "brightness", s->brightness.reg, d);
	if (s->has_brightness && s->brightness.min == s->brightness.max)
		diag_error(d, p->at, "profile %s: brightness: min and max are the same", p->name);
	check_sequence(p, d);
	check_power(p, d);
}
