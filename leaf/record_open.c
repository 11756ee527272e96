/* record_open.c - the run of a recording that a command is about. */
#include "leaf/record_open.h"

#include <string.h>

void record_release(struct record_opened *opened)
{
	recparts_release(&opened->parts);
	recsites_release(&opened->sites);
	recrun_release(&opened->run);
}

leaf_err record_open_run(struct record_opened *opened, const char *path)
{
	*opened = (struct record_opened){ 0 };
	LEAF_TRY(recrun_open(&opened->run, path));
	leaf_err err = recsites_load(&opened->sites, &opened->run);
	if (err == LEAF_E_OK)
		err = recparts_load(&opened->parts, &opened->run);
	if (err != LEAF_E_OK)
		record_release(opened);
	return err;
}

const char *record_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static int is_called(const char *path, const char *word)
{
	const char *name = record_base_name(path);
	size_t len = strlen(word);
	return strcmp(name, word) == 0 || (strncmp(name, word, len) == 0 && name[len] == '-');
}

/* The newest run of this name; without a name the newest that was not forked. */
static leaf_err choose_run(const struct recrun_list *list, const char *word, size_t *chosen)
{
	for (size_t i = list->n; i-- > 0;) {
		*chosen = i;
		if (word && is_called(list->paths[i], word))
			return LEAF_E_OK;
		struct recrun run;
		if (word || recrun_open(&run, list->paths[i]) != LEAF_E_OK)
			continue;
		int forked = run.meta.parent_wall != 0;
		recrun_release(&run);
		if (!forked)
			return LEAF_E_OK;
	}
	*chosen = list->n - 1;
	if (word)
		return leaf_fail(LEAF_E_NOTFOUND,
				 "no run '%s' in the recording; 'leaf record info' lists them",
				 word);
	return LEAF_E_OK;
}

leaf_err record_open_chosen(struct cli_call *call, struct record_opened *opened, const char *word)
{
	struct recrun_list list;
	size_t chosen;
	LEAF_TRY(recrun_find(&list, call->operands[0]));
	leaf_err err = choose_run(&list, word, &chosen);
	if (err == LEAF_E_OK)
		err = record_open_run(opened, list.paths[chosen]);
	if (err == LEAF_E_OK && list.n > 1 && !word)
		cli_note(call, "showing run %s, one of %zu; --run chooses another",
			 record_base_name(list.paths[chosen]), list.n);
	recrun_list_release(&list);
	return err;
}

leaf_err record_thread_number(uint32_t *thread, uint64_t number)
{
	if (number > UINT32_MAX)
		return leaf_fail(LEAF_E_USAGE, "there is no thread %llu",
				 (unsigned long long)number);
	*thread = (uint32_t)number;
	return LEAF_E_OK;
}
