/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "record.h"

static void record_board(const struct port *p, struct board *b, usec_t now)
{
	char text[BOARD_TEXT_MAX];

	board_text(b, now, text);
	if (b->recorded && strcmp(b->recorded, text) == 0)
		return;
	free(b->recorded);
	b->recorded = strdup(text);
	fprintf(p->record, "%" PRIu64 "\t%u:%u\tshows\t%s\n", now, p->index, b->address, text);
}

void record_shown(const struct port *p, usec_t now)
{
	for (size_t i = 0; p->record && i < p->n_boards; i++)
		record_board(p, (struct board *) &p->boards[i], now);
	if (p->record)
		fflush(p->record);
}

static void put_hex(FILE *f, const uint8_t *bytes, size_t n)
{
	fputc('\t', f);
	for (size_t i = 0; i < n; i++)
		fprintf(f, "%02X", bytes[i]);
}

void record_exchange(const struct port *p, const struct board *b, const struct strike *s,
		     const struct request *r, const struct answer *a, usec_t now)
{
	if (!p->record)
		return;
	fprintf(p->record, "%" PRIu64 "\t%u:%u\tasked\t%s", now, p->index,
		b ? b->address : r->address, fault_name(s->kind));
	put_hex(p->record, r->raw, r->n_raw);
	put_hex(p->record, a->bytes, a->n);
	fputc('\n', p->record);
}

void record_noise(const struct port *p, const struct strike *s, const uint8_t *bytes, size_t n,
		  usec_t now)
{
	if (!p->record)
		return;
	fprintf(p->record, "%" PRIu64 "\t%u:-\tasked\t%s", now, p->index, fault_name(s->kind));
	put_hex(p->record, bytes, n);
	fputs("\t\n", p->record);
}
