/* fake_items.h - which items a protocol has, how long they are and what they hold. */
#ifndef FAKE_ITEMS_H
#define FAKE_ITEMS_H

#include <stddef.h>
#include <stdint.h>

enum {
	FAKE_PROTOCOLS = 7,
	FAKE_MAX_FIELDS = 5,
	FAKE_RAW_MAX = 262144,
	FAKE_FRAME_MAX = 263188,
	FAKE_STRING_MAX = 65535,
};

extern const int fake_protocols[FAKE_PROTOCOLS];

enum fake_item {
#define ITEM(name, a, b, c, d, e, f, g, size, size_since, since, fields, fields_since, tail)       \
	ITEM_##name,
#include "tests/tracy/fake_items.def"
	FAKE_ITEMS
};

enum fake_query {
#define QUERY(name, old, new) QUERY_##name,
#include "tests/tracy/fake_queries.def"
	FAKE_QUERIES
};

enum fake_tail { TAIL_NO, TAIL_U16, TAIL_SHORT, TAIL_LONG };

/* What differs between protocols, beyond the numbers. */
struct fake_traits {
	int delay;	  /* the welcome has the field */
	int metadata;	  /* messages have a byte of it */
	int short_deltas; /* of zones */
	int short_strings;
	int fiber_hint;
	int new_queries;
};

/* One item of one protocol. */
struct fake_layout {
	enum fake_item item;
	size_t size; /* of the fixed part, in bytes */
	const char *fields;
	enum fake_tail tail;
};

/* A decoded item: fields as numbers without sign, tail borrowed from the stream. */
struct fake_view {
	enum fake_item item;
	uint64_t field[FAKE_MAX_FIELDS];
	const char *text;
	size_t len;
};

const char *fake_item_name(enum fake_item item);
const char *fake_query_name(enum fake_query query);

/* The index of a protocol in fake_protocols; -1: not there. */
int fake_protocol_index(int protocol);
struct fake_traits fake_traits_of(int protocol);

/* The number of an item (of a query); -1: the protocol does not have it. */
int fake_item_number(int protocol, enum fake_item item);
int fake_query_number(int protocol, enum fake_query query);

/* The item of a number; 0: the protocol does not have it. */
int fake_item_layout(struct fake_layout *out, int protocol, unsigned number);

/* The bytes of an item's fixed part, by the table's sizes and by its fields. */
size_t fake_item_size(int protocol, enum fake_item item);
size_t fake_fields_size(int protocol, enum fake_item item);

enum fake_walked { WALKED, WALKED_UNKNOWN, WALKED_CUT };

/*
 * Decode the item at the beginning of `bytes`; *used is its length with its tail.
 * WALKED_UNKNOWN: the protocol has no such item; WALKED_CUT: the bytes end within it.
 */
enum fake_walked fake_item_walk(struct fake_view *out, size_t *used, int protocol,
				const unsigned char *bytes, size_t n);

/* A number of n bytes, the lowest first. */
uint64_t fake_number(const unsigned char *bytes, size_t n);

#endif
