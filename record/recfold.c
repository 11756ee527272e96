/* recfold.c - a run as folded stacks: time per distinct stack. */
#include "record/recfold.h"

#include "trace/escape.h"

#include <stdlib.h>
#include <string.h>

/* A distinct stack: this frame on top of the parent's. */
struct node {
	uint32_t parent; /* index; of a root: itself */
	uint32_t site;	 /* 0: not known */
	uint32_t depth;	 /* 0: a thread */
	uint32_t next;	 /* in the same bucket: index + 1 */
	uint64_t self;	 /* ticks */
};

enum { TRUNCATED = UINT32_MAX }; /* the site of the frame that stands for deeper ones */

/* What was open at the end of a thread, still to be charged. */
struct tail {
	uint32_t node;
	uint64_t from;
};

struct fold {
	const struct recrun *run;
	const struct recsites *sites;
	const struct recfold_options *options;
	struct node *nodes;
	size_t n, room;
	uint32_t *buckets; /* [n_buckets]: index + 1 */
	size_t n_buckets;  /* a power of two */
	char **roots;	   /* [n_roots] names of threads; a root's site is its index */
	size_t n_roots;
	struct tail *tails;
	size_t n_tails;
	uint64_t end; /* the last tick seen */
	/* of the thread being walked */
	uint32_t current, beyond; /* node; open frames beyond the depth that is kept */
	uint64_t last;
};

/* ---- the tree ---- */

static size_t bucket_of(const struct fold *fold, uint32_t parent, uint32_t site)
{
	uint64_t mixed = ((uint64_t)parent << 32 | site) * 0x9e3779b97f4a7c15u;
	return (size_t)(mixed >> 32) & (fold->n_buckets - 1);
}

static leaf_err grow(struct fold *fold)
{
	size_t room = fold->room ? fold->room * 2 : 1024;
	struct node *nodes = realloc(fold->nodes, room * sizeof *nodes);
	if (nodes)
		fold->nodes = nodes;
	uint32_t *buckets = nodes ? calloc(room, sizeof *buckets) : NULL;
	if (!buckets)
		return leaf_fail(LEAF_E_NOMEM, "no memory for %zu stacks", room);
	free(fold->buckets);
	fold->buckets = buckets;
	fold->n_buckets = fold->room = room;
	for (size_t i = 0; i < fold->n; i++) {
		struct node *node = &fold->nodes[i];
		size_t b = bucket_of(fold, node->parent, node->site);
		if (node->depth) {
			node->next = buckets[b];
			buckets[b] = (uint32_t)i + 1;
		}
	}
	return LEAF_E_OK;
}

static leaf_err add(struct fold *fold, struct node node, uint32_t *index)
{
	if (fold->n == fold->room)
		LEAF_TRY(grow(fold));
	*index = (uint32_t)fold->n++;
	if (node.depth) {
		size_t b = bucket_of(fold, node.parent, node.site);
		node.next = fold->buckets[b];
		fold->buckets[b] = *index + 1;
	} else {
		node.parent = *index;
	}
	fold->nodes[*index] = node;
	return LEAF_E_OK;
}

static leaf_err child(struct fold *fold, uint32_t parent, uint32_t site, uint32_t *index)
{
	if (fold->n_buckets)
		for (uint32_t i = fold->buckets[bucket_of(fold, parent, site)]; i;) {
			const struct node *node = &fold->nodes[i - 1];
			*index = i - 1;
			if (node->parent == parent && node->site == site)
				return LEAF_E_OK;
			i = node->next;
		}
	struct node node = { parent, site, fold->nodes[parent].depth + 1, 0, 0 };
	return add(fold, node, index);
}

/* ---- steps ---- */

static void charge(struct fold *fold, uint64_t now)
{
	if (now > fold->last) {
		fold->nodes[fold->current].self += now - fold->last;
		fold->last = now;
	}
	if (now > fold->end)
		fold->end = now;
}

static leaf_err enter(struct fold *fold, uint32_t site)
{
	const struct node *top = &fold->nodes[fold->current];
	if (top->depth > fold->options->depth) {
		fold->beyond++;
		return LEAF_E_OK;
	}
	if (top->depth == fold->options->depth)
		site = (uint32_t)TRUNCATED;
	return child(fold, fold->current, site, &fold->current);
}

static void leave(struct fold *fold)
{
	if (fold->beyond)
		fold->beyond--;
	else
		fold->current = fold->nodes[fold->current].parent;
}

static leaf_err still_open(struct fold *fold)
{
	struct tail *grown = realloc(fold->tails, (fold->n_tails + 1) * sizeof *grown);
	if (!grown)
		return leaf_fail(LEAF_E_NOMEM, "no memory for open spans");
	fold->tails = grown;
	fold->tails[fold->n_tails++] = (struct tail){ fold->current, fold->last };
	return LEAF_E_OK;
}

static leaf_err take_step(struct fold *fold, const struct recstep *step, int *open_at_end)
{
	uint32_t site = step->site ? step->site->id : 0;
	switch (step->kind) {
	case RECSTEP_OPEN:
		charge(fold, step->ticks);
		return enter(fold, site);
	case RECSTEP_RESUMED:
		return enter(fold, site);
	case RECSTEP_CLOSE:
	case RECSTEP_LEFT:
		charge(fold, step->ticks);
		leave(fold);
		break;
	case RECSTEP_CLOSED_UNSEEN:
		leave(fold);
		break;
	case RECSTEP_STILL_OPEN:
		/* the innermost comes first; the others are charged nothing more */
		if (!*open_at_end)
			LEAF_TRY(still_open(fold));
		*open_at_end = 1;
		break;
	case RECSTEP_LOST:
		fold->last = step->ticks; /* nobody knows what the time went into */
		break;
	case RECSTEP_EVENT:
	case RECSTEP_LATE:
	case RECSTEP_FOLLOWS:
	case RECSTEP_DROPPED:
	case RECSTEP_DAMAGE:
	case RECSTEP_ENDED:
		charge(fold, step->ticks);
		break;
	}
	return LEAF_E_OK;
}

static leaf_err root(struct fold *fold, const struct recwalk *walk)
{
	char name[64] = "all-threads";
	if (!fold->options->all_threads)
		snprintf(name, sizeof name, "ThreadId(%u)%s%s", walk->thread,
			 *walk->name ? "-" : "", walk->name);
	else if (fold->n_roots) {
		fold->current = 0;
		return LEAF_E_OK;
	}
	char **grown = realloc(fold->roots, (fold->n_roots + 1) * sizeof *grown);
	if (grown)
		fold->roots = grown;
	char *copy = grown ? strdup(name) : NULL;
	if (!copy)
		return leaf_fail(LEAF_E_NOMEM, "no memory for the name of a thread");
	fold->roots[fold->n_roots++] = copy;
	struct node node = { .site = (uint32_t)fold->n_roots - 1 };
	return add(fold, node, &fold->current);
}

static leaf_err fold_thread(struct fold *fold, const struct recthread *thread)
{
	struct recwalk walk;
	struct recstep step;
	int there = 1, begun = 0, open_at_end = 0;
	leaf_err err = LEAF_E_OK;
	fold->beyond = 0;
	fold->last = thread->base;
	recwalk_init(&walk, fold->run, fold->sites, thread->part, thread->end);
	while (err == LEAF_E_OK && there) {
		err = recwalk_next(&walk, &step, &there);
		if (err == LEAF_E_OK && there && !begun) {
			err = root(fold, &walk);
			begun = 1;
		}
		if (err == LEAF_E_OK && there)
			err = take_step(fold, &step, &open_at_end);
	}
	recwalk_release(&walk);
	return err;
}

/* ---- lines ---- */

static void put_name(struct leaf__out_text *out, const char *name)
{
	size_t from = out->len;
	leaf__out_escaped(out, name, strlen(name), 0);
	for (size_t i = from; i < out->len && i < out->room; i++)
		if (out->text[i] == ';')
			out->text[i] = ':';
}

static void put_frame(struct leaf__out_text *out, const struct fold *fold, const struct node *node)
{
	const struct recsite *site = recsites_get(fold->sites, node->site);
	if (!node->depth) {
		put_name(out, fold->roots[node->site]);
	} else if (node->site == (uint32_t)TRUNCATED) {
		put_name(out, "[truncated]");
	} else if (!site) {
		put_name(out, "[unknown]");
	} else {
		put_name(out, site->target);
		put_name(out, "::");
		put_name(out, site->name);
		if (fold->options->file_and_line) {
			char line[16];
			snprintf(line, sizeof line, ":%u", site->line);
			put_name(out, ":");
			put_name(out, site->file);
			put_name(out, line);
		}
	}
}

static void put_stack(struct leaf__out_text *out, const struct fold *fold, const uint32_t *path,
		      size_t n)
{
	out->len = 0;
	while (n-- > 0) {
		put_frame(out, fold, &fold->nodes[path[n]]);
		if (n)
			leaf__out_char(out, ';');
	}
}

/* The text of a node's stack; caller frees. NULL without memory. */
static char *stack_text(const struct fold *fold, uint32_t index, uint32_t *path)
{
	struct leaf__out_text out = { 0 };
	size_t n = 0;
	for (;;) {
		path[n++] = index;
		if (!fold->nodes[index].depth)
			break;
		index = fold->nodes[index].parent;
	}
	put_stack(&out, fold, path, n);
	size_t len = out.len;
	out.text = malloc(len + 1);
	out.room = len;
	if (out.text) {
		put_stack(&out, fold, path, n);
		out.text[len] = 0;
	}
	return out.text;
}

struct line {
	char *stack;
	uint64_t ticks;
};

static int by_stack(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	return strcmp(x->stack, y->stack);
}

/* Stacks of the same text (two sites of one name) become one line. */
static void write_lines(FILE *out, const struct fold *fold, struct line *lines, size_t n)
{
	qsort(lines, n, sizeof *lines, by_stack);
	for (size_t i = 0; i < n;) {
		uint64_t ticks = 0;
		size_t first = i;
		while (i < n && strcmp(lines[i].stack, lines[first].stack) == 0)
			ticks += lines[i++].ticks;
		uint64_t ns = (uint64_t)((double)ticks * fold->run->ns_per_tick);
		if (ns)
			fprintf(out, "%s %llu\n", lines[first].stack, (unsigned long long)ns);
	}
}

static leaf_err write_all(FILE *out, const struct fold *fold)
{
	struct line *lines = calloc(fold->n + 1, sizeof *lines);
	uint32_t *path = calloc((size_t)fold->options->depth + 3, sizeof *path);
	leaf_err err = lines && path ? LEAF_E_OK : LEAF_E_NOMEM;
	size_t n = 0;
	for (size_t i = 0; err == LEAF_E_OK && i < fold->n; i++) {
		if (!fold->nodes[i].self)
			continue;
		lines[n].ticks = fold->nodes[i].self;
		lines[n].stack = stack_text(fold, (uint32_t)i, path);
		if (!lines[n++].stack)
			err = LEAF_E_NOMEM;
	}
	if (err == LEAF_E_OK)
		write_lines(out, fold, lines, n);
	for (size_t i = 0; lines && i < n; i++)
		free(lines[i].stack);
	free(lines);
	free(path);
	return err == LEAF_E_OK ? err : leaf_fail(err, "no memory for %zu stacks", fold->n);
}

static leaf_err fold_threads(struct fold *fold, const struct recparts *parts)
{
	struct recthread *threads = NULL;
	size_t n;
	LEAF_TRY(recthreads_list(&threads, &n, parts));
	leaf_err err = LEAF_E_OK;
	for (size_t i = 0; i < n && err == LEAF_E_OK; i++)
		if (!fold->options->only || threads[i].part->thread == fold->options->only)
			err = fold_thread(fold, &threads[i]);
	free(threads);
	return err;
}

leaf_err recfold_write(FILE *out, const struct recrun *run, const struct recsites *sites,
		       const struct recparts *parts, const struct recfold_options *options)
{
	struct fold fold = { .run = run, .sites = sites, .options = options };
	leaf_err err = grow(&fold);
	if (err == LEAF_E_OK)
		err = fold_threads(&fold, parts);
	if (run->fate == RECRUN_ENDED && run->meta.later[run->meta.which & 1].ticks > fold.end)
		fold.end = run->meta.later[run->meta.which & 1].ticks;
	for (size_t i = 0; i < fold.n_tails; i++)
		if (fold.end > fold.tails[i].from)
			fold.nodes[fold.tails[i].node].self += fold.end - fold.tails[i].from;
	if (err == LEAF_E_OK)
		err = write_all(out, &fold);
	for (size_t i = 0; i < fold.n_roots; i++)
		free(fold.roots[i]);
	free(fold.roots);
	free(fold.nodes);
	free(fold.buckets);
	free(fold.tails);
	return err;
}
