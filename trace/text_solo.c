/* text_solo.c - the text log's short way: a line for a span, and no frame. */
/* Compiled without vector registers; see docs/design/trace.md, "Doors instead of calls". */
#include "trace/text_solo.h"

#include "base/arena.h"
#include "trace/loss.h"
#include "trace/out_quick.h"
#include "trace/solo.h"
#include "trace/text_event.h"
#include "trace/text_line.h"
#include "trace/text_tree.h"
#include "trace/thread.h"

#include <errno.h>

static struct leaf__out *log_file;
static unsigned blanks_a_level, self, tag;

/* ---- how deep a thread is ---- */

static struct leaf__text_thread *depth_of(struct leaf_thread_info *thread)
{
	if (!thread->data[self]) {
		thread->data[self] = leaf__pages_map(sizeof(struct leaf__text_thread));
		if (!thread->data[self])
			leaf__loss_add(LEAF__LOSS_NOMEM, 1);
	}
	return thread->data[self];
}

unsigned leaf__text_depth_get(struct leaf_thread_info *thread)
{
	struct leaf__text_thread *mine = depth_of(thread);
	return mine ? mine->depth : 0;
}

static inline void set_depth(struct leaf__text_thread *mine, unsigned depth, const char *sp,
			     const void *back)
{
	mine->depth = depth;
	if (depth > 0 && depth <= LEAF__TEXT_LEVELS) {
		mine->sp[depth - 1] = sp;
		mine->back[depth - 1] = back;
	}
}

/* How deep a span stands that is opened here: nothing is open twice at one place in a function. */
static inline unsigned level_here(struct leaf__text_thread *mine, const char *sp, const void *back)
{
	unsigned depth = leaf__text_alive(mine, sp);
	for (unsigned i = depth; i > 0 && i <= LEAF__TEXT_LEVELS && mine->sp[i - 1] == sp; i--)
		if (back && mine->back[i - 1] == back)
			depth = i - 1;
	return mine->depth = depth;
}

void leaf__text_depth_set(struct leaf_thread_info *thread, unsigned depth)
{
	struct leaf__text_thread *mine = depth_of(thread);
	if (mine && depth > mine->depth)
		set_depth(mine, depth, (const char *)-1, NULL); /* its frame tells what is alive */
	else if (mine)
		mine->depth = depth;
}

unsigned leaf__text_depth_alive(struct leaf_thread_info *thread)
{
	struct leaf__text_thread *mine = depth_of(thread);
	return mine ? leaf__text_alive(mine, ((struct leaf__thread *)(void *)thread)->sp) : 0;
}

void leaf__text_depth_free(struct leaf_thread_info *thread)
{
	leaf__pages_unmap(thread->data[self], sizeof(struct leaf__text_thread));
	thread->data[self] = NULL;
}

/* ---- spans ---- */

struct request {
	struct leaf_site *site;
	const void *packed, *sp;
	void *guard;
};

static void *guard_of(unsigned depth)
{
	return (void *)((size_t)depth << 3 | tag);
}

/* Whatever is not usual: a thread's first span, a first line, texts, no room, no buffer. */
static void open_slowly(void *arg)
{
	struct request *request = arg;
	struct leaf__thread *thread = leaf__thread_get();
	int saved = errno;
	request->guard = NULL;
	if (!thread || !leaf__thread_enter(thread, request->sp))
		return;
	struct leaf__text_thread *mine = depth_of(&thread->info);
	if (mine) {
		const void *back = leaf__door_back(request->sp);
		unsigned depth = level_here(mine, request->sp, back);
		leaf__text_span(request->site->info, &thread->info, request->packed, depth);
		set_depth(mine, depth + 1, request->sp, back);
		request->guard = guard_of(depth);
	}
	leaf__thread_leave(thread);
	errno = saved;
}

static inline int put_usual(struct leaf__thread *thread, struct leaf__text_thread *mine,
			    const struct leaf_site *site, const void *packed, unsigned depth)
{
	const struct leaf_site_info *info = site->info;
	const struct leaf__text_site *lines = __atomic_load_n((void **)(size_t)&info->data[self],
							      __ATOMIC_ACQUIRE);
	unsigned blanks = 1 + depth * blanks_a_level;
	if (!lines || !lines->quick || depth >= LEAF__TEXT_LEVELS)
		return 0;
	char *at = leaf__out_room(log_file, lines->most + blanks + LEAF__TEXT_BLOCK);
	if (!at)
		return 0;
	char *end = leaf__line_rest(leaf__line_blanks(at, blanks), lines, packed);
	leaf__out_done(log_file, end, thread->info.number);
	mine->depth = depth + 1;
	return 1;
}

static void *solo_open(struct leaf_site *site, const void *packed, const void *sp)
{
	struct leaf__thread *thread = leaf__thread_peek();
	struct leaf__text_thread *mine = thread ? thread->info.data[self] : NULL;
	struct request request = { site, packed, sp, NULL };
	if (__builtin_expect(mine && thread->busy == LEAF__THREAD_OUTSIDE, 1)) {
		thread->busy = (size_t)sp;
		__atomic_signal_fence(__ATOMIC_SEQ_CST);
		const void *back = leaf__door_back(sp);
		unsigned depth = level_here(mine, sp, back);
		int done = put_usual(thread, mine, site, packed, depth);
		__atomic_signal_fence(__ATOMIC_SEQ_CST);
		thread->busy = LEAF__THREAD_OUTSIDE;
		if (__builtin_expect(done, 1)) {
			mine->sp[depth] = sp;
			mine->back[depth] = back;
			return guard_of(depth);
		}
	}
	leaf__solo_slow(open_slowly, &request);
	return request.guard;
}

static void solo_close(void *guard)
{
	struct leaf__thread *thread = leaf__thread_peek();
	struct leaf__text_thread *mine = thread ? thread->info.data[self] : NULL;
	if (mine)
		mine->depth = (unsigned)((size_t)guard >> 3);
}

static const struct leaf__solo solo = { .open = solo_open,
					.close = solo_close,
					.event = leaf__text_event };

void leaf__text_solo_start(struct leaf_sink *sink, struct leaf__out *out, unsigned indent)
{
	self = sink->index;
	log_file = out;
	blanks_a_level = indent;
	leaf__solo_add(sink, &solo, 0, &tag);
}
