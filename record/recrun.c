/* recrun.c - one run of a program in a recording: its files in memory, its clock, its fate. */
#include "record/recrun.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the clock ---- */

static int is_rate(double rate)
{
	return rate > 1e-6 && rate < 1e6;
}

static double rate_of(const struct rec_meta *meta)
{
	enum { ENOUGH_NS = 1000000 };
	const struct rec_moment *later = &meta->later[meta->which & 1];
	double rate = 0;
	if (later->ns > meta->first.ns + ENOUGH_NS && later->ticks > meta->first.ticks)
		rate = (double)(later->ns - meta->first.ns) /
		       (double)(later->ticks - meta->first.ticks);
	if (!is_rate(rate))
		rate = meta->ns_per_tick;
	return is_rate(rate) ? rate : 1.0;
}

int64_t recrun_ns(const struct recrun *run, uint64_t ticks)
{
	double distance = (double)(int64_t)(ticks - run->meta.first.ticks) * run->ns_per_tick;
	const double far = 9e18;
	return distance > far ? INT64_MAX : distance < -far ? INT64_MIN : (int64_t)distance;
}

/* ---- the files ---- */

leaf_err recrun_take(struct recrun *run, struct recrun_bytes meta, struct recrun_bytes sites,
		     struct recrun_bytes rings, struct recrun_bytes data)
{
	struct recrun taken = { .sites = sites, .rings = rings, .data = data };
	if (meta.len < sizeof taken.meta)
		return leaf_fail(LEAF_E_SYNTAX, "its 'meta' is cut short at %zu bytes", meta.len);
	memcpy(&taken.meta, meta.at, sizeof taken.meta);
	if (taken.meta.magic != REC_META_MAGIC)
		return leaf_fail(LEAF_E_SYNTAX, "its 'meta' is not of a recording");
	if (taken.meta.order != REC_ORDER)
		return leaf_fail(LEAF_E_UNSUPPORTED, "it is in another byte order");
	if (taken.meta.version != REC_VERSION)
		return leaf_fail(LEAF_E_UNSUPPORTED, "it has format %u, this is a reader of %d",
				 taken.meta.version, REC_VERSION);
	if (taken.meta.command_len > sizeof taken.meta.command)
		taken.meta.command_len = sizeof taken.meta.command;
	taken.ns_per_tick = rate_of(&taken.meta);
	taken.fate = taken.meta.state == REC_ENDED ? RECRUN_ENDED : RECRUN_CUT_OFF;
	*run = taken;
	return LEAF_E_OK;
}

/* When process 'pid' was started, in the system's unit; 0 if there is none or it only waits to be reaped. */
static uint64_t born(uint32_t pid)
{
	char path[64], text[1024];
	snprintf(path, sizeof path, "/proc/%u/stat", pid);
	FILE *file = fopen(path, "re");
	size_t n = file ? fread(text, 1, sizeof text - 1, file) : 0;
	if (file)
		fclose(file);
	text[n] = 0;
	const char *p = strrchr(text, ')');
	if (p && (p[1] != ' ' || strchr("ZX", p[2])))
		return 0;
	for (int field = 2; p && field < 22; field++)
		p = strchr(p + 1, ' ');
	return p ? strtoull(p, NULL, 10) : 0;
}

static leaf_err map_file(struct recrun_bytes *bytes, const char *folder, const char *name)
{
	char path[PATH_MAX];
	struct stat is;
	*bytes = (struct recrun_bytes){ 0 };
	if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
		return leaf_fail(LEAF_E_LIMIT, "'%s': the name is too long", folder);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return leaf_fail(LEAF_E_IO, "cannot open '%s': %s", path, strerror(errno));
	void *at = MAP_FAILED;
	int fine = fstat(fd, &is) == 0 && S_ISREG(is.st_mode);
	if (fine && is.st_size > 0)
		at = mmap(NULL, (size_t)is.st_size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (!fine || (is.st_size > 0 && at == MAP_FAILED))
		return leaf_fail(LEAF_E_IO, "cannot read '%s'", path);
	if (is.st_size > 0)
		*bytes = (struct recrun_bytes){ at, (size_t)is.st_size };
	return LEAF_E_OK;
}

static void unmap_file(struct recrun_bytes *bytes)
{
	if (bytes->len)
		munmap((void *)(uintptr_t)bytes->at, bytes->len);
	*bytes = (struct recrun_bytes){ 0 };
}

/* Copy one ring that may go on changing. */
static void copy_ring(unsigned char *to, const unsigned char *from)
{
	enum { TRIES = 100 };
	struct rec_ring before, after;
	for (int i = 0; i < TRIES; i++) {
		memcpy(to, from, REC_HEAD);
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		memcpy(&before, to, sizeof before);
		uint32_t used = (uint32_t)before.where;
		memcpy(to + REC_HEAD, from + REC_HEAD,
		       sizeof(struct rec_part) + (used <= REC_ROOM ? used : 0));
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		memcpy(&after, from, sizeof after);
		if (after.where >> 32 == before.where >> 32)
			return; /* still the same part: what was counted as filled is whole */
	}
	memset(to, 0, REC_HEAD);
}

static leaf_err copy_rings(struct recrun *run)
{
	size_t n = run->rings.len / REC_SLOT;
	unsigned char *copies = malloc(n * REC_SLOT + 1);
	if (!copies)
		return leaf_fail(LEAF_E_NOMEM, "no memory for %zu rings", n);
	for (size_t i = 0; i < n; i++)
		copy_ring(copies + i * REC_SLOT, run->rings.at + i * REC_SLOT);
	unmap_file(&run->rings);
	run->rings = (struct recrun_bytes){ copies, n * REC_SLOT };
	run->owned = copies;
	return LEAF_E_OK;
}

static enum recrun_fate fate_of(const struct rec_meta *meta)
{
	if (meta->state == REC_ENDED)
		return RECRUN_ENDED;
	return meta->born && born(meta->pid) == meta->born ? RECRUN_ALIVE : RECRUN_CUT_OFF;
}

/* Rings before parts and sites: what leaves a ring meanwhile is found where it went. */
static leaf_err open_files(struct recrun *run, const char *path)
{
	struct recrun_bytes meta;
	LEAF_TRY(map_file(&meta, path, "meta"));
	leaf_err err = recrun_take(run, meta, (struct recrun_bytes){ 0 },
				   (struct recrun_bytes){ 0 }, (struct recrun_bytes){ 0 });
	run->mapped = err == LEAF_E_OK;
	if (err == LEAF_E_OK)
		err = map_file(&run->rings, path, "rings");
	if (err == LEAF_E_OK && (run->fate = fate_of(&run->meta)) == RECRUN_ALIVE)
		err = copy_rings(run);
	if (err == LEAF_E_OK)
		err = map_file(&run->sites, path, "sites");
	if (err == LEAF_E_OK)
		err = map_file(&run->data, path, "data");
	if (err == LEAF_E_OK && meta.at)
		run->meta.end = ((const struct rec_meta *)(const void *)meta.at)->end;
	unmap_file(&meta);
	return err;
}

leaf_err recrun_open(struct recrun *run, const char *path)
{
	struct recrun opened = { 0 };
	leaf_err err = open_files(&opened, path);
	if (err != LEAF_E_OK) {
		char why[400];
		recrun_release(&opened);
		snprintf(why, sizeof why, "%s", leaf_err_text());
		return leaf_fail(err, "cannot read the run '%s': %s", path, why);
	}
	*run = opened;
	return LEAF_E_OK;
}

void recrun_release(struct recrun *run)
{
	if (run->mapped) {
		unmap_file(&run->sites);
		unmap_file(&run->data);
		if (!run->owned)
			unmap_file(&run->rings);
	}
	free(run->owned);
	*run = (struct recrun){ 0 };
}

/* ---- which runs there are ---- */

static int has_meta(const char *folder)
{
	char path[PATH_MAX];
	return snprintf(path, sizeof path, "%s/meta", folder) < (int)sizeof path &&
	       access(path, F_OK) == 0;
}

static leaf_err list_add(struct recrun_list *list, const char *path)
{
	char **grown = realloc(list->paths, (list->n + 1) * sizeof *grown);
	if (grown)
		list->paths = grown;
	char *copy = grown ? strdup(path) : NULL;
	if (!copy)
		return leaf_fail(LEAF_E_NOMEM, "no memory to list '%s'", path);
	list->paths[list->n++] = copy;
	return LEAF_E_OK;
}

/* PID-HEX: the time of the start. */
static unsigned long long start_of(const char *path)
{
	const char *dash = strrchr(path, '-');
	return dash ? strtoull(dash + 1, NULL, 16) : 0;
}

static int by_start(const void *a, const void *b)
{
	unsigned long long x = start_of(*(char *const *)a), y = start_of(*(char *const *)b);
	return (x > y) - (x < y);
}

static leaf_err add_all(struct recrun_list *list, const char *path)
{
	DIR *dir = opendir(path);
	leaf_err err = LEAF_E_OK;
	if (!dir)
		return leaf_fail(LEAF_E_IO, "cannot open '%s': %s", path, strerror(errno));
	for (struct dirent *entry; err == LEAF_E_OK && (entry = readdir(dir));) {
		char sub[PATH_MAX];
		int n = snprintf(sub, sizeof sub, "%s/%s", path, entry->d_name);
		if (entry->d_name[0] != '.' && n < (int)sizeof sub && has_meta(sub))
			err = list_add(list, sub);
	}
	closedir(dir);
	return err;
}

leaf_err recrun_find(struct recrun_list *list, const char *path)
{
	struct recrun_list found = { 0 };
	leaf_err err = has_meta(path) ? list_add(&found, path) : add_all(&found, path);
	if (err == LEAF_E_OK && !found.n)
		err = leaf_fail(LEAF_E_NOTFOUND, "no recording in '%s'", path);
	if (err != LEAF_E_OK) {
		recrun_list_release(&found);
		return err;
	}
	if (found.n > 1)
		qsort(found.paths, found.n, sizeof *found.paths, by_start);
	*list = found;
	return LEAF_E_OK;
}

void recrun_list_release(struct recrun_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->paths[i]);
	free(list->paths);
	*list = (struct recrun_list){ 0 };
}
