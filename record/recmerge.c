/* recmerge.c - the records of a run's threads as one sequence in the order of time. */
#include "record/recmerge.h"

#include <stdlib.h>
#include <string.h>

struct recmerge_source {
	struct recwalk walk;
	struct recstep step, following; /* the next to be told, and the one after it */
	int has_following;
	unsigned note;
	uint64_t key; /* the step's place in time */
};

/* ---- the heap ---- */

static int before(const struct recmerge_source *a, const struct recmerge_source *b)
{
	return a->key != b->key ? a->key < b->key : a->walk.thread < b->walk.thread;
}

static void sift_up(struct recmerge *merge, size_t i)
{
	struct recmerge_source *source = merge->heap[i];
	while (i && before(source, merge->heap[(i - 1) / 2])) {
		merge->heap[i] = merge->heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	merge->heap[i] = source;
}

static void sift_down(struct recmerge *merge, size_t i)
{
	struct recmerge_source *source = merge->heap[i];
	for (;;) {
		size_t child = 2 * i + 1;
		if (child + 1 < merge->n && before(merge->heap[child + 1], merge->heap[child]))
			child++;
		if (child >= merge->n || !before(merge->heap[child], source))
			break;
		merge->heap[i] = merge->heap[child];
		i = child;
	}
	merge->heap[i] = source;
}

/* ---- sources ---- */

static void source_free(struct recmerge_source *source)
{
	if (source)
		recwalk_release(&source->walk);
	free(source);
}

static leaf_err advance(struct recmerge_source *source, int *there)
{
	uint64_t was = source->key;
	*there = source->has_following;
	if (!*there)
		return LEAF_E_OK;
	source->step = source->following;
	LEAF_TRY(recwalk_next(&source->walk, &source->following, &source->has_following));
	source->key = source->step.ticks > was ? source->step.ticks : was;
	if (source->step.kind == RECSTEP_STILL_OPEN)
		source->key = UINT64_MAX;
	return LEAF_E_OK;
}

static leaf_err room_for_one(struct recmerge *merge)
{
	if (merge->n < merge->room)
		return LEAF_E_OK;
	size_t room = merge->room ? merge->room * 2 : 16;
	struct recmerge_source **grown = realloc(merge->heap, room * sizeof(void *));
	if (!grown)
		return leaf_fail(LEAF_E_NOMEM, "no memory for %zu threads", room);
	merge->heap = grown;
	merge->room = room;
	return LEAF_E_OK;
}

static leaf_err begin_thread(struct recmerge *merge, const struct recthread *thread)
{
	int there = 0;
	LEAF_TRY(room_for_one(merge));
	struct recmerge_source *source = calloc(1, sizeof *source);
	if (!source)
		return leaf_fail(LEAF_E_NOMEM, "no memory for a thread");
	recwalk_init(&source->walk, merge->run, merge->sites, thread->part, thread->end);
	leaf_err err = recwalk_next(&source->walk, &source->following, &source->has_following);
	if (err == LEAF_E_OK)
		err = advance(source, &there);
	if (err != LEAF_E_OK || !there) {
		source_free(source);
		return err;
	}
	merge->heap[merge->n++] = source;
	sift_up(merge, merge->n - 1);
	return LEAF_E_OK;
}

/* Move on the one whose step has been told. */
static leaf_err advance_first(struct recmerge *merge)
{
	int there = 0;
	if (!merge->told)
		return LEAF_E_OK;
	merge->told = 0;
	LEAF_TRY(advance(merge->heap[0], &there));
	if (!there) {
		source_free(merge->heap[0]);
		merge->heap[0] = merge->heap[--merge->n];
	}
	if (merge->n)
		sift_down(merge, 0);
	return LEAF_E_OK;
}

leaf_err recmerge_next(struct recmerge *merge, struct recmerge_told *told)
{
	LEAF_TRY(advance_first(merge));
	while (merge->n_begun < merge->n_threads &&
	       (!merge->n || merge->threads[merge->n_begun].base <= merge->heap[0]->key))
		LEAF_TRY(begin_thread(merge, &merge->threads[merge->n_begun++]));
	*told = (struct recmerge_told){ 0 };
	if (!merge->n)
		return LEAF_E_OK;
	struct recmerge_source *first = merge->heap[0];
	merge->told = 1;
	told->step = &first->step;
	told->following = first->has_following ? &first->following : NULL;
	told->walk = &first->walk;
	told->note = &first->note;
	return LEAF_E_OK;
}

/* ---- threads ---- */

leaf_err recthreads_list(struct recthread **threads, size_t *n, const struct recparts *parts)
{
	size_t count = 0, filled = 0;
	for (size_t i = 0; i < parts->n; i++)
		count += !i || parts->parts[i].thread != parts->parts[i - 1].thread;
	struct recthread *list = calloc(count + 1, sizeof *list);
	if (!list)
		return leaf_fail(LEAF_E_NOMEM, "no memory for %zu threads", count);
	for (size_t i = 0; i < parts->n; i++) {
		const struct recpart *part = &parts->parts[i];
		if (!i || part->thread != part[-1].thread)
			list[filled++] = (struct recthread){ part, part, recpart_head(part).base };
		list[filled - 1].end = part + 1;
	}
	*threads = list;
	*n = count;
	return LEAF_E_OK;
}

static int by_base(const void *a, const void *b)
{
	const struct recthread *x = a, *y = b;
	return (x->base > y->base) - (x->base < y->base);
}

leaf_err recmerge_init(struct recmerge *merge, const struct recrun *run,
		       const struct recsites *sites, const struct recparts *parts, uint32_t only)
{
	struct recthread *threads = NULL;
	size_t n = 0, kept = 0;
	LEAF_TRY(recthreads_list(&threads, &n, parts));
	for (size_t i = 0; i < n; i++)
		if (!only || threads[i].part->thread == only)
			threads[kept++] = threads[i];
	if (kept > 1)
		qsort(threads, kept, sizeof *threads, by_base);
	*merge = (struct recmerge){
		.run = run, .sites = sites, .threads = threads, .n_threads = kept
	};
	return LEAF_E_OK;
}

void recmerge_release(struct recmerge *merge)
{
	for (size_t i = 0; i < merge->n; i++)
		source_free(merge->heap[i]);
	free(merge->heap);
	free(merge->threads);
	*merge = (struct recmerge){ 0 };
}
