/* fake_items.c - which items a protocol has, how long they are and what they hold. */
#include "tests/tracy/fake_items.h"

#include <assert.h>
#include <string.h>

const int fake_protocols[FAKE_PROTOCOLS] = { 63, 64, 66, 69, 74, 76, 82 };

static const struct row {
	const char *name;
	int number[FAKE_PROTOCOLS];
	size_t size, size_since;
	int since;
	const char *fields, *fields_since;
	enum fake_tail tail;
} rows[FAKE_ITEMS] = {
#define ITEM(name, a, b, c, d, e, f, g, size, size_since, since, fields, fields_since, tail)        \
	{                                                                                           \
		#name,	    { a, b, c, d, e, f, g }, size, size_since, since, fields, fields_since, \
		TAIL_##tail                                                                         \
	},
#include "tests/tracy/fake_items.def"
};

static const struct {
	const char *name;
	int number_old, number_new;
} queries[FAKE_QUERIES] = {
#define QUERY(name, old, new) { #name, old, new },
#include "tests/tracy/fake_queries.def"
};

const char *fake_item_name(enum fake_item item)
{
	return rows[item].name;
}

const char *fake_query_name(enum fake_query query)
{
	return queries[query].name;
}

int fake_protocol_index(int protocol)
{
	for (int i = 0; i < FAKE_PROTOCOLS; i++)
		if (fake_protocols[i] == protocol)
			return i;
	return -1;
}

struct fake_traits fake_traits_of(int protocol)
{
	return (struct fake_traits){
		.delay = protocol <= 74,
		.metadata = protocol >= 77,
		.short_deltas = protocol >= 78,
		.short_strings = protocol >= 80,
		.fiber_hint = protocol >= 68,
		.new_queries = protocol >= 66,
	};
}

int fake_item_number(int protocol, enum fake_item item)
{
	int i = fake_protocol_index(protocol);
	return i < 0 ? -1 : rows[item].number[i];
}

int fake_query_number(int protocol, enum fake_query query)
{
	return protocol >= 66 ? queries[query].number_new : queries[query].number_old;
}

static int is_since(int protocol, const struct row *row)
{
	return row->since && protocol >= row->since;
}

size_t fake_item_size(int protocol, enum fake_item item)
{
	return is_since(protocol, &rows[item]) ? rows[item].size_since : rows[item].size;
}

static const char *fields_of(int protocol, enum fake_item item)
{
	return is_since(protocol, &rows[item]) ? rows[item].fields_since : rows[item].fields;
}

static size_t field_size(char kind)
{
	switch (kind) {
	case 'q':
		return 8;
	case 's':
		return 6;
	case 'd':
		return 4;
	case 'c':
		return 3;
	case 'w':
		return 2;
	default:
		assert(kind == 'b');
		return 1;
	}
}

size_t fake_fields_size(int protocol, enum fake_item item)
{
	size_t size = 0;
	for (const char *field = fields_of(protocol, item); *field; field++)
		size += field_size(*field);
	return size;
}

int fake_item_layout(struct fake_layout *out, int protocol, unsigned number)
{
	static signed char by_number[FAKE_PROTOCOLS][256];
	static int is_known;
	if (!is_known) {
		memset(by_number, -1, sizeof by_number);
		for (int item = 0; item < FAKE_ITEMS; item++)
			for (int i = 0; i < FAKE_PROTOCOLS; i++)
				if (rows[item].number[i] >= 0)
					by_number[i][rows[item].number[i]] = (signed char)item;
		is_known = 1;
	}
	int i = fake_protocol_index(protocol);
	if (i < 0 || number > 255 || by_number[i][number] < 0)
		return 0;
	enum fake_item item = (enum fake_item)by_number[i][number];
	*out = (struct fake_layout){ item, fake_item_size(protocol, item),
				     fields_of(protocol, item), rows[item].tail };
	return 1;
}

uint64_t fake_number(const unsigned char *bytes, size_t n)
{
	uint64_t number = 0;
	for (size_t i = n; i-- > 0;)
		number = number << 8 | bytes[i];
	return number;
}

enum fake_walked fake_item_walk(struct fake_view *out, size_t *used, int protocol,
				const unsigned char *bytes, size_t n)
{
	struct fake_layout layout;
	if (n == 0)
		return WALKED_CUT;
	if (!fake_item_layout(&layout, protocol, bytes[0]))
		return WALKED_UNKNOWN;
	size_t at = 1;
	if (n - at < layout.size)
		return WALKED_CUT;
	out->item = layout.item;
	memset(out->field, 0, sizeof out->field);
	for (unsigned i = 0; layout.fields[i]; i++) {
		size_t size = field_size(layout.fields[i]);
		out->field[i] = fake_number(bytes + at, size);
		at += size;
	}
	out->text = NULL;
	out->len = 0;
	if (layout.tail != TAIL_NO) {
		size_t width = layout.tail == TAIL_SHORT ? 1 : 2;
		if (n - at < width)
			return WALKED_CUT;
		out->len = fake_number(bytes + at, width);
		if (layout.tail == TAIL_LONG && fake_traits_of(protocol).short_strings)
			out->len += 256;
		at += width;
		if (n - at < out->len)
			return WALKED_CUT;
		out->text = (const char *)bytes + at;
		at += out->len;
	}
	*used = at;
	return WALKED;
}
