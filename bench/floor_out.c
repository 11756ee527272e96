/* floor_out.c - the buffer of floor_out.h: floor.N.ring is mapped, floor.N.rec takes what is full. */
#define _GNU_SOURCE
#include "floor_out.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "work.h"

#define PLAIN __attribute__((no_instrument_function))

FLOOR_TLS struct floor_out floor_out;

PLAIN static int open_numbered(int number, const char *suffix, int flags)
{
	char path[40];
	int fd;

	snprintf(path, sizeof(path), "floor.%d.%s", number, suffix);
	fd = open(path, flags | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0) {
		perror(path);
		exit(1);
	}
	return fd;
}

unsigned char *floor_out_flush(void)
{
	struct floor_out *out = &floor_out;
	unsigned char *p = out->start;

	while (p < out->at) {
		ssize_t n = write(out->fd, p, (size_t)(out->at - p));

		if (n <= 0) {
			perror("floor: write");
			exit(1);
		}
		p += n;
	}
	out->at = out->start;
	return out->at;
}

__attribute__((constructor)) PLAIN void bench_thread_start(void)
{
	static int threads;
	struct floor_out *out = &floor_out;
	int number, ring;

	if (out->start)
		return;
	number = __atomic_fetch_add(&threads, 1, __ATOMIC_RELAXED);
	ring = open_numbered(number, "ring", O_RDWR);
	if (ftruncate(ring, FLOOR_OUT_BYTES)) {
		perror("floor: ftruncate");
		exit(1);
	}
	out->start = mmap(NULL, FLOOR_OUT_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
			  ring, 0);
	if (out->start == MAP_FAILED) {
		perror("floor: mmap");
		exit(1);
	}
	close(ring);
	out->at = out->start;
	out->limit = out->start + FLOOR_OUT_BYTES - FLOOR_OUT_ROOM;
	out->fd = open_numbered(number, "rec", O_WRONLY);
	out->last = floor_ticks();
}

__attribute__((destructor)) PLAIN static void finish(void)
{
	if (floor_out.start)
		floor_out_flush();
}
