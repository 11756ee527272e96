/* sink_flame_put.c - writing the flame graph to its file, now. */
#include "base/arena.h"
#include "base/clock.h"
#include "trace/loss.h"
#include "trace/say.h"
#include "trace/sink_flame.h"
#include "trace/sink_flame_dump.h"
#include "trace/sink_flame_file.h"
#include "trace/sinks.h"
#include "trace/start.h"
#include "trace/thread.h"

#include <errno.h>
#include <string.h>

static int write_to(const char *path)
{
	struct leaf__flame_file *file = leaf__pages_map(sizeof *file);
	if (!file) {
		errno = ENOMEM;
		return -1;
	}
	leaf__flame_file_open(file, path);
	if (!file->error && leaf__flame_dump(file) != 0)
		file->error = ENOMEM;
	int result = leaf__flame_file_close(file);
	leaf__pages_unmap(file, sizeof *file);
	return result;
}

int leaf__flame_put(const char *path)
{
	static int said;
	if (!path)
		path = leaf__flame_file_path();
	leaf__flame.ns_per_tick = 1;
	if (leaf__flame.mode == LEAF__FLAME_EXACT)
		leaf__flame.ns_per_tick = leaf__clock_ns_per_tick();
	if (write_to(path) == 0)
		return 0;
	int error = errno;
	leaf__loss_add(LEAF__LOSS_FLAME_WRITE, 1);
	if (!said)
		leaf__say("cannot write the flame graph '%s': %s", path, strerror(error));
	said = 1;
	errno = error;
	return -1;
}

int leaf__flame_write(const char *path)
{
	struct leaf__thread *thread = leaf__thread_peek();
	int result = -1, error = 0, saved = errno;
	leaf__start_once();
	if (thread && !leaf__thread_enter(thread)) {
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
