/* tracy_strings.c - the names that a viewer knows by handle, and its questions about them. */
#include "trace/tracy_strings.h"

#include <string.h>

static uint32_t hash_of(const void *bytes, size_t len)
{
	uint32_t sum = 2166136261u;
	const unsigned char *p = bytes;
	for (size_t i = 0; i < len; i++)
		sum = (sum ^ p[i]) * 16777619u;
	return sum;
}

/* ---- tables ---- */

/* Make room for entry number n of an array; 0 without memory. */
static int grow(void **array, uint32_t *room, uint32_t n, size_t size)
{
	enum { FIRST = 1024 };
	if (n < *room)
		return 1;
	uint32_t more = *room ? *room * 2 : FIRST;
	void *pages = leaf__pages_map(more * size);
	if (!pages)
		return 0;
	if (*array) {
		memcpy(pages, *array, *room * size);
		leaf__pages_unmap(*array, *room * size);
	}
	*array = pages;
	*room = more;
	return 1;
}

static void insert(struct tracy_table *table, uint32_t hash, uint32_t number)
{
	uint32_t i = hash & (table->n_slots - 1);
	while (table->slots[i])
		i = (i + 1) & (table->n_slots - 1);
	table->slots[i] = number;
}

/* A table twice as wide, empty, in 'wider'; 1 if it is needed and there, 0 if not needed, else -1. */
static int widen(const struct tracy_table *table, struct tracy_table *wider)
{
	enum { FIRST = 4096 };
	if (2 * (table->n + 1) < table->n_slots)
		return 0;
	wider->n_slots = table->n_slots ? 2 * table->n_slots : FIRST;
	wider->n = table->n;
	wider->slots = leaf__pages_map(wider->n_slots * sizeof *wider->slots);
	return wider->slots ? 1 : -1;
}

static void release_table(struct tracy_table *table)
{
	if (table->slots)
		leaf__pages_unmap(table->slots, table->n_slots * sizeof *table->slots);
	*table = (struct tracy_table){ 0 };
}

void leaf__tracy_strings_release(struct tracy_strings *strings)
{
	leaf__arena_release(&strings->arena);
	release_table(&strings->by_text);
	release_table(&strings->by_place);
	if (strings->names)
		leaf__pages_unmap(strings->names, strings->names_room * sizeof *strings->names);
	if (strings->places)
		leaf__pages_unmap(strings->places, strings->places_room * sizeof *strings->places);
	*strings = (struct tracy_strings){ 0 };
}

/* ---- names ---- */

static int room_for_name(struct tracy_strings *strings)
{
	struct tracy_table wider;
	int is_wider = widen(&strings->by_text, &wider);
	if (is_wider < 0 || strings->by_text.n >= TRACY_NAMES_MAX ||
	    !grow((void **)&strings->names, &strings->names_room, strings->by_text.n + 1,
		  sizeof *strings->names))
		return 0;
	if (is_wider) {
		for (uint32_t i = 1; i <= wider.n; i++)
			insert(&wider, strings->names[i].hash, i);
		release_table(&strings->by_text);
		strings->by_text = wider;
	}
	return 1;
}

static uint32_t find_name(const struct tracy_strings *strings, const char *text, size_t len,
			  uint32_t hash)
{
	const struct tracy_table *table = &strings->by_text;
	for (uint32_t i = hash; table->n_slots; i++) {
		uint32_t number = table->slots[i & (table->n_slots - 1)];
		const struct tracy_name *name = &strings->names[number];
		if (!number)
			break;
		if (name->hash == hash && name->len == len && memcmp(name->text, text, len) == 0)
			return number;
	}
	return 0;
}

uint32_t leaf__tracy_name(struct tracy_strings *strings, const char *text, size_t len)
{
	if (len > TRACY_TEXT)
		len = TRACY_TEXT;
	uint32_t hash = hash_of(text, len);
	uint32_t number = find_name(strings, text, len, hash);
	if (number)
		return number;
	const char *copy = room_for_name(strings) ? leaf__arena_strndup(&strings->arena, text, len)
						  : NULL;
	if (!copy)
		return 0;
	number = ++strings->by_text.n;
	strings->names[number] = (struct tracy_name){ copy, (uint32_t)len, hash };
	insert(&strings->by_text, hash, number);
	return number;
}

/* ---- locations ---- */

/* A colour that is neither dark nor pale, the same for a target in every run. */
static uint32_t colour_of(const char *target)
{
	uint32_t hash = hash_of(target, strlen(target));
	uint32_t hue = hash % 6, rest = hash / 6 % 128, high = 0xd0, low = 0x50;
	uint32_t between = low + rest;
	static const unsigned char order[6][3] = { { 2, 1, 0 }, { 1, 2, 0 }, { 0, 2, 1 },
						   { 0, 1, 2 }, { 1, 0, 2 }, { 2, 0, 1 } };
	uint32_t parts[] = { low, between, high };
	return parts[order[hue][0]] << 16 | parts[order[hue][1]] << 8 | parts[order[hue][2]];
}

static uint32_t hash_of_place(const struct tracy_place *place)
{
	const uint32_t prime = 16777619u;
	uint32_t sum = ((place->name * prime) ^ place->file) * prime;
	sum = (sum ^ place->line) * prime ^ place->colour;
	return sum ^ sum >> 15;
}

static int room_for_place(struct tracy_strings *strings)
{
	struct tracy_table wider;
	int is_wider = widen(&strings->by_place, &wider);
	if (is_wider < 0 || !grow((void **)&strings->places, &strings->places_room,
				  strings->by_place.n + 1, sizeof *strings->places))
		return 0;
	if (is_wider) {
		for (uint32_t i = 1; i <= wider.n; i++)
			insert(&wider, hash_of_place(&strings->places[i]), i);
		release_table(&strings->by_place);
		strings->by_place = wider;
	}
	return 1;
}

static uint32_t find_place(const struct tracy_strings *strings, const struct tracy_place *place)
{
	const struct tracy_table *table = &strings->by_place;
	for (uint32_t i = hash_of_place(place); table->n_slots; i++) {
		uint32_t number = table->slots[i & (table->n_slots - 1)];
		const struct tracy_place *at = &strings->places[number];
		if (!number)
			break;
		if (at->name == place->name && at->file == place->file && at->line == place->line &&
		    at->colour == place->colour)
			return number;
	}
	return 0;
}

static uint32_t add_place(struct tracy_strings *strings, const struct tracy_place *place)
{
	if (!place->name || !place->file || !room_for_place(strings))
		return 0;
	uint32_t number = ++strings->by_place.n;
	strings->places[number] = *place;
	insert(&strings->by_place, hash_of_place(place), number);
	return number;
}

/* The first location of all stands for those that are too many. */
static int begin_places(struct tracy_strings *strings)
{
	static const char overflow[] = "(further call sites)";
	struct tracy_place place = { 0 };
	if (strings->by_place.n)
		return 1;
	place.name = place.file = leaf__tracy_name(strings, overflow, strlen(overflow));
	return add_place(strings, &place) != 0;
}

uint32_t leaf__tracy_place(struct tracy_strings *strings, const char *name, const char *file,
			   uint32_t line, const char *target)
{
	enum { RESERVE = 2000 }; /* for variants */
	if (!begin_places(strings))
		return 0;
	struct tracy_place place = {
		.name = leaf__tracy_name(strings, name, strlen(name)),
		.file = leaf__tracy_name(strings, file, strlen(file)),
		.line = line,
		.colour = colour_of(target),
	};
	uint32_t number = find_place(strings, &place);
	if (!number && strings->by_place.n < TRACY_LOCATIONS_MAX - RESERVE)
		number = add_place(strings, &place);
	return number ? number : 1;
}

uint64_t leaf__tracy_location_handle(struct tracy_strings *strings, uint32_t place, uint32_t times)
{
	uint32_t variant = times / TRACY_OPEN_PER_HANDLE;
	struct tracy_place *at = &strings->places[place];
	if (variant >= at->variants) {
		if (variant >= TRACY_VARIANTS || strings->n_handles >= TRACY_LOCATIONS_MAX)
			return 0;
		at->variants = variant + 1;
		strings->n_handles++;
	}
	return leaf__tracy_handle(TRACY_LOCATION, place | variant << 24);
}

/* ---- answers ---- */

static void put_name(const struct tracy_strings *strings, struct tracy_wire *wire,
		     enum tracy_item item, enum tracy_kind kind, uint64_t handle)
{
	uint32_t number = (uint32_t)handle;
	if (kind == TRACY_FIBER)
		number &= (1u << TRACY_FIBER_NAME_BITS) - 1;
	struct tracy_name name = { "?", 1, 0 };
	if (handle >> 40 == kind && number && number <= strings->by_text.n)
		name = strings->names[number];
	leaf__tracy_named(wire, item, handle, name.text, name.len);
}

/* What is asked and not there: a location whose names are answered "?". */
static void put_location(const struct tracy_strings *strings, struct tracy_wire *wire,
			 uint64_t handle)
{
	uint32_t number = (uint32_t)handle & 0xffffff;
	struct tracy_location location = { .function = (uint64_t)TRACY_STRING << 40,
					   .file = (uint64_t)TRACY_STRING << 40 };
	if (handle >> 40 == TRACY_LOCATION && number && number <= strings->by_place.n) {
		const struct tracy_place *place = &strings->places[number];
		location.function = leaf__tracy_handle(TRACY_STRING, place->name);
		location.file = leaf__tracy_handle(TRACY_STRING, place->file);
		location.line = place->line;
		location.colour = place->colour;
	}
	leaf__tracy_location(wire, &location);
}

void leaf__tracy_answer(const struct tracy_strings *strings, struct tracy_wire *wire,
			const struct tracy_query *query)
{
	switch (query->asks) {
	case TRACY_ASKS_STRING:
		put_name(strings, wire, TRACY_StringData, TRACY_STRING, query->handle);
		return;
	case TRACY_ASKS_PLOT:
		put_name(strings, wire, TRACY_PlotName, TRACY_PLOT, query->handle);
		return;
	case TRACY_ASKS_FRAME:
		put_name(strings, wire, TRACY_FrameName, TRACY_FRAME_SET, query->handle);
		return;
	case TRACY_ASKS_FIBER:
		put_name(strings, wire, TRACY_FiberName, TRACY_FIBER, query->handle);
		return;
	case TRACY_ASKS_LOCATION:
		put_location(strings, wire, query->handle);
		return;
	default:
		return;
	}
}
