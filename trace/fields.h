/* fields.h - the fields of a call site: their names as written, their values as packed. */
#ifndef LEAF_TRACE_FIELDS_H
#define LEAF_TRACE_FIELDS_H

#include "base/arena.h"
#include "leaf/sink.h"

enum { LEAF__FIELDS_MAX = 16, LEAF__TEXT_MAX = 4096 };

/*
 * Split a macro's arguments as written into field names.
 *
 *   spelled  "LEAF_LEVEL_INFO, \"name\", a, leaf_str(b), LEAF_AS(c, d + 1)"
 *   skip     how many leading arguments are no fields
 *   n        how many names are wanted, at most LEAF__FIELDS_MAX
 *   names    [n] pointers to copies in the arena: "a", "b", "c"; a marker's name is its first
 *            argument's
 *
 * Returns 0, -1 without memory. Threads: pure.
 */
int leaf__field_names(struct leaf__arena *arena, const char *spelled, unsigned skip, unsigned n,
		      const char **names);

static inline enum leaf_type leaf__field_type(unsigned packed_type)
{
	return (enum leaf_type)(packed_type & 0xff);
}

static inline unsigned leaf__field_size(unsigned packed_type)
{
	return packed_type >> 8;
}

/*
 * Decode one packed value. Pointers are followed for text and bytes alone. A leaf_shown's
 * formatter runs, into scratch [LEAF__TEXT_MAX]. scratch NULL: the value was kept, see below.
 * Returns 0 for a late field.
 */
int leaf__field_decode(unsigned packed_type, const void *bytes, struct leaf_value *out,
		       char *scratch);

/*
 * Rewrite the packed value of a field that refers to other memory, so that it refers to 'copy'
 * [value->len] from now on.
 */
void leaf__field_keep(const struct leaf_value *value, const char *copy, void *bytes);

/* Whether values of this type point to memory that must be copied to be kept. */
static inline int leaf__field_refers(unsigned packed_type)
{
	enum leaf_type type = leaf__field_type(packed_type);
	return type == LEAF_TYPE_TEXT || type == LEAF_TYPE_BYTES || type == LEAF_TYPE_SHOWN;
}

#endif
