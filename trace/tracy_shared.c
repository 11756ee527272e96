/* tracy_shared.c - locks and memory, as a viewer has been told of them. */
#include "trace/tracy_tracks.h"

#include <string.h>

enum { N_LISTS = 256, THREADS_PER_LOCK = 64, ALIVE_MAX = 1 << 22 };

struct holder {
	uint32_t tid;
	uint16_t waits, shared;
	uint32_t holds; /* how often: a lock may be recursive */
};

struct tracy_lock {
	struct tracy_lock *next;
	uint32_t id, wire; /* the program's number, the viewer's */
	int shared;	   /* announced as one that several may hold */
	unsigned n;
	struct holder holders[THREADS_PER_LOCK]; /* threads that have had to do with it */
};

/* Locks and memory count their times together. */
static uint64_t serial(struct tracy_tracks *tracks, uint64_t ticks)
{
	if (ticks < tracks->memory)
		ticks = tracks->memory;
	tracks->memory = ticks;
	return leaf__tracy_serial_delta(tracks->wire, ticks);
}

/* ---- addresses ---- */

static size_t place_of(const struct tracy_set *set, uint64_t address)
{
	size_t i = (size_t)(address * 0x9e3779b97f4a7c15u >> 20) & (set->room - 1);
	while (set->at[i] && set->at[i] != address)
		i = (i + 1) & (set->room - 1);
	return i;
}

static int grow_set(struct tracy_set *set)
{
	enum { FIRST = 4096 };
	struct tracy_set wider = { .room = set->room ? 2 * set->room : FIRST, .n = set->n };
	wider.at = leaf__pages_map(wider.room * sizeof *wider.at);
	if (!wider.at)
		return 0;
	for (size_t i = 0; i < set->room; i++)
		if (set->at[i])
			wider.at[place_of(&wider, set->at[i])] = set->at[i];
	if (set->at)
		leaf__pages_unmap(set->at, set->room * sizeof *set->at);
	*set = wider;
	return 1;
}

static int is_alive(const struct tracy_set *set, uint64_t address)
{
	return set->room && set->at[place_of(set, address)] != 0;
}

static int add_alive(struct tracy_set *set, uint64_t address)
{
	if (set->n >= ALIVE_MAX || (2 * (set->n + 1) > set->room && !grow_set(set)))
		return 0;
	set->at[place_of(set, address)] = address;
	set->n++;
	return 1;
}

/* Those behind it that were pushed on by it move up. */
static void drop_alive(struct tracy_set *set, uint64_t address)
{
	size_t i = place_of(set, address);
	set->at[i] = 0;
	set->n--;
	for (i = (i + 1) & (set->room - 1); set->at[i]; i = (i + 1) & (set->room - 1)) {
		uint64_t moved = set->at[i];
		set->at[i] = 0;
		set->at[place_of(set, moved)] = moved;
	}
}

static void put_free(struct tracy_tracks *tracks, uint64_t ticks, uint32_t tid, uint64_t address)
{
	leaf__tracy_item(tracks->wire, TRACY_MemFree, 0);
	leaf__tracy_u64(tracks->wire, serial(tracks, ticks));
	leaf__tracy_u32(tracks->wire, tid);
	leaf__tracy_u64(tracks->wire, address);
}

void leaf__tracy_free(struct tracy_tracks *tracks, uint64_t ticks, uint32_t tid, uint64_t address)
{
	if (!is_alive(&tracks->alive, address))
		return; /* allocated before the viewer came, or never told */
	drop_alive(&tracks->alive, address);
	put_free(tracks, ticks, tid, address);
}

void leaf__tracy_alloc(struct tracy_tracks *tracks, uint64_t ticks, uint32_t tid, uint64_t address,
		       uint64_t size)
{
	enum { SIZE_BYTES = 6 };
	if (!address)
		return;
	if (is_alive(&tracks->alive, address))
		put_free(tracks, ticks, tid, address); /* its end was not told */
	else if (!add_alive(&tracks->alive, address))
		return;
	leaf__tracy_item(tracks->wire, TRACY_MemAlloc, 0);
	leaf__tracy_u64(tracks->wire, serial(tracks, ticks));
	leaf__tracy_u32(tracks->wire, tid);
	leaf__tracy_u64(tracks->wire, address);
	leaf__tracy_put(tracks->wire, &size, SIZE_BYTES);
}

void leaf__tracy_shared_release(struct tracy_tracks *tracks)
{
	if (tracks->alive.at)
		leaf__pages_unmap(tracks->alive.at, tracks->alive.room * sizeof *tracks->alive.at);
	tracks->alive = (struct tracy_set){ 0 };
}

/* ---- locks ---- */

static void announce(struct tracy_tracks *tracks, struct tracy_lock *lock, uint64_t ticks,
		     const struct tracy_lock_step *step)
{
	char name[256];
	size_t len = step->name_len < sizeof name ? step->name_len : sizeof name - 1;
	memcpy(name, step->name, len);
	name[len] = '\0';
	uint32_t place = leaf__tracy_place(tracks->strings, name, "lock", 0, "lock");
	uint64_t handle = place ? leaf__tracy_location_handle(tracks->strings, place, 0) : 0;
	lock->wire = ++tracks->n_locks;
	lock->shared = step->shared;
	lock->n = 0;
	leaf__tracy_item(tracks->wire, TRACY_LockAnnounce, 0);
	leaf__tracy_u32(tracks->wire, lock->wire);
	leaf__tracy_u64(tracks->wire, ticks);
	leaf__tracy_u64(tracks->wire, handle ? handle : leaf__tracy_handle(TRACY_LOCATION, 1));
	leaf__tracy_u8(tracks->wire, lock->shared != 0);
	leaf__tracy_string(tracks->wire, name, len);
	leaf__tracy_item(tracks->wire, TRACY_LockName, 0);
	leaf__tracy_u32(tracks->wire, lock->wire);
}

static void terminate(struct tracy_tracks *tracks, struct tracy_lock *lock, uint64_t ticks)
{
	leaf__tracy_item(tracks->wire, TRACY_LockTerminate, 0);
	leaf__tracy_u32(tracks->wire, lock->wire);
	leaf__tracy_u64(tracks->wire, ticks);
	lock->wire = 0;
}

static struct tracy_lock *lock_of(struct tracy_tracks *tracks, uint32_t id)
{
	struct tracy_lock **list = &tracks->locks[id % N_LISTS], *lock = *list;
	while (lock && lock->id != id)
		lock = lock->next;
	if (lock)
		return lock;
	lock = tracks->free_locks;
	if (lock)
		tracks->free_locks = lock->next;
	else
		lock = leaf__arena_alloc(&tracks->arena, sizeof *lock);
	if (!lock)
		return NULL;
	*lock = (struct tracy_lock){ .next = *list, .id = id };
	*list = lock;
	return lock;
}

static void forget(struct tracy_tracks *tracks, struct tracy_lock *lock)
{
	struct tracy_lock **link = &tracks->locks[lock->id % N_LISTS];
	while (*link != lock)
		link = &(*link)->next;
	*link = lock->next;
	lock->next = tracks->free_locks;
	tracks->free_locks = lock;
}

/* A viewer bears so many threads per lock; what further ones do is left out. */
static struct holder *holder_of(struct tracy_lock *lock, uint32_t tid)
{
	for (unsigned i = 0; i < lock->n; i++)
		if (lock->holders[i].tid == tid)
			return &lock->holders[i];
	if (lock->n == THREADS_PER_LOCK)
		return NULL;
	lock->holders[lock->n] = (struct holder){ .tid = tid };
	return &lock->holders[lock->n++];
}

static void put_step(struct tracy_tracks *tracks, const struct tracy_lock *lock, uint64_t ticks,
		     enum tracy_item item, uint32_t tid)
{
	leaf__tracy_item(tracks->wire, item, 0);
	leaf__tracy_u32(tracks->wire, tid);
	leaf__tracy_u32(tracks->wire, lock->wire);
	leaf__tracy_u64(tracks->wire, serial(tracks, ticks));
}

static void put_release(struct tracy_tracks *tracks, const struct tracy_lock *lock, uint64_t ticks,
			struct holder *holder)
{
	holder->holds = 0;
	leaf__tracy_item(tracks->wire, holder->shared ? TRACY_LockSharedRelease : TRACY_LockRelease,
			 0);
	leaf__tracy_u32(tracks->wire, lock->wire);
	leaf__tracy_u64(tracks->wire, serial(tracks, ticks));
	if (holder->shared)
		leaf__tracy_u32(tracks->wire, holder->tid);
}

static void wait(struct tracy_tracks *tracks, struct tracy_lock *lock, uint64_t ticks,
		 struct holder *holder, int shared)
{
	if (holder->holds || holder->waits)
		return;
	holder->waits = 1;
	holder->shared = shared != 0;
	put_step(tracks, lock, ticks, shared ? TRACY_LockSharedWait : TRACY_LockWait, holder->tid);
}

static void obtain(struct tracy_tracks *tracks, struct tracy_lock *lock, uint64_t ticks,
		   struct holder *holder, int shared)
{
	if (holder->holds++)
		return;
	holder->holds = 0;
	wait(tracks, lock, ticks, holder, shared);
	for (unsigned i = 0; i < lock->n; i++) /* their releases were not told */
		if (lock->holders[i].holds && !(shared && lock->holders[i].shared))
			put_release(tracks, lock, ticks, &lock->holders[i]);
	holder->waits = 0;
	holder->holds = 1;
	put_step(tracks, lock, ticks, holder->shared ? TRACY_LockSharedObtain : TRACY_LockObtain,
		 holder->tid);
}

void leaf__tracy_lock(struct tracy_tracks *tracks, uint64_t ticks,
		      const struct tracy_lock_step *step)
{
	struct tracy_lock *lock = lock_of(tracks, step->id);
	if (!lock)
		return;
	if (ticks < tracks->memory)
		ticks = tracks->memory;
	if (lock->wire && step->shared && !lock->shared)
		terminate(tracks, lock, ticks);
	if (step->kind == LEAF_KIND_LOCK_END) {
		if (lock->wire)
			terminate(tracks, lock, ticks);
		forget(tracks, lock);
		return;
	}
	if (!lock->wire)
		announce(tracks, lock, ticks, step);
	struct holder *holder = holder_of(lock, step->tid);
	if (!holder)
		return;
	if (step->kind == LEAF_KIND_LOCK_WAIT)
		wait(tracks, lock, ticks, holder, step->shared);
	else if (step->kind == LEAF_KIND_LOCK_OBTAIN)
		obtain(tracks, lock, ticks, holder, step->shared);
	else if (holder->holds && --holder->holds == 0)
		put_release(tracks, lock, ticks, holder);
}
