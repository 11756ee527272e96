/* reproduce.c - findings by folder, words quoted for a shell. */
#include "leaf/reproduce.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static leaf_err add(struct reproduce_list *out, const char *out_folder, const char *folder,
		    const char *name)
{
	char *path;
	LEAF_TRY(LEAF__VEC_ROOM(out));
	if (asprintf(&path, "%s/%s/%s", out_folder, folder, name) < 0)
		return leaf_fail(LEAF_E_NOMEM, "out of memory");
	out->items[out->n++] = path;
	return LEAF_E_OK;
}

leaf_err reproduce_find(struct reproduce_list *out, const char *out_folder, const char *folder)
{
	struct leaf__buf path = { 0 };
	leaf_err err = leaf__buf_printf(&path, "%s/%s", out_folder, folder);
	DIR *dir = err ? NULL : opendir(path.data);
	for (struct dirent *at; !err && dir && (at = readdir(dir));)
		if (at->d_name[0] != '.' && !strstr(at->d_name, ".new"))
			err = add(out, out_folder, folder, at->d_name);
	if (dir)
		closedir(dir);
	leaf__buf_release(&path);
	if (out->n)
		qsort(out->items, out->n, sizeof *out->items, by_name);
	return err;
}

void reproduce_release(struct reproduce_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct reproduce_list){ 0 };
}

/* A word as a shell reads it back. */
static leaf_err put_word(struct leaf__buf *line, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-+=./,:@%";
	if (*word && !word[strspn(word, plain)])
		return leaf__buf_printf(line, "%s", word);
	LEAF_TRY(leaf__buf_printf(line, "'"));
	for (; *word; word++)
		LEAF_TRY(*word == '\'' ? leaf__buf_printf(line, "'\\''")
				       : leaf__buf_printf(line, "%c", *word));
	return leaf__buf_printf(line, "'");
}

leaf_err reproduce_line(struct leaf__buf *line, char *const *argv, const char *input)
{
	bool named = false;
	for (size_t i = 0; argv[i]; i++) {
		bool here = strcmp(argv[i], "@@") == 0;
		named |= here;
		if (i)
			LEAF_TRY(leaf__buf_printf(line, " "));
		LEAF_TRY(put_word(line, here ? input : argv[i]));
	}
	if (named)
		return LEAF_E_OK;
	LEAF_TRY(leaf__buf_printf(line, " <"));
	return put_word(line, input);
}
