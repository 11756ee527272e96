/* sink_flame_dump.c - the trees of all threads as lines of folded stacks, sorted. */
#include "trace/sink_flame_dump.h"

#include "base/arena.h"
#include "base/clock.h"
#include "trace/escape.h"
#include "trace/sink_flame.h"
#include "trace/sink_flame_file.h"
#include "trace/sinks.h"
#include "trace/site.h"
#include "trace/thread.h"

#include <stdio.h>
#include <string.h>

/* ---- what frames and threads are called ---- */

enum { NAME_MAX_LEN = 1024 };

static struct leaf__arena texts;

void leaf__flame_dump_start(void)
{
	for (struct leaf__site *site = leaf__site_list(); site; site = site->next)
		site->info.data[leaf__sink_flame.index] = NULL;
	leaf__arena_release(&texts);
}

/* Nothing in a name may be taken for the end of a frame or of a line. */
static size_t escape(char *out, size_t cap, const char *name)
{
	struct leaf__out_text text = { out, cap - 1, 0 };
	leaf__out_escaped(&text, name, strlen(name), 0);
	size_t len = text.len < text.room ? text.len : text.room;
	out[len] = '\0';
	for (char *p = out; *p; p++)
		if (*p == ';')
			*p = ':';
	return len;
}

static const char *frame_text(struct leaf_site_info *info)
{
	char name[NAME_MAX_LEN], line[16] = "";
	void **kept = &info->data[leaf__sink_flame.index];
	if (*kept)
		return *kept;
	size_t len = info->target[0] ? escape(name, sizeof name - 2, info->target) : 0;
	if (len) {
		strcpy(name + len, "::");
		len += 2;
	}
	len += escape(name + len, sizeof name - len, info->name);
	if (leaf__flame.lines && info->file[0] && len < sizeof name - 2) {
		name[len++] = ':';
		len += escape(name + len, sizeof name - len, info->file);
		snprintf(line, sizeof line, ":%u", info->line);
	}
	if (len + strlen(line) < sizeof name)
		strcpy(name + len, line);
	*kept = leaf__arena_strndup(&texts, name, strlen(name));
	return *kept ? *kept : "?";
}

void leaf__flame_label(const struct leaf_thread_info *thread, char *out, size_t cap)
{
	char name[64];
	escape(name, sizeof name, thread->name);
	snprintf(out, cap, name[0] ? "ThreadId(%u)-%s" : "ThreadId(%u)", thread->number, name);
}

/* ---- times ---- */

static struct leaf__node *first_child(const struct leaf__node *node)
{
	return __atomic_load_n(&node->children, __ATOMIC_ACQUIRE);
}

/* Ticks of the node alone, without what the tracer's own work took. */
static double self_ticks(const struct leaf__node *node, const struct leaf__tree *tree)
{
	leaf_u64 ticks = LEAF__LOAD(node->self), calls_out = 0;
	if (node == tree->open)
		ticks += tree->open_ticks;
	for (const struct leaf__node *child = first_child(node); child; child = child->next)
		calls_out += LEAF__LOAD(child->calls);
	double own = (double)LEAF__LOAD(node->calls) * leaf__flame.cost_in +
		     (double)calls_out * leaf__flame.cost_out;
	return (double)ticks > own ? (double)ticks - own : 0;
}

/* Call sites that the filter leaves out make no nodes; functions are asked for here. */
int leaf__flame_is_folded(const struct leaf__node *node)
{
	if (node->key >> 63 || node->flags & LEAF__NODE_CUT)
		return 0;
	const struct leaf__judgement *judgement = leaf__site_judgement(leaf__site_of(node->info));
	return !((judgement->always | judgement->maybe) & 1u << leaf__sink_flame.index);
}

static const struct leaf__node *folded_from(const struct leaf__node *child)
{
	while (child && !leaf__flame_is_folded(child))
		child = child->next;
	return child;
}

const struct leaf__node *leaf__flame_next_inside(const struct leaf__node *top,
						 const struct leaf__node *node)
{
	const struct leaf__node *next = folded_from(first_child(node));
	while (!next && node != top) {
		next = folded_from(node->next);
		node = node->parent;
	}
	return next;
}

/* ---- groups: nodes of the same stack ---- */

/* One of the two places of a group among its siblings: its own line, or the lines below it. */
struct place {
	const struct leaf__flame_member *members;
	unsigned n;
	int below;
	leaf_u64 ns;
};

struct level {
	struct place *place, *end;	    /* to do */
	struct leaf__flame_member *members; /* what to give back at its end: these, the places … */
	size_t path_len;		    /* … and the path's end */
};

struct dump {
	struct leaf__flame_file *file;
	leaf__flame_put_stack *put;
	int all;
	struct leaf__flame_member *members, *members_end; /* stacks; the nodes bound them */
	struct place *places;
	struct level *levels;
	char *path;
	size_t path_len, path_cap;
	void *memory;
	size_t memory_size;
};

static int is_less_text(const void *a, const void *b)
{
	return strcmp(((const struct leaf__flame_member *)a)->text,
		      ((const struct leaf__flame_member *)b)->text) < 0;
}

static char tail_char(const struct place *place, size_t i)
{
	char tail[24];
	if (place->below)
		return i == 0 ? ';' : '\0';
	snprintf(tail, sizeof tail, " %llu", place->ns);
	return i <= strlen(tail) ? tail[i] : '\0';
}

/* Compare as the lines compare that will stand there. */
static int is_less_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	size_t nx = strlen(x->members->text), ny = strlen(y->members->text);
	size_t n = nx < ny ? nx : ny;
	int order = memcmp(x->members->text, y->members->text, n);
	for (size_t i = n; order == 0; i++) {
		unsigned char cx = (unsigned char)(i < nx ? x->members->text[i]
							  : tail_char(x, i - nx));
		unsigned char cy = (unsigned char)(i < ny ? y->members->text[i]
							  : tail_char(y, i - ny));
		if (cx == '\0' && cy == '\0')
			return 0;
		order = cx - cy;
	}
	return order < 0;
}

static void swap(char *a, char *b, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		char c = a[i];
		a[i] = b[i];
		b[i] = c;
	}
}

static void sift(char *base, size_t i, size_t n, size_t size,
		 int (*is_less)(const void *, const void *))
{
	for (size_t child = 2 * i + 1; child < n; i = child, child = 2 * i + 1) {
		if (child + 1 < n && is_less(base + child * size, base + (child + 1) * size))
			child++;
		if (!is_less(base + i * size, base + child * size))
			return;
		swap(base + i * size, base + child * size, size);
	}
}

/* Heap sort: qsort() may call malloc. */
static void sort(void *array, size_t n, size_t size, int (*is_less)(const void *, const void *))
{
	char *base = array;
	for (size_t i = n / 2; i-- > 0;)
		sift(base, i, n, size, is_less);
	for (size_t end = n; end-- > 1;) {
		swap(base, base + end * size, size);
		sift(base, 0, end, size, is_less);
	}
}

/* Append the nodes below a member that show as its children. */
static void gather(struct dump *dump, const struct leaf__flame_member *above)
{
	const struct leaf__node *node = above->node;
	for (; node; node = leaf__flame_next_inside(above->node, node)) {
		const struct leaf__node *child = first_child(node);
		for (; child && dump->members < dump->members_end; child = child->next)
			if (!leaf__flame_is_folded(child))
				*dump->members++ = (struct leaf__flame_member){
					frame_text(child->info), child, above->tree
				};
	}
}

static int has_children(const struct leaf__flame_member *member)
{
	const struct leaf__node *node = member->node;
	for (; node; node = leaf__flame_next_inside(member->node, node))
		for (const struct leaf__node *c = first_child(node); c; c = c->next)
			if (!leaf__flame_is_folded(c))
				return 1;
	return 0;
}

/* Put the places of a group of members. */
static void place_group(struct dump *dump, const struct leaf__flame_member *members, unsigned n)
{
	double ticks = 0;
	leaf_u64 calls = 0;
	int below = 0;
	for (unsigned i = 0; i < n; i++) {
		const struct leaf__node *node = members[i].node;
		calls += LEAF__LOAD(node->calls);
		below |= has_children(&members[i]);
		for (; node; node = leaf__flame_next_inside(members[i].node, node))
			ticks += self_ticks(node, members[i].tree);
	}
	leaf_u64 ns = (leaf_u64)(ticks * leaf__flame.ns_per_tick + 0.5);
	if (ns || (calls && (dump->all || !below)))
		*dump->places++ = (struct place){ members, n, 0, ns };
	if (below)
		*dump->places++ = (struct place){ members, n, 1, 0 };
}

/* Make a level out of the members from 'members' on. */
static void push_level(struct dump *dump, struct leaf__flame_member *members, size_t path_len)
{
	struct place *first = dump->places;
	sort(members, (size_t)(dump->members - members), sizeof *members, is_less_text);
	for (struct leaf__flame_member *m = members, *end = m; m < dump->members; m = end) {
		while (end < dump->members && strcmp(m->text, end->text) == 0)
			end++;
		place_group(dump, m, (unsigned)(end - m));
	}
	sort(first, (size_t)(dump->places - first), sizeof *first, is_less_place);
	*dump->levels++ = (struct level){ first, dump->places, members, path_len };
}

/* ---- stacks ---- */

static int path_push(struct dump *dump, const char *text)
{
	size_t n = strlen(text);
	if (dump->path_len + n + 1 > dump->path_cap) {
		size_t cap = 2 * (dump->path_cap + n + 1);
		char *path = leaf__pages_map(cap);
		if (!path)
			return -1;
		if (dump->path_len)
			memcpy(path, dump->path, dump->path_len);
		leaf__pages_unmap(dump->path, dump->path_cap);
		dump->path = path;
		dump->path_cap = cap;
	}
	memcpy(dump->path + dump->path_len, text, n);
	dump->path_len += n;
	dump->path[dump->path_len++] = ';';
	return 0;
}

static void put_stack(struct dump *dump, const struct place *place)
{
	struct leaf__flame_stack stack = {
		.path = dump->path,
		.path_len = dump->path_len,
		.frame = place->members->text,
		.self_ns = place->ns,
		.members = place->members,
		.n = place->n,
	};
	dump->put(dump->file, &stack);
}

static int put_below(struct dump *dump, const struct place *place)
{
	struct leaf__flame_member *members = dump->members;
	size_t path_len = dump->path_len;
	if (path_push(dump, place->members->text) != 0)
		return -1;
	for (unsigned i = 0; i < place->n; i++)
		gather(dump, &place->members[i]);
	push_level(dump, members, path_len);
	return 0;
}

static int put_all(struct dump *dump, struct level *bottom)
{
	while (dump->levels > bottom) {
		struct level *level = dump->levels - 1;
		if (level->place == level->end) {
			dump->path_len = level->path_len;
			dump->members = level->members;
			dump->levels--;
			dump->places = dump->levels > bottom ? dump->levels[-1].end : NULL;
			continue;
		}
		struct place *place = level->place++;
		if (!place->below)
			put_stack(dump, place);
		else if (put_below(dump, place) != 0)
			return -1;
	}
	return 0;
}

/* ---- all trees ---- */

/* Where the thread is now, and since when. */
static void look(struct leaf__tree *tree)
{
	tree->open = NULL;
	if (!tree->self || leaf__flame.mode != LEAF__FLAME_EXACT)
		return;
	leaf_u64 last = LEAF__LOAD(tree->self->last), now = leaf__flame.until;
	tree->open = LEAF__LOAD(tree->self->current);
	tree->open_ticks = now > last ? now - last : 0;
}

static void add_tree(struct dump *dump, struct leaf__tree *tree)
{
	if (tree->thread)
		leaf__flame_label(tree->thread, tree->label, sizeof tree->label);
	look(tree);
	const char *text = leaf__flame.collapse ? "all-threads" : tree->label;
	*dump->members++ = (struct leaf__flame_member){ text, &tree->root, tree };
}

static int reserve(struct dump *dump)
{
	enum { LATER = 1024, DEPTH = 65536 + 2 }; /* nodes made during the dump */
	size_t n = LATER;
	struct leaf__tree *tree;
	for (tree = leaf__flame.live; tree; tree = tree->next)
		n += __atomic_load_n(&tree->n_nodes, __ATOMIC_RELAXED) + 1;
	for (tree = leaf__flame.ended; tree; tree = tree->next)
		n += tree->n_nodes + 1;
	dump->memory_size = n * (sizeof(struct leaf__flame_member) + 2 * sizeof(struct place)) +
			    DEPTH * sizeof(struct level);
	dump->memory = leaf__pages_map(dump->memory_size);
	if (!dump->memory)
		return -1;
	dump->members = dump->memory;
	dump->members_end = dump->members + n;
	dump->places = (struct place *)(void *)dump->members_end;
	dump->levels = (struct level *)(void *)(dump->places + 2 * n);
	return 0;
}

int leaf__flame_dump(struct leaf__flame_file *file, leaf__flame_put_stack *put, int all)
{
	struct dump dump = { .file = file, .put = put, .all = all };
	if (reserve(&dump) != 0)
		return -1;
	struct leaf__flame_member *members = dump.members;
	struct level *bottom = dump.levels;
	for (struct leaf__tree *tree = leaf__flame.live; tree; tree = tree->next)
		add_tree(&dump, tree);
	for (struct leaf__tree *tree = leaf__flame.ended; tree; tree = tree->next)
		add_tree(&dump, tree);
	push_level(&dump, members, 0);
	int result = put_all(&dump, bottom);
	leaf__pages_unmap(dump.path, dump.path_cap);
	leaf__pages_unmap(dump.memory, dump.memory_size);
	return result;
}

static void add_totals(struct leaf__flame_totals *totals, struct leaf__tree *tree)
{
	struct leaf__node *node = &tree->root;
	look(tree);
	for (; node; node = leaf__tree_next(&tree->root, node)) {
		leaf_u64 calls = LEAF__LOAD(node->calls), ticks = LEAF__LOAD(node->self);
		totals->calls += calls;
		totals->ticks += (double)(ticks + (node == tree->open ? tree->open_ticks : 0));
		if (node->flags & LEAF__NODE_CUT)
			totals->cut_calls += calls;
	}
}

struct leaf__flame_totals leaf__flame_totals(void)
{
	struct leaf__flame_totals totals = { 0 };
	struct leaf__tree *tree;
	for (tree = leaf__flame.live; tree; tree = tree->next)
		add_totals(&totals, tree);
	for (tree = leaf__flame.ended; tree; tree = tree->next)
		add_totals(&totals, tree);
	totals.own_ticks = (double)totals.calls * (leaf__flame.cost_in + leaf__flame.cost_out);
	return totals;
}
