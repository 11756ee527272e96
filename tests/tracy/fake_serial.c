/* fake_serial.c - locks and memory: what has one common order, as the fake server sees it. */
#include "tests/tracy/fake_model.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { LOCK_THREADS = 64 };

static int64_t serial_time(struct fake_model *model, uint64_t delta, const char *what)
{
	int64_t before = model->ref_serial;
	model->ref_serial = (int64_t)((uint64_t)before + delta);
	fake_check_time(model, model->ref_serial, what);
	if (model->ref_serial < before)
		fake_break(model, RULE_serial_time_back, "%s: %" PRId64 " after %" PRId64, what,
			   model->ref_serial, before);
	return model->ref_serial;
}

/* ---- locks ---- */

static void announce(struct fake_model *model, const struct fake_view *view)
{
	int is_new;
	struct fake_lock *lock = fake_map_make(&model->locks, view->field[0], sizeof *lock,
					       &is_new);
	if (!is_new)
		fake_break(model, RULE_lock_twice, "%" PRIu64, view->field[0]);
	lock->id = view->field[0];
	lock->announced = (int64_t)view->field[1];
	lock->site = view->field[2];
	lock->type = (int)view->field[3];
	if (lock->type > 1)
		fake_break(model, RULE_lock_type, "type %d", lock->type);
	fake_check_time(model, lock->announced, "LockAnnounce");
	fake_site_of(model, lock->site);
}

static struct fake_lock *lock_of(struct fake_model *model, uint64_t id, const char *what)
{
	struct fake_lock *lock = fake_map_get(&model->locks, id);
	if (lock && !lock->is_ended)
		return lock;
	fake_break(model, RULE_lock_unknown, "%s of %" PRIu64, what, id);
	return NULL;
}

static struct fake_use *use_of(struct fake_model *model, struct fake_lock *lock, uint64_t thread)
{
	int is_new;
	struct fake_use *use = fake_map_make(&lock->threads, thread, sizeof *use, &is_new);
	if (is_new && lock->threads.n > LOCK_THREADS)
		fake_break(model, RULE_lock_threads, "lock %" PRIu64, lock->id);
	return use;
}

static void see_wait(struct fake_model *model, const struct fake_view *view, int is_shared)
{
	const char *what = fake_item_name(view->item);
	struct fake_lock *lock = lock_of(model, view->field[1], what);
	serial_time(model, view->field[2], what);
	if (!lock)
		return;
	if (is_shared && lock->type != 1)
		fake_break(model, RULE_lock_type, "%s of an exclusive lock", what);
	struct fake_use *use = use_of(model, lock, view->field[0]);
	*(is_shared ? &lock->shared_waits : &lock->waits) += 1;
	*(is_shared ? &use->shared_waits : &use->waits) += 1;
}

static void see_obtain(struct fake_model *model, const struct fake_view *view, int is_shared)
{
	const char *what = fake_item_name(view->item);
	struct fake_lock *lock = lock_of(model, view->field[1], what);
	serial_time(model, view->field[2], what);
	if (!lock)
		return;
	struct fake_use *use = use_of(model, lock, view->field[0]);
	uint64_t *waits = is_shared ? &use->shared_waits : &use->waits;
	if (*waits == 0)
		fake_break(model, RULE_lock_no_wait, "%s of %" PRIu64 " by %" PRIu64, what,
			   lock->id, view->field[0]);
	else
		--*waits;
	*(is_shared ? &lock->shared_obtains : &lock->obtains) += 1;
	*(is_shared ? &lock->shared_held : &lock->held) += 1;
}

static void see_release(struct fake_model *model, uint64_t id, uint64_t delta, int is_shared)
{
	const char *what = is_shared ? "LockSharedRelease" : "LockRelease";
	struct fake_lock *lock = lock_of(model, id, what);
	serial_time(model, delta, what);
	if (!lock)
		return;
	uint64_t *held = is_shared ? &lock->shared_held : &lock->held;
	if (*held == 0)
		fake_break(model, RULE_lock_not_held, "%s of %" PRIu64, what, id);
	else
		--*held;
	*(is_shared ? &lock->shared_releases : &lock->releases) += 1;
}

static void see_lock_mark(struct fake_model *model, const struct fake_view *view)
{
	struct fake_lock *lock = lock_of(model, view->field[1], "LockMark");
	if (!lock)
		return;
	lock->marks++;
	if (!fake_map_get(&lock->threads, view->field[0]))
		fake_break(model, RULE_lock_not_held, "LockMark of %" PRIu64 " by %" PRIu64,
			   lock->id, view->field[0]);
	fake_site_of(model, view->field[2]);
}

static void name_lock(struct fake_model *model, uint64_t id)
{
	char *name = fake_take_single(model, "LockName", NULL);
	struct fake_lock *lock = lock_of(model, id, "LockName");
	if (lock) {
		free(lock->name);
		lock->name = name;
	} else {
		free(name);
	}
}

static int see_lock(struct fake_model *model, const struct fake_view *view)
{
	struct fake_lock *lock;
	switch ((int)view->item) {
	case ITEM_LockAnnounce:
		announce(model, view);
		break;
	case ITEM_LockTerminate:
		fake_check_time(model, (int64_t)view->field[1], "LockTerminate");
		lock = lock_of(model, view->field[0], "LockTerminate");
		if (lock)
			lock->is_ended = 1;
		break;
	case ITEM_LockWait:
		see_wait(model, view, 0);
		break;
	case ITEM_LockSharedWait:
		see_wait(model, view, 1);
		break;
	case ITEM_LockObtain:
		see_obtain(model, view, 0);
		break;
	case ITEM_LockSharedObtain:
		see_obtain(model, view, 1);
		break;
	case ITEM_LockRelease:
		see_release(model, view->field[0], view->field[1], 0);
		break;
	case ITEM_LockSharedRelease:
		see_release(model, view->field[0], view->field[1], 1);
		break;
	case ITEM_LockMark:
		see_lock_mark(model, view);
		break;
	case ITEM_LockName:
		name_lock(model, view->field[0]);
		break;
	default:
		return 0;
	}
	return 1;
}

/* ---- memory ---- */

/* The pool that an event of this kind goes to; takes the staged name. */
static struct fake_pool *pool_of(struct fake_model *model, int is_named, const char *what)
{
	uint64_t name = 0;
	if (is_named) {
		if (!model->staged.has_memory)
			fake_break(model, RULE_staged_missing, "%s without a name", what);
		name = model->staged.memory;
		model->staged.has_memory = 0;
	}
	struct fake_pool *pool = fake_map_make(&model->pools, name, sizeof *pool, NULL);
	pool->name = name;
	return pool;
}

static void take_serial_callstack(struct fake_model *model, struct fake_pool *pool,
				  const char *what)
{
	if (!model->staged.has_serial)
		fake_break(model, RULE_staged_missing, "%s without a callstack", what);
	model->staged.has_serial = 0;
	pool->callstacks++;
}

static void see_alloc(struct fake_model *model, const struct fake_view *view, int is_named,
		      int has_callstack)
{
	const char *what = fake_item_name(view->item);
	struct fake_pool *pool = pool_of(model, is_named, what);
	serial_time(model, view->field[0], what);
	if (has_callstack)
		take_serial_callstack(model, pool, what);
	uint64_t address = view->field[2], size = view->field[3];
	uint64_t before = (uint64_t)(uintptr_t)fake_map_get(&pool->live, address);
	pool->allocs++;
	if (before) {
		pool->twice++;
		pool->bytes -= before - 1;
		if (!(model->flags & FAKE_FLAG_NO_FAULTS) || model->protocol < 82)
			fake_break(model, RULE_memory_twice, "0x%" PRIx64, address);
	}
	fake_map_put(&pool->live, address, (void *)(uintptr_t)(size + 1));
	pool->bytes += size;
	if (pool->bytes > pool->most_bytes)
		pool->most_bytes = pool->bytes;
}

static void see_free(struct fake_model *model, const struct fake_view *view, int is_named,
		     int has_callstack)
{
	const char *what = fake_item_name(view->item);
	struct fake_pool *pool = pool_of(model, is_named, what);
	serial_time(model, view->field[0], what);
	if (has_callstack)
		take_serial_callstack(model, pool, what);
	uint64_t size = (uint64_t)(uintptr_t)fake_map_take(&pool->live, view->field[2]);
	pool->frees++;
	if (size) {
		pool->bytes -= size - 1;
		return;
	}
	pool->frees_unknown++;
	if (!(model->flags & FAKE_FLAG_NO_FAULTS))
		fake_break(model, RULE_memory_unknown, "0x%" PRIx64, view->field[2]);
}

static void discard(struct fake_model *model, const struct fake_view *view)
{
	serial_time(model, view->field[0], "MemDiscard");
	uint64_t name = view->field[2];
	struct fake_pool *pool = fake_map_make(&model->pools, name, sizeof *pool, NULL);
	pool->name = name;
	pool->discards++;
	pool->bytes = 0;
	fake_map_release(&pool->live);
	fake_check_handle(model, name, "MemDiscard");
	fake_ask(model, QUERY_String, name);
}

static void see_serial_callstack(struct fake_model *model)
{
	if (!model->staged.has_callstack)
		fake_break(model, RULE_staged_missing, "CallstackSerial without its payload");
	if (model->staged.has_serial)
		fake_break(model, RULE_staged_twice, "CallstackSerial");
	model->staged.has_callstack = 0;
	model->staged.has_serial = 1;
}

int fake_see_serial(struct fake_model *model, const struct fake_view *view)
{
	switch ((int)view->item) {
	case ITEM_MemAlloc:
		see_alloc(model, view, 0, 0);
		break;
	case ITEM_MemAllocNamed:
		see_alloc(model, view, 1, 0);
		break;
	case ITEM_MemAllocCallstack:
		see_alloc(model, view, 0, 1);
		break;
	case ITEM_MemAllocCallstackNamed:
		see_alloc(model, view, 1, 1);
		break;
	case ITEM_MemFree:
		see_free(model, view, 0, 0);
		break;
	case ITEM_MemFreeNamed:
		see_free(model, view, 1, 0);
		break;
	case ITEM_MemFreeCallstack:
		see_free(model, view, 0, 1);
		break;
	case ITEM_MemFreeCallstackNamed:
		see_free(model, view, 1, 1);
		break;
	case ITEM_MemDiscard:
		discard(model, view);
		break;
	case ITEM_CallstackSerial:
		see_serial_callstack(model);
		break;
	default:
		return see_lock(model, view);
	}
	return 1;
}
