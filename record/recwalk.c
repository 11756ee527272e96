/* recwalk.c - one thread's records, step by step, with the stack of open spans kept. */
#include "record/recwalk.h"

#include <stdlib.h>
#include <string.h>

enum { UNKNOWN_MAX = 256 }; /* open spans of unknown site that are taken on at once */

void recwalk_init(struct recwalk *walk, const struct recrun *run, const struct recsites *sites,
		  const struct recpart *part, const struct recpart *end)
{
	*walk = (struct recwalk){ .run = run,
				  .sites = sites,
				  .part = part,
				  .end = end,
				  .thread = part->thread,
				  .unwind_to = SIZE_MAX };
}

void recwalk_release(struct recwalk *walk)
{
	free(walk->stack);
	*walk = (struct recwalk){ 0 };
}

/* ---- the stack ---- */

static leaf_err push(struct recwalk *walk, struct recopen open)
{
	if (walk->depth == walk->room) {
		size_t room = walk->room ? walk->room * 2 : 32;
		struct recopen *grown = realloc(walk->stack, room * sizeof *grown);
		if (!grown)
			return leaf_fail(LEAF_E_NOMEM, "no memory for %zu open spans", room);
		walk->stack = grown;
		walk->room = room;
	}
	walk->stack[walk->depth++] = open;
	return LEAF_E_OK;
}

static void about_span(const struct recwalk *walk, struct recstep *step, size_t depth)
{
	const struct recopen *open = &walk->stack[depth];
	step->depth = (uint32_t)depth;
	step->site = recsites_get(walk->sites, open->site);
	step->opened = open->known ? open->ticks : 0;
	step->id = open->id;
}

static void pop(struct recwalk *walk, struct recstep *step, enum recstep_kind kind)
{
	walk->depth--;
	step->kind = kind;
	about_span(walk, step, walk->depth);
}

static uint32_t resumed_site(const struct recwalk *walk, size_t i)
{
	uint32_t site = 0;
	if (walk->resume && i < walk->n_resume)
		memcpy(&site, walk->resume + i * sizeof site, sizeof site);
	return site / 2;
}

static leaf_err resume(struct recwalk *walk, struct recstep *step)
{
	struct recopen open = { .site = resumed_site(walk, walk->depth) };
	LEAF_TRY(push(walk, open));
	step->kind = RECSTEP_RESUMED;
	about_span(walk, step, walk->depth - 1);
	return LEAF_E_OK;
}

/* The open span that a close at this site ends: its depth; SIZE_MAX if there is none. */
static size_t find_open(const struct recwalk *walk, uint32_t site)
{
	for (size_t i = walk->depth; i-- > 0;)
		if (walk->stack[i].site == site)
			return i;
	for (size_t i = walk->depth; i-- > 0;)
		if (!walk->stack[i].site)
			return i;
	return SIZE_MAX;
}

/* ---- reading ---- */

static int take(struct recwalk *walk, void *out, size_t len)
{
	if ((size_t)(walk->stop - walk->at) < len)
		return 0;
	memcpy(out, walk->at, len);
	walk->at += len;
	return 1;
}

static int damage(struct recwalk *walk, struct recstep *step, const unsigned char *at)
{
	step->kind = RECSTEP_DAMAGE;
	step->count = recpart_offset(walk->part - 1, walk->run) +
		      (uint64_t)(at - walk->part[-1].records);
	walk->at = walk->stop;
	walk->next_nth = UINT32_MAX; /* the next part does not follow from here */
	return 1;
}

/* A record with a site. 1: it is a step. -1: it makes no sense. */
static int read_site(struct recwalk *walk, struct recstep *step, uint32_t code, leaf_err *err)
{
	const struct recsite *site = recsites_get(walk->sites, code / 2);
	if (!site)
		return -1;
	if (code & 1) {
		size_t depth = find_open(walk, code / 2);
		if (depth == SIZE_MAX)
			return 0;
		walk->unwind_to = depth + 1;
		walk->unwind_as = RECSTEP_LEFT;
		walk->closes = code / 2;
		return 0;
	}
	int64_t len = recsite_values_len(site, walk->at, (size_t)(walk->stop - walk->at));
	if (len < 0)
		return -1;
	step->kind = site->kind == LEAF_KIND_SPAN ? RECSTEP_OPEN : RECSTEP_EVENT;
	step->site = site;
	step->depth = (uint32_t)walk->depth;
	step->values = walk->at;
	walk->at += len;
	if (step->kind == RECSTEP_OPEN) {
		struct recopen open = { code / 2, 1, walk->now, walk->id };
		step->opened = walk->now;
		step->id = walk->id;
		step->other = walk->parent;
		walk->parent = 0;
		walk->id += walk->id != 0;
		*err = push(walk, open);
	}
	return 1;
}

static int read_late(struct recwalk *walk, struct recstep *step, uint32_t field)
{
	uint32_t head[3];
	if (!take(walk, head, sizeof head))
		return -1;
	uint32_t len = head[2] & 0x7fffffff;
	if (!head[0] || head[0] > walk->depth || (size_t)(walk->stop - walk->at) < len ||
	    head[1] <= LEAF_TYPE_END || head[1] >= LEAF_TYPE_LATE)
		return -1;
	about_span(walk, step, head[0] - 1);
	if (step->site && field >= step->site->n_fields)
		return -1;
	step->kind = RECSTEP_LATE;
	step->field = field;
	step->late = (struct leaf_value){ (enum leaf_type)head[1], walk->at, len,
					  (int)(head[2] >> 31) };
	walk->at += len;
	return 1;
}

static int read_follows(struct recwalk *walk, struct recstep *step)
{
	uint32_t depth;
	uint64_t cause;
	if (!take(walk, &depth, sizeof depth) || !take(walk, &cause, sizeof cause) || !depth ||
	    depth > walk->depth)
		return -1;
	about_span(walk, step, depth - 1);
	step->kind = RECSTEP_FOLLOWS;
	step->other = cause;
	return 1;
}

static int read_unwind(struct recwalk *walk)
{
	uint32_t depth;
	if (!take(walk, &depth, sizeof depth))
		return -1;
	walk->unwind_to = depth;
	walk->unwind_as = RECSTEP_LEFT;
	return 0;
}

static int read_dropped(struct recwalk *walk, struct recstep *step)
{
	uint32_t n;
	if (!take(walk, &n, sizeof n))
		return -1;
	step->kind = RECSTEP_DROPPED;
	step->count = n;
	return 1;
}

static int read_stack(struct recwalk *walk, uint32_t n)
{
	size_t len = (size_t)n * sizeof(uint32_t);
	if ((size_t)(walk->stop - walk->at) < len)
		return -1;
	walk->at += len; /* looked at when the part was begun */
	return 0;
}

static int read_control(struct recwalk *walk, struct recstep *step, uint32_t header)
{
	uint32_t parameter = header >> (REC_CODE_BITS + 6);
	switch ((enum rec_control)(header >> REC_CODE_BITS & 0x3f)) {
	case REC_TIME:
		return take(walk, &walk->now, sizeof walk->now) ? 0 : -1;
	case REC_UNWIND:
		return read_unwind(walk);
	case REC_STACK_IS:
		return read_stack(walk, parameter);
	case REC_PARENT:
		return take(walk, &walk->parent, sizeof walk->parent) ? 0 : -1;
	case REC_FOLLOWS:
		return read_follows(walk, step);
	case REC_LATE:
		return read_late(walk, step, parameter);
	case REC_ID:
		return take(walk, &walk->id, sizeof walk->id) ? 0 : -1;
	case REC_DROPPED:
		return read_dropped(walk, step);
	case REC_END:
		walk->ended = 1;
		walk->unwind_to = 0;
		walk->unwind_as = RECSTEP_LEFT;
		return 0;
	}
	return -1;
}

/* One record. 1: it is a step; 0: it is not, or not yet. */
static int read_record(struct recwalk *walk, struct recstep *step, leaf_err *err)
{
	const unsigned char *begin = walk->at;
	uint32_t header, code;
	if (!take(walk, &header, sizeof header))
		return damage(walk, step, begin);
	code = header & ((1u << REC_CODE_BITS) - 1);
	int is = code ? 0 : read_control(walk, step, header);
	if (code == 1 && !take(walk, &code, sizeof code))
		is = -1;
	if (code && is == 0) {
		walk->now += header >> REC_CODE_BITS;
		is = code < 2 ? -1 : read_site(walk, step, code, err);
	}
	if (is < 0)
		return damage(walk, step, begin);
	step->ticks = walk->now;
	return is;
}

/* ---- from part to part ---- */

/* The sites of the open spans, if the part begins with them. */
static void read_resume(struct recwalk *walk)
{
	uint32_t header = 0;
	walk->resume = NULL;
	walk->n_resume = 0;
	if (walk->stop - walk->at < (ptrdiff_t)sizeof header)
		return;
	memcpy(&header, walk->at, sizeof header);
	uint32_t n = header >> (REC_CODE_BITS + 6);
	if ((header & 0x3ffff) != (REC_STACK_IS << REC_CODE_BITS) ||
	    (size_t)(walk->stop - walk->at) < sizeof header + n * sizeof(uint32_t))
		return;
	walk->resume = walk->at + sizeof header;
	walk->n_resume = n;
}

/* Bring the stack in line with that of the part, as far as it is known. */
static void resynchronize(struct recwalk *walk, uint32_t depth)
{
	size_t same = 0;
	read_resume(walk);
	while (same < walk->depth && same < depth &&
	       (same >= walk->n_resume || walk->stack[same].site == resumed_site(walk, same)))
		same++;
	walk->unwind_to = same;
	walk->unwind_as = RECSTEP_CLOSED_UNSEEN;
	size_t most = (same > walk->n_resume ? same : walk->n_resume) + UNKNOWN_MAX;
	walk->resume_to = depth < most ? depth : most;
}

/* Begin the next part. 1: some were lost before it, as step says. */
static int begin_part(struct recwalk *walk, struct recstep *step)
{
	const struct recpart *part = walk->part++;
	struct rec_part head = recpart_head(part);
	uint32_t expected = walk->next_nth;
	walk->next_nth = part->nth + 1;
	walk->at = part->records;
	walk->stop = part->records + part->len;
	walk->now = head.base;
	walk->id = head.id;
	walk->tid = head.tid;
	walk->parent = 0;
	memcpy(walk->name, head.name, sizeof head.name);
	if (part->nth == expected && part->nth != 0)
		return 0;
	resynchronize(walk, head.depth);
	step->kind = RECSTEP_LOST;
	step->ticks = walk->now;
	step->count = part->nth - expected;
	return expected != UINT32_MAX && part->nth != expected;
}

/* Nothing is left to read. 1: that is a step. */
static int at_end(struct recwalk *walk, struct recstep *step)
{
	walk->finished = !walk->depth;
	if (walk->depth) {
		walk->unwind_to = 0;
		walk->unwind_as = RECSTEP_STILL_OPEN;
		return 0;
	}
	step->kind = RECSTEP_ENDED;
	return walk->ended;
}

leaf_err recwalk_next(struct recwalk *walk, struct recstep *step, int *there)
{
	leaf_err err = LEAF_E_OK;
	*there = 0;
	while (!*there && !walk->finished && err == LEAF_E_OK) {
		*step = (struct recstep){ .thread = walk->thread, .ticks = walk->now };
		if (walk->depth > walk->unwind_to) {
			pop(walk, step, walk->unwind_as);
			*there = 1;
		} else if (walk->closes) {
			pop(walk, step, RECSTEP_CLOSE);
			if (!step->site)
				step->site = recsites_get(walk->sites, walk->closes);
			walk->closes = 0;
			walk->unwind_to = SIZE_MAX;
			*there = 1;
		} else if (walk->depth < walk->resume_to) {
			walk->unwind_to = SIZE_MAX;
			err = resume(walk, step);
			*there = 1;
		} else {
			walk->unwind_to = SIZE_MAX;
			walk->resume_to = 0;
			if (walk->at != walk->stop)
				*there = read_record(walk, step, &err);
			else if (walk->part != walk->end)
				*there = begin_part(walk, step);
			else
				*there = at_end(walk, step);
		}
	}
	return err;
}
