/* path.c - union-find over input bytes; each group keeps a list of its constraints. */
#include "leafrt/path.h"

#include "base/arena.h"
#include "leafrt/byte_set.h"
#include "leafrt/counters.h"
#include "leafrt/expr.h"

#define MOST_BYTES (1u << 22)
#define MOST_CONSTRAINTS (1u << 22)

/* Of a byte; head and tail are of use at roots alone. `seen` is the number of the slice that met the root last. */
struct byte {
	uint32_t parent, head, tail, seen;
};

static struct {
	struct byte *bytes;
	struct path_constraint *constraints;
	uint32_t n, slice;
} path;

bool path_start(void)
{
	path.bytes = leaf__pages_map((size_t)MOST_BYTES * sizeof *path.bytes);
	path.constraints = leaf__pages_map((size_t)MOST_CONSTRAINTS * sizeof *path.constraints);
	path.n = 1;
	return path.bytes && path.constraints;
}

/* A parent is kept as number + 1, so that zeroed memory says "its own". */
static uint32_t root_of(uint32_t byte)
{
	while (path.bytes[byte].parent) {
		uint32_t up = path.bytes[byte].parent - 1;
		if (path.bytes[up].parent)
			path.bytes[byte].parent = path.bytes[up].parent;
		byte = up;
	}
	return byte;
}

static uint32_t join(uint32_t a, uint32_t b)
{
	if (a == b)
		return a;
	struct byte *into = &path.bytes[a], *from = &path.bytes[b];
	from->parent = a + 1;
	if (!into->head) {
		into->head = from->head;
		into->tail = from->tail;
	} else if (from->head) {
		path.constraints[into->tail].next = from->head;
		into->tail = from->tail;
	}
	return a;
}

void path_add(leaf_label label, bool taken)
{
	uint32_t n;
	const struct byte_range *range = byte_set_ranges(expr_at(label)->bytes, &n);
	counters.constraints++;
	if (path.n == MOST_CONSTRAINTS || !n)
		return;
	uint32_t root = root_of(range[0].first);
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t byte = range[i].first; byte < range[i].end; byte++)
			root = join(root, root_of(byte));
	uint32_t at = path.n++;
	path.constraints[at] = (struct path_constraint){ .label = label, .taken = taken };
	struct byte *group = &path.bytes[root];
	if (group->head)
		path.constraints[group->tail].next = at;
	else
		group->head = at;
	group->tail = at;
}

void path_slice(uint32_t bytes, bool (*each)(void *more, const struct path_constraint *constraint),
		void *more)
{
	uint32_t n;
	const struct byte_range *range = byte_set_ranges(bytes, &n);
	path.slice++;
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t byte = range[i].first; byte < range[i].end; byte++) {
			struct byte *group = &path.bytes[root_of(byte)];
			if (group->seen == path.slice)
				continue;
			group->seen = path.slice;
			for (uint32_t at = group->head; at; at = path.constraints[at].next)
				if (!each(more, &path.constraints[at]))
					return;
		}
}

uint32_t path_count(void)
{
	return path.n - 1;
}

const struct path_constraint *path_at(uint32_t i)
{
	return &path.constraints[i + 1];
}
