/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "service/alarms.h"
#include "service/log.h"
#include "service/manager.h"
#include "service/notify.h"
#include "service/rollback.h"

void beginning_done(struct beginning *b)
{
	free(b->refused);
	*b = (struct beginning){ .refused = NULL };
}

/* By the same loader as from the disk.  -EBADMSG: damaged, or it would mean something else now. */
static int load_kept(struct loaded **ret, const struct config_paths *paths, const struct sets *sets,
		     const char *digest, struct complaints *ret_said)
{
	_cleanup_(kept_freep) struct kept *kept = NULL;
	_cleanup_(loaded_unrefp) struct loaded *loaded = NULL;
	int r = sets_read(sets, digest, &kept);

	if (r >= 0)
		r = loaded_new_kept(&loaded, paths, kept, drivers, ret_said);
	if (r < 0)
		return r;
	if (strcmp(loaded->config->digest, digest) != 0)
		return -EBADMSG;
	*ret = TAKE_PTR(loaded);
	return 0;
}

static const char *reason(int error)
{
	return error == -ENOENT    ? "it is not kept"
	       : error == -EBADMSG ? "damaged"
				   : strerror(-error);
}

static int begin_rolled_back(struct loaded **ret, const struct config_paths *paths,
			     const struct sets *sets)
{
	_cleanup_(complaints_done) struct complaints said = { 0 };
	int r = load_kept(ret, paths, sets, sets_in_force(sets), &said);

	if (r >= 0) {
		log_warn(LOG_SERVICE,
			 "rolled back by %s: set %.12s is in force, not the files on the disk",
			 sets_rollback(sets)->by, sets_in_force(sets));
		return 0;
	}
	log_lines(LOG_ERR, said.errors);
	log_err(LOG_SERVICE,
		"the set that was rolled back to can not be taken (%s); the files on the disk are",
		reason(r));
	return r;
}

static int begin_good(struct loaded **ret, const struct config_paths *paths,
		      const struct sets *sets, const char *digest, const char *which)
{
	_cleanup_(complaints_done) struct complaints said = { 0 };
	int r = *digest ? load_kept(ret, paths, sets, digest, &said) : -ENOENT;

	if (r >= 0) {
		log_err(LOG_SERVICE,
			"the files are refused (mistakes); the %s set, %.12s, is in force", which,
			digest);
		return 0;
	}
	log_lines(LOG_ERR, said.errors);
	if (*digest)
		log_err(LOG_SERVICE, "the %s set, %.12s, can not be taken (%s)", which, digest,
			reason(r));
	return r;
}

/* An old set is better than none: nobody may stand by when the power comes back. */
static int begin_last_good(struct loaded **ret, const struct config_paths *paths,
			   const struct sets *sets)
{
	int r = begin_good(ret, paths, sets, sets_in_force(sets), "last good");

	if (r < 0 && r != -ENOMEM)
		r = begin_good(ret, paths, sets, sets_previous(sets), "previous good");
	return r == -ENOMEM ? r : r < 0 ? -EINVAL : 0;
}

int rollback_begin(struct loaded **ret, const struct config_paths *paths, const struct sets *sets,
		   struct beginning *ret_how)
{
	_cleanup_(complaints_done) struct complaints said = { 0 };
	int r = -ENOENT;

	if (sets_rollback(sets)->by[0])
		r = begin_rolled_back(ret, paths, sets);
	ret_how->rolled_back = r >= 0;
	if (r >= 0 || r == -ENOMEM)
		return r;

	r = loaded_new(ret, paths, drivers, &said);
	log_lines(LOG_WARNING, said.warnings);
	log_lines(LOG_ERR, said.errors);
	if (r < 0 && !said.errors)
		log_err(LOG_SERVICE, "the files can not be read: %s", strerror(-r));
	if (r != -EINVAL)
		return r;
	r = begin_last_good(ret, paths, sets);
	if (r >= 0)
		ret_how->refused = TAKE_PTR(said.errors);
	return r;
}

/* Its bytes are wanted no more: they are kept, or can not be. */
static void forget_files(struct loaded *l)
{
	l->kept = kept_free(l->kept);
}

void rollback_over(struct manager *m)
{
	(void) sets_note(m->sets, m->loaded->config->digest, m->loaded->kept, NULL);
	forget_files(m->loaded);
}

void rollback_begun(struct manager *m, const struct beginning *how)
{
	if (!how->rolled_back)
		rollback_over(m);
	if (!how->refused)
		return;
	m->reload_failed = -EINVAL;
	m->reload_error = strdup(how->refused);
	alarms_refused(m->alarms, manager_reload_error(m));
}

static int put_in_force(struct manager *m, const char *who, struct complaints *said)
{
	_cleanup_(loaded_unrefp) struct loaded *loaded = NULL;
	struct rollback now = { .at = manager_moment(m).wall };
	char text[SETS_BY_MAX + 16];
	int r;

	snprintf(now.by, sizeof(now.by), "%s", who);
	snprintf(text, sizeof(text), "%s (rollback)", now.by);
	r = load_kept(&loaded, &m->options->paths, m->sets, sets_previous(m->sets), said);
	if (r >= 0)
		r = manager_take(m, loaded, said, text);
	if (r < 0)
		return r;
	log_warn(LOG_SERVICE,
		 "rolled back by %s: the files on the disk are not in force until the next reload",
		 now.by);
	return sets_note(m->sets, loaded->config->digest, NULL, &now);
}

int rollback(struct manager *m, const char *who, char **ret_why)
{
	_cleanup_(complaints_done) struct complaints said = { 0 };
	int r;

	if (!sets_previous(m->sets)[0])
		return -ENOENT;
	notify_reloading();
	r = put_in_force(m, who, &said);
	notify_reloaded();
	manager_poke(m);
	if (r >= 0)
		return r;
	log_lines(LOG_ERR, said.errors);
	log_err(LOG_SERVICE, "the set before can not be taken (%s); the running set stays",
		reason(r));
	*ret_why = TAKE_PTR(said.errors);
	return r == -ENOENT ? -EBADMSG : r;
}
