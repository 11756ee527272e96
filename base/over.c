/* over.c - whether a thread of ours has left our code for good. */
#include "base/over.h"

#include "base/clock.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int leaf__over(int tid, unsigned timeout_ms)
{
	enum { PAUSE_NS = 50000, MS_NS = 1000000 };
	const struct timespec pause = { 0, PAUSE_NS };
	unsigned long long began = leaf__monotonic_ns();
	int saved = errno, there;
	while ((there = syscall(SYS_tgkill, getpid(), tid, 0) == 0) &&
	       leaf__monotonic_ns() - began < (unsigned long long)timeout_ms * MS_NS)
		nanosleep(&pause, NULL);
	errno = saved;
	return !there;
}
