/* names.c - the first few of many paths, for a sentence. */
#include "profile/names.h"

#include <stdbool.h>
#include <stdio.h>

enum { MAX_NAMED = 8, MAX_LEN = 900 };

void names_release(struct names *names)
{
	leaf__buf_release(&names->text);
	names->n = 0;
}

leaf_err names_add(struct names *names, const char *path)
{
	if (++names->n > MAX_NAMED)
		return LEAF_E_OK;
	size_t at = names->text.len;
	LEAF_TRY(leaf__buf_printf(&names->text, "%s%.200s", at ? ", " : "", path));
	for (; at < names->text.len; at++) {
		if ((unsigned char)names->text.data[at] < ' ' || names->text.data[at] == 127)
			names->text.data[at] = '?';
	}
	return LEAF_E_OK;
}

void names_say(char out[1024], const struct names *names)
{
	const char *text = names->text.data ? names->text.data : "";
	bool cut = names->text.len > MAX_LEN;
	int len = snprintf(out, 1024, "%.*s%s", MAX_LEN, text, cut ? "…" : "");
	if (names->n > MAX_NAMED)
		snprintf(out + len, 1024 - (size_t)len, " and %zu more", names->n - MAX_NAMED);
}
