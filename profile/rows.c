/* rows.c - the files that a set-up touches, and what they hold before and after. */
#include "profile/rows.h"

#include "base/file.h"
#include "profile/durable.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void rows_release(struct rows *rows)
{
	free(rows->list.items);
	leaf__arena_release(&rows->arena);
	*rows = (struct rows){ 0 };
}

struct row *rows_find(const struct rows *rows, const char *path)
{
	size_t low = 0, high = rows->list.n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(path, rows->list.items[middle].path);
		if (!order)
			return &rows->list.items[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

struct row_file row_file_of(const struct stat *st)
{
	return (struct row_file){
		.dev = st->st_dev,
		.ino = st->st_ino,
		.size = (uint64_t)st->st_size,
		.mtime_ns = st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec,
		.ctime_ns = st->st_ctim.tv_sec * 1000000000 + st->st_ctim.tv_nsec,
	};
}

/* ---- to a file: nine words, a tab and the path, ended by NUL ---- */

static leaf_err put_row(struct leaf__buf *out, const struct row *row)
{
	for (int i = 0; i < ROWS_IMAGES; i++) {
		const struct row_image *image = &row->images[i];
		LEAF_TRY(leaf__buf_printf(out, "%o %s %s ", image->id ? image->mode : 0,
					  image->id ? image->id : "-",
					  image->id ? image->fixed : "-"));
	}
	const struct row_file *file = &row->file;
	LEAF_TRY(leaf__buf_printf(
		out, "%x %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRId64 " %" PRId64 "\t", row->flags,
		file->dev, file->ino, file->size, file->mtime_ns, file->ctime_ns));
	return leaf__buf_add(out, row->path, strlen(row->path) + 1);
}

leaf_err rows_save(const struct rows *rows, const char *path)
{
	struct leaf__buf out = { 0 };
	leaf_err err = LEAF_E_OK;
	for (size_t i = 0; i < rows->list.n && err == LEAF_E_OK; i++)
		err = put_row(&out, &rows->list.items[i]);
	if (err == LEAF_E_OK)
		err = durable_write(path, out.data, out.len);
	leaf__buf_release(&out);
	return err;
}

static leaf_err copy_word(const char **out, struct rows *rows, const char *word)
{
	*out = NULL;
	if (!strcmp(word, "-"))
		return LEAF_E_OK;
	*out = leaf__arena_strndup(&rows->arena, word, strlen(word));
	return *out ? LEAF_E_OK : leaf_fail(LEAF_E_NOMEM, "no memory for the list of files");
}

static leaf_err take_row(struct rows *rows, const char *text)
{
	char ids[2 * ROWS_IMAGES][68];
	struct row row = { 0 };
	int used = 0;
	struct row_image *images = row.images;
	struct row_file *file = &row.file;
	int got = sscanf(text,
			 "%o %67s %67s %o %67s %67s %o %67s %67s %x %" SCNu64 " %" SCNu64
			 " %" SCNu64 " %" SCNd64 " %" SCNd64 "%n",
			 &images[0].mode, ids[0], ids[1], &images[1].mode, ids[2], ids[3],
			 &images[2].mode, ids[4], ids[5], &row.flags, &file->dev, &file->ino,
			 &file->size, &file->mtime_ns, &file->ctime_ns, &used);
	if (got != 15 || text[used] != '\t')
		return leaf_fail(LEAF_E_SYNTAX, "the list of files of the set-up is damaged");
	for (int i = 0; i < ROWS_IMAGES; i++) {
		LEAF_TRY(copy_word(&images[i].id, rows, ids[2 * i]));
		LEAF_TRY(copy_word(&images[i].fixed, rows, ids[2 * i + 1]));
	}
	LEAF_TRY(copy_word(&row.path, rows, text + used + 1));
	LEAF_TRY(LEAF__VEC_ROOM(&rows->list));
	rows->list.items[rows->list.n++] = row;
	return LEAF_E_OK;
}

leaf_err rows_load(struct rows *rows, const char *path)
{
	struct leaf__buf text = { 0 };
	leaf_err err = leaf__file_read(&text, path, (size_t)-1 / 2);
	const char *at = text.data, *end = leaf__buf_end(&text);
	while (err == LEAF_E_OK && at < end) {
		err = take_row(rows, at);
		at += strlen(at) + 1;
	}
	leaf__buf_release(&text);
	return err;
}
