/* corpus.c - files that are written aside and renamed, and two lists that grow. */
#include "explore/corpus.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIST_MAX (1u << 30)

static const char *const folders[] = {
	[CORPUS_QUEUE] = "queue", [CORPUS_CRASHES] = "crashes", [CORPUS_HANGS] = "hangs"
};

static leaf_err io_error(const char *what, const char *path)
{
	return leaf_fail(LEAF_E_IO, "cannot %s '%s': %s", what, path, strerror(errno));
}

static leaf_err make_folder(const char *path)
{
	return mkdir(path, 0777) == 0 || errno == EEXIST ? LEAF_E_OK : io_error("make", path);
}

/* FNV-1a with the length; never 0. Source: Fowler, Noll, Vo. */
static uint64_t hash(const char *bytes, size_t len)
{
	uint64_t h = 0xcbf29ce484222325u ^ len;
	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)bytes[i]) * 0x100000001b3u;
	h ^= h >> 32;
	return h ? h : 1;
}

static uint64_t *slot_of(uint64_t *slots, size_t cap, uint64_t h)
{
	size_t at = (size_t)h;
	while (slots[at & (cap - 1)] && slots[at & (cap - 1)] != h)
		at++;
	return &slots[at & (cap - 1)];
}

static leaf_err insert(struct corpus *corpus, uint64_t h, bool *fresh)
{
	if (2 * corpus->n_tried >= corpus->cap_tried) {
		size_t cap = corpus->cap_tried ? 2 * corpus->cap_tried : 4096;
		uint64_t *slots = calloc(cap, sizeof *slots);
		if (!slots)
			return leaf_fail(LEAF_E_NOMEM, "out of memory");
		for (size_t i = 0; i < corpus->cap_tried; i++)
			if (corpus->tried[i])
				*slot_of(slots, cap, corpus->tried[i]) = corpus->tried[i];
		free(corpus->tried);
		corpus->tried = slots;
		corpus->cap_tried = cap;
	}
	uint64_t *slot = slot_of(corpus->tried, corpus->cap_tried, h);
	*fresh = !*slot;
	*slot = h;
	corpus->n_tried += *fresh;
	return LEAF_E_OK;
}

static leaf_err load_tried(struct corpus *corpus, const char *path)
{
	struct leaf__buf bytes = { 0 };
	bool fresh;
	leaf_err err = leaf__file_read(&bytes, path, LIST_MAX);
	for (size_t at = 0; !err && at + sizeof(uint64_t) <= bytes.len; at += sizeof(uint64_t)) {
		uint64_t h;
		memcpy(&h, bytes.data + at, sizeof h);
		if (h)
			err = insert(corpus, h, &fresh);
	}
	leaf__buf_release(&bytes);
	return err == LEAF_E_NOTFOUND ? LEAF_E_OK : err;
}

static leaf_err add_entry(struct corpus *corpus, const char *name)
{
	unsigned number, generation;
	int end = 0;
	if (sscanf(name, "%u-g%u%n", &number, &generation, &end) != 2 || name[end])
		return LEAF_E_OK;
	LEAF_TRY(LEAF__VEC_ROOM(&corpus->entries));
	struct corpus_entry *entry = &corpus->entries.items[corpus->entries.n++];
	*entry = (struct corpus_entry){ .generation = generation };
	snprintf(entry->name, sizeof entry->name, "%s", name);
	return LEAF_E_OK;
}

static int by_name(const void *a, const void *b)
{
	const struct corpus_entry *x = a, *y = b;
	return strcmp(x->name, y->name);
}

static leaf_err load_queue(struct corpus *corpus, const char *path)
{
	leaf_err err = LEAF_E_OK;
	DIR *dir = opendir(path);
	if (!dir)
		return io_error("read", path);
	for (struct dirent *at; !err && (at = readdir(dir));)
		if (at->d_name[0] != '.')
			err = add_entry(corpus, at->d_name);
	closedir(dir);
	if (corpus->entries.n)
		qsort(corpus->entries.items, corpus->entries.n, sizeof *corpus->entries.items,
		      by_name);
	return err;
}

static leaf_err add_crash(struct corpus *corpus, uint64_t id)
{
	LEAF_TRY(LEAF__VEC_ROOM(&corpus->crash_ids));
	corpus->crash_ids.items[corpus->crash_ids.n++] = id;
	return LEAF_E_OK;
}

/* Whole files of a folder of findings, counted; a half one (of an exploration that was killed) is none. */
static leaf_err load_findings(struct corpus *corpus, const char *path, uint32_t *n)
{
	leaf_err err = LEAF_E_OK;
	DIR *dir = opendir(path);
	for (struct dirent *at; !err && dir && (at = readdir(dir));) {
		const char *id = strrchr(at->d_name, '-');
		size_t len = strlen(at->d_name);
		if (at->d_name[0] == '.' || (len > 4 && strcmp(at->d_name + len - 4, ".new") == 0))
			continue;
		if (id)
			err = add_crash(corpus, strtoull(id + 1, NULL, 16));
		++*n;
	}
	if (dir)
		closedir(dir);
	return err;
}

static leaf_err load_explored(struct corpus *corpus, const char *path)
{
	struct leaf__buf text = { 0 };
	leaf_err err = leaf__file_read(&text, path, LIST_MAX);
	char *save = NULL;
	char *line = !err && text.len ? strtok_r(text.data, "\n", &save) : NULL;
	for (; line; line = strtok_r(NULL, "\n", &save))
		for (size_t i = 0; i < corpus->entries.n; i++)
			if (strcmp(corpus->entries.items[i].name, line) == 0)
				corpus->entries.items[i].explored = true;
	leaf__buf_release(&text);
	return err == LEAF_E_NOTFOUND ? LEAF_E_OK : err;
}

/* How much of a list is whole: what a full disk or a kill cut off goes. */
static size_t whole_lines(const struct leaf__buf *text)
{
	const char *end = text->len ? memrchr(text->data, '\n', text->len) : NULL;
	return end ? (size_t)(end - text->data) + 1 : 0;
}

static size_t whole_numbers(const struct leaf__buf *bytes)
{
	return bytes->len / sizeof(uint64_t) * sizeof(uint64_t);
}

static leaf_err open_list(int *fd, const char *path, size_t (*whole)(const struct leaf__buf *bytes))
{
	struct leaf__buf bytes = { 0 };
	*fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (*fd < 0)
		return io_error("write", path);
	leaf_err err = leaf__file_read(&bytes, path, LIST_MAX);
	if (!err && whole(&bytes) != bytes.len && ftruncate(*fd, (off_t)whole(&bytes)) != 0)
		err = io_error("mend", path);
	leaf__buf_release(&bytes);
	return err;
}

static leaf_err in_folder(struct leaf__buf *path, const struct corpus *corpus, const char *name)
{
	leaf__buf_clear(path);
	return leaf__buf_printf(path, "%s/%s", corpus->folder, name);
}

static leaf_err open_parts(struct corpus *corpus, struct leaf__buf *path)
{
	LEAF_TRY(make_folder(corpus->folder));
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		LEAF_TRY(in_folder(path, corpus, folders[i]));
		LEAF_TRY(make_folder(path->data));
		if (i == CORPUS_QUEUE)
			LEAF_TRY(load_queue(corpus, path->data));
		else
			LEAF_TRY(load_findings(corpus, path->data,
					       i == CORPUS_CRASHES ? &corpus->n_crashes
								   : &corpus->n_hangs));
	}
	LEAF_TRY(in_folder(path, corpus, "tried"));
	LEAF_TRY(open_list(&corpus->tried_fd, path->data, whole_numbers));
	LEAF_TRY(load_tried(corpus, path->data));
	LEAF_TRY(in_folder(path, corpus, "explored"));
	LEAF_TRY(open_list(&corpus->explored_fd, path->data, whole_lines));
	return load_explored(corpus, path->data);
}

leaf_err corpus_open(struct corpus *corpus, const char *folder)
{
	*corpus = (struct corpus){ .tried_fd = -1, .explored_fd = -1, .folder = strdup(folder) };
	struct leaf__buf path = { 0 };
	leaf_err err = corpus->folder ? open_parts(corpus, &path)
				      : leaf_fail(LEAF_E_NOMEM, "out of memory");
	leaf__buf_release(&path);
	if (err)
		corpus_release(corpus);
	return err;
}

void corpus_release(struct corpus *corpus)
{
	if (corpus->tried_fd >= 0)
		close(corpus->tried_fd);
	if (corpus->explored_fd >= 0)
		close(corpus->explored_fd);
	free(corpus->folder);
	free(corpus->entries.items);
	free(corpus->tried);
	free(corpus->crash_ids.items);
	*corpus = (struct corpus){ .tried_fd = -1, .explored_fd = -1 };
}

leaf_err corpus_try(struct corpus *corpus, const char *bytes, size_t len, bool *fresh)
{
	return insert(corpus, hash(bytes, len), fresh);
}

leaf_err corpus_judged(struct corpus *corpus, const char *bytes, size_t len)
{
	uint64_t h = hash(bytes, len);
	errno = ENOSPC; /* what a short write means */
	if (write(corpus->tried_fd, &h, sizeof h) != (ssize_t)sizeof h)
		return io_error("write", "tried");
	return LEAF_E_OK;
}

leaf_err corpus_crash_is_new(struct corpus *corpus, uint64_t id, bool *fresh)
{
	*fresh = true;
	for (size_t i = 0; i < corpus->crash_ids.n; i++)
		if (corpus->crash_ids.items[i] == id)
			*fresh = false;
	return *fresh ? add_crash(corpus, id) : LEAF_E_OK;
}

static leaf_err put_file(const char *path, const char *bytes, size_t len)
{
	struct leaf__buf aside = { 0 };
	LEAF_TRY(leaf__buf_printf(&aside, "%s.new", path));
	int fd = open(aside.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	ssize_t put = fd >= 0 ? write(fd, bytes, len) : -1;
	if (put >= 0 && put != (ssize_t)len)
		errno = ENOSPC;
	bool ok = put == (ssize_t)len && close(fd) == 0 && rename(aside.data, path) == 0;
	leaf_err err = ok ? LEAF_E_OK : io_error("write", path);
	if (!ok && fd >= 0) {
		if (put != (ssize_t)len)
			close(fd);
		unlink(aside.data);
	}
	leaf__buf_release(&aside);
	return err;
}

leaf_err corpus_keep(struct corpus *corpus, enum corpus_kind kind, const char *bytes, size_t len,
		     uint32_t generation, const char *how)
{
	struct leaf__buf path = { 0 };
	char name[80];
	uint32_t number = (uint32_t)corpus->entries.n;
	if (kind == CORPUS_CRASHES)
		number = corpus->n_crashes++;
	else if (kind == CORPUS_HANGS)
		number = corpus->n_hangs++;
	snprintf(name, sizeof name, "%06u-g%u%s%s", number, generation, how ? "-" : "",
		 how ? how : "");
	leaf_err err = leaf__buf_printf(&path, "%s/%s/%s", corpus->folder, folders[kind], name);
	if (!err)
		err = put_file(path.data, bytes, len);
	if (!err && kind == CORPUS_QUEUE)
		err = add_entry(corpus, name);
	leaf__buf_release(&path);
	return err;
}

struct corpus_entry *corpus_next(struct corpus *corpus)
{
	struct corpus_entry *best = NULL;
	for (size_t i = 0; i < corpus->entries.n; i++) {
		struct corpus_entry *entry = &corpus->entries.items[i];
		if (!entry->explored && (!best || entry->generation < best->generation))
			best = entry;
	}
	return best;
}

leaf_err corpus_explored(struct corpus *corpus, struct corpus_entry *entry)
{
	entry->explored = true;
	size_t len = strlen(entry->name);
	char line[sizeof entry->name + 1];
	memcpy(line, entry->name, len);
	line[len] = '\n';
	if (write(corpus->explored_fd, line, len + 1) != (ssize_t)len + 1)
		return io_error("write", "explored");
	return LEAF_E_OK;
}

leaf_err corpus_path(struct leaf__buf *path, const struct corpus *corpus,
		     const struct corpus_entry *entry)
{
	return leaf__buf_printf(path, "%s/%s/%s", corpus->folder, folders[CORPUS_QUEUE],
				entry->name);
}
