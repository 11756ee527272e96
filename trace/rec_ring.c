/* rec_ring.c - a thread's piece of shared memory, into which its records go. */
#include "trace/rec_ring.h"

#include "base/clock.h"
#include "trace/aside.h"
#include "trace/loss.h"
#include "trace/rec_put.h"
#include "trace/rec_sites.h"
#include "trace/rec_store.h"

#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

static struct rec_ring no_ring = { .gate = LEAF__REC_SHUT, .where = REC_ROOM };
__thread struct rec_ring *leaf__rec_own = &no_ring;
unsigned leaf__rec_epoch = 1;
unsigned leaf__rec_tag;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct rec_ring *free_rings; /* linked by next_free */
static struct rec_ring *batches;    /* the first ring of each mapping, by next_batch */
static uint32_t n_rings;

/* What the child of a fork inherits of its thread's open spans. */
static struct {
	uint32_t thread; /* whose; 0: nothing is inherited */
	uint32_t depth;
	uint32_t stack[REC_STACK];
	uint64_t sp[REC_STACK + 1];
	uint32_t back[REC_STACK + 1];
} inherited;

static struct rec_ring *pointer(uint64_t address)
{
	return (struct rec_ring *)(uintptr_t)address;
}

static uint32_t stack_known(uint32_t depth)
{
	return depth < REC_STACK ? depth : REC_STACK;
}

/* ---- parts ---- */

/* The ring is empty: begin its next part, with the codes of the open spans. */
static void begin_part(struct rec_ring *ring)
{
	struct rec_part *part = leaf__rec_part(ring);
	const struct leaf_thread_info *info = (void *)pointer(ring->info);
	part->base = ring->last;
	part->depth = leaf__rec_depth(ring);
	part->id = ring->id;
	if (info)
		memcpy(part->name, info->name, sizeof part->name);
	leaf__rec_order();
	int is_first = ring->where >> 32 == part->first;
	if (!leaf__rec_meta->cap && !leaf__rec_meta->lost_parts && !is_first)
		return; /* the parts before will be there */
	uint32_t known = stack_known(part->depth);
	if (known) {
		char *end = leaf__rec_control(leaf__rec_records(ring), REC_STACK_IS, known,
					      ring->stack, known * sizeof *ring->stack);
		leaf__rec_order();
		ring->where += (uint64_t)(end - leaf__rec_records(ring));
	}
}

/* Write the part out and begin the next. Signals are blocked. */
static void turn_part(struct rec_ring *ring)
{
	uint32_t seq = (uint32_t)(ring->where >> 32), len = leaf__rec_used(ring);
	if (leaf__rec_epoch_of(ring) == leaf__rec_epoch && len)
		leaf__rec_store_part(leaf__rec_part(ring), seq, len);
	leaf__rec_order();
	ring->where = (uint64_t)(seq + 1) << 32;
	leaf__rec_order();
	begin_part(ring);
}

static void count_dropped(uint32_t n)
{
	__atomic_add_fetch(&leaf__rec_meta->dropped, n, __ATOMIC_RELAXED);
}

static const struct rec_channel channel = { turn_part, count_dropped };

char *leaf__rec_begin_at(struct rec_ring *ring, size_t need, const void *here)
{
	return leaf__rec_begin_in(&channel, ring, need, here);
}

/* The child of a fork closes a span of its parent's before it has recorded anything. */
static void close_inherited(uint32_t depth)
{
	if (inherited.thread && depth <= inherited.depth)
		inherited.depth = depth - 1;
}

void leaf__rec_close(unsigned epoch, uint32_t depth, uint32_t code, uint64_t now, const void *here)
{
	struct rec_ring *ring = leaf__rec_own;
	if (ring == &no_ring) {
		close_inherited(depth);
		return;
	}
	if (epoch != leaf__rec_epoch_of(ring) || depth > leaf__rec_depth(ring)) {
		__atomic_add_fetch(&leaf__rec_meta->stale, 1, __ATOMIC_RELAXED);
		leaf__loss_add(LEAF__LOSS_STALE, 1);
		return;
	}
	leaf__rec_close_in(&channel, ring, depth, code, now, here);
}

/* ---- rings ---- */

/* Map more rings, the more the more there are. */
static int more_rings(void)
{
	enum { BATCH_MAX = 64 };
	uint32_t n = n_rings < 1 ? 1 : n_rings < BATCH_MAX ? n_rings : BATCH_MAX;
	struct rec_ring *first = leaf__rec_store_rings(n_rings, n);
	if (!first)
		return 0;
	first->n_batch = n;
	first->next_batch = (uint64_t)(uintptr_t)batches;
	batches = first;
	for (uint32_t i = n; i-- > 0;) {
		struct rec_ring *ring = (void *)((char *)first + (size_t)i * REC_SLOT);
		leaf__rec_part(ring)->ring = n_rings + i;
		ring->gate = LEAF__REC_SHUT;
		ring->sp[0] = UINT64_MAX;
		ring->next_free = (uint64_t)(uintptr_t)free_rings;
		leaf__rec_order();
		ring->magic = REC_RING_MAGIC;
		free_rings = ring;
	}
	n_rings += n;
	leaf__rec_meta->n_rings = n_rings;
	return 1;
}

static struct rec_ring *take_ring(void)
{
	pthread_mutex_lock(&lock);
	struct rec_ring *ring = NULL;
	enum leaf__rec_readiness readiness = leaf__rec_store_ready();
	if (readiness == LEAF__REC_BEGUN)
		leaf__rec_sites_again();
	if (readiness && (free_rings || more_rings())) {
		ring = free_rings;
		free_rings = pointer(ring->next_free);
		leaf__rec_meta->n_threads++;
	}
	pthread_mutex_unlock(&lock);
	return ring;
}

static void inherit(struct rec_ring *ring)
{
	leaf__rec_set_depth(ring, inherited.depth);
	memcpy(ring->stack, inherited.stack, sizeof ring->stack);
	memcpy(ring->sp, inherited.sp, sizeof ring->sp);
	memcpy(ring->back, inherited.back, sizeof ring->back);
	__atomic_store_n(&inherited.thread, 0, __ATOMIC_RELAXED);
}

static void give_to(struct rec_ring *ring, struct leaf_thread_info *thread)
{
	struct rec_part *part = leaf__rec_part(ring);
	part->thread = thread->number;
	part->tid = (uint32_t)thread->tid;
	part->first = (uint32_t)(ring->where >> 32);
	ring->info = (uint64_t)(uintptr_t)thread;
	ring->mark = (uint64_t)leaf__rec_epoch << LEAF__REC_EPOCH_SHIFT | leaf__rec_tag;
	if (__atomic_load_n(&inherited.thread, __ATOMIC_RELAXED) == thread->number)
		inherit(ring);
	ring->id = 0;
	ring->dropped = 0;
	ring->last = leaf__clock_ticks();
	begin_part(ring);
	ring->gate = 0;
}

struct request {
	struct leaf_thread_info *thread;
	struct rec_ring *ring;
};

static void get_ring(void *arg)
{
	struct request *request = arg;
	request->ring = take_ring();
	if (request->ring) {
		give_to(request->ring, request->thread);
		leaf__rec_own = request->ring;
	} else {
		leaf__rec_own = &no_ring;
		__atomic_add_fetch(&leaf__rec_meta->dropped, 1, __ATOMIC_RELAXED);
		leaf__loss_add(LEAF__LOSS_RECORD_WRITE, 1);
	}
}

struct rec_ring *leaf__rec_ring_get(struct leaf_thread_info *thread)
{
	struct rec_ring *ring = leaf__rec_own;
	if (__builtin_expect(ring != &no_ring && leaf__rec_epoch_of(ring) == leaf__rec_epoch, 1))
		return ring;
	struct request request = { thread, NULL };
	struct leaf__rec_quiet quiet;
	leaf__rec_quiet(&quiet);
	leaf__aside(get_ring, &request);
	leaf__rec_unquiet(&quiet);
	return request.ring;
}

void leaf__rec_ring_end(struct rec_ring *ring)
{
	struct leaf__rec_quiet quiet;
	leaf__rec_own = &no_ring;
	if (ring == &no_ring || leaf__rec_epoch_of(ring) != leaf__rec_epoch)
		return;
	leaf__rec_quiet(&quiet);
	ring->gate = LEAF__REC_SHUT;
	if (leaf__rec_used(ring) + 16 > REC_ROOM)
		turn_part(ring);
	leaf__rec_tell_dropped(&channel, ring);
	char *at = leaf__rec_records(ring) + leaf__rec_used(ring);
	char *end = leaf__rec_control(at, REC_END, 0, NULL, 0);
	leaf__rec_order();
	ring->where += (uint64_t)(end - at);
	leaf__rec_set_depth(ring, 0);
	ring->info = 0;
	turn_part(ring);
	pthread_mutex_lock(&lock);
	ring->next_free = (uint64_t)(uintptr_t)free_rings;
	free_rings = ring;
	pthread_mutex_unlock(&lock);
	leaf__rec_unquiet(&quiet);
}

static void forget_rings(void)
{
	free_rings = batches = NULL;
	n_rings = 0;
}

/* Shut, so that the short way notices; a thread at work this instant goes on for a part at most. */
void leaf__rec_rings_leave(void)
{
	pthread_mutex_lock(&lock);
	leaf__rec_epoch = (leaf__rec_epoch + 1) & LEAF__REC_EPOCH_MASK;
	for (struct rec_ring *batch = batches; batch; batch = pointer(batch->next_batch))
		for (uint32_t i = 0; i < batch->n_batch; i++) {
			struct rec_ring *ring = (void *)((char *)batch + (size_t)i * REC_SLOT);
			__atomic_store_n(&ring->gate, LEAF__REC_SHUT, __ATOMIC_RELAXED);
		}
	forget_rings();
	pthread_mutex_unlock(&lock);
}

/* The ring goes on changing in the parent: what the child needs of it is copied before. */
void leaf__rec_rings_fork_prepare(void)
{
	pthread_mutex_lock(&lock);
	struct rec_ring *own = leaf__rec_own;
	__atomic_store_n(&inherited.thread, 0, __ATOMIC_RELAXED);
	if (own == &no_ring || leaf__rec_epoch_of(own) != leaf__rec_epoch)
		return;
	__atomic_store_n(&inherited.thread, leaf__rec_part(own)->thread, __ATOMIC_RELAXED);
	inherited.depth = leaf__rec_depth(own);
	memcpy(inherited.stack, own->stack, sizeof own->stack);
	memcpy(inherited.sp, own->sp, sizeof own->sp);
	memcpy(inherited.back, own->back, sizeof own->back);
}

void leaf__rec_rings_fork_parent(void)
{
	__atomic_store_n(&inherited.thread, 0, __ATOMIC_RELAXED);
	pthread_mutex_unlock(&lock);
}

void leaf__rec_rings_fork_child(void)
{
	struct rec_ring *batch = batches;
	pthread_mutex_unlock(&lock); /* taken by this thread, in the parent */
	leaf__rec_own = &no_ring;
	forget_rings();
	while (batch) {
		struct rec_ring *next = pointer(batch->next_batch);
		munmap(batch, (size_t)batch->n_batch * REC_SLOT);
		batch = next;
	}
}
