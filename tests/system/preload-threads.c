/* SPDX-License-Identifier: MIT */
/* For tests, by LD_PRELOAD: while the file $PUFA_TEST_NO_THREADS is there, no thread is made. */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

int pthread_create(pthread_t *ret, const pthread_attr_t *attr, void *(*run)(void *), void *userdata)
{
	__typeof__(&pthread_create) real =
		(__typeof__(&pthread_create)) dlsym(RTLD_NEXT, "pthread_create");
	const char *path = getenv("PUFA_TEST_NO_THREADS");

	if (path && access(path, F_OK) == 0)
		return EAGAIN;
	return real(ret, attr, run, userdata);
}
