/* frame.c - the open spans of a thread: a stack beside the program's own. */
#include "trace/frame.h"

#include "base/arena.h"
#include "trace/fields.h"
#include "trace/loss.h"

#include <string.h>

enum { CHUNK = 256 * 1024, ALIGN = 16 };

/* Frames lie in mapped chunks; each chunk remembers the one below it. */
struct leaf__frame_chunk {
	struct leaf__frame_chunk *below, *spare;
	size_t size;
};

static char *align(char *p)
{
	return (char *)(((size_t)p + ALIGN - 1) & ~(size_t)(ALIGN - 1));
}

static int grow(struct leaf__thread *thread, size_t size)
{
	size_t want = size + sizeof(struct leaf__frame_chunk) + ALIGN;
	struct leaf__frame_chunk *old = thread->chunk, *chunk = old ? old->spare : NULL;
	if (chunk && chunk->size < want) {
		leaf__pages_unmap(chunk, chunk->size);
		old->spare = chunk = NULL;
	}
	if (!chunk) {
		size_t mapped = want > CHUNK ? want : CHUNK;
		chunk = leaf__pages_map(mapped);
		if (!chunk)
			return 0;
		chunk->size = mapped;
		chunk->below = old;
	}
	if (old)
		old->spare = NULL;
	thread->chunk = chunk;
	thread->free = align((char *)(chunk + 1));
	thread->limit = (char *)chunk + chunk->size;
	return 1;
}

/* Go back to the chunk below and keep this one for the next time. */
static void shrink(struct leaf__thread *thread)
{
	struct leaf__frame_chunk *chunk = thread->chunk, *below = chunk->below;
	if (chunk->spare)
		leaf__pages_unmap(chunk->spare, chunk->spare->size);
	chunk->spare = NULL;
	below->spare = chunk;
	thread->chunk = below;
	thread->limit = (char *)below + below->size;
}

static char *take(struct leaf__thread *thread, size_t size)
{
	size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (__builtin_expect((size_t)(thread->limit - thread->free) < size, 0) &&
	    !grow(thread, size))
		return NULL;
	char *memory = thread->free;
	thread->free += size;
	return memory;
}

/* Copies of what the frame's fields refer to, behind the packed values. */
__attribute__((noinline)) static void keep_values(struct leaf__thread *thread,
						  struct leaf__frame *frame,
						  const struct leaf__site *site, char *packed)
{
	size_t offset = 0;
	for (unsigned i = 0; i < site->info.n_fields; i++) {
		unsigned type = site->info.types[i];
		if (leaf__field_refers(type)) {
			struct leaf_value value;
			leaf__field_decode(type, packed + offset, &value, thread->scratch);
			/* the copy must lie in the frame's own chunk: no room, no text */
			size_t room = (size_t)(thread->limit - thread->free);
			char *copy = NULL;
			if (value.len > room) {
				value.len = room & ~(size_t)(ALIGN - 1);
				value.cut = 1;
			}
			if (value.data) {
				copy = take(thread, value.len ? value.len : 1);
				if (copy)
					memcpy(copy, value.data, value.len);
			}
			leaf__field_keep(&value, copy, packed + offset);
		}
		offset += leaf__field_size(type);
	}
	frame->kept = 1;
}

/*
 * Mostly a few words: cheaper than a call. Four bytes at a time, since the caller has just written
 * them one by one: a load wider than the store before it would have to wait.
 */
static inline void copy_values(char *to, const char *from, unsigned n)
{
	if (n > 64) {
		memcpy(to, from, n);
		return;
	}
	for (; n >= 4; n -= 4, to += 4, from += 4)
		memcpy(to, from, 4);
	for (; n; n--)
		*to++ = *from++;
}

struct leaf__frame *leaf__frame_push(struct leaf__thread *thread, struct leaf__site *site,
				     const void *packed, const void *sp, int keep)
{
	size_t values = (site->info.n_bytes + 7u) & ~7u;
	size_t late = (size_t)site->n_late * sizeof(struct leaf__late);
	size_t texts = keep && site->refers ? (size_t)site->info.n_fields * LEAF__TEXT_MAX / 4 : 0;
	if (texts && (size_t)(thread->limit - thread->free) < sizeof(struct leaf__frame) + texts &&
	    !grow(thread, sizeof(struct leaf__frame) + values + late + 16 * LEAF__TEXT_MAX)) {
		leaf__loss_add(LEAF__LOSS_NOMEM, 1);
		return NULL;
	}
	char *memory = take(thread, sizeof(struct leaf__frame) + values + late);
	if (!memory) {
		leaf__loss_add(LEAF__LOSS_NOMEM, 1);
		return NULL;
	}
	struct leaf__frame *frame = (struct leaf__frame *)(void *)memory;
	char *copy = memory + sizeof *frame;
	struct leaf__frame *top = thread->top;
	/* word by word: a struct literal would be cleared by a string instruction first */
	frame->span.site = &site->info;
	frame->span.thread = &thread->info;
	frame->span.outer = top ? &top->span : NULL;
	frame->span.id = ((leaf_u64)thread->info.number << 40) | ++thread->n_spans;
	frame->span.parent = top ? top->span.id : 0;
	frame->span.opened = 0;
	frame->span.packed = copy;
	memset(frame->span.note, 0, sizeof frame->span.note);
	frame->sp = sp;
	frame->below = top;
	frame->scopes = top ? top->scopes : NULL;
	frame->own_scopes = NULL;
	frame->late = NULL;
	frame->kept = 0;
	copy_values(copy, packed, site->info.n_bytes);
	if (site->n_late) {
		frame->late = (struct leaf__late *)(void *)(copy + values);
		memset(frame->late, 0, late);
	}
	if (keep && site->refers)
		keep_values(thread, frame, site, copy);
	thread->top = frame;
	return frame;
}

void leaf__frame_pop(struct leaf__thread *thread)
{
	struct leaf__frame *frame = thread->top;
	struct leaf__site *site = leaf__site_of(frame->span.site);
	for (int i = 0; i < site->n_late; i++)
		if (frame->late[i].text)
			leaf__pages_unmap(frame->late[i].text, LEAF__TEXT_MAX);
	thread->top = frame->below;
	while (__builtin_expect(!leaf__frame_in_chunk(thread, frame), 0))
		shrink(thread);
	thread->free = (char *)frame;
}

int leaf__frame_is_open(const struct leaf__thread *thread, const struct leaf__frame *frame)
{
	const struct leaf__frame *f = thread->top;
	while (f && f != frame)
		f = f->below;
	return f != NULL;
}

struct leaf__scopes *leaf__frame_scopes(struct leaf__thread *thread, struct leaf__frame *frame)
{
	struct leaf__scopes *scopes = (void *)take(thread, sizeof *scopes);
	if (scopes)
		frame->scopes = frame->own_scopes = scopes;
	return scopes;
}

/* From the outside in, since each scope is made from the one around. */
static void rescope_below(struct leaf__thread *thread, struct leaf__frame *innermost)
{
	struct leaf__frame *frame = NULL, *next = innermost;
	while (next) { /* turn the list round */
		struct leaf__frame *below = next->below;
		next->below = frame;
		frame = next;
		next = below;
	}
	const struct leaf__scopes *around = NULL;
	struct leaf__frame *outer = NULL;
	while (frame) { /* and back */
		const struct leaf__judgement *judgement = leaf__site_judgement(
			leaf__site_of(frame->span.site));
		frame->scopes = around;
		frame->own_scopes = judgement->scoped
					    ? leaf__arena_alloc(&thread->scopes, sizeof *around)
					    : NULL;
		if (frame->own_scopes) {
			leaf__judge_open(judgement, &frame->span, around, frame->own_scopes);
			frame->scopes = frame->own_scopes;
		}
		around = frame->scopes;
		struct leaf__frame *above = frame->below;
		frame->below = outer;
		outer = frame;
		frame = above;
	}
}

void leaf__frame_rescope(struct leaf__thread *thread)
{
	leaf__arena_release(&thread->scopes);
	thread->generation = leaf__judge_generation();
	rescope_below(thread, thread->top);
}

void leaf__frame_record(struct leaf__frame *frame, unsigned i, unsigned type,
			const struct leaf_value *value)
{
	struct leaf__late *late = frame->late;
	for (unsigned k = 0; k < i; k++)
		late += leaf__field_type(frame->span.site->types[k]) == LEAF_TYPE_LATE;
	int refers = leaf__field_refers(type);
	if (refers && !late->text)
		late->text = leaf__pages_map(LEAF__TEXT_MAX);
	size_t room = !refers ? sizeof late->bytes : late->text ? LEAF__TEXT_MAX : 0;
	late->len = value->len < room ? value->len : room;
	late->cut = value->cut || value->len > room;
	if (late->len)
		memcpy(refers ? late->text : late->bytes, value->data, late->len);
	late->type = type;
}

static int late_value(const struct leaf__frame *frame, unsigned i, struct leaf_value *out)
{
	const struct leaf__late *late = frame->late;
	for (unsigned k = 0; k < i; k++)
		late += leaf__field_type(frame->span.site->types[k]) == LEAF_TYPE_LATE;
	if (!late->type)
		return 0;
	out->type = leaf__field_type(late->type);
	out->data = leaf__field_refers(late->type) ? late->text : late->bytes;
	out->len = late->len;
	out->cut = (int)late->cut;
	return 1;
}

int leaf_span_value(const struct leaf_span *span, unsigned i, struct leaf_value *out)
{
	const struct leaf__frame *frame = leaf__frame_of(span);
	const unsigned *types = span->site->types;
	const char *bytes = span->packed;
	if (leaf__field_type(types[i]) == LEAF_TYPE_LATE)
		return late_value(frame, i, out);
	if (leaf__field_refers(types[i]) && !frame->kept)
		return 0;
	for (unsigned k = 0; k < i; k++)
		bytes += leaf__field_size(types[k]);
	return leaf__field_decode(types[i], bytes, out, NULL);
}

void leaf__frame_release(struct leaf__thread *thread)
{
	struct leaf__frame_chunk *chunk = thread->chunk;
	while (chunk) {
		struct leaf__frame_chunk *below = chunk->below;
		if (chunk->spare)
			leaf__pages_unmap(chunk->spare, chunk->spare->size);
		leaf__pages_unmap(chunk, chunk->size);
		chunk = below;
	}
	leaf__arena_release(&thread->scopes);
	thread->chunk = NULL;
	thread->free = thread->limit = NULL;
	thread->top = NULL;
}
