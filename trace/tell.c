/* tell.c - what programs say beside spans and events: memory, locks, fibers, names. */
/*
 * Each is an event of a kind of its own, of a site in this file; sinks that know the kind show it
 * their way. So LEAF_LOG holds for them.
 */
#include "trace/tell.h"

#include "base/arena.h"
#include "leaf/trace.h"
#include "trace/quiet.h"
#include "trace/start.h"
#include "trace/thread.h"

#include <errno.h>
#include <string.h>

#define PUBLIC __attribute__((visibility("default")))
#undef LEAF_TARGET

#define TELL(kind, level, name, spelled, ...)                                                      \
	LEAF__TELL(leaf__event, kind, level, name, 0, spelled, 0, __VA_ARGS__)

/* ---- memory ---- */

#define LEAF_TARGET "leaf::memory"

PUBLIC void leaf__tell_memory(const void *address, size_t size, int is_new)
{
	if (is_new)
		TELL(LEAF_KIND_ALLOC, LEAF_LEVEL_TRACE, "alloc", "address, size", address, size);
	else
		TELL(LEAF_KIND_FREE, LEAF_LEVEL_TRACE, "free", "address", address);
}

/* ---- locks ---- */

#undef LEAF_TARGET
#define LEAF_TARGET "leaf::lock"

/* A number that nobody has had, for an object that two threads may meet at once. */
static unsigned number(unsigned *id, unsigned *last)
{
	unsigned mine = __atomic_load_n(id, __ATOMIC_RELAXED), none = 0;
	if (mine)
		return mine;
	mine = __atomic_add_fetch(last, 1, __ATOMIC_RELAXED);
	if (__atomic_compare_exchange_n(id, &none, mine, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
		return mine;
	return none;
}

PUBLIC void leaf__tell_lock(enum leaf_kind kind, struct leaf_lock *lock, int shared)
{
	static unsigned last;
	unsigned id = number(&lock->id, &last);
	const char *name = lock->name ? lock->name : "lock";
	_Bool is_shared = shared != 0;
	switch (kind) {
	case LEAF_KIND_LOCK_WAIT:
		TELL(LEAF_KIND_LOCK_WAIT, LEAF_LEVEL_TRACE, "lock wait", "id, name, shared", id,
		     leaf_str(name), is_shared);
		return;
	case LEAF_KIND_LOCK_OBTAIN:
		TELL(LEAF_KIND_LOCK_OBTAIN, LEAF_LEVEL_TRACE, "lock obtain", "id, name, shared", id,
		     leaf_str(name), is_shared);
		return;
	case LEAF_KIND_LOCK_RELEASE:
		TELL(LEAF_KIND_LOCK_RELEASE, LEAF_LEVEL_TRACE, "lock release", "id, name, shared",
		     id, leaf_str(name), is_shared);
		return;
	default:
		TELL(LEAF_KIND_LOCK_END, LEAF_LEVEL_TRACE, "lock end", "id, name, shared", id,
		     leaf_str(name), is_shared);
		__atomic_store_n(&lock->id, 0, __ATOMIC_RELAXED);
		return;
	}
}

/* ---- fibers ---- */

#undef LEAF_TARGET
#define LEAF_TARGET "leaf::fiber"

PUBLIC void leaf__tell_fiber(struct leaf_fiber *fiber)
{
	static unsigned last;
	if (fiber) {
		unsigned id = number(&fiber->id, &last);
		const char *name = fiber->name ? fiber->name : "fiber";
		TELL(LEAF_KIND_FIBER_ENTER, LEAF_LEVEL_TRACE, "fiber enter", "id, name", id,
		     leaf_str(name));
	} else {
		const char *none = "";
		TELL(LEAF_KIND_FIBER_LEAVE, LEAF_LEVEL_TRACE, "fiber leave", "name",
		     leaf_str(none));
	}
}

/* ---- names ---- */

#undef LEAF_TARGET
#define LEAF_TARGET "leaf::app"

PUBLIC void leaf__tell_thread_name(const char *name)
{
	struct leaf__thread *thread = leaf__thread_get();
	if (thread)
		leaf__thread_call(thread, name);
	TELL(LEAF_KIND_THREAD_NAME, LEAF_LEVEL_INFO, "thread name", "name", leaf_str(name));
}

enum { INFOS = 256, INFO_BYTES = 64 * 1024 };
static struct {
	const char *text;
	size_t len;
} infos[INFOS];
static unsigned n_infos;
static size_t infos_len;
static struct leaf__arena infos_arena;

static void keep_info(const char *text)
{
	struct leaf__quiet before;
	leaf__quiet_begin(&before);
	leaf__start_lock();
	size_t len = strnlen(text, INFO_BYTES - infos_len);
	const char *copy = n_infos < INFOS && len ? leaf__arena_strndup(&infos_arena, text, len)
						  : NULL;
	if (copy) {
		infos[n_infos].text = copy;
		infos[n_infos].len = len;
		infos_len += len;
		__atomic_store_n(&n_infos, n_infos + 1, __ATOMIC_RELEASE);
	}
	leaf__start_unlock();
	leaf__quiet_end(&before);
}

const char *leaf__tell_app_info_at(unsigned i, size_t *len)
{
	if (i >= __atomic_load_n(&n_infos, __ATOMIC_ACQUIRE))
		return NULL;
	*len = infos[i].len;
	return infos[i].text;
}

PUBLIC void leaf__tell_app_info(const char *text)
{
	int saved = errno;
	keep_info(text);
	TELL(LEAF_KIND_APP_INFO, LEAF_LEVEL_INFO, "app info", "text", leaf_str(text));
	errno = saved;
}
