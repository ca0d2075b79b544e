/* SPDX-License-Identifier: MIT */
/* Sets of files that are kept: what is read is what was written, or nothing. */
#include <sys/stat.h>
#include <unistd.h>

#include "service/sets.h"
#include "unit/keeper_world.h"

#define ODD_STATE                                                                                  \
	"{\"current\":\"x\",\"previous\":\"\",\"rolled_back_by\":\"w\",\"rolled_back_at\":1}"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"

static char dir[] = "/tmp/pufa-test-sets-XXXXXX";

static const char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static struct kept *two_files(const char *text)
{
	struct kept *k;

	CHECK(kept_new(&k) == 0);
	kept_add(k, "/etc/pufa/pufa.cfg", text, strlen(text));
	kept_add(k, "/etc/pufa/playlists/一 二.cfg", "end \nfile 3 x\n", 14);
	return k;
}

static void check_two(const struct kept *k, const char *text)
{
	const struct kept_file *f = kept_find(k, "/etc/pufa/playlists/一 二.cfg");
	size_t n;

	(void) kept_files(k, &n);
	CHECK(n == 2 && f && f->n == 14 && memcmp(f->text, "end \nfile 3 x\n", 15) == 0);
	f = kept_find(k, "/etc/pufa/pufa.cfg");
	CHECK(f && strcmp(f->text, text) == 0 && !kept_find(k, "/etc/pufa"));
}

/* Cut off anywhere, or with any byte changed, it is nothing. */
static void test_text(void)
{
	struct kept *k = two_files(""), *found = NULL;
	char *text = NULL, digest[KEPT_DIGEST_SIZE];
	size_t n;

	CHECK(kept_print(k, A, &text, &n) == 0);
	kept_free(k);
	CHECK(kept_parse_head(text, n, digest) == 0 && strcmp(digest, A) == 0);
	CHECK(kept_parse(&found, text, n) == 0);
	check_two(found, "");
	found = kept_free(found);
	for (size_t i = 0; i < n; i++) {
		CHECK(kept_parse(&found, text, i) == -EBADMSG);
		text[i] ^= 1;
		CHECK(kept_parse(&found, text, n) == -EBADMSG);
		text[i] ^= 1;
	}
	free(text);
}

static void test_limits(void)
{
	char *big = calloc(1, KEPT_SIZE_MAX), *text;
	struct kept *k = two_files("x");
	size_t n;

	CHECK(big != NULL);
	kept_add(k, "/big", big, KEPT_SIZE_MAX);
	CHECK(kept_print(k, A, &text, &n) == -E2BIG);
	kept_clear(k);
	kept_add(k, "/a", "1", 1);
	kept_add(k, "/a", "1", 1); /* two directories are one */
	kept_files(k, &n);
	CHECK(n == 1);
	kept_add(k, "/a\nb", "", 0);
	CHECK(kept_print(k, A, &text, &n) == -EINVAL);
	kept_clear(k);
	for (int i = 0; i <= KEPT_FILES_MAX; i++) {
		char path[16];

		snprintf(path, sizeof(path), "/%d", i);
		kept_add(k, path, "", 0);
	}
	CHECK(kept_print(k, A, &text, &n) == -E2BIG);
	kept_free(k);
	free(big);
}

struct world {
	struct keeper_world keeper;
	struct sets *sets;
	int error;
	bool noted;
};

static void on_noted(int error, void *userdata)
{
	struct world *w = userdata;

	w->error = error;
	w->noted = true;
}

static void start(struct world *w)
{
	*w = (struct world){ .error = 1 };
	keeper_world_start(&w->keeper, dir);
	CHECK(sets_new(&w->sets, dir) == 0);
	CHECK(sets_attach(w->sets, w->keeper.keeper, on_noted, w) == 0);
}

static void stop(struct world *w)
{
	keeper_world_stop(&w->keeper);
	sets_free(w->sets);
}

static void again(struct world *w)
{
	stop(w);
	start(w);
}

static void note(struct world *w, const char *digest, const struct rollback *rollback, int error)
{
	struct kept *k = two_files(digest);

	w->noted = false;
	CHECK(sets_note(w->sets, digest, rollback ? NULL : k, rollback) == 1);
	kept_free(k);
	keeper_world_run(&w->keeper, &w->noted, true);
	CHECK(w->error == error);
}

static bool is_kept(const struct world *w, const char *digest)
{
	struct kept *k;

	if (sets_read(w->sets, digest, &k) < 0)
		return false;
	check_two(k, digest);
	kept_free(k);
	return true;
}

static void test_the_last_two(void)
{
	struct rollback by = { "wang", 5 };
	struct world w;

	start(&w);
	CHECK(!sets_in_force(w.sets)[0] && !sets_previous(w.sets)[0]);
	note(&w, A, NULL, 0);
	CHECK(!sets_previous(w.sets)[0]);
	note(&w, B, NULL, 0);
	again(&w);
	CHECK(is_kept(&w, A) && is_kept(&w, B) && !is_kept(&w, C));
	CHECK(strcmp(sets_in_force(w.sets), B) == 0 && strcmp(sets_previous(w.sets), A) == 0);
	CHECK(sets_note(w.sets, B, NULL, NULL) == 0); /* nothing new */
	note(&w, C, NULL, 0);
	again(&w);
	CHECK(is_kept(&w, B) && is_kept(&w, C) && !is_kept(&w, A));
	note(&w, B, &by, 0);
	again(&w);
	CHECK(strcmp(sets_in_force(w.sets), B) == 0 && strcmp(sets_previous(w.sets), C) == 0);
	CHECK(strcmp(sets_rollback(w.sets)->by, "wang") == 0 && sets_rollback(w.sets)->at == 5);
	note(&w, B, NULL, 0);
	again(&w);
	CHECK(!sets_rollback(w.sets)->by[0] && strcmp(sets_previous(w.sets), C) == 0);
	stop(&w);
}

/* In a hurry: the keeper writes only some of them, the last two are there. */
static void test_many(void)
{
	static const char *const digests[] = { A, B, C };
	struct world w;

	start(&w);
	for (unsigned i = 0; i < 200; i++) {
		struct kept *k = two_files(digests[i % 3]);

		(void) sets_note(w.sets, digests[i % 3], k, NULL);
		kept_free(k);
		if (i % 7 == 0)
			(void) sd_event_run(w.keeper.event, 0);
	}
	again(&w);
	CHECK(strcmp(sets_in_force(w.sets), B) == 0 && strcmp(sets_previous(w.sets), A) == 0);
	CHECK(is_kept(&w, A) && is_kept(&w, B));
	stop(&w);
}

static void put(const char *name, const char *text, off_t size)
{
	FILE *f = fopen(path_of(name), "we");

	CHECK(f && fputs(text, f) >= 0 && fclose(f) == 0);
	if (size)
		CHECK(truncate(path_of(name), size) == 0);
}

static void test_damage(void)
{
	static const char *const states[] = { "", "{}", "[]", ODD_STATE, "\xff" };
	struct kept *k = NULL;
	struct world w;

	start(&w);
	put("set-0", "torn while it runs", 0);
	put("set-1", "torn while it runs", 0);
	CHECK(sets_read(w.sets, A, &k) == -EBADMSG && sets_read(w.sets, C, &k) == -ENOENT);
	CHECK(unlink(path_of("set-0")) == 0 && unlink(path_of("set-1")) == 0);
	CHECK(sets_read(w.sets, A, &k) == -ENOENT);
	put("set-0", "", (off_t) KEPT_SIZE_MAX + 1);
	CHECK(mkdir(path_of("set-1"), 0700) == 0);
	again(&w); /* nothing of these, and not in the way */
	CHECK(!sets_previous(w.sets)[0] && rmdir(path_of("set-1")) == 0);
	note(&w, C, NULL, 0);
	stop(&w);
	for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
		put("in-force", states[i], 0);
		start(&w);
		CHECK(!sets_in_force(w.sets)[0] && !sets_rollback(w.sets)->by[0]);
		stop(&w);
	}
	unlink(path_of("in-force"));
	unlink(path_of("set-0"));
	unlink(path_of("set-1"));
}

static void test_full(void)
{
	struct world w;

	start(&w);
	CHECK(symlink("/dev/full", path_of("in-force.new")) == 0);
	CHECK(symlink("/dev/full", path_of("set-0.new")) == 0);
	note(&w, A, NULL, -ELOOP);
	CHECK(!is_kept(&w, A));
	unlink(path_of("in-force.new"));
	note(&w, A, NULL, 0); /* the same set again, and now the disk takes it */
	unlink(path_of("set-0.new"));
	note(&w, B, NULL, 0);
	CHECK(is_kept(&w, B) && !sets_previous(w.sets)[0]);
	note(&w, C, NULL, 0);
	CHECK(strcmp(sets_previous(w.sets), B) == 0);
	stop(&w);
	unlink(path_of("in-force"));
	unlink(path_of("set-0"));
	unlink(path_of("set-1"));
}

static void test_no_place(void)
{
	struct sets *s;

	CHECK(sets_new(&s, NULL) == 0 && sets_attach(s, NULL, NULL, NULL) == 0);
	CHECK(sets_note(s, A, NULL, NULL) == 0 && !sets_previous(s)[0]);
	sets_free(s);
	CHECK(sets_new(&s, "/nonexistent") == 0 && !sets_in_force(s)[0]);
	sets_free(s);
}

int main(void)
{
	CHECK(mkdtemp(dir));
	test_text();
	test_limits();
	test_the_last_two();
	test_many();
	test_damage();
	test_full();
	test_no_place();
	rmdir(dir);
	return test_result();
}
