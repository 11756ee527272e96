/* tracy_queue.c - records of all threads, on their way to one reader. */
#include "trace/tracy_queue.h"

#include "base/arena.h"
#include "base/clock.h"
#include "trace/loss.h"
#include "trace/quiet.h"
#include "trace/rec_sites.h"
#include "trace/rec_values.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <time.h>

/* Full parts, one behind another; freed when all of them have been read. */
struct extent {
	struct extent *next_free;
	size_t used;
	unsigned live; /* pieces not read yet */
};
enum { EXTENT = REC_EXTENT + 4096 };

struct piece {
	struct piece *next;
	struct extent *extent;
	struct rec_part part; /* the records follow */
};

/* A ring and what the reader knows of it. Never freed: a thread that ends gives it to the next. */
struct source {
	struct source *next, *next_free, *next_fiber;
	int in_use, runs; /* runs: of a fiber's, it is some thread's at the moment */
	unsigned epoch;	  /* when it was begun */
	uint32_t taken;	  /* bytes of the part that have been read */
	uint32_t thread, tid;
	char name[16];
	struct rec_ring *ring;
};

static struct rec_ring no_ring = { .gate = LEAF__REC_SHUT, .where = REC_ROOM };
__thread struct rec_ring *leaf__tracy_own = &no_ring;
unsigned leaf__tracy_tag;
static __thread struct rec_ring *ring_of_thread; /* while leaf__tracy_own is a fiber's; or NULL */
static __thread int is_mute; /* the fiber that runs has no ring, for lack of room */

/* All below is under the lock, except what is read by itself. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct source *sources, *free_sources;
enum { N_FIBER_LISTS = 256 };
static struct source *fibers[N_FIBER_LISTS]; /* those of fibers, by number */
static size_t n_fibers;
static struct piece *first_piece, *last_piece;
static struct extent *filling, *free_extents;
static size_t queued, queue_cap;
static unsigned epoch = 1;
static int is_open, must_wait;

static struct source *serial; /* of what must be in order across threads */
static int serial_lock;

static struct rec_ring *reading_copy; /* the tail of a ring, as the reader sees it */
static struct source *cursor;
static struct piece *lent; /* to the reader */

static unsigned now_epoch(void)
{
	return __atomic_load_n(&epoch, __ATOMIC_RELAXED);
}

static struct source *source_of(const struct rec_ring *ring)
{
	return (struct source *)(uintptr_t)ring->info;
}

size_t leaf__tracy_queued(void)
{
	return __atomic_load_n(&queued, __ATOMIC_RELAXED);
}

int leaf__tracy_queue_is_open(void)
{
	return __atomic_load_n(&is_open, __ATOMIC_ACQUIRE);
}

/* ---- the list of full parts ---- */

static void free_extent(struct extent *extent)
{
	__atomic_store_n(&queued, queued - EXTENT, __ATOMIC_RELAXED);
	extent->next_free = free_extents;
	free_extents = extent;
}

static struct extent *new_extent(void)
{
	struct extent *extent = free_extents;
	if (extent)
		free_extents = extent->next_free;
	else
		extent = leaf__pages_map(EXTENT);
	if (!extent)
		return NULL;
	*extent = (struct extent){ .used = sizeof *extent };
	__atomic_store_n(&queued, queued + EXTENT, __ATOMIC_RELAXED);
	return extent;
}

static struct piece *new_piece(uint32_t len)
{
	size_t need = (sizeof(struct piece) + len + 15) & ~(size_t)15;
	if (!filling || filling->used + need > EXTENT) {
		if (filling && !filling->live)
			free_extent(filling);
		filling = new_extent();
	}
	if (!filling)
		return NULL;
	struct piece *piece = (void *)((char *)filling + filling->used);
	filling->used += need;
	filling->live++;
	piece->extent = filling;
	piece->next = NULL;
	return piece;
}

static void free_piece(struct piece *piece)
{
	if (--piece->extent->live == 0 && piece->extent != filling)
		free_extent(piece->extent);
}

_Static_assert(sizeof(struct extent) + sizeof(struct piece) + REC_ROOM + 16 <= EXTENT, "it fits");

/* What the reader has not taken of the part goes to the list. 0 if there is no memory for it. */
static int move_rest(struct source *source, int ended)
{
	const struct rec_ring *ring = source->ring;
	uint32_t used = leaf__rec_used(ring);
	uint32_t len = used > source->taken ? used - source->taken : 0;
	if (!len && !ended)
		return 1;
	struct piece *piece = new_piece(len);
	if (!piece)
		return 0;
	piece->part = (struct rec_part){ .thread = source->thread, .tid = source->tid, .len = len };
	memcpy(piece->part.name, source->name, sizeof source->name);
	memcpy(piece + 1, leaf__rec_records(source->ring) + source->taken, len);
	if (last_piece)
		last_piece->next = piece;
	else
		first_piece = piece;
	last_piece = piece;
	return 1;
}

/* ---- rings ---- */

static void set_where(struct rec_ring *ring, uint64_t where)
{
	__atomic_store_n(&ring->where, where, __ATOMIC_RELEASE);
}

/* The next records count from now on, and stand on their own. */
static void restart(struct rec_ring *ring)
{
	const uint32_t none = 0;
	ring->last = leaf__clock_ticks();
	leaf__rec_set_depth(ring, 0);
	char *at = leaf__rec_records(ring);
	char *end = leaf__rec_control(at, REC_TIME, 0, &ring->last, sizeof ring->last);
	end = leaf__rec_control(end, REC_UNWIND, 0, &none, sizeof none);
	set_where(ring, (ring->where & ~(uint64_t)0xffffffff) | (uint64_t)(end - at));
}

static int has_room(void)
{
	return __atomic_load_n(&queued, __ATOMIC_RELAXED) < queue_cap;
}

/* Signals are blocked and stay so: it is short, unless the user asked for waiting. */
static void wait_for_room(void)
{
	const struct timespec pause = { 0, 200000 };
	while (__atomic_load_n(&must_wait, __ATOMIC_RELAXED) && !has_room())
		nanosleep(&pause, NULL);
}

/* A ring that is full is kept shut by ring->id, so that every beginning comes by leaf__tracy_ready(). */
static void turn(struct rec_ring *ring)
{
	struct source *source = source_of(ring);
	wait_for_room();
	pthread_mutex_lock(&lock);
	int is_ours = source->epoch == epoch && is_open;
	int kept = !is_ours || move_rest(source, 0);
	ring->id = is_ours && !has_room() && !__atomic_load_n(&must_wait, __ATOMIC_RELAXED);
	source->taken = 0;
	set_where(ring, ((ring->where >> 32) + 1) << 32);
	if (!kept)
		restart(ring);
	pthread_mutex_unlock(&lock);
	if (!kept)
		leaf__loss_add(LEAF__LOSS_TRACY_FULL, 1);
}

static void count_dropped(uint32_t n)
{
	(void)n;
}

static const struct rec_channel channel = { turn, count_dropped };

char *leaf__tracy_begin_at(struct rec_ring *ring, size_t need, const void *here)
{
	return leaf__rec_begin_in(&channel, ring, need, here);
}

static struct source *new_source(void)
{
	size_t head = (sizeof(struct source) + 4095) & ~(size_t)4095;
	char *pages = leaf__pages_map(head + REC_SLOT);
	if (!pages)
		return NULL;
	struct source *source = (struct source *)(void *)pages;
	source->ring = (struct rec_ring *)(void *)(pages + head);
	source->ring->gate = LEAF__REC_SHUT;
	source->ring->sp[0] = UINT64_MAX;
	source->ring->info = (uint64_t)(uintptr_t)source;
	source->next = sources;
	sources = source;
	return source;
}

static void begin_ring(struct source *source, uint32_t thread, uint32_t tid, const char *name)
{
	struct rec_ring *ring = source->ring;
	source->in_use = 1;
	source->epoch = epoch;
	source->taken = 0;
	source->thread = thread;
	source->tid = tid;
	memcpy(source->name, name, sizeof source->name);
	ring->mark = (uint64_t)epoch << LEAF__REC_EPOCH_SHIFT | leaf__tracy_tag;
	ring->id = 0;
	ring->dropped = 0;
	set_where(ring, ((ring->where >> 32) + 1) << 32);
	restart(ring);
	ring->gate = 0;
}

/* None if the list is full: what threads leave behind when they end goes there, however many end. */
static struct rec_ring *give_ring(const struct leaf_thread_info *thread)
{
	struct leaf__quiet before;
	if (is_mute || (!has_room() && !__atomic_load_n(&must_wait, __ATOMIC_RELAXED)))
		return NULL;
	if (ring_of_thread) { /* the fiber is one of an earlier session */
		struct source *left = source_of(leaf__tracy_own);
		leaf__tracy_own = ring_of_thread;
		__atomic_store_n(&left->runs, 0, __ATOMIC_RELEASE);
	}
	ring_of_thread = NULL;
	struct rec_ring *ring = leaf__tracy_own;
	leaf__quiet_begin(&before);
	wait_for_room();
	pthread_mutex_lock(&lock);
	struct source *source = ring == &no_ring ? free_sources : source_of(ring);
	if (!is_open)
		source = NULL;
	else if (!source)
		source = new_source();
	else if (ring == &no_ring)
		free_sources = source->next_free;
	if (source) {
		begin_ring(source, thread->number, (uint32_t)thread->tid, thread->name);
		leaf__tracy_own = source->ring;
	}
	pthread_mutex_unlock(&lock);
	leaf__quiet_end(&before);
	return source ? source->ring : NULL;
}

/* Whether a span may begin in a ring that was full. */
static int is_relieved(struct rec_ring *ring)
{
	if (leaf__tracy_queued() > queue_cap / 4 * 3)
		return 0;
	ring->id = 0;
	return 1;
}

uint32_t leaf__tracy_code(const struct leaf_sink *sink, const struct leaf_site_info *site)
{
	uint32_t code = (uint32_t)leaf__rec_site_peek(site, sink->index);
	if (__builtin_expect(code != 0, 1))
		return code;
	struct leaf_site_info *info = (void *)(uintptr_t)site; /* our own word in it is ours */
	leaf__rec_word word = leaf__rec_site_word(site, site->id);
	__atomic_store_n(&info->data[sink->index], (void *)(uintptr_t)word, __ATOMIC_RELAXED);
	return (uint32_t)word;
}

struct rec_ring *leaf__tracy_ready(const struct leaf_sink *sink, struct leaf_thread_info *thread,
				   const struct leaf_site_info *site, uint32_t *code)
{
	struct rec_ring *ring = leaf__tracy_own;
	if (!leaf__tracy_queue_is_open())
		return NULL;
	if (ring == &no_ring || leaf__rec_epoch_of(ring) != now_epoch())
		ring = give_ring(thread);
	if (!ring || (ring->id && !is_relieved(ring))) {
		leaf__loss_add(LEAF__LOSS_TRACY_FULL, 1);
		return NULL;
	}
	*code = leaf__tracy_code(sink, site);
	return ring;
}

void leaf__tracy_close(unsigned of_epoch, uint32_t depth, uint32_t code, uint64_t now,
		       const void *here)
{
	struct rec_ring *ring = leaf__tracy_own;
	if (ring == &no_ring || of_epoch != leaf__rec_epoch_of(ring) || of_epoch != now_epoch() ||
	    depth > leaf__rec_depth(ring))
		return;
	leaf__rec_close_in(&channel, ring, depth, code, now, here);
}

/* ---- fibers ---- */

static void tell_fiber(struct rec_ring *ring, const struct leaf_thread_info *thread, uint32_t runs)
{
	struct {
		uint64_t ticks;
		uint32_t tid;
	} __attribute__((packed)) payload = { leaf__clock_ticks(), (uint32_t)thread->tid };
	char *at = leaf__tracy_begin_at(ring, 4 + sizeof payload, __builtin_frame_address(0));
	if (!at)
		return;
	ring->last = payload.ticks;
	leaf__rec_commit(ring, leaf__rec_control(at, (enum rec_control)TRACY_REC_FIBER, runs,
						 &payload, sizeof payload));
}

static void free_source(struct source *source)
{
	source->in_use = 0;
	source->next_free = free_sources;
	free_sources = source;
}

/* A fiber without open spans needs no ring until it goes on. Under the lock. */
static void forget_fiber(struct source *source)
{
	struct source **link = &fibers[source->thread % N_FIBER_LISTS];
	while (*link != source)
		link = &(*link)->next_fiber;
	*link = source->next_fiber;
	n_fibers--;
	source->ring->gate = LEAF__REC_SHUT;
	free_source(source);
}

static void leave_fiber(const struct leaf_thread_info *thread)
{
	struct rec_ring *ring = leaf__tracy_own;
	struct leaf__quiet before;
	is_mute = 0;
	if (!ring_of_thread)
		return;
	leaf__tracy_own = ring_of_thread;
	ring_of_thread = NULL;
	if (ring == &no_ring)
		return;
	if (leaf__tracy_queue_is_open() && leaf__rec_epoch_of(ring) == now_epoch())
		tell_fiber(ring, thread, 0);
	leaf__quiet_begin(&before);
	pthread_mutex_lock(&lock);
	struct source *source = source_of(ring);
	__atomic_store_n(&source->runs, 0, __ATOMIC_RELEASE);
	int is_present = source->epoch == epoch && is_open;
	if (!leaf__rec_depth(ring) && (!is_present || move_rest(source, 0)))
		forget_fiber(source);
	pthread_mutex_unlock(&lock);
	leaf__quiet_end(&before);
}

static struct source *find_fiber(uint32_t thread)
{
	struct source *source = fibers[thread % N_FIBER_LISTS];
	while (source && source->thread != thread)
		source = source->next_fiber;
	return source;
}

/* Rings of fibers that wait count as what the viewer has not taken does. */
static struct source *new_fiber(uint32_t thread)
{
	enum { TOUCHED = 16 * 1024 };
	struct source *source = free_sources, **list = &fibers[thread % N_FIBER_LISTS];
	if (n_fibers >= queue_cap / TOUCHED ||
	    (!has_room() && !__atomic_load_n(&must_wait, __ATOMIC_RELAXED)))
		return NULL;
	if (source)
		free_sources = source->next_free;
	else
		source = new_source();
	if (!source)
		return NULL;
	source->next_fiber = *list;
	*list = source;
	n_fibers++;
	return source;
}

/* The fiber's ring, begun if need be. Under the lock. */
static struct rec_ring *ring_of_fiber(uint32_t fiber, const char *name)
{
	uint32_t thread = fiber | TRACY_FIBERS;
	struct source *source = find_fiber(thread);
	int goes_on = source && source->epoch == epoch;
	if (!source)
		source = new_fiber(thread);
	if (!source)
		return NULL;
	if (!goes_on)
		begin_ring(source, thread, 0, name);
	__atomic_store_n(&source->runs, 1, __ATOMIC_RELAXED);
	return source->ring;
}

/* What fibers had open in an earlier session is of no use. Under the lock. */
static void forget_fibers(void)
{
	for (struct source *source = sources; source; source = source->next)
		if (source->in_use && (source->thread & TRACY_FIBERS) &&
		    !__atomic_load_n(&source->runs, __ATOMIC_ACQUIRE))
			forget_fiber(source);
}

void leaf__tracy_go_on(const struct leaf_thread_info *thread, uint32_t fiber, const char *name,
		       size_t name_len)
{
	struct leaf__quiet before;
	char kept[16] = { 0 };
	leave_fiber(thread);
	if (!fiber || !leaf__tracy_queue_is_open())
		return;
	memcpy(kept, name, name_len < sizeof kept ? name_len : sizeof kept - 1);
	leaf__quiet_begin(&before);
	wait_for_room();
	pthread_mutex_lock(&lock);
	struct rec_ring *ring = is_open ? ring_of_fiber(fiber, kept) : NULL;
	pthread_mutex_unlock(&lock);
	leaf__quiet_end(&before);
	ring_of_thread = leaf__tracy_own;
	leaf__tracy_own = ring ? ring : &no_ring;
	is_mute = !ring;
	if (ring)
		tell_fiber(ring, thread, 1);
}

void leaf__tracy_thread_end(const struct leaf_thread_info *thread)
{
	leave_fiber(thread);
	struct rec_ring *ring = leaf__tracy_own;
	struct leaf__quiet before;
	leaf__tracy_own = &no_ring;
	if (ring == &no_ring)
		return;
	leaf__quiet_begin(&before);
	struct source *source = source_of(ring);
	ring->gate = LEAF__REC_SHUT;
	if (leaf__rec_used(ring) + 16 > REC_ROOM)
		turn(ring);
	char *at = leaf__rec_records(ring) + leaf__rec_used(ring);
	char *end = leaf__rec_control(at, REC_TIME, 0, (const uint64_t[]){ leaf__clock_ticks() },
				      8);
	end = leaf__rec_control(end, REC_END, 0, NULL, 0);
	set_where(ring, ring->where + (uint64_t)(end - at));
	pthread_mutex_lock(&lock);
	memcpy(source->name, thread->name, sizeof source->name);
	int kept = source->epoch != epoch || !is_open || move_rest(source, 1);
	free_source(source);
	pthread_mutex_unlock(&lock);
	leaf__quiet_end(&before);
	if (!kept)
		leaf__loss_add(LEAF__LOSS_NOMEM, 1);
}

/* ---- the serial ring ---- */

/* Whoever is in there for long has been stopped, or is this thread's own past: give up then. */
static int take_serial_lock(void)
{
	enum { PATIENCE = 200000 };
	for (int i = 0; i < PATIENCE; i++) {
		int free = 0;
		if (__atomic_compare_exchange_n(&serial_lock, &free, 1, 0, __ATOMIC_ACQUIRE,
						__ATOMIC_RELAXED))
			return 1;
		if (i % 64 == 63)
			sched_yield();
	}
	return 0;
}

static int begin_serial(void)
{
	static const char no_name[16];
	struct leaf__quiet before;
	leaf__quiet_begin(&before);
	pthread_mutex_lock(&lock);
	if (!serial && is_open)
		serial = new_source();
	int ready = serial && is_open;
	if (ready)
		begin_ring(serial, 0, 0, no_name);
	pthread_mutex_unlock(&lock);
	leaf__quiet_end(&before);
	return ready;
}

struct rec_ring *leaf__tracy_serial_enter(void)
{
	if (!leaf__tracy_queue_is_open())
		return NULL;
	if (!take_serial_lock()) {
		leaf__loss_add(LEAF__LOSS_TRACY_FULL, 1);
		return NULL;
	}
	int is_new = !serial || leaf__rec_epoch_of(serial->ring) != now_epoch();
	if ((is_new && !begin_serial()) || (serial->ring->id && !is_relieved(serial->ring))) {
		leaf__tracy_serial_leave();
		leaf__loss_add(LEAF__LOSS_TRACY_FULL, 1);
		return NULL;
	}
	serial->ring->gate = 0; /* the last one in was another thread */
	return serial->ring;
}

void leaf__tracy_serial_leave(void)
{
	__atomic_store_n(&serial_lock, 0, __ATOMIC_RELEASE);
}

char *leaf__tracy_serial_head(struct rec_ring *ring, char *at,
			      const struct leaf_thread_info *thread, uint32_t code)
{
	const uint32_t who[] = { thread->number, (uint32_t)thread->tid };
	uint64_t now = leaf__clock_ticks();
	at = leaf__rec_control(at, (enum rec_control)TRACY_REC_WHO, 0, who, sizeof who);
	return leaf__rec_header(ring, at, code, now > ring->last ? now : ring->last);
}

/* ---- opening and shutting ---- */

static void next_epoch(void)
{
	__atomic_store_n(&epoch, (epoch + 1) & LEAF__REC_EPOCH_MASK, __ATOMIC_RELAXED);
}

/* Twice a session: a thread that was in its ring at the end has opened its gate again since. */
static void shut_rings(void)
{
	for (struct source *source = sources; source; source = source->next)
		__atomic_store_n(&source->ring->gate, LEAF__REC_SHUT, __ATOMIC_RELAXED);
}

static void forget_pieces(void)
{
	while (first_piece) {
		struct piece *piece = first_piece;
		first_piece = piece->next;
		free_piece(piece);
	}
	last_piece = NULL;
	if (lent)
		free_piece(lent);
	lent = NULL;
	if (filling)
		free_extent(filling);
	filling = NULL;
	while (free_extents) {
		struct extent *extent = free_extents;
		free_extents = extent->next_free;
		leaf__pages_unmap(extent, EXTENT);
	}
	cursor = NULL;
}

void leaf__tracy_queue_open(size_t cap, int wait)
{
	struct leaf__quiet before;
	leaf__quiet_begin(&before);
	pthread_mutex_lock(&lock);
	shut_rings();
	next_epoch();
	forget_fibers();
	queue_cap = cap;
	__atomic_store_n(&must_wait, wait, __ATOMIC_RELAXED);
	if (!reading_copy)
		reading_copy = leaf__pages_map(REC_EXTENT);
	__atomic_store_n(&is_open, reading_copy != NULL, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&lock);
	leaf__quiet_end(&before);
}

void leaf__tracy_queue_hurry(void)
{
	__atomic_store_n(&must_wait, 0, __ATOMIC_RELAXED);
}

void leaf__tracy_queue_shut(void)
{
	struct leaf__quiet before;
	leaf__tracy_queue_hurry();
	leaf__quiet_begin(&before);
	pthread_mutex_lock(&lock);
	__atomic_store_n(&is_open, 0, __ATOMIC_RELEASE);
	next_epoch();
	shut_rings();
	forget_pieces();
	pthread_mutex_unlock(&lock);
	leaf__quiet_end(&before);
}

void leaf__tracy_queue_fork_prepare(void)
{
	pthread_mutex_lock(&lock);
}

void leaf__tracy_queue_fork_parent(void)
{
	pthread_mutex_unlock(&lock);
}

void leaf__tracy_queue_fork_child(void)
{
	size_t head = (sizeof(struct source) + 4095) & ~(size_t)4095;
	pthread_mutex_unlock(&lock); /* taken by this thread, in the parent */
	leaf__tracy_own = &no_ring;
	ring_of_thread = NULL;
	is_mute = 0;
	is_open = must_wait = serial_lock = 0;
	forget_pieces();
	while (sources) {
		struct source *source = sources;
		sources = source->next;
		leaf__pages_unmap(source, head + REC_SLOT);
	}
	free_sources = serial = NULL;
	memset(fibers, 0, sizeof fibers);
	n_fibers = 0;
	leaf__pages_unmap(reading_copy, reading_copy ? REC_EXTENT : 0);
	reading_copy = NULL;
}

/* ---- reading ---- */

/* The next part of the list; NULL if it is empty. */
static const struct rec_part *take_piece(void)
{
	if (!first_piece)
		return NULL;
	lent = first_piece;
	first_piece = lent->next;
	if (!first_piece)
		last_piece = NULL;
	return &lent->part;
}

/* What the ring of one source has that was not read yet. The list is empty: nothing is older. */
static const struct rec_part *take_tail(struct source *source)
{
	struct rec_part *part = (struct rec_part *)(void *)reading_copy;
	const struct rec_ring *ring = source->ring;
	uint32_t used = (uint32_t)__atomic_load_n(&ring->where, __ATOMIC_ACQUIRE);
	if (!source->in_use || source->epoch != epoch || used <= source->taken)
		return NULL;
	uint32_t len = used - source->taken;
	*part = (struct rec_part){ .thread = source->thread, .tid = source->tid, .len = len };
	memcpy(part->name, source->name, sizeof source->name);
	memcpy(part + 1, leaf__rec_records(source->ring) + source->taken, len);
	source->taken = used;
	return part;
}

const struct rec_part *leaf__tracy_take(void)
{
	static int in_round;
	const struct rec_part *part = NULL;
	struct leaf__quiet before;
	leaf__quiet_begin(&before);
	pthread_mutex_lock(&lock);
	if (lent)
		free_piece(lent);
	lent = NULL;
	if (!in_round)
		cursor = sources;
	if (is_open)
		part = take_piece();
	for (; is_open && !part && cursor; cursor = cursor->next)
		part = take_tail(cursor);
	in_round = part != NULL;
	pthread_mutex_unlock(&lock);
	leaf__quiet_end(&before);
	return part;
}
