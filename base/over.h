/* over.h - whether a thread of ours has left our code for good. */
#ifndef LEAF_BASE_OVER_H
#define LEAF_BASE_OVER_H

/*
 * Wait until a thread of this process is no more: only then may the object be unmapped that it ran
 * in, which is what follows upon our destructor in dlclose(). For detached threads; what they say
 * themselves they say too early.
 *
 *   tid         the kernel's number of it
 *   timeout_ms  to wait at most
 *
 * Returns 1; 0 if it is still there. errno is kept.
 */
int leaf__over(int tid, unsigned timeout_ms);

#endif
