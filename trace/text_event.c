/* text_event.c - the text log's short way for events: a line in the buffer, and nothing else. */
#include "trace/text_event.h"

#include "trace/frame.h"
#include "trace/out_quick.h"
#include "trace/text_line.h"
#include "trace/text_solo.h"
#include "trace/text_tree.h"
#include "trace/thread.h"
#include "trace/zone.h"

#include <time.h>

enum { TIME_ROOM = 32 };

static struct leaf__out *log_file;
static unsigned blanks_a_level, self;
static int has_time;

/* The time of the last line as text, for all lines of the same second; the log's lock guards it. */
static struct {
	int64_t second;
	unsigned len; /* 0: there is none */
	char text[LEAF__NUMBER_ROOM];
} said;

void leaf__text_event_start(const struct leaf_sink *sink, struct leaf__out *out, unsigned indent,
			    int timer)
{
	self = sink->index;
	log_file = out;
	blanks_a_level = indent;
	has_time = timer;
	said.len = 0;
}

char *leaf__text_time(char *at, int64_t now)
{
	at = leaf__put_date(at, now + leaf__zone_offset(now));
	*at++ = ' ';
	return at;
}

static inline char *put_time(char *at, int64_t now)
{
	if (__builtin_expect(said.second != now || !said.len, 0)) {
		said.len = (unsigned)(leaf__text_time(said.text, now) - said.text);
		said.second = now;
		said.len = said.len <= TIME_ROOM ? said.len : 0;
	}
	if (__builtin_expect(!said.len, 0))
		return leaf__text_time(at, now);
	memcpy(at, said.text, TIME_ROOM);
	return at + said.len;
}

static inline int put_line(struct leaf__thread *thread, const struct leaf__text_site *lines,
			   const void *packed, const void *sp, int64_t now)
{
	struct leaf__text_thread *mine = thread->info.data[self];
	unsigned depth = mine ? leaf__text_alive(mine, sp) : 0, inside = depth > 0;
	unsigned blanks = 1 + (depth - inside) * blanks_a_level + inside;
	if (depth > LEAF__TEXT_LEVELS)
		return 0;
	char *at = leaf__out_room(log_file, lines->most + blanks + LEAF__NUMBER_ROOM);
	if (!at)
		return 0;
	at = leaf__line_blanks(at, blanks);
	if (has_time)
		at = put_time(at, now);
	leaf__out_done(log_file, leaf__line_rest(at, lines, packed), thread->info.number);
	return 1;
}

int leaf__text_event(struct leaf_site *site, const void *packed, const void *sp)
{
	struct leaf__thread *thread = leaf__thread_peek();
	const struct leaf_site_info *info = site->info;
	const struct leaf__text_site *lines = __atomic_load_n((void **)(size_t)&info->data[self],
							      __ATOMIC_ACQUIRE);
	struct timespec now;
	if (!thread || thread->busy != LEAF__THREAD_OUTSIDE || !lines || !lines->quick ||
	    info->level <= LEAF_LEVEL_WARN)
		return 0;
	/* a frame below ours has been left by longjmp: it has to be closed first */
	if (thread->top && (const char *)thread->top->sp < (const char *)sp)
		return 0;
	clock_gettime(CLOCK_REALTIME_COARSE, &now);
	if ((uint64_t)now.tv_sec > __atomic_load_n(&log_file->flushed, __ATOMIC_RELAXED))
		return 0; /* what is in the buffer shall be seen */
	thread->busy = (size_t)sp;
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	int done = put_line(thread, lines, packed, sp, now.tv_sec);
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	thread->busy = LEAF__THREAD_OUTSIDE;
	return done;
}
