/* out.c - where the lines of a log go. */
#include "trace/out.h"

#include "base/arena.h"
#include "base/fd.h"
#include "trace/aside.h"
#include "trace/digits.h"
#include "trace/loss.h"
#include "trace/out_quick.h"
#include "trace/quiet.h"
#include "trace/say.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* ---- one at a time ---- */

/* Its writes go to a reader, not to a disk. */
static int has_patient_writes(const struct leaf__out *out)
{
	return out->is_stderr || out->is_device;
}

/* A holder that is not writing is done in a microsecond; one that was killed there is passed over. */
static void lock_slowly(struct leaf__out *out)
{
	enum { SPINS = 100, SLEEP_NS = 50000, PATIENCE = 8000 };
	for (unsigned tries = 0;; tries++) {
		unsigned free_ = 0, seen = __atomic_load_n(&out->lock, __ATOMIC_RELAXED);
		if (seen == 0 && __atomic_compare_exchange_n(&out->lock, &free_, 1, 0,
							     __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return;
		if (tries < SPINS)
			continue;
		if ((seen == 1 || has_patient_writes(out)) && tries > PATIENCE)
			return;
		struct timespec nap = { 0, SLEEP_NS };
		syscall(SYS_nanosleep, &nap, NULL); /* the function would be a cancellation point */
	}
}

static inline void lock(struct leaf__out *out)
{
	if (!leaf__out_try_lock(out))
		lock_slowly(out);
}

/*
 * The same for whatever takes long: nothing may cut it short while others wait for it, neither
 * cancellation nor a handler that leaves by siglongjmp. A write to a terminal or pipe takes as long
 * as its reader likes, and signals must not wait for that: there others pass the holder over, since
 * there is no buffer that both would touch.
 */
static struct leaf__quiet begin(struct leaf__out *out)
{
	struct leaf__quiet before;
	if (has_patient_writes(out)) {
		before.has_signals = 0;
		before.cancel = leaf__quiet_no_cancel();
	} else {
		leaf__quiet_begin(&before);
	}
	lock(out);
	return before;
}

static void end(struct leaf__out *out, struct leaf__quiet before)
{
	leaf__out_unlock(out);
	leaf__quiet_end(&before);
}

/* ---- files ---- */

/* Whether the descriptor is still what was opened: a daemon may have closed it and opened its own. */
static int still_ours(const struct leaf__out *out)
{
	struct stat now;
	return out->fd >= 0 && fstat(out->fd, &now) == 0 && now.st_dev == out->dev &&
	       now.st_ino == out->ino;
}

static int open_log(struct leaf__out *out)
{
	struct stat status;
	/* not blocking at first: a pipe that nobody reads is an error, not the end of the program */
	int flags = O_WRONLY | O_CREAT | O_APPEND;
	int fd = leaf__fd_high(open(out->path, flags | O_NONBLOCK | O_CLOEXEC | O_NOCTTY, 0666));
	if (fd < 0)
		return -1;
	if (fstat(fd, &status) < 0 || fcntl(fd, F_SETFL, flags) < 0) {
		close(fd);
		return -1;
	}
	out->fd = fd;
	out->dev = status.st_dev;
	out->ino = status.st_ino;
	out->is_device = !S_ISREG(status.st_mode);
	out->at_once |= out->is_device;
	return 0;
}

/* ---- the buffer and its file ---- */

static void tail_path(const struct leaf__out *out, char *path)
{
	size_t len = strlen(out->path);
	memcpy(path, out->path, len);
	memcpy(path + len, ".tail", sizeof(".tail"));
}

/*
 * How much of the text is in the log already, when its writer was killed between write() and
 * noting it: the longest beginning of it with which the log ends.
 */
static size_t already_written(const struct leaf__out *out, const struct leaf__out_tail *tail)
{
	const size_t room = tail->writing < tail->used ? tail->writing : tail->used;
	size_t found = 0, max = room;
	char *end = room ? leaf__pages_map(room) : NULL;
	if (!end)
		return 0;
	int fd = open(out->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
	if (size > 0 && (size_t)size < max)
		max = (size_t)size;
	if (size > 0 && pread(fd, end, max, size - (off_t)max) == (ssize_t)max)
		for (size_t n = max; n && !found; n--)
			if (memcmp(end + max - n, tail->text, n) == 0)
				found = n;
	if (fd >= 0)
		close(fd);
	leaf__pages_unmap(end, room);
	return found;
}

/* What a run that was killed left behind. */
static void recover(struct leaf__out *out, struct leaf__out_tail *tail)
{
	if (tail->used && tail->used <= sizeof(tail->text)) {
		size_t skip = already_written(out, tail);
		leaf__fd_write(out->fd, tail->text + skip, tail->used - skip);
	}
	tail->used = tail->writing = 0;
}

/* Reserving more than the host lets a file have would raise SIGXFSZ. */
static int size_allowed(size_t size)
{
	struct rlimit limit;
	return getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY ||
	       size <= limit.rlim_cur;
}

/*
 * Map the buffer from its file; NULL if that cannot be, or another process is using it. The lock
 * lasts as long as the mapping, so the descriptor need not be kept.
 */
static struct leaf__out_tail *map_tail_file(struct leaf__out *out)
{
	char path[LEAF__OUT_PATH + 8];
	struct stat status;
	void *pages = MAP_FAILED;
	if (!size_allowed(sizeof(struct leaf__out_tail)))
		return NULL;
	tail_path(out, path);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0666);
	if (fd < 0)
		return NULL;
	/* the blocks are reserved: a full disk must not show as a bus error */
	int locked = flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &status) == 0 &&
		     S_ISREG(status.st_mode);
	if (locked && (status.st_size == 0 || status.st_size == sizeof(struct leaf__out_tail)) &&
	    posix_fallocate(fd, 0, sizeof(struct leaf__out_tail)) == 0)
		pages = mmap(NULL, sizeof(struct leaf__out_tail), PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_POPULATE, fd, 0);
	if (pages == MAP_FAILED && locked && status.st_size == 0)
		unlink(path); /* it was made here, on a disk that is full */
	close(fd);
	if (pages == MAP_FAILED)
		return NULL;
	recover(out, pages);
	return pages;
}

static void remove_tail_file(void *arg)
{
	char path[LEAF__OUT_PATH + 8];
	tail_path(arg, path);
	unlink(path);
}

static void drop_tail(struct leaf__out *out, int remove_file)
{
	if (out->tail_has_file && remove_file)
		leaf__aside(remove_tail_file, out);
	if (out->tail)
		leaf__pages_unmap(out->tail, sizeof(*out->tail));
	out->tail = NULL;
	out->tail_has_file = 0;
}

static void make_tail(void *arg)
{
	struct leaf__out *out = arg;
	out->tail = map_tail_file(out);
	out->tail_has_file = out->tail != NULL;
	if (!out->tail)
		out->tail = leaf__pages_map(sizeof(*out->tail));
	if (!out->tail)
		out->at_once = 1;
}

/* ---- names ---- */

static const char pid_mark[] = "{pid}";

/* Copy path, putting the process's number for each {pid}. Returns 0 if it is too long. */
static int expand(char *out, const char *path)
{
	char *end = out + LEAF__OUT_PATH - LEAF__NUMBER_ROOM;
	while (*path && out < end) {
		if (strncmp(path, pid_mark, sizeof(pid_mark) - 1) == 0) {
			out = leaf__put_u64(out, (uint64_t)getpid());
			path += sizeof(pid_mark) - 1;
		} else {
			*out++ = *path++;
		}
	}
	*out = 0;
	return !*path;
}

/* x.log becomes x.<pid>.log, unless the user has said where the number goes. */
static int rename_for_child(struct leaf__out *out)
{
	char *path = out->path;
	if (strstr(out->pattern, pid_mark))
		return expand(path, out->pattern);
	char number[LEAF__NUMBER_ROOM] = ".";
	size_t n = (size_t)(leaf__put_u64(number + 1, (uint64_t)getpid()) - number);
	char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char *dot = strrchr(name, '.');
	char *at = dot && dot > name ? dot : name + strlen(name);
	if (strlen(path) + n >= LEAF__OUT_PATH)
		return 0;
	memmove(at + n, at, strlen(at) + 1);
	memcpy(at, number, n);
	return 1;
}

/* ---- the parts together ---- */

/* Everything but the lock, which somebody may be waiting for. */
static void set_closed(struct leaf__out *out)
{
	size_t rest = offsetof(struct leaf__out, last);
	memset((char *)out + rest, 0, sizeof(*out) - rest);
	out->fd = -1;
}

static int open_by_name(struct leaf__out *out, const char *path)
{
	if (strlen(path) >= sizeof(out->pattern) || !expand(out->path, path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(out->pattern, path, strlen(path) + 1);
	if (open_log(out) < 0)
		return -1;
	if (!out->at_once)
		leaf__aside(make_tail, out);
	return 0;
}

int leaf__out_open(struct leaf__out *out, const char *path, int at_once)
{
	struct leaf__quiet before = begin(out);
	int result = 0;
	set_closed(out);
	out->at_once = at_once;
	if (path) {
		result = open_by_name(out, path);
	} else {
		leaf__stderr_remember();
		out->is_stderr = out->at_once = 1;
	}
	out->is_open = result == 0;
	end(out, before);
	return result;
}

void leaf__out_open_or_say(struct leaf__out *out, const char *path, int at_once)
{
	if (leaf__out_open(out, path, at_once) == 0)
		return;
	leaf__say("cannot open '%s' for the log (%s); it goes to standard error", path,
		  strerrordesc_np(errno));
	leaf__out_open(out, NULL, 1);
}

/* The descriptor to write to, opened anew if need be. */
static int ready(struct leaf__out *out)
{
	if (still_ours(out))
		return 1;
	out->fd = -1; /* if it is open it is somebody else's: leave it alone */
	if (!out->failed && open_log(out) < 0)
		out->failed = 1;
	return out->fd >= 0;
}

/* Write to the file or standard error; the lock is held. Returns 0, or -1 if something is lost. */
static int write_out(struct leaf__out *out, const char *text, size_t len)
{
	size_t done = 0;
	__atomic_store_n(&out->lock, 2, __ATOMIC_RELAXED);
	if (out->is_stderr) {
		done = leaf__stderr_write(text, len);
	} else if (ready(out)) {
		if (out->torn && leaf__fd_write(out->fd, "\n", 1) == 1)
			out->torn = 0;
		done = out->torn ? 0 : leaf__fd_write(out->fd, text, len);
		out->torn |= done > 0 && done < len && text[done - 1] != '\n';
	}
	__atomic_store_n(&out->lock, 1, __ATOMIC_RELAXED);
	if (done < len)
		leaf__loss_add(LEAF__LOSS_TEXT_WRITE, len - done);
	return done < len ? -1 : 0;
}

static int write_buffer(struct leaf__out *out)
{
	struct leaf__out_tail *tail = out->tail;
	int result = 0;
	if (tail && tail->used) {
		tail->writing = tail->used;
		__atomic_signal_fence(__ATOMIC_SEQ_CST);
		result = write_out(out, tail->text, tail->used);
		tail->used = 0;
		__atomic_signal_fence(__ATOMIC_SEQ_CST);
		tail->writing = 0;
	}
	return result;
}

static int fits(const struct leaf__out_tail *tail, size_t len)
{
	return tail && tail->used + len <= sizeof(tail->text);
}

static void append(struct leaf__out_tail *tail, const char *lines, size_t len)
{
	memcpy(tail->text + tail->used, lines, len);
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	tail->used += len;
}

static void put_held(struct leaf__out *out, const char *lines, size_t len, struct leaf__out_how how)
{
	if (!out->is_open) {
		leaf__loss_add(LEAF__LOSS_TEXT_WRITE, len);
		return;
	}
	if (!out->at_once && !out->tail && ready(out))
		leaf__aside(make_tail, out); /* a child's first line */
	if (!fits(out->tail, len))
		write_buffer(out);
	if (fits(out->tail, len))
		append(out->tail, lines, len);
	else
		write_out(out, lines, len);
	if (how.urgent || how.now > out->flushed)
		write_buffer(out);
	if (how.now > out->flushed)
		__atomic_store_n(&out->flushed, how.now, __ATOMIC_RELAXED);
}

/* With a write: the buffer is full or has to be written, or there is none. */
static __attribute__((noinline)) int put_slowly(struct leaf__out *out, const char *lines,
						size_t len, struct leaf__out_how how)
{
	struct leaf__quiet before = begin(out);
	int expected = !how.expect || out->last == how.expect;
	if (expected) {
		put_held(out, lines, len, how);
		__atomic_store_n(&out->last, how.who, __ATOMIC_RELAXED);
	}
	end(out, before);
	return expected;
}

int leaf__out_put(struct leaf__out *out, const char *lines, size_t len, struct leaf__out_how how)
{
	if (__builtin_expect(how.urgent, 0))
		return put_slowly(out, lines, len, how);
	lock(out);
	if (__builtin_expect(!fits(out->tail, len) || how.now > out->flushed || how.expect, 0)) {
		leaf__out_unlock(out);
		return put_slowly(out, lines, len, how);
	}
	append(out->tail, lines, len);
	__atomic_store_n(&out->last, how.who, __ATOMIC_RELAXED);
	leaf__out_unlock(out);
	return 1;
}

int leaf__out_flush(struct leaf__out *out)
{
	struct leaf__quiet before = begin(out);
	int result = write_buffer(out);
	end(out, before);
	return result;
}

void leaf__out_close(struct leaf__out *out)
{
	struct leaf__quiet before = begin(out);
	write_buffer(out);
	drop_tail(out, 1);
	if (still_ours(out))
		close(out->fd);
	set_closed(out);
	end(out, before);
}

void leaf__out_fork_child(struct leaf__out *out)
{
	out->lock = 0;
	out->torn = 0;
	if (out->is_stderr || out->is_device)
		return;
	drop_tail(out, 0);
	if (still_ours(out))
		close(out->fd);
	out->fd = -1;
	out->failed |= !rename_for_child(out);
}
