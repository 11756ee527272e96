/* fields.c - the fields of a call site: their names as written, their values as packed. */
#include "trace/fields.h"

#include <string.h>

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* The end of a quoted literal that begins at p. */
static const char *skip_quoted(const char *p)
{
	char quote = *p++;
	while (*p && *p != quote)
		p += p[0] == '\\' && p[1] ? 2 : 1;
	return *p ? p + 1 : p;
}

/* The end of the argument that begins at p: a comma or a closing bracket of somebody else's. */
static const char *skip_argument(const char *p)
{
	int depth = 0;
	while (*p) {
		if (*p == '"' || *p == '\'') {
			p = skip_quoted(p);
			continue;
		}
		int closes = strchr(")]}", *p) != NULL;
		if (depth == 0 && (*p == ',' || closes))
			break;
		depth += (strchr("([{", *p) != NULL) - closes;
		p++;
	}
	return p;
}

static void trim(const char **begin, const char **end)
{
	while (*begin < *end && is_blank(**begin))
		++*begin;
	while (*begin < *end && is_blank((*end)[-1]))
		--*end;
}

/* Inside a marker, its first argument: leaf_str(name) is called name. */
static void unwrap_marker(const char **begin, const char **end)
{
	static const char *const markers[] = { "LEAF_AS",  "LEAF_LATE",	 "leaf_strn", "leaf_str",
					       "leaf_hex", "leaf_bytes", "leaf_shown" };
	for (size_t i = 0; i < sizeof markers / sizeof *markers; i++) {
		size_t len = strlen(markers[i]);
		if ((size_t)(*end - *begin) <= len || memcmp(*begin, markers[i], len) != 0)
			continue;
		const char *open = *begin + len;
		while (open < *end && is_blank(*open))
			open++;
		if (open == *end || *open != '(')
			continue;
		const char *inside = open + 1;
		const char *stop = skip_argument(inside);
		if (strcmp(markers[i], "leaf_shown") == 0 && *stop == ',') {
			inside = stop + 1;
			stop = skip_argument(inside);
		}
		*begin = inside;
		*end = stop;
		trim(begin, end);
		return;
	}
}

int leaf__field_names(struct leaf__arena *arena, const char *spelled, unsigned skip, unsigned n,
		      const char **names)
{
	const char *p = spelled;
	for (unsigned i = 0; i < skip + n; i++) {
		const char *begin = p, *end = skip_argument(p);
		p = *end == ',' ? end + 1 : end;
		if (i < skip)
			continue;
		trim(&begin, &end);
		unwrap_marker(&begin, &end);
		if (begin < end && *begin == '&')
			begin++;
		names[i - skip] = leaf__arena_strndup(arena, begin, (size_t)(end - begin));
		if (!names[i - skip])
			return -1;
	}
	return 0;
}

static void decode_text(const struct leaf_text *text, struct leaf_value *out)
{
	size_t cap = text->max < LEAF__TEXT_MAX ? text->max : LEAF__TEXT_MAX;
	out->data = text->text;
	out->len = text->text ? strnlen(text->text, cap) : 0;
	out->cut = out->len == cap && text->max > cap && text->text && text->text[cap];
}

static void decode_bytes(const struct leaf_bytes *bytes, struct leaf_value *out)
{
	out->data = bytes->bytes;
	out->len = bytes->n < LEAF__TEXT_MAX ? bytes->n : LEAF__TEXT_MAX;
	out->cut = bytes->n > LEAF__TEXT_MAX;
	if (!out->data)
		out->len = 0;
}

static void decode_shown(const struct leaf_shown *shown, struct leaf_value *out, char *scratch)
{
	int n = shown->show ? shown->show(scratch, LEAF__TEXT_MAX, shown->object) : 0;
	out->data = scratch;
	out->cut = n > LEAF__TEXT_MAX - 1;
	out->len = n < 0 ? 0 : out->cut ? LEAF__TEXT_MAX - 1 : (size_t)n;
}

static const size_t cut_bit = ~((size_t)-1 >> 1);

void leaf__field_keep(const struct leaf_value *value, const char *copy, void *bytes)
{
	struct leaf_text kept = { copy, value->len | (value->cut ? cut_bit : 0) };
	memcpy(bytes, &kept, sizeof kept);
}

static void decode_kept(const struct leaf_text *kept, struct leaf_value *out)
{
	out->data = kept->text;
	out->len = kept->max & ~cut_bit;
	out->cut = (kept->max & cut_bit) != 0;
}

int leaf__field_decode(unsigned packed_type, const void *bytes, struct leaf_value *out,
		       char *scratch)
{
	union {
		struct leaf_text text;
		struct leaf_bytes bytes;
		struct leaf_shown shown;
	} marked;
	out->type = leaf__field_type(packed_type);
	out->data = bytes;
	out->len = leaf__field_size(packed_type);
	out->cut = 0;
	if (!leaf__field_refers(packed_type))
		return out->type != LEAF_TYPE_LATE;
	memcpy(&marked, bytes, out->len);
	if (!scratch)
		decode_kept(&marked.text, out);
	else if (out->type == LEAF_TYPE_TEXT)
		decode_text(&marked.text, out);
	else if (out->type == LEAF_TYPE_BYTES)
		decode_bytes(&marked.bytes, out);
	else
		decode_shown(&marked.shown, out, scratch);
	return 1;
}
