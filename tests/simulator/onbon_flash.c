/* SPDX-License-Identifier: MIT */

/* The flash of an Onbon font card: programme files, written block by block (section 8.1). */

#include <string.h>

#include "onbon.h"

#define FILE_HEAD 25 /* with a life of eight bytes, no periods, and the number of areas */

static struct onbon_programme *find(struct onbon *o, const uint8_t *name)
{
	for (unsigned i = 0; i < ONBON_PROGRAMMES_MAX; i++)
		if (o->programmes[i].stored && memcmp(o->programmes[i].name, name, 4) == 0)
			return &o->programmes[i];
	return NULL;
}

/* P000 to P031, and the picture that is shown when power comes. */
static bool is_name(const uint8_t *name)
{
	return memcmp(name, "LOGO", 4) == 0 ||
	       (name[0] == 'P' && name[1] == '0' && name[2] >= '0' && name[2] <= '3' &&
		name[3] >= '0' && name[3] <= '9');
}

enum onbon_error onbon_delete_files(struct board *b, const uint8_t *p, size_t n)
{
	struct onbon *o = b->state;
	unsigned count = n >= 2 ? get16le(p) : 0;

	if (n < 2 || n != 2 + 4 * (size_t) count)
		return ONBON_MEMORY;
	b->n_flash++;
	if (count == 0)
		memset(o->programmes, 0, sizeof(o->programmes));
	for (unsigned i = 0; i < count; i++) {
		struct onbon_programme *f = find(o, p + 2 + 4 * i);

		if (!f)
			return ONBON_NOT_FOUND;
		f->stored = false;
	}
	return ONBON_OK;
}

enum onbon_error onbon_begin_file(struct board *b, const uint8_t *p, size_t n)
{
	struct onbon *o = b->state;

	if (n != 9)
		return ONBON_MEMORY;
	if (!is_name(p + 1))
		return ONBON_FILE_NAME;
	if (p[0] == 0 && find(o, p + 1))
		return ONBON_EXISTS;
	if (get32le(p + 5) > sizeof(o->file))
		return ONBON_MEMORY;
	o->writing = true;
	memcpy(o->name, p + 1, 4);
	o->size = get32le(p + 5);
	o->n = 0;
	return ONBON_OK;
}

/*
 * What a programme shows.  The documents do not agree whether an area's length counts itself, so
 * it is not used: an area tells its own end.
 */
static bool parse_programme(const struct board *b, struct onbon_programme *f)
{
	const uint8_t *p = f->bytes;
	size_t at = FILE_HEAD, end = f->size - 2u;
	unsigned n_areas;

	if (f->size < FILE_HEAD + 2 || memcmp(p + 1, f->name, 4) != 0 || get32le(p + 5) != f->size)
		return false;
	at += 6 * (size_t) p[23];
	if (at > end)
		return false;
	n_areas = p[at - 1];
	for (unsigned i = 0; i < n_areas; i++) {
		struct onbon_area area;
		int r = at + 4 > end ? -1 : onbon_area_parse(b, p + at + 4, end - at - 4, &area);

		if (r < 0)
			return false;
		at += 4 + (size_t) r;
		if (i < ARRAY_SIZE(f->areas))
			f->areas[f->n_areas++] = area;
	}
	return at == end;
}

static enum onbon_error store(struct board *b)
{
	struct onbon *o = b->state;
	struct onbon_programme *place = find(o, (const uint8_t *) o->name), new = { 0 };
	uint16_t crc;

	o->writing = false;
	b->n_flash++;
	for (unsigned i = 0; !place && i < ONBON_PROGRAMMES_MAX; i++)
		if (!o->programmes[i].stored)
			place = &o->programmes[i];
	if (!place)
		return ONBON_MEMORY;
	/* A wrong file is deleted by the card itself. */
	place->stored = false;
	if (o->n < 2 || o->n != o->size)
		return ONBON_FILE_CRC;
	crc = crc16(0, o->file, o->n - 2);
	if (crc != get16le(o->file + o->n - 2))
		return ONBON_FILE_CRC;
	new.size = (uint16_t) o->n;
	new.crc = crc;
	memcpy(new.name, o->name, 4);
	memcpy(new.bytes, o->file, o->n);
	if (!parse_programme(b, &new))
		return ONBON_DOWNLOAD;
	new.stored = true;
	*place = new;
	o->cleared = false;
	return ONBON_OK;
}

/* Blocks come one after the other; one that does not is told where to go on. */
enum onbon_error onbon_write_block(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	struct onbon *o = b->state;
	bool last = n >= 13 && p[4] == 1;
	uint32_t at;
	size_t size;

	if (n < 13 || n != 13 + (size_t) get16le(p + 7) || !is_name(p))
		return ONBON_MEMORY;
	size = get16le(p + 7);
	at = get32le(p + 9);
	if (!o->writing || memcmp(o->name, p, 4) != 0)
		return ONBON_DOWNLOAD;
	if (at != o->n || size > sizeof(o->file) - o->n) {
		octets_put32le(out, o->n);
		return ONBON_BLOCK;
	}
	memcpy(o->file + o->n, p + 13, size);
	o->n += (uint32_t) size;
	octets_put32le(out, o->n);
	return last ? store(b) : ONBON_OK;
}

enum onbon_error onbon_file_info(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	const struct onbon_programme *f = n >= 6 ? find(b->state, p + 2) : NULL;

	if (n != 6 || get16le(p) != 4)
		return ONBON_MEMORY;
	if (!f)
		return ONBON_NOT_FOUND;
	octets_put16le(out, 10);
	octets_put(out, f->name, 4);
	octets_put32le(out, f->size);
	octets_put16le(out, f->crc);
	return ONBON_OK;
}

enum onbon_error onbon_read_file(struct board *b, const uint8_t *p, size_t n, struct octets *out)
{
	const struct onbon_programme *f = n >= 10 ? find(b->state, p + 2) : NULL;
	uint32_t at;
	size_t size;

	if (n != 10 || get16le(p) != 8)
		return ONBON_MEMORY;
	at = get32le(p + 6);
	if (!f || at > f->size)
		return ONBON_NOT_FOUND;
	size = f->size - at < 256 ? f->size - at : 256;
	octets_put16le(out, (unsigned) (9 + size));
	octets_put8(out, at + size == f->size);
	octets_put(out, f->name, 4);
	octets_put32le(out, at);
	octets_put(out, f->bytes + at, size);
	return ONBON_OK;
}

const struct onbon_programme *onbon_playing(const struct onbon *o)
{
	const struct onbon_programme *first = NULL;

	for (unsigned i = 0; i < ONBON_PROGRAMMES_MAX; i++) {
		const struct onbon_programme *f = &o->programmes[i];

		if (!f->stored || memcmp(f->name, "LOGO", 4) == 0)
			continue;
		if (o->is_locked && memcmp(f->name, o->locked, 4) == 0)
			return f;
		if (!first || memcmp(f->name, first->name, 4) < 0)
			first = f;
	}
	return first;
}
