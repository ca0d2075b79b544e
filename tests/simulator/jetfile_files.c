/* SPDX-License-Identifier: MIT */

/* Files of a JetFile II sign: groups 01, 02 and 07 of its commands. */

#include <string.h>

#include "jetfile.h"

#define RAM_DISK 'E'

enum {
	READ_SYSTEM = 0x02,
	READ_TEXT = 0x04,
	READ_STRING = 0x05,
	READ_FILE = 0x08,
	READ_PARAMETERS = 0x0a,
	READ_STATUS = 0x0b,
	READ_INFORMATION = 0x12,
	WRITE_SYSTEM = 0x02,
	WRITE_TEXT = 0x04,
	WRITE_STRING = 0x05,
	WRITE_FILE = 0x08,
	WRITE_EMERGENCY = 0x09,
	WRITE_BRIGHTNESS = 0x0a,
	DISK_FORMAT = 0x02,
	DISK_REMOVE = 0x06,
	DISK_REMOVE_ALL = 0x07, /* texts, then strings, pictures, arrays */
	DISK_EXISTS = 0x0e,
};

static const uint8_t folders[] = { 'T', 'S', 'P', 'A' };

static size_t name_size(const uint8_t *name, size_t n)
{
	const uint8_t *end = memchr(name, 0, n);

	return end ? (size_t) (end - name) : n;
}

struct jetfile_file *jetfile_find(struct jetfile *j, uint8_t disk, uint8_t folder,
				  const uint8_t *name, size_t n_name)
{
	char wanted[JETFILE_NAME_MAX] = { 0 };

	n_name = name_size(name, n_name);
	if (n_name > sizeof(wanted))
		return NULL;
	memcpy(wanted, name, n_name);
	for (size_t i = 0; i < JETFILE_FILES_MAX; i++) {
		struct jetfile_file *f = &j->files[i];

		if (f->disk == disk && f->folder == folder &&
		    memcmp(f->name, wanted, sizeof(wanted)) == 0)
			return f;
	}
	return NULL;
}

/* A path as D:\T\NAME; false: it is none. */
static bool split_path(const uint8_t *path, size_t n, uint8_t *ret_disk, uint8_t *ret_folder,
		       const uint8_t **ret_name, size_t *ret_n)
{
	n = name_size(path, n);
	if (n < 6 || path[1] != ':' || path[2] != '\\' || path[4] != '\\' ||
	    n - 5 > JETFILE_NAME_MAX)
		return false;
	*ret_disk = path[0];
	*ret_folder = path[3];
	*ret_name = path + 5;
	*ret_n = n - 5;
	return true;
}

/* Which file a request means; system files lie in no folder of the disk D. */
struct place {
	uint8_t disk, folder;
	const uint8_t *name;
	size_t n_name;
};

static bool find_place(uint8_t sub, const struct jetfile_request *r, size_t at_path,
		       size_t at_label, struct place *ret)
{
	if (sub == WRITE_FILE)
		return r->n_arg > at_path &&
		       split_path(r->arg + at_path, r->n_arg - at_path, &ret->disk, &ret->folder,
				  &ret->name, &ret->n_name);
	*ret = (struct place){ 'D', 0, r->arg, JETFILE_NAME_MAX };
	if (sub == WRITE_SYSTEM)
		return r->n_arg >= JETFILE_NAME_MAX;
	if (r->n_arg < at_label + JETFILE_NAME_MAX)
		return false;
	*ret = (struct place){ r->arg[0], folders[sub - WRITE_TEXT], r->arg + at_label,
			       JETFILE_NAME_MAX };
	return ret->disk >= 'C' && ret->disk <= 'F';
}

static enum jetfile_status read_paged(struct board *b, const struct jetfile_file *f,
				      const uint8_t *paging, struct jetfile_answer *a)
{
	unsigned size = get16le(paging), page = get16le(paging + 2);
	size_t at;

	(void) b;
	if (!f)
		return JETFILE_NOT_FOUND;
	if (size < 1 || size > 1024 || page < 1)
		return JETFILE_LENGTH;
	at = (size_t) size * (page - 1);
	if (at > 0 && at >= f->n)
		return JETFILE_END;
	octets_put16le(&a->arg, f->n);
	octets_put16le(&a->arg, page);
	octets_put32le(&a->arg, f->n);
	octets_put(&a->data, f->bytes + at, f->n - at < size ? f->n - at : size);
	return JETFILE_OK;
}

static enum jetfile_status read_file(struct board *b, uint8_t sub, const struct jetfile_request *r,
				     struct jetfile_answer *a)
{
	/* Where the packet's size and number stand. */
	size_t paging = sub == READ_FILE ? 0 : sub == READ_SYSTEM ? 12 : 16;
	struct place at;

	if (r->n_arg < paging + 4)
		return JETFILE_LENGTH;
	if (!find_place(sub, r, 4, 4, &at))
		return JETFILE_NOT_FOUND;
	return read_paged(b, jetfile_find(b->state, at.disk, at.folder, at.name, at.n_name),
			  r->arg + paging, a);
}

static void put_parameters(const struct board *b, struct octets *out)
{
	for (int i = 0; i < 4; i++)
		octets_put16le(out, 0x0100);
	octets_put16le(out, b->width);
	octets_put16le(out, b->height);
	octets_put16le(out, 0x0254);
	octets_put16be(out, b->address);
}

enum jetfile_status jetfile_read(struct board *b, uint8_t sub, const struct jetfile_request *r,
				 struct jetfile_answer *a)
{
	const struct jetfile *j = b->state;

	switch (sub) {
	case READ_SYSTEM:
	case READ_TEXT:
	case READ_STRING:
	case READ_FILE:
		return read_file(b, sub, r, a);
	case READ_PARAMETERS:
		put_parameters(b, &a->arg);
		return JETFILE_OK;
	case READ_STATUS:
		octets_put8(&a->arg, !b->on || j->black            ? 2
				     : j->in_test                  ? 4
				     : b->now < j->emergency_until ? 1
								   : 0);
		octets_put(&a->arg, (uint8_t[]){ 25, 0xff, 0, 40, 0, 0, 0 }, 7);
		return JETFILE_OK;
	case READ_INFORMATION:
		octets_put(&a->data, "Simulated sign", 15);
		return JETFILE_OK;
	}
	return JETFILE_SUBCOMMAND;
}

/* The whole file is there. */
static enum jetfile_status keep(struct board *b)
{
	struct jetfile *j = b->state;
	const struct jetfile_file *c = &j->coming;
	struct jetfile_file *f =
		jetfile_find(j, c->disk, c->folder, (const uint8_t *) c->name, sizeof(c->name));

	for (size_t i = 0; !f && i < JETFILE_FILES_MAX; i++)
		if (!j->files[i].disk)
			f = &j->files[i];
	if (!f)
		return JETFILE_WRITE;
	if (c->disk != RAM_DISK)
		b->n_flash++;
	*f = *c;
	f->since = b->now;
	return JETFILE_OK;
}

/* Total size, size of a packet, how many, and which this is, from 1; then its data. */
static enum jetfile_status write_packet(struct board *b, const struct place *at,
					const uint8_t *counts, const uint8_t *data, size_t n)
{
	struct jetfile *j = b->state;
	unsigned packets = get16le(counts + 6), packet = get16le(counts + 8);

	if (get32le(counts) > JETFILE_FILE_MAX || n > get16le(counts + 4))
		return JETFILE_TOO_BIG;
	if (packet == 1) {
		j->coming = (struct jetfile_file){ .disk = at->disk, .folder = at->folder };
		memcpy(j->coming.name, at->name, name_size(at->name, at->n_name));
		j->coming_size = get32le(counts);
		j->packets = packets;
		j->next_packet = 1;
	}
	if (packet != j->next_packet || packets != j->packets || packet < 1 || packet > packets ||
	    get32le(counts) != j->coming_size)
		return JETFILE_ORDER;
	if (n > j->coming_size - j->coming.n)
		return JETFILE_TOO_BIG;
	memcpy(j->coming.bytes + j->coming.n, data, n);
	j->coming.n = (uint16_t) (j->coming.n + n);
	j->next_packet++;
	if (packet < packets)
		return JETFILE_OK;
	j->next_packet = 0;
	return j->coming.n == j->coming_size ? keep(b) : JETFILE_LENGTH;
}

static enum jetfile_status write_file(struct board *b, uint8_t sub, const struct jetfile_request *r)
{
	size_t counts = sub == WRITE_FILE ? 0 : sub == WRITE_SYSTEM ? 12 : 14;
	struct place at;

	if (r->n_arg < counts + 10)
		return JETFILE_LENGTH;
	if (!find_place(sub, r, 10, 2, &at))
		return JETFILE_DISK;
	return write_packet(b, &at, r->arg + counts, r->data, r->n_data);
}

/* Seconds, 0 until it is taken away; then a text file as it would be stored. */
static enum jetfile_status write_emergency(struct board *b, const struct jetfile_request *r)
{
	struct jetfile *j = b->state;
	unsigned seconds;

	if (r->n_arg < 4)
		return JETFILE_LENGTH;
	if (r->n_data > 1024)
		return JETFILE_MESSAGE_TOO_BIG;
	seconds = get16le(r->arg);
	j->emergency = (struct jetfile_file){ .since = b->now, .n = (uint16_t) r->n_data };
	memcpy(j->emergency.bytes, r->data, r->n_data);
	j->emergency_until = seconds ? b->now + seconds * USEC_PER_SEC : USEC_NEVER;
	return JETFILE_OK;
}

enum jetfile_status jetfile_write(struct board *b, uint8_t sub, const struct jetfile_request *r)
{
	switch (sub) {
	case WRITE_SYSTEM:
	case WRITE_TEXT:
	case WRITE_STRING:
	case WRITE_FILE:
		return write_file(b, sub, r);
	case WRITE_EMERGENCY:
		return write_emergency(b, r);
	case WRITE_BRIGHTNESS:
		if (r->n_arg < 12)
			return JETFILE_LENGTH;
		b->brightness = r->arg[4];
		return JETFILE_OK;
	}
	return JETFILE_SUBCOMMAND;
}

/* What is on a disk, of one kind or (0) of all; counted where it is not RAM. */
static void remove_files(struct board *b, uint8_t disk, uint8_t folder)
{
	struct jetfile *j = b->state;

	if (disk != RAM_DISK)
		b->n_destructive++;
	for (size_t i = 0; i < JETFILE_FILES_MAX; i++)
		if (j->files[i].disk == disk && (!folder || j->files[i].folder == folder))
			j->files[i] = (struct jetfile_file){ 0 };
}

enum jetfile_status jetfile_disks(struct board *b, uint8_t sub, const struct jetfile_request *r)
{
	struct jetfile_file *f;
	struct place at;

	if (r->n_arg < 1)
		return JETFILE_LENGTH;
	if (sub == DISK_FORMAT) {
		remove_files(b, r->arg[0], 0);
		return JETFILE_OK;
	}
	if (sub >= DISK_REMOVE_ALL && sub < DISK_REMOVE_ALL + ARRAY_SIZE(folders)) {
		remove_files(b, r->arg[0], folders[sub - DISK_REMOVE_ALL]);
		return JETFILE_OK;
	}
	if (sub != DISK_REMOVE && sub != DISK_EXISTS)
		return JETFILE_SUBCOMMAND;
	if (!split_path(r->arg, r->n_arg, &at.disk, &at.folder, &at.name, &at.n_name))
		return JETFILE_NO_FILE;
	f = jetfile_find(b->state, at.disk, at.folder, at.name, at.n_name);
	if (!f)
		return JETFILE_NO_FILE;
	if (sub == DISK_REMOVE)
		*f = (struct jetfile_file){ 0 };
	return JETFILE_OK;
}
