/* SPDX-License-Identifier: MIT */
#include "service/content.h"
#include "service/job.h"

static int power_on(const struct job *job, struct line *line)
{
	int r;

	if (!job->driver->set_power)
		return 0;
	r = job->driver->set_power(job->state, line, true, job->deadline);
	return r == -EOPNOTSUPP ? 0 : r;
}

/* @expected: what it should be found to hold. */
static int read_back(const struct job *job, const struct page *expected, struct line *line,
		     struct result *ret)
{
	int r;

	if (!job->driver->read_back)
		return -EOPNOTSUPP;
	r = job->driver->read_back(job->state, line, expected, &ret->page, job->deadline);
	ret->has_page = r == 0;
	ret->differs = r == READ_OTHER;
	return r;
}

static bool is_as_expected(const struct result *r, const struct page *expected)
{
	return r->has_page && page_equal(&r->page, expected);
}

/*
 * One reading may be garbled under a right checksum, or the answer to an earlier one: that a board
 * holds something else is believed when two say the same.
 */
static int look(const struct job *job, struct line *line, struct result *ret)
{
	const struct page *expected = job->has_page ? &job->page : NULL;
	struct page first;
	bool differed;
	int r = read_back(job, expected, line, ret);

	if (r < 0 || !expected || is_as_expected(ret, expected))
		return r;
	differed = ret->differs;
	first = ret->page;
	r = read_back(job, expected, line, ret);
	if (r < 0 || is_as_expected(ret, expected))
		return r;
	return ret->differs == differed && (differed || page_equal(&first, &ret->page)) ? r
											: -EPROTO;
}

static int show(const struct job *job, const struct page *page, struct line *line,
		struct result *ret)
{
	int r = job->driver->show(job->state, line, page, job->deadline);

	return r >= 0 && job->read_back ? read_back(job, page, line, ret) : r;
}

/* What a profile lacks is -EOPNOTSUPP, then the next best is tried. */
static int darken(const struct job *job, struct line *line, struct result *ret)
{
	static const struct page empty;
	const struct driver *d = job->driver;
	int r = -EOPNOTSUPP;

	if (d->set_power)
		r = d->set_power(job->state, line, false, job->deadline);
	ret->power_off = r >= 0;
	if (r != -EOPNOTSUPP)
		return r;

	if (d->clear)
		r = d->clear(job->state, line, job->deadline);
	if (r == -EOPNOTSUPP)
		return show(job, &empty, line, ret);
	return r >= 0 && job->read_back ? read_back(job, &empty, line, ret) : r;
}

static int run(const struct job *job, struct line *line, struct result *ret)
{
	int r = 0;

	if (job->power_on)
		r = power_on(job, line);
	if (r < 0)
		return r;

	switch (job->kind) {
	case JOB_SHOW:
		return show(job, &job->page, line, ret);
	case JOB_READ:
		return look(job, line, ret);
	case JOB_PROBE:
		return job->driver->probe ? job->driver->probe(job->state, line, job->deadline)
					  : -EOPNOTSUPP;
	case JOB_DARKEN:
		return darken(job, line, ret);
	case JOB_STORE:
		return job->driver->store
			       ? job->driver->store(job->state, line, &job->page, job->deadline)
			       : -EOPNOTSUPP;
	case JOB_IDENTIFY:
		return job->driver->identify ? job->driver->identify(job->state, line,
								     &ret->identity, job->deadline)
					     : -EOPNOTSUPP;
	case JOB_TEND:
		return 0;
	}
	return -EINVAL;
}

/* A text is worth more than its brightness: what fails here does not undo the job. */
static void tend(const struct job *job, struct line *line, struct result *ret)
{
	const struct driver *d = job->driver;

	if (job->set_brightness && d->set_brightness) {
		ret->brightness.tried = true;
		ret->brightness.percent = (int) job->brightness;
		ret->brightness.error =
			d->set_brightness(job->state, line, job->brightness, job->deadline);
	}
	if (job->set_clock && d->set_clock) {
		ret->clock.tried = true;
		ret->clock.error = d->set_clock(job->state, line, &job->clock, job->deadline);
	}
}

void job_run(const struct job *job, struct line *line, struct result *ret)
{
	*ret = (struct result){ .kind = job->kind };
	ret->error = run(job, line, ret);
	if (ret->error >= 0)
		tend(job, line, ret);
	if (ret->error > 0)
		ret->error = 0;
	ret->echoes = line && line->echoes;
	if (ret->error == -ENODEV && line)
		ret->cause = line->cause;
}
