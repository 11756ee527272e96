/* fd.c - descriptors where programs do not expect any. */
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#if !defined(__linux__) || !defined(__GLIBC__)
#error "Leaf's library is for Linux with glibc; elsewhere compile programs with -DLEAF_DISABLE"
#endif

int leaf__fd_high(int fd)
{
	enum { HIGH = 200, FIRST = 3 };
	int saved = errno;
	if (fd < 0)
		return fd;
	int high = fcntl(fd, F_DUPFD_CLOEXEC, HIGH);
	if (high < 0 && fd >= FIRST)
		high = fd;
	else if (high < 0)
		high = fcntl(fd, F_DUPFD_CLOEXEC, FIRST);
	if (high != fd) {
		int failed = high < 0 ? errno : saved;
		close(fd);
		saved = failed;
	}
	errno = saved;
	return high;
}
