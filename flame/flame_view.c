/* flame_view.c - folded files to pages and tables, in one call each. */
#include "flame/flame_view.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "flame/stacks_page.h"
#include "flame/stacks_read.h"
#include "flame/stacks_top.h"

/* Leaf writes both at once: a table that is a minute older is of another run. */
static int is_of_run(const char *table, const struct stat *folded)
{
	struct stat about;
	return stat(table, &about) == 0 && S_ISREG(about.st_mode) &&
	       about.st_mtime + 60 >= folded->st_mtime && access(table, R_OK) == 0;
}

char *flame_view_companion(const char *folded)
{
	static const char *const ends[] = { ".tsv", ".stats", "-stats.tsv", ".stats.tsv" };
	const char *slash = strrchr(folded, '/'), *dot = strrchr(folded, '.');
	struct stat about;
	if (stat(folded, &about) != 0)
		return NULL;
	size_t stem = dot && (!slash || dot > slash + 1) ? (size_t)(dot - folded) : strlen(folded);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		char *path;
		if (asprintf(&path, "%.*s%s", (int)stem, folded, ends[i]) < 0)
			return NULL;
		if (strcmp(path, folded) != 0 && is_of_run(path, &about))
			return path;
		free(path);
	}
	return NULL;
}

static leaf_err load(struct stacks *stacks, const char *folded)
{
	struct stacks_reading reading = { 0 }, calls = { .calls_only = 1 };
	leaf_err err = stacks_init(stacks);
	if (err == LEAF_E_OK)
		err = stacks_read(stacks, folded, &reading);
	char *companion = err == LEAF_E_OK ? flame_view_companion(folded) : NULL;
	if (companion)
		err = stacks_read(stacks, companion, &calls);
	free(companion);
	if (err != LEAF_E_OK)
		stacks_release(stacks);
	return err;
}

leaf_err flame_view_page(const char *folded, const char *html, const char *title)
{
	const char *slash = strrchr(folded, '/');
	struct stacks stacks;
	LEAF_TRY(load(&stacks, folded));
	leaf_err err = stacks_page_save(html, &stacks, NULL,
					title	? title
					: slash ? slash + 1
						: folded);
	stacks_release(&stacks);
	return err;
}

leaf_err flame_view_top(FILE *out, const char *folded, size_t n, int width, int color)
{
	struct stacks_functions functions;
	struct stacks stacks;
	LEAF_TRY(load(&stacks, folded));
	leaf_err err = stacks_functions(&functions, &stacks, STACKS_BY_SELF);
	if (err == LEAF_E_OK) {
		stacks_top_print(out, &stacks, &functions, n, width, color);
		stacks_functions_release(&functions);
	}
	stacks_release(&stacks);
	return err;
}
