/* say.h - the library's own few words on standard error. */
#ifndef LEAF_TRACE_SAY_H
#define LEAF_TRACE_SAY_H

#include <stddef.h>

/*
 * A line on standard error: "leaf: " and the text, as printf; at most 1000 bytes. Keeps errno. The
 * only way in which the library speaks on its own account.
 */
void leaf__say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Remember what file descriptor 2 is now. Later calls keep the first answer. */
void leaf__stderr_remember(void);

/*
 * Write all of data [len] to standard error, unless the descriptor now is something else than was
 * remembered (a daemon that closed it and opened a database instead). No cancellation point, no
 * SIGPIPE. Returns how many bytes were written. Keeps errno.
 */
size_t leaf__stderr_write(const char *data, size_t len);

/* The same for any descriptor, without the check. */
size_t leaf__fd_write(int fd, const char *data, size_t len);

#endif
