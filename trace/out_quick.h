/* out_quick.h - the buffer of a log from inside: for those who put a line together right in it. */
#ifndef LEAF_TRACE_OUT_QUICK_H
#define LEAF_TRACE_OUT_QUICK_H

#include "trace/out.h"

#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#define LEAF__ALONE __libc_single_threaded
#else
#define LEAF__ALONE 0
#endif

/* The buffer, as it stands in the file <path>.tail: first the text, so that cat shows it. */
struct leaf__out_tail {
	char text[LEAF__OUT_BUFFER];
	uint64_t used;
	uint64_t writing; /* as much of it is being written: it may be in the log already */
};

/* 0: somebody else has it. */
static inline int leaf__out_try_lock(struct leaf__out *out)
{
	unsigned expected = 0;
	if (LEAF__ALONE) {
		__atomic_store_n(&out->lock, 1, __ATOMIC_RELAXED);
		return 1;
	}
	return __atomic_compare_exchange_n(&out->lock, &expected, 1, 0, __ATOMIC_ACQUIRE,
					   __ATOMIC_RELAXED);
}

static inline void leaf__out_unlock(struct leaf__out *out)
{
	__atomic_store_n(&out->lock, 0, __ATOMIC_RELEASE);
}

/*
 * Where a line of at most 'most' bytes may be put, the lock held until leaf__out_done(); NULL if
 * that takes a write, then leaf__out_put() has to do it.
 */
static inline char *leaf__out_room(struct leaf__out *out, size_t most)
{
	if (!leaf__out_try_lock(out))
		return NULL;
	struct leaf__out_tail *tail = out->tail;
	if (__builtin_expect(tail && tail->used + most <= sizeof(tail->text), 1))
		return tail->text + tail->used;
	leaf__out_unlock(out);
	return NULL;
}

/* The line stands there and ends here. */
static inline void leaf__out_done(struct leaf__out *out, const char *end, unsigned who)
{
	struct leaf__out_tail *tail = out->tail;
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	tail->used = (uint64_t)(end - tail->text);
	__atomic_store_n(&out->last, who, __ATOMIC_RELAXED);
	leaf__out_unlock(out);
}

#endif
