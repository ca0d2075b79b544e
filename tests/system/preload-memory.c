/* SPDX-License-Identifier: MIT */
/*
 * For tests, by LD_PRELOAD: the n-th allocation fails, and where wanted all that follow.
 * Orders and counts are in a file that whoever tests has mapped, too: $PUFA_TEST_MEMORY.
 *
 * What libconfig allocates for itself is not counted: it can not live with a failure, and the
 * service sees to it that none can happen there.
 */
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct orders {
	_Atomic uint64_t count;   /* allocations so far */
	_Atomic uint64_t fail_at; /* the count that fails; 0: none */
	_Atomic uint64_t n_fail;  /* how many from there on */
	_Atomic uint64_t failed;  /* how many have */
};

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);

static struct orders *orders;
static uintptr_t spared_from, spared_to;

static int find_spared(struct dl_phdr_info *info, size_t size, void *userdata)
{
	(void) size;
	(void) userdata;
	if (!strstr(info->dlpi_name, "libconfig"))
		return 0;
	spared_from = info->dlpi_addr;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];

		if (ph->p_type == PT_LOAD &&
		    info->dlpi_addr + ph->p_vaddr + ph->p_memsz > spared_to)
			spared_to = info->dlpi_addr + ph->p_vaddr + ph->p_memsz;
	}
	return 1;
}

__attribute__((constructor)) static void start(void)
{
	const char *path = getenv("PUFA_TEST_MEMORY");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *p;

	dl_iterate_phdr(find_spared, NULL);
	if (fd < 0)
		return;
	p = mmap(NULL, sizeof(*orders), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	orders = p == MAP_FAILED ? NULL : p;
}

static bool fails(const void *caller)
{
	uintptr_t at = (uintptr_t) caller;
	uint64_t n, from;

	if (!orders || (at >= spared_from && at < spared_to))
		return false;
	n = atomic_fetch_add(&orders->count, 1) + 1;
	from = atomic_load(&orders->fail_at);
	if (from == 0 || n < from || n - from >= atomic_load(&orders->n_fail))
		return false;
	atomic_fetch_add(&orders->failed, 1);
	return true;
}

#define REFUSE_OR(call)                                                                            \
	do {                                                                                       \
		if (fails(__builtin_return_address(0))) {                                          \
			errno = ENOMEM;                                                            \
			return NULL;                                                               \
		}                                                                                  \
		return call;                                                                       \
	} while (0)

void *malloc(size_t size)
{
	REFUSE_OR(__libc_malloc(size));
}

void *calloc(size_t n, size_t size)
{
	REFUSE_OR(__libc_calloc(n, size));
}

void *realloc(void *p, size_t size)
{
	REFUSE_OR(__libc_realloc(p, size));
}

static char *copy(const char *s, size_t n)
{
	char *p = __libc_malloc(n + 1);

	if (p) {
		memcpy(p, s, n);
		p[n] = '\0';
	}
	return p;
}

/* Ours, so that it is their caller that counts and not the C library. */
char *strdup(const char *s)
{
	REFUSE_OR(copy(s, strlen(s)));
}

char *__strdup(const char *s); /* as the library calls it where it is built to be fast */
char *__strdup(const char *s)
{
	REFUSE_OR(copy(s, strlen(s)));
}

char *strndup(const char *s, size_t n)
{
	REFUSE_OR(copy(s, strnlen(s, n)));
}
