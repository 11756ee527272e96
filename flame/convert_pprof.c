/* convert_pprof.c - a tree of stacks as a profile for pprof, not packed. */
#include <stdlib.h>
#include <string.h>

#include "flame/convert.h"
#include "flame/stacks_put.h"

/* Source: profile.proto of github.com/google/pprof; the encoding of protocol buffers. */

enum profile_field {
	SAMPLE_TYPE = 1,
	SAMPLE = 2,
	MAPPING = 3,
	LOCATION = 4,
	FUNCTION = 5,
	STRING_TABLE = 6,
	DEFAULT_SAMPLE_TYPE = 14
};

/* The string table begins with these; then come the names, then the files, each by its name. */
enum string { EMPTY, CALLS, COUNT, TIME, NANOSECONDS, SAMPLES, TITLE, N_STRINGS };

static leaf_err put_varint(struct leaf__buf *out, uint64_t value)
{
	char bytes[10];
	size_t n = 0;
	do {
		bytes[n++] = (char)(value >= 128 ? (value & 127) | 128 : value);
		value >>= 7;
	} while (value);
	return leaf__buf_add(out, bytes, n);
}

static leaf_err put_number(struct leaf__buf *out, unsigned field, uint64_t value)
{
	LEAF_TRY(put_varint(out, field << 3));
	return put_varint(out, value);
}

static leaf_err put_bytes(struct leaf__buf *out, unsigned field, const char *bytes, size_t len)
{
	LEAF_TRY(put_varint(out, field << 3 | 2));
	LEAF_TRY(put_varint(out, len));
	return leaf__buf_add(out, bytes, len);
}

/* A message goes out with its tag and is forgotten. */
static leaf_err flush(FILE *out, struct leaf__buf *head, unsigned field, struct leaf__buf *message)
{
	leaf__buf_clear(head);
	LEAF_TRY(put_varint(head, field << 3 | 2));
	LEAF_TRY(put_varint(head, message->len));
	fwrite(head->data, 1, head->len, out);
	fwrite(message->data, 1, message->len, out);
	leaf__buf_clear(message);
	return LEAF_E_OK;
}

/* Buffers of a profile on its way out. */
struct profile {
	FILE *out;
	const struct stacks *stacks;
	struct leaf__buf head, message, inner;
};

static leaf_err put_value_type(struct profile *profile, enum string type, enum string unit)
{
	LEAF_TRY(put_number(&profile->message, 1, type));
	LEAF_TRY(put_number(&profile->message, 2, unit));
	return flush(profile->out, &profile->head, SAMPLE_TYPE, &profile->message);
}

/* Locations have the numbers of names, which begin at 1. */
static leaf_err put_sample(struct profile *profile, uint32_t node)
{
	const struct stacks *stacks = profile->stacks;
	const struct stacks_node *nodes = stacks->nodes.items;
	leaf__buf_clear(&profile->inner);
	for (uint32_t at = node; at != STACKS_ROOT; at = nodes[at].parent)
		LEAF_TRY(put_varint(&profile->inner, nodes[at].name));
	LEAF_TRY(put_bytes(&profile->message, 1, profile->inner.data, profile->inner.len));
	leaf__buf_clear(&profile->inner);
	if (stacks->has_calls)
		LEAF_TRY(put_varint(&profile->inner,
				    nodes[node].calls > INT64_MAX ? INT64_MAX : nodes[node].calls));
	LEAF_TRY(put_varint(&profile->inner,
			    (uint64_t)stacks_rounded(nodes[node].self, stacks->decimals)));
	LEAF_TRY(put_bytes(&profile->message, 2, profile->inner.data, profile->inner.len));
	return flush(profile->out, &profile->head, SAMPLE, &profile->message);
}

/* A location and its function, of one name. */
static leaf_err put_function(struct profile *profile, uint32_t name)
{
	struct convert_frame frame = convert_frame_of(&profile->stacks->names.items[name]);
	struct leaf__buf *inner = &profile->inner, *message = &profile->message;
	uint64_t string = N_STRINGS + 2 * (uint64_t)(name - 1);
	leaf__buf_clear(inner);
	LEAF_TRY(put_number(inner, 1, name));
	LEAF_TRY(put_number(inner, 2, frame.line));
	LEAF_TRY(put_number(message, 1, name));
	LEAF_TRY(put_number(message, 2, 1)); /* the mapping */
	LEAF_TRY(put_bytes(message, 4, inner->data, inner->len));
	LEAF_TRY(flush(profile->out, &profile->head, LOCATION, message));
	LEAF_TRY(put_number(message, 1, name));
	LEAF_TRY(put_number(message, 2, string));
	LEAF_TRY(put_number(message, 3, string));
	LEAF_TRY(put_number(message, 4, frame.file ? string + 1 : EMPTY));
	LEAF_TRY(put_number(message, 5, frame.line));
	return flush(profile->out, &profile->head, FUNCTION, message);
}

/* pprof wants UTF-8. */
static leaf_err put_string(struct profile *profile, const char *text, size_t len)
{
	LEAF_TRY(stacks_add_plain(&profile->message, text, len));
	return flush(profile->out, &profile->head, STRING_TABLE, &profile->message);
}

static leaf_err put_strings(struct profile *profile, const char *title)
{
	static const char *const strings[] = { "",     "calls",	      "count",
					       "time", "nanoseconds", "samples" };
	for (size_t i = 0; i < TITLE; i++)
		LEAF_TRY(put_string(profile, strings[i], strlen(strings[i])));
	LEAF_TRY(put_string(profile, title, strlen(title)));
	for (size_t i = 1; i < profile->stacks->names.n; i++) {
		const struct stacks_name *name = &profile->stacks->names.items[i];
		struct convert_frame frame = convert_frame_of(name);
		LEAF_TRY(put_string(profile, name->text, frame.len));
		LEAF_TRY(put_string(profile, frame.file ? frame.file : "", frame.file_len));
	}
	return LEAF_E_OK;
}

static leaf_err put_types(struct profile *profile)
{
	int is_ns = profile->stacks->unit == STACKS_NS;
	if (profile->stacks->has_calls)
		LEAF_TRY(put_value_type(profile, CALLS, COUNT));
	return put_value_type(profile, is_ns ? TIME : SAMPLES, is_ns ? NANOSECONDS : COUNT);
}

static leaf_err put_rest(struct profile *profile)
{
	const struct stacks *stacks = profile->stacks;
	struct leaf__buf *message = &profile->message;
	LEAF_TRY(put_number(message, 1, 1));
	LEAF_TRY(put_number(message, 5, TITLE)); /* the file of the only mapping */
	for (unsigned field = 7; field <= 10; field++)
		LEAF_TRY(put_number(message, field, 1)); /* names and lines need no search */
	LEAF_TRY(flush(profile->out, &profile->head, MAPPING, message));
	LEAF_TRY(put_number(message, DEFAULT_SAMPLE_TYPE,
			    stacks->unit == STACKS_NS ? TIME : SAMPLES));
	fwrite(message->data, 1, message->len, profile->out);
	leaf__buf_clear(message);
	return LEAF_E_OK;
}

static leaf_err put_profile(struct profile *profile, const char *title)
{
	const struct stacks *stacks = profile->stacks;
	unsigned depth = 0;
	uint32_t node = STACKS_ROOT;
	LEAF_TRY(put_types(profile));
	while ((node = stacks_next(stacks, node, &depth)) != STACKS_ROOT)
		if (stacks->nodes.items[node].self || stacks->nodes.items[node].calls)
			LEAF_TRY(put_sample(profile, node));
	for (uint32_t i = 1; i < stacks->names.n; i++)
		LEAF_TRY(put_function(profile, i));
	LEAF_TRY(put_strings(profile, title));
	return put_rest(profile);
}

leaf_err convert_pprof(FILE *out, const struct stacks *stacks, const char *title)
{
	struct profile profile = { .out = out, .stacks = stacks };
	leaf_err err = put_profile(&profile, title);
	leaf__buf_release(&profile.head);
	leaf__buf_release(&profile.message);
	leaf__buf_release(&profile.inner);
	return err;
}
