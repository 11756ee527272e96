/* message.c - the message of the commit that holds the insertions, and how it is known again. */
#include "profile/message.h"

#include "profile/plural.h"

#include <string.h>

static leaf_err put_reasons(struct leaf__buf *out, const struct profile_counts *counts)
{
	for (int why = RULES_TAKEN + 1; why < RULES_N; why++) {
		if (counts->by_why[why])
			LEAF_TRY(leaf__buf_printf(out, "%zu function%s left alone: %s\n",
						  counts->by_why[why], PLURAL(counts->by_why[why]),
						  rules_meaning((enum rules_why)why)));
	}
	for (int why = SOURCES_TAKEN + 1; why < SOURCES_N; why++) {
		if (counts->left_out[why])
			LEAF_TRY(leaf__buf_printf(out, "%zu file%s left out: %s\n",
						  counts->left_out[why],
						  PLURAL(counts->left_out[why]),
						  sources_meaning((enum sources_why)why)));
	}
	if (counts->filtered)
		LEAF_TRY(leaf__buf_printf(out, "%zu file%s left out: git filters their text\n",
					  counts->filtered, PLURAL(counts->filtered)));
	if (counts->unsafe)
		LEAF_TRY(leaf__buf_printf(out, "%zu file%s left out: it would not be safe\n",
					  counts->unsafe, PLURAL(counts->unsafe)));
	return LEAF_E_OK;
}

leaf_err message_make(struct leaf__buf *out, const struct profile *profile)
{
	const struct profile_counts *counts = &profile->counts;
	size_t len;
	LEAF_TRY(leaf__buf_printf(out,
				  "leaf: spans in %zu function%s of %zu file%s\n\n"
				  "Made by 'leaf profile setup'; 'leaf profile finish' takes your "
				  "work home without it.\n",
				  counts->by_why[RULES_TAKEN], PLURAL(counts->by_why[RULES_TAKEN]),
				  counts->files, PLURAL(counts->files)));
	LEAF_TRY(leaf__buf_puts(out, "\n"));
	len = out->len;
	LEAF_TRY(put_reasons(out, counts));
	if (out->len > len)
		LEAF_TRY(leaf__buf_puts(out, "\n"));
	return leaf__buf_printf(out, MESSAGE_TRAILER "%s\n", profile->journal.id);
}

const char *message_trailer(const char *message, size_t len, const char *id)
{
	const char *at = message, *end = message + len;
	size_t name = strlen(MESSAGE_TRAILER), id_len = strlen(id);
	while ((at = memmem(at, (size_t)(end - at), MESSAGE_TRAILER, name))) {
		if ((size_t)(end - at) >= name + id_len && !memcmp(at + name, id, id_len) &&
		    (at == message || at[-1] == '\n'))
			return at;
		at += name;
	}
	return NULL;
}
