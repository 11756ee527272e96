/* gitlist.c - the entries of git's listings, one by one. */
#include "profile/gitlist.h"

#include <stdlib.h>
#include <string.h>

/* The text up to 'ending', which becomes a NUL; NULL if it does not come. */
static char *take(struct gitlist *list, char ending)
{
	char *start = list->at;
	char *stop = start < list->end ? memchr(start, ending, (size_t)(list->end - start)) : NULL;
	if (!stop)
		return NULL;
	*stop = 0;
	list->at = stop + 1;
	return start;
}

static bool odd(leaf_err *err)
{
	*err = leaf_fail(LEAF_E_CHILD, "a listing of git is not understood");
	return false;
}

/* "  size: 16\tflags: 20004000" is the last of five lines. */
static bool take_debug(unsigned *flags, struct gitlist *list)
{
	const char *line = NULL;
	for (int i = 0; i < 5; i++) {
		if (!(line = take(list, '\n')))
			return false;
	}
	const char *word = strstr(line, "flags: ");
	if (!word)
		return false;
	*flags = (unsigned)strtoul(word + 7, NULL, 16);
	return true;
}

bool gitlist_file(struct gitlist_entry *entry, struct gitlist *list, leaf_err *err)
{
	if (*err != LEAF_E_OK || list->at >= list->end)
		return false;
	const char *mode = take(list, ' '), *id = take(list, ' '), *stage = take(list, '\t');
	const char *path = take(list, 0);
	*entry = (struct gitlist_entry){ .id = id, .path = path };
	if (!mode || !path || !take_debug(&entry->flags, list))
		return odd(err);
	entry->mode = (unsigned)strtoul(mode, NULL, 8);
	entry->stage = *stage - '0';
	return true;
}

bool gitlist_tree(struct gitlist_entry *entry, struct gitlist *list, leaf_err *err)
{
	if (*err != LEAF_E_OK || list->at >= list->end)
		return false;
	const char *mode = take(list, ' '), *type = take(list, ' '), *id = take(list, '\t');
	const char *path = take(list, 0);
	if (!mode || !type || !path)
		return odd(err);
	*entry = (struct gitlist_entry){ .id = id, .path = path };
	entry->mode = (unsigned)strtoul(mode, NULL, 8);
	return true;
}

bool gitlist_diff(struct gitlist_entry *entry, struct gitlist *list, leaf_err *err)
{
	if (*err != LEAF_E_OK || list->at >= list->end)
		return false;
	const char *old_mode = take(list, ' '), *mode = take(list, ' ');
	const char *old_id = take(list, ' '), *id = take(list, ' ');
	const char *status = take(list, 0), *path = take(list, 0);
	if (!old_mode || *old_mode != ':' || !status || !path)
		return odd(err);
	*entry = (struct gitlist_entry){ .id = id, .old_id = old_id, .path = path };
	entry->mode = (unsigned)strtoul(mode, NULL, 8);
	entry->old_mode = (unsigned)strtoul(old_mode + 1, NULL, 8);
	return true;
}

const char *gitlist_name(struct gitlist *list)
{
	return take(list, 0);
}

leaf_err gitlist_put(struct leaf__buf *out, unsigned mode, const char *id, const char *path)
{
	/* To remove a path git wants some id all the same. */
	LEAF_TRY(leaf__buf_printf(out, "%o %s\t", mode, id));
	return leaf__buf_add(out, path, strlen(path) + 1);
}
