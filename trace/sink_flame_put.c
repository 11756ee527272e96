/* sink_flame_put.c - writing the flame graph to its file, now or on a signal. */
#include "base/arena.h"
#include "base/clock.h"
#include "trace/config.h"
#include "trace/loss.h"
#include "trace/say.h"
#include "trace/sink_flame.h"
#include "trace/sink_flame_dump.h"
#include "trace/sink_flame_file.h"
#include "trace/sink_flame_stats.h"
#include "trace/sinks.h"
#include "trace/start.h"
#include "trace/thread.h"
#include "trace/watch.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void put_line(struct leaf__flame_file *file, const struct leaf__flame_stack *stack)
{
	char number[32];
	int n = snprintf(number, sizeof number, " %llu\n", stack->self_ns);
	leaf__flame_file_put(file, stack->path, stack->path_len);
	leaf__flame_file_put(file, stack->frame, strlen(stack->frame));
	leaf__flame_file_put(file, number, (size_t)n);
}

static int put_graph(struct leaf__flame_file *file)
{
	return leaf__flame_dump(file, put_line, 0);
}

static int write_to(const char *path, int (*put)(struct leaf__flame_file *file))
{
	struct leaf__flame_file *file = leaf__pages_map(sizeof *file);
	if (!file) {
		errno = ENOMEM;
		return -1;
	}
	leaf__flame_file_open(file, path);
	if (!file->error && put(file) != 0)
		file->error = ENOMEM;
	int result = leaf__flame_file_close(file);
	leaf__pages_unmap(file, sizeof *file);
	return result;
}

static int write_or_say(const char *path, int (*put)(struct leaf__flame_file *file))
{
	static int said;
	if (write_to(path, put) == 0)
		return 0;
	int error = errno;
	leaf__loss_add(LEAF__LOSS_FLAME_WRITE, 1);
	if (!said)
		leaf__say("cannot write the flame graph '%s': %s", path, strerror(error));
	said = 1;
	errno = error;
	return -1;
}

int leaf__flame_put(const char *path)
{
	const char *stats = leaf__flame_file_stats_path();
	/* Before the rate is known, which may take a millisecond of a short run. */
	leaf__flame.until = leaf__clock_ticks();
	leaf__flame.ns_per_tick = 1;
	if (leaf__flame.mode == LEAF__FLAME_EXACT)
		leaf__flame.ns_per_tick = leaf__clock_ns_per_tick();
	int result = write_or_say(path ? path : leaf__flame_file_path(), put_graph);
	if (stats && write_or_say(stats, leaf__flame_stats_put) != 0)
		result = -1;
	return result;
}

int leaf__flame_write(const char *path)
{
	struct leaf__thread *thread = leaf__thread_peek();
	int result = -1, error = 0, saved = errno;
	leaf__start_once();
	if (thread && !leaf__thread_enter(thread, __builtin_frame_address(0))) {
		errno = EBUSY;
		return -1;
	}
	leaf__start_lock();
	if (leaf__sinks.active & 1u << leaf__sink_flame.index)
		result = leaf__flame_put(path);
	else
		errno = ENODATA;
	error = errno;
	leaf__start_unlock();
	if (thread)
		leaf__thread_leave(thread);
	errno = result == 0 ? saved : error;
	return result;
}

static void on_signal(void)
{
	leaf__flame_write(NULL); /* what fails is said there */
}

void leaf__flame_watch_start(void)
{
	const char *text = leaf__config_get("LEAF_FLAME_SIGNAL");
	int number = text ? leaf__watch_number(text) : 0;
	if (text && !number)
		leaf__say("LEAF_FLAME_SIGNAL='%s' is no signal, such as 12 or USR2", text);
	else if (number && leaf__watch_start(number, on_signal) != 0)
		leaf__say("LEAF_FLAME_SIGNAL='%s' cannot be had: %s", text, strerror(errno));
}

void leaf__flame_watch_stop(void)
{
	leaf__watch_stop(on_signal);
}
