/* fd.h - descriptors where programs do not expect any. */
#ifndef LEAF_BASE_FD_H
#define LEAF_BASE_FD_H

/*
 * Move a descriptor out of the low numbers, which programs count on; closed on exec. If the limit
 * on descriptors leaves no room there it stays as it is, but never at 0, 1 or 2: a program that
 * was started without them would print into our file. fd may be -1, as open() returned it.
 *
 * Returns the descriptor, or -1 with errno set; then the old one is closed. Threads: any.
 */
int leaf__fd_high(int fd);

#endif
