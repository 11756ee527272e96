/* text_line.h - the usual lines of the text log - blanks, target::name, numbers - in one go. */
#ifndef LEAF_TRACE_TEXT_LINE_H
#define LEAF_TRACE_TEXT_LINE_H

#include "trace/digits.h"
#include "trace/text_site.h"

#include <string.h>

static inline char *leaf__line_piece(char *at, const struct leaf__text_piece *piece, unsigned skip)
{
	const char *text = piece->text + skip;
	unsigned len = piece->len - skip;
	memcpy(at, text, LEAF__TEXT_BLOCK);
	for (unsigned i = LEAF__TEXT_BLOCK; i < len; i += LEAF__TEXT_BLOCK)
		memcpy(at + i, text + i, LEAF__TEXT_BLOCK);
	return at + len;
}

static inline char *leaf__line_blanks(char *at, unsigned n)
{
	for (unsigned i = 0; i < n; i += LEAF__TEXT_BLOCK)
		memset(at + i, ' ', LEAF__TEXT_BLOCK);
	return at + n;
}

static inline char *leaf__line_quick(char *at, enum leaf__text_how how, const char *data)
{
	uint64_t wide;
	uint32_t narrow;
	switch (how) {
	case LEAF__TEXT_I32:
		memcpy(&narrow, data, 4);
		return leaf__put_i64(at, (int32_t)narrow);
	case LEAF__TEXT_U32:
		memcpy(&narrow, data, 4);
		return leaf__put_u64(at, narrow);
	case LEAF__TEXT_I64:
		memcpy(&wide, data, 8);
		return leaf__put_i64(at, (int64_t)wide);
	case LEAF__TEXT_U64:
		memcpy(&wide, data, 8);
		return leaf__put_u64(at, wide);
	case LEAF__TEXT_HEX:
		memcpy(&wide, data, 8);
		return leaf__put_hex(at, wide);
	case LEAF__TEXT_BOOL:
		memcpy(at, *data ? "true" : "false", 5);
		return at + (*data ? 4 : 5);
	case LEAF__TEXT_SLOW:
		break;
	}
	return at;
}

/* Head, fields and newline of a site whose fields are all quick. */
static inline char *leaf__line_rest(char *at, const struct leaf__text_site *site,
				    const char *packed)
{
	unsigned skip = site->skip;
	at = leaf__line_piece(at, &site->head, 0);
	for (unsigned i = 0; i < site->n_fields; i++) {
		const struct leaf__text_field *field = &site->fields[i];
		at = leaf__line_piece(at, &field->name, skip);
		at = leaf__line_quick(at, field->how, packed + field->offset);
		skip = 0;
	}
	if (__builtin_expect(site->more.len != 0, 0))
		at = leaf__line_piece(at, &site->more, 0);
	return leaf__line_piece(at, &site->close, 0);
}

#endif
