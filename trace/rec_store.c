/* rec_store.c - where a recording is kept: the folder of this run and the files in it. */
#include "trace/rec_store.h"

#include "base/clock.h"
#include "base/fd.h"
#include "trace/loss.h"
#include "trace/quiet.h"
#include "trace/say.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A file that is kept open, and found again by its name. */
struct store_file {
	const char *name;
	int fd;
	dev_t device;
	ino_t inode;
};

static struct store_file data_file = { "data", -1, 0, 0 };
static struct store_file sites_file = { "sites", -1, 0, 0 };
static struct store_file rings_file = { "rings", -1, 0, 0 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of the descriptors */
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER; /* to write where others may write */
static char base[PATH_MAX];				 /* where runs go, absolute */
static char folder[PATH_MAX];				 /* of this run, absolute */
static uint64_t keep;					 /* bytes of parts to keep; 0: all */
static int wait_for_room;
static int to_begin; /* a run shall begin when it is needed */
static int warned;
static int calibrating;
static struct {
	uint64_t at, left; /* of the extent for short parts */
} shorts;
static uint64_t sites_end;	    /* bytes written to 'sites' */
static uint64_t forked_from;	    /* wall_ns of the run that this process was forked from */
static struct rec_moment fork_time; /* when that was; ns 0: it was not */
static struct rec_meta no_meta;
struct rec_meta *leaf__rec_meta = &no_meta;

/* ---- quiet ---- */

void leaf__rec_quiet(struct leaf__rec_quiet *quiet)
{
	_Static_assert(sizeof quiet->signals >= sizeof(sigset_t), "room");
	sigset_t all, before;
	quiet->saved_errno = errno;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	memcpy(quiet->signals, &before, sizeof before);
	quiet->cancel = leaf__quiet_no_cancel();
}

void leaf__rec_unquiet(const struct leaf__rec_quiet *quiet)
{
	sigset_t before;
	memcpy(&before, quiet->signals, sizeof before);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	leaf__quiet_cancel_again(quiet->cancel);
	errno = quiet->saved_errno;
}

/* ---- files ---- */

static int path_of(char *path, const char *name)
{
	int n = snprintf(path, PATH_MAX, "%s/%s", folder, name);
	if (n > 0 && n < PATH_MAX)
		return 0;
	errno = ENAMETOOLONG;
	return -1;
}

static int file_open(struct store_file *file, int flags)
{
	static char path[PATH_MAX]; /* one run begins at a time */
	struct stat is;
	if (path_of(path, file->name) != 0)
		return -1;
	int fd = leaf__fd_high(open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0666));
	if (fd < 0)
		return -1;
	if (fstat(fd, &is) != 0) {
		close(fd);
		return -1;
	}
	file->fd = fd;
	file->device = is.st_dev;
	file->inode = is.st_ino;
	return 0;
}

static int is_file(const struct store_file *file, int fd)
{
	struct stat is;
	return fd >= 0 && fstat(fd, &is) == 0 && is.st_dev == file->device &&
	       is.st_ino == file->inode;
}

/* The file's descriptor; opened again if the program has closed it, whatever has its number now. */
static int file_fd(struct store_file *file)
{
	int fd = __atomic_load_n(&file->fd, __ATOMIC_RELAXED);
	if (is_file(file, fd))
		return fd;
	pthread_mutex_lock(&lock);
	fd = file->fd;
	if (!is_file(file, fd)) {
		static char path[PATH_MAX]; /* we may be on a small stack */
		fd = -1;
		if (path_of(path, file->name) == 0)
			fd = leaf__fd_high(open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW));
		if (fd >= 0 && !is_file(file, fd)) {
			close(fd);
			fd = -1;
			errno = ESTALE;
		}
		__atomic_store_n(&file->fd, fd, __ATOMIC_RELAXED);
	}
	pthread_mutex_unlock(&lock);
	return fd;
}

static void file_close(struct store_file *file)
{
	if (is_file(file, file->fd))
		close(file->fd);
	file->fd = -1;
}

/* Whether a file may have this size; going beyond would raise SIGXFSZ. */
static int size_allowed(uint64_t size)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY ||
	    size <= limit.rlim_cur)
		return 1;
	errno = EFBIG;
	return 0;
}

static int write_once(struct store_file *file, const char *bytes, size_t len, uint64_t offset)
{
	int fd = size_allowed(offset + len) ? file_fd(file) : -1;
	while (fd >= 0 && len) {
		ssize_t n = pwrite(fd, bytes, len, (off_t)offset);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		bytes += n;
		offset += (uint64_t)n;
		len -= (size_t)n;
	}
	return fd < 0 ? -1 : 0;
}

static int write_all(struct store_file *file, const void *bytes, size_t len, uint64_t offset)
{
	const struct timespec nap = { 0, 20 * 1000 * 1000 };
	int status;
	while ((status = write_once(file, bytes, len, offset)) != 0 && wait_for_room &&
	       (errno == ENOSPC || errno == EDQUOT))
		nanosleep(&nap, NULL);
	return status;
}

/* ---- the meta data ---- */

/* When the process was started, in the system's unit: tells processes of one number apart. */
static uint64_t process_born(void)
{
	char text[1024];
	int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return 0;
	text[n] = 0;
	const char *p = strrchr(text, ')'); /* the name before may hold anything */
	for (int field = 2; p && field < 22; field++)
		p = strchr(p + 1, ' ');
	return p ? strtoull(p, NULL, 10) : 0;
}

static uint32_t command_line(char *out, size_t cap)
{
	int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, out, cap);
	if (fd >= 0)
		close(fd);
	return n > 0 ? (uint32_t)n : 0;
}

static void read_clocks(struct rec_moment *moment)
{
	uint64_t before = leaf__clock_ticks();
	moment->ns = leaf__monotonic_ns();
	uint64_t after = leaf__clock_ticks();
	moment->ticks = before + (after - before) / 2;
}

void leaf__rec_store_calibrate(void)
{
	struct rec_meta *meta = leaf__rec_meta;
	if (__atomic_exchange_n(&calibrating, 1, __ATOMIC_ACQUIRE))
		return;
	uint32_t other = !meta->which;
	read_clocks(&meta->later[other]);
	__atomic_store_n(&meta->which, other, __ATOMIC_RELEASE);
	__atomic_store_n(&calibrating, 0, __ATOMIC_RELEASE);
}

static struct rec_meta *meta_map(void)
{
	struct store_file file = { "meta", -1, 0, 0 };
	if (!size_allowed(REC_META_SIZE) || file_open(&file, O_RDWR | O_CREAT | O_EXCL) != 0)
		return NULL;
	/* written, not just made longer: a page of a hole could not be filled on a full disk */
	static const char zeros[REC_META_SIZE];
	void *page = MAP_FAILED;
	if (pwrite(file.fd, zeros, sizeof zeros, 0) == (ssize_t)sizeof zeros)
		page = mmap(NULL, REC_META_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file.fd, 0);
	close(file.fd);
	return page == MAP_FAILED ? NULL : page;
}

static void meta_fill(struct rec_meta *meta, uint64_t wall_ns, uint64_t cap)
{
	meta->order = REC_ORDER;
	meta->version = REC_VERSION;
	meta->pid = (uint32_t)getpid();
	meta->parent_pid = (uint32_t)getppid();
	meta->wall_ns = wall_ns;
	meta->parent_wall = forked_from;
	meta->born = process_born();
	meta->cap = cap;
	meta->command_len = command_line(meta->command, sizeof meta->command);
	meta->ns_per_tick = leaf__clock_ns_per_tick();
	if (fork_time.ns)
		meta->first = fork_time; /* spans may have been opened since */
	else
		read_clocks(&meta->first);
	meta->state = REC_RUNNING;
	__atomic_store_n(&meta->magic, REC_META_MAGIC, __ATOMIC_RELEASE);
}

/* ---- the run ---- */

static int make_folders(const char *dir)
{
	char path[PATH_MAX];
	size_t len = strlen(dir);
	if (len >= sizeof path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(path, dir, len + 1);
	for (size_t i = 1; i <= len; i++) {
		if (path[i] != '/' && path[i] != 0)
			continue;
		char was = path[i];
		path[i] = 0;
		if (mkdir(path, 0777) != 0 && errno != EEXIST && errno != EROFS && errno != EACCES)
			return -1;
		path[i] = was;
	}
	return 0;
}

/* Make BASE/PID-HEX, a name that no run had before. */
static int make_run_folder(uint64_t *wall_ns)
{
	for (int i = 0; i < 100; i++) {
		struct timespec t;
		clock_gettime(CLOCK_REALTIME, &t);
		*wall_ns = (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
		int n = snprintf(folder, sizeof folder, "%s/%d-%llx", base, (int)getpid(),
				 (unsigned long long)*wall_ns);
		if (n >= (int)sizeof folder - 16) {
			errno = ENAMETOOLONG;
			return -1;
		}
		if (mkdir(folder, 0777) == 0)
			return 0;
		if (errno != EEXIST)
			return -1;
	}
	return -1;
}

static void close_files(void)
{
	file_close(&sites_file);
	file_close(&rings_file);
	file_close(&data_file);
}

/* Remove the folder of a run that could not begin. */
static void remove_run(void)
{
	static const char *const names[] = { "meta", "sites", "rings", "data" };
	char path[PATH_MAX];
	int saved = errno;
	close_files();
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (path_of(path, names[i]) == 0)
			unlink(path);
	rmdir(folder);
	errno = saved;
}

static int begin_run(void)
{
	const int fresh = O_CREAT | O_EXCL;
	uint64_t wall_ns;
	struct rec_meta *meta = NULL;
	warned = 0;
	sites_end = 0;
	shorts.left = 0;
	if (make_run_folder(&wall_ns) != 0)
		return -1;
	if (file_open(&sites_file, O_WRONLY | fresh) == 0 &&
	    file_open(&rings_file, O_RDWR | fresh) == 0 &&
	    file_open(&data_file, O_WRONLY | fresh) == 0)
		meta = meta_map();
	if (!meta) {
		remove_run();
		return -1;
	}
	meta_fill(meta, wall_ns, keep);
	leaf__rec_meta = meta;
	return 0;
}

int leaf__rec_store_set(const char *dir, uint64_t cap, int wait)
{
	char absolute[PATH_MAX];
	if (make_folders(dir) != 0 || !realpath(dir, absolute))
		return -1;
	memcpy(base, absolute, sizeof base);
	keep = cap;
	wait_for_room = wait;
	to_begin = 1;
	forked_from = 0;
	fork_time.ns = 0;
	return 0;
}

enum leaf__rec_readiness leaf__rec_store_ready(void)
{
	if (!to_begin)
		return leaf__rec_meta->state == REC_RUNNING ? LEAF__REC_RUN : LEAF__REC_NO_RUN;
	to_begin = 0;
	leaf__rec_meta = &no_meta;
	if (begin_run() == 0)
		return LEAF__REC_BEGUN;
	leaf__say("cannot record into '%s': %s; nothing is recorded", base, strerror(errno));
	return LEAF__REC_NO_RUN;
}

void leaf__rec_store_close(void)
{
	if (leaf__rec_meta == &no_meta)
		return;
	leaf__rec_store_calibrate();
	__atomic_store_n(&leaf__rec_meta->state, REC_ENDED, __ATOMIC_RELEASE);
	close_files();
}

void leaf__rec_store_forget(void)
{
	struct rec_meta *meta = leaf__rec_meta;
	pthread_mutex_init(&lock, NULL);
	pthread_mutex_init(&turn, NULL);
	close_files();
	if (meta == &no_meta || meta->state != REC_RUNNING)
		return;
	to_begin = 1;
	calibrating = 0;
	forked_from = meta->wall_ns;
	read_clocks(&fork_time);
	leaf__rec_meta = &no_meta;
	munmap(meta, REC_META_SIZE);
}

/* ---- rings, parts, sites ---- */

/* Disk space for a piece of the rings' file: storing to a page without any would be SIGBUS. */
static int reserve_space(int fd, uint64_t offset, size_t size)
{
	if (fallocate(fd, 0, (off_t)offset, (off_t)size) == 0)
		return 0;
	if (errno != EOPNOTSUPP && errno != ENOSYS)
		return -1;
	static const char zeros[REC_HEAD];
	for (size_t done = 0; done < size; done += sizeof zeros)
		if (pwrite(fd, zeros, sizeof zeros, (off_t)(offset + done)) !=
		    (ssize_t)sizeof zeros)
			return -1;
	return 0;
}

struct rec_ring *leaf__rec_store_rings(uint32_t first, uint32_t n)
{
	uint64_t offset = (uint64_t)first * REC_SLOT;
	size_t size = (size_t)n * REC_SLOT;
	int fd = size_allowed(offset + size) ? file_fd(&rings_file) : -1;
	if (fd < 0 || reserve_space(fd, offset, size) != 0)
		return NULL;
	void *slots = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)offset);
	return slots == MAP_FAILED ? NULL : slots;
}

static void lost(const char *what)
{
	if (!__atomic_exchange_n(&warned, 1, __ATOMIC_RELAXED))
		leaf__say("cannot write %s of the recording in '%s': %s; what is lost is counted",
			  what, folder, strerror(errno));
}

static uint64_t take_extent(struct rec_meta *meta)
{
	return __atomic_fetch_add(&meta->end, REC_EXTENT, __ATOMIC_RELAXED);
}

/*
 * A place for a short part, beside others in an extent; 'turn' is held. Where extents are used
 * again, one that grows old is not filled further.
 */
static uint64_t take_short_place(struct rec_meta *meta, uint64_t size)
{
	uint64_t end = __atomic_load_n(&meta->end, __ATOMIC_RELAXED);
	int is_old = meta->cap && end - (shorts.at & ~(uint64_t)(REC_EXTENT - 1)) > meta->cap / 2;
	if (shorts.left < size || is_old) {
		shorts.at = take_extent(meta);
		shorts.left = REC_EXTENT;
	}
	uint64_t at = shorts.at;
	shorts.at += size;
	shorts.left -= size;
	return at;
}

/* Write the part where it belongs. One that could not be written whole shall not look as if. */
static int write_part(struct rec_meta *meta, struct rec_part *part, uint64_t at, size_t size)
{
	static const struct rec_part none;
	uint64_t offset = meta->cap ? at % meta->cap : at;
	part->at = at;
	part->magic = REC_PART_MAGIC;
	part->check = rec_part_check(part, meta->wall_ns);
	if (write_all(&data_file, part, size, offset) == 0)
		return 0;
	int saved = errno;
	write_once(&data_file, (const char *)&none, sizeof none, offset);
	errno = saved;
	return -1;
}

static void count_part(struct rec_meta *meta, uint32_t len, int failed)
{
	if (!failed) {
		__atomic_add_fetch(&meta->n_parts, 1, __ATOMIC_RELAXED);
		return;
	}
	lost("a part");
	__atomic_add_fetch(&meta->lost_parts, 1, __ATOMIC_RELAXED);
	__atomic_add_fetch(&meta->lost_bytes, len, __ATOMIC_RELAXED);
	leaf__loss_add(LEAF__LOSS_RECORD_WRITE, len);
}

void leaf__rec_store_part(struct rec_part *part, uint32_t seq, uint32_t len)
{
	struct rec_meta *meta = leaf__rec_meta;
	uint64_t size = rec_part_size(len);
	int is_short = size <= REC_EXTENT / 2;
	/* where places are used again a slow writer could be lapped: one at a time there */
	int alone = is_short || meta->cap;
	part->seq = seq;
	part->len = len;
	if (alone)
		pthread_mutex_lock(&turn);
	uint64_t at = is_short ? take_short_place(meta, size) : take_extent(meta);
	int failed = write_part(meta, part, at, is_short ? size : REC_EXTENT);
	if (alone)
		pthread_mutex_unlock(&turn);
	count_part(meta, len, failed);
	leaf__rec_store_calibrate();
}

static char *put_text(char *p, const char *text, size_t max)
{
	size_t len = text ? strnlen(text, max) : 0;
	if (len)
		memcpy(p, text, len);
	p[len] = 0;
	return p + len + 1;
}

int leaf__rec_store_site(const struct leaf_site_info *info, uint32_t id)
{
	enum { LONG = 2000, SHORT = 500, PATIENCE_NS = 100 * 1000 * 1000 };
	static char
		bytes[sizeof(struct rec_site) + REC_FIELDS_MAX * (4 + SHORT + 1) + 3 * LONG + 3];
	static uint64_t failed_ns;
	struct rec_site site = { .magic = REC_SITE_MAGIC,
				 .id = id,
				 .line = info->line,
				 .n_bytes = info->n_bytes,
				 .level = info->level,
				 .kind = info->kind,
				 .n_fields = info->n_fields,
				 .n_more = info->n_more };
	if (failed_ns && leaf__monotonic_ns() - failed_ns < PATIENCE_NS)
		return -1;
	char *p = bytes + sizeof site;
	memcpy(p, info->types, info->n_fields * sizeof *info->types);
	p += info->n_fields * sizeof *info->types;
	p = put_text(p, info->name, LONG);
	p = put_text(p, info->target, LONG);
	p = put_text(p, info->file, LONG);
	for (unsigned i = 0; i < info->n_fields; i++)
		p = put_text(p, info->names[i], SHORT);
	site.len = (uint32_t)(p - bytes);
	memcpy(bytes, &site, sizeof site);
	site.check = rec_check(bytes + 8, site.len - 8, leaf__rec_meta->wall_ns);
	memcpy(bytes, &site, sizeof site);
	if (write_all(&sites_file, bytes, site.len, sites_end) != 0) {
		lost("a call site");
		failed_ns = leaf__monotonic_ns();
		return -1;
	}
	failed_ns = 0;
	sites_end += site.len;
	return 0;
}
