/* recparts.c - the pieces of a run's records, put in order by thread. */
#include "record/recparts.h"

#include <stdlib.h>
#include <string.h>

struct rec_part recpart_head(const struct recpart *part)
{
	struct rec_part head;
	memcpy(&head, part->head, sizeof head);
	return head;
}

uint64_t recpart_offset(const struct recpart *part, const struct recrun *run)
{
	uintptr_t at = (uintptr_t)part->records, base = (uintptr_t)run->data.at;
	return part->in_ring ? (uint64_t)recpart_head(part).ring * REC_SLOT + REC_HEAD +
				       sizeof(struct rec_part)
			     : at - base;
}

static leaf_err add(struct recparts *parts, size_t *room, const struct recpart *part)
{
	if (parts->n == *room) {
		size_t n = *room ? *room * 2 : 64;
		struct recpart *grown = realloc(parts->parts, n * sizeof *grown);
		if (!grown)
			return leaf_fail(LEAF_E_NOMEM, "no memory for %zu parts", n);
		parts->parts = grown;
		*room = n;
	}
	parts->parts[parts->n++] = *part;
	return LEAF_E_OK;
}

/* ---- in the file of parts ---- */

static int part_at(const struct recrun *run, size_t offset, struct rec_part *head)
{
	if (run->data.len - offset < sizeof *head)
		return 0;
	memcpy(head, run->data.at + offset, sizeof *head);
	return head->magic == REC_PART_MAGIC && head->len <= REC_ROOM &&
	       head->len <= run->data.len - offset - sizeof *head &&
	       head->check == rec_part_check(head, run->meta.wall_ns);
}

/* Whether the part has not been overwritten by later ones. */
static int is_kept(const struct recrun *run, const struct rec_part *head, size_t offset)
{
	const struct rec_meta *meta = &run->meta;
	if (!meta->cap)
		return head->at == offset;
	return head->at % meta->cap == offset && head->at <= meta->end &&
	       meta->end - head->at <= meta->cap;
}

/* Parts begin at multiples of REC_ALIGN; between them may be anything. */
static leaf_err scan_data(struct recparts *parts, size_t *room, const struct recrun *run)
{
	for (size_t offset = 0; offset < run->data.len;) {
		struct rec_part head;
		size_t step = REC_ALIGN;
		if (part_at(run, offset, &head) && is_kept(run, &head, offset)) {
			struct recpart part = { head.thread,
						head.seq - head.first,
						run->data.at + offset,
						run->data.at + offset + sizeof head,
						head.len,
						0 };
			LEAF_TRY(add(parts, room, &part));
			step = (size_t)rec_part_size(head.len);
		}
		offset = step < run->data.len - offset ? offset + step : run->data.len;
	}
	if (!run->meta.cap && parts->n < run->meta.n_parts)
		parts->n_damaged = run->meta.n_parts - parts->n;
	return LEAF_E_OK;
}

/* ---- in the rings ---- */

static leaf_err scan_rings(struct recparts *parts, size_t *room, const struct recrun *run)
{
	for (size_t i = 0; i < run->rings.len / REC_SLOT; i++) {
		const unsigned char *slot = run->rings.at + i * REC_SLOT;
		struct rec_ring ring;
		struct rec_part head;
		memcpy(&ring, slot, sizeof ring);
		memcpy(&head, slot + REC_HEAD, sizeof head);
		struct recpart part = {
			head.thread,	      (uint32_t)(ring.where >> 32) - head.first,
			slot + REC_HEAD,      slot + REC_HEAD + sizeof head,
			(uint32_t)ring.where, 1
		};
		if (ring.magic == REC_RING_MAGIC && part.len && part.len <= REC_ROOM)
			LEAF_TRY(add(parts, room, &part));
	}
	return LEAF_E_OK;
}

/* ---- in order ---- */

/* By thread and number; of two with the same number the one in the ring first, else the newer. */
static int in_order(const void *a, const void *b)
{
	const struct recpart *x = a, *y = b;
	if (x->thread != y->thread)
		return x->thread < y->thread ? -1 : 1;
	if (x->nth != y->nth)
		return x->nth < y->nth ? -1 : 1;
	if (x->in_ring != y->in_ring)
		return x->in_ring ? -1 : 1;
	uint64_t p = recpart_head(x).at, q = recpart_head(y).at;
	return (p < q) - (p > q);
}

/*
 * A part that was being written out when the process was killed is in both places, maybe cut
 * short in the file: the ring's counts.
 */
static void drop_doubles(struct recparts *parts)
{
	size_t n = 0;
	for (size_t i = 0; i < parts->n; i++) {
		const struct recpart *part = &parts->parts[i];
		const struct recpart *last = n ? &parts->parts[n - 1] : NULL;
		if (!last || last->thread != part->thread || last->nth != part->nth)
			parts->parts[n++] = *part;
	}
	parts->n = n;
}

leaf_err recparts_load(struct recparts *parts, const struct recrun *run)
{
	struct recparts found = { 0 };
	size_t room = 0;
	leaf_err err = scan_data(&found, &room, run);
	if (err == LEAF_E_OK)
		err = scan_rings(&found, &room, run);
	if (err != LEAF_E_OK) {
		recparts_release(&found);
		return err;
	}
	if (found.n)
		qsort(found.parts, found.n, sizeof *found.parts, in_order);
	drop_doubles(&found);
	*parts = found;
	return LEAF_E_OK;
}

void recparts_release(struct recparts *parts)
{
	free(parts->parts);
	*parts = (struct recparts){ 0 };
}
