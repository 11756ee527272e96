/* includes.c - the macros that the headers of a tree bring into its source files. */
#include "instrument/includes.h"

#include "base/file.h"
#include "instrument/clex.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_HEADER = 64 << 20 };

/* A file of the tree, and what is known of it once it has been read. */
struct entry {
	pthread_mutex_t lock;
	bool read;
	struct cmacros macros;
	LEAF__VEC(uint32_t) includes; /* numbers of the files it includes */
	uint32_t next;		      /* file with the same hash of its name; NONE: the last */
};

struct includes {
	const struct sources *sources;
	struct entry *entries;
	uint32_t *first; /* by hash of name: the first file */
	size_t mask;
};

enum { NONE = UINT32_MAX };

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static size_t hash_of(const char *name, size_t len)
{
	size_t hash = 5381;
	for (size_t i = 0; i < len; i++)
		hash = hash * 33 ^ (unsigned char)name[i];
	return hash;
}

/* ---- making ---- */

void includes_free(struct includes *includes)
{
	if (!includes)
		return;
	for (size_t i = 0; includes->entries && i < includes->sources->files.n; i++) {
		struct entry *entry = &includes->entries[i];
		pthread_mutex_destroy(&entry->lock);
		cmacros_release(&entry->macros);
		free(entry->includes.items);
	}
	free(includes->entries);
	free(includes->first);
	free(includes);
}

leaf_err includes_make(struct includes **out, const struct sources *sources)
{
	struct includes *includes = calloc(1, sizeof *includes);
	size_t n = sources->files.n, size = 16;
	while (size < n * 2)
		size *= 2;
	if (!includes)
		return leaf_fail(LEAF_E_NOMEM, "no memory for the headers of the tree");
	includes->sources = sources;
	includes->mask = size - 1;
	includes->entries = calloc(n + 1, sizeof *includes->entries);
	includes->first = malloc(size * sizeof *includes->first);
	if (!includes->entries || !includes->first) {
		includes_free(includes);
		return leaf_fail(LEAF_E_NOMEM, "no memory for %zu headers", n);
	}
	memset(includes->first, 0xff, size * sizeof *includes->first);
	for (size_t i = n; i-- > 0;) {
		const char *name = name_of(sources->files.items[i].inside);
		uint32_t *slot = &includes->first[hash_of(name, strlen(name)) & includes->mask];
		pthread_mutex_init(&includes->entries[i].lock, NULL);
		includes->entries[i].next = *slot;
		*slot = (uint32_t)i;
	}
	*out = includes;
	return LEAF_E_OK;
}

/* ---- from a name to a file ---- */

/* How many leading bytes two paths share, up to a '/'. */
static size_t shared_folders(const char *a, const char *b)
{
	size_t shared = 0;
	for (size_t i = 0; a[i] && a[i] == b[i]; i++) {
		if (a[i] == '/')
			shared = i + 1;
	}
	return shared;
}

/* Whether a path ends in 'wanted' [len], after a '/' or as a whole. */
static bool ends_in(const char *path, const char *wanted, size_t len)
{
	size_t path_len = strlen(path);
	if (path_len < len || memcmp(path + path_len - len, wanted, len) != 0)
		return false;
	return path_len == len || path[path_len - len - 1] == '/';
}

/* How good a choice 'path' is for 'wanted' [len] in the file 'from'; 0 if it is none. */
static size_t quality(const char *path, const char *from, const char *wanted, size_t len)
{
	size_t folder = (size_t)(name_of(from) - from), path_len = strlen(path);
	if (!ends_in(path, wanted, len))
		return 0;
	if (path_len == folder + len && !memcmp(path, from, folder))
		return (size_t)-1;
	return 1 + shared_folders(path, from);
}

static uint32_t find(const struct includes *includes, const char *from, const char *wanted,
		     size_t len)
{
	size_t best = 0;
	uint32_t found = NONE;
	while (len > 2 && (!memcmp(wanted, "./", 2) || (len > 3 && !memcmp(wanted, "../", 3)))) {
		size_t skip = wanted[1] == '/' ? 2 : 3;
		wanted += skip;
		len -= skip;
	}
	size_t start = len;
	while (start && wanted[start - 1] != '/')
		start--;
	uint32_t i = includes->first[hash_of(wanted + start, len - start) & includes->mask];
	for (; i != NONE; i = includes->entries[i].next) {
		const char *path = includes->sources->files.items[i].inside;
		size_t good = quality(path, from, wanted, len);
		if (good > best) {
			best = good;
			found = i;
		}
	}
	return found;
}

/* ---- the #include lines of a text ---- */

/* If a line of text [len] at 'at' is an #include: where its name is; *len is 0 if it is none. */
static const char *included_name(const char *line, const char *end, size_t *len)
{
	static const char word[] = "include";
	*len = 0;
	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	if (line == end || *line++ != '#')
		return line;
	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	if ((size_t)(end - line) < sizeof word || memcmp(line, word, sizeof word - 1) != 0)
		return line;
	for (line += sizeof word - 1; line < end && *line != '"' && *line != '<'; line++)
		;
	if (line == end)
		return line;
	const char *close = memchr(line + 1, *line == '"' ? '"' : '>', (size_t)(end - line - 1));
	if (close)
		*len = (size_t)(close - line - 1);
	return line + 1;
}

/* Append the numbers of the files that a text includes to a list. */
static leaf_err list_includes(const struct includes *includes, const char *from, const char *text,
			      size_t len, uint32_t **items, size_t *n, size_t *cap)
{
	const char *start = text, *end = text + len;
	while (text < end && (text = memchr(text, '#', (size_t)(end - text)))) {
		const char *line = text, *newline = memchr(text, '\n', (size_t)(end - text));
		size_t name_len;
		while (line > start && (line[-1] == ' ' || line[-1] == '\t'))
			line--;
		bool first = line == start || line[-1] == '\n';
		const char *name = included_name(text, newline ? newline : end, &name_len);
		uint32_t i = first && name_len ? find(includes, from, name, name_len) : NONE;
		if (i != NONE && *n == *cap)
			LEAF_TRY(leaf__vec_grow(items, cap, sizeof **items));
		if (i != NONE)
			(*items)[(*n)++] = i;
		text = first && newline ? newline + 1 : text + 1;
	}
	return LEAF_E_OK;
}

/* ---- reading ---- */

static leaf_err read_entry(const struct includes *includes, struct entry *entry, size_t i)
{
	const struct source *source = &includes->sources->files.items[i];
	struct leaf__buf text = { 0 };
	entry->read = true;
	if (source->why == SOURCES_SUBMODULE || source->why == SOURCES_ABSENT ||
	    leaf__file_read(&text, source->path, MAX_HEADER) != LEAF_E_OK)
		return LEAF_E_OK;
	leaf_err err = cmacros_scan(&entry->macros, text.data, text.len);
	if (err == LEAF_E_OK)
		err = list_includes(includes, source->inside, text.data, text.len,
				    &entry->includes.items, &entry->includes.n,
				    &entry->includes.cap);
	leaf__buf_release(&text);
	return err;
}

/* What is known of file 'i'; read now if nobody has yet. */
static leaf_err entry_of(struct includes *includes, size_t i, const struct entry **out)
{
	struct entry *entry = &includes->entries[i];
	leaf_err err = LEAF_E_OK;
	pthread_mutex_lock(&entry->lock);
	if (!entry->read)
		err = read_entry(includes, entry, i);
	pthread_mutex_unlock(&entry->lock);
	*out = entry;
	return err;
}

/* ---- asking ---- */

void includes_view_release(struct includes_view *view)
{
	free(view->sets.items);
	free(view->queue.items);
	free(view->seen.items);
	*view = (struct includes_view){ 0 };
}

static leaf_err start_round(struct includes_view *view, size_t n)
{
	view->sets.n = view->queue.n = 0;
	while (view->seen.n < n) {
		LEAF_TRY(LEAF__VEC_ROOM(&view->seen));
		view->seen.items[view->seen.n++] = 0;
	}
	view->round++;
	return LEAF_E_OK;
}

static leaf_err put_in_queue(struct includes_view *view, const uint32_t *numbers, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (view->seen.items[numbers[i]] == view->round)
			continue;
		view->seen.items[numbers[i]] = view->round;
		LEAF_TRY(LEAF__VEC_ROOM(&view->queue));
		view->queue.items[view->queue.n++] = numbers[i];
	}
	return LEAF_E_OK;
}

leaf_err includes_of(struct cmacros_view *macros, struct includes *includes,
		     struct includes_view *view, const char *from, const char *text, size_t len)
{
	LEAF_TRY(start_round(view, includes->sources->files.n));
	LEAF_TRY(list_includes(includes, from, text, len, &view->queue.items, &view->queue.n,
			       &view->queue.cap));
	for (size_t j = 0; j < view->queue.n; j++)
		view->seen.items[view->queue.items[j]] = view->round;
	*macros = (struct cmacros_view){ .cache = view->cache };
	memset(view->cache, 0, sizeof view->cache);
	for (size_t j = 0; j < view->queue.n; j++) {
		const struct entry *entry;
		LEAF_TRY(entry_of(includes, view->queue.items[j], &entry));
		LEAF_TRY(put_in_queue(view, entry->includes.items, entry->includes.n));
		if (!entry->macros.n)
			continue;
		LEAF_TRY(LEAF__VEC_ROOM(&view->sets));
		view->sets.items[view->sets.n++] = &entry->macros;
		macros->any |= entry->macros.any;
	}
	macros->sets = view->sets.items;
	macros->n = view->sets.n;
	return LEAF_E_OK;
}
