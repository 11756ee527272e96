/* stdfiles.c - standard input, output and error that may be closed, full or gone. */
#include "leaf/stdfiles.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void stdfiles_open(void)
{
	for (int fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) != -1 || errno != EBADF)
			continue;
		/* The wrong direction: reading 0 or writing 1 or 2 goes on to fail with EBADF. */
		int filled = open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
		(void)filled;
	}
}

leaf_err stdfiles_flush(void)
{
	errno = 0;
	bool failed = fflush(stdout) != 0;
	int why = errno;
	if (!failed && !ferror(stdout))
		return LEAF_E_OK;
	if (!why)
		return leaf_fail(LEAF_E_IO, "cannot write standard output");
	return leaf_fail(LEAF_E_IO, "cannot write standard output: %s", strerror(why));
}
