/* SPDX-License-Identifier: MIT */

/* The modbus driver on lines where a part of all exchanges goes wrong at random. */

#include "lines.h"
#include "modbus_settings.h"
#include "pufa/driver.h"

static const struct modbus_settings campaign_settings = {
	.has_text = true,
	.text = { 1000, 16 },
	.bytes_per_register = 2,
	.max_write = 7,
	.readable = true,
	.sequence = MODBUS_NOWHERE,
};

static const struct profile campaign_profile = {
	.name = "campaign",
	.rows = 2,
	.columns = 16,
	.settings = &campaign_settings,
};

static struct page random_page(uint64_t *random)
{
	struct page p = { .n_rows = 2 };

	for (unsigned i = 0; i < p.n_rows; i++) {
		p.rows[i].n = (uint16_t) (test_random(random) % 17);
		for (unsigned k = 0; k < p.rows[i].n; k++)
			p.rows[i].bytes[k] = (uint8_t) ('A' + test_random(random) % 26);
	}
	return p;
}

static bool same_page(const struct page *a, const struct page *b)
{
	for (unsigned i = 0; i < 2; i++)
		if (a->rows[i].n != b->rows[i].n ||
		    memcmp(a->rows[i].bytes, b->rows[i].bytes, a->rows[i].n) != 0)
			return false;
	return true;
}

/* What the board really holds, asked for behind the line's back. */
static bool board_holds(int kind, const struct page *p)
{
	const char *hex = simulated_ask(&boards, "dump %d:1 1000 16", kind);
	unsigned byte;

	for (unsigned i = 0; i < 32; i++) {
		const struct row *row = &p->rows[i / 16];

		if (sscanf(hex + 2 * i, "%2x", &byte) != 1 ||
		    byte != (i % 16 < row->n ? row->bytes[i % 16] : 0))
			return false;
	}
	return true;
}

/* Every fifth exchange goes wrong in any way: what was read back as equal is there. */
static void test_campaign(int kind, uint64_t *random)
{
	const struct driver *d = driver_find(drivers, "modbus");
	struct line_settings s = settings_for(kind);
	_cleanup_(line_freep) struct line *l = NULL;
	_cleanup_(freep) void *self = calloc(1, d->size);
	int verified = 0, refused = 0;

	s.response_timeout = 20 * USEC_PER_MSEC;
	CHECK_KIND(line_new_registers(&l, &s) == 0);
	CHECK_KIND(d->init(self, &campaign_profile, 1, LINE_SERIAL) == 0);
	simulated_tell(&boards, "fault %d mix:20 0 30", kind);
	for (int i = 0; i < 40; i++) {
		struct page page = random_page(random), back;

		if (d->show(self, l, &page, in(SLACK)) < 0 ||
		    d->read_back(self, l, NULL, &back, in(SLACK)) < 0 || !same_page(&page, &back)) {
			refused++;
			continue;
		}
		CHECK_KIND(board_holds(kind, &page));
		verified++;
	}
	simulated_tell(&boards, "fault %d none", kind);
	printf("%s: %d verified, %d refused\n", kind_names[kind], verified, refused);
	CHECK_KIND(verified > 0 && refused > 0);
}

int main(int argc, char **argv)
{
	uint64_t random;

	if (argc < 2) {
		fprintf(stderr, "usage: %s SIMULATOR [SEED]\n", argv[0]);
		return 2;
	}
	random = test_seed(argc - 1, argv + 1);
	lines_start(argv[1], argc > 2 ? argv[2] : "1");
	for (int kind = 0; kind < KINDS; kind++)
		test_campaign(kind, &random);
	lines_stop();
	return test_result();
}
