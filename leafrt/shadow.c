/* shadow.c - presence bytes at a fixed address, labels in pages found by hash. */
#include "leafrt/shadow.h"

#include "base/arena.h"
#include "leafrt/counters.h"
#include "leafrt/expr.h"

#include <string.h>
#include <sys/mman.h>

#define SHADOW_SIZE (1ull << 44)
#define PAGE_BITS 12
#define PAGE_CELLS (1u << PAGE_BITS)
#define PAGE_BUCKETS (1u << 16)

/* A byte of a value: cell 0 is a concrete byte. */
struct page {
	uintptr_t number;
	struct page *next;
	leaf_label label[PAGE_CELLS];
	uint8_t index[PAGE_CELLS];
};

static struct {
	struct page **buckets;
	struct page *last;
	struct leaf__arena memory;
} pages;

bool shadow_start(void)
{
	void *want = (void *)(uintptr_t)PRI_SHADOW; // NOLINT(performance-no-int-to-ptr)
	void *got = mmap(want, SHADOW_SIZE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
	if (got != want) {
		if (got != MAP_FAILED)
			munmap(got, SHADOW_SIZE);
		return false;
	}
	madvise(got, SHADOW_SIZE, MADV_NOHUGEPAGE);
	madvise(got, SHADOW_SIZE, MADV_DONTDUMP);
	pages.buckets = leaf__pages_map(PAGE_BUCKETS * sizeof(struct page *));
	return pages.buckets != NULL;
}

static uint8_t *presence_of(uintptr_t at)
{
	return (uint8_t *)(PRI_SHADOW +
			   (at >> PRI_SHADOW_SHIFT)); // NOLINT(performance-no-int-to-ptr)
}

static struct page *find(uintptr_t at, bool make)
{
	uintptr_t number = at >> PAGE_BITS;
	if (pages.last && pages.last->number == number)
		return pages.last;
	struct page **bucket =
		&pages.buckets[(number * 0x9e3779b97f4a7c15u >> 40) & (PAGE_BUCKETS - 1)];
	struct page *page = *bucket;
	while (page && page->number != number)
		page = page->next;
	if (!page && make) {
		page = leaf__arena_alloc(&pages.memory, sizeof *page);
		if (!page)
			return NULL;
		page->number = number;
		page->next = *bucket;
		*bucket = page;
	}
	if (page)
		pages.last = page;
	return page;
}

bool shadow_any(const void *at, size_t bytes)
{
	uintptr_t first = (uintptr_t)at, last = first + bytes - 1;
	if (!bytes)
		return false;
	const uint8_t *from = presence_of(first), *to = presence_of(last);
	for (; from <= to && ((uintptr_t)from & 7); from++)
		if (*from)
			return true;
	for (; from + 8 <= to; from += 8) {
		uint64_t eight;
		memcpy(&eight, from, sizeof eight);
		if (eight)
			return true;
	}
	for (; from <= to; from++)
		if (*from)
			return true;
	return false;
}

/* Tell compiled code whether one of the eight bytes around `at` is symbolic. */
static void note_presence(const struct page *page, uintptr_t at)
{
	size_t first = at & (PAGE_CELLS - 1) & ~(size_t)7;
	uint32_t any = 0;
	for (size_t i = 0; i < 8; i++)
		any |= page->label[first + i];
	*presence_of(at) = any != 0;
}

static void set_cell(uintptr_t at, leaf_label label, unsigned index)
{
	if (!label && !*presence_of(at))
		return;
	struct page *page = find(at, label != 0);
	if (!page)
		return;
	page->label[at & (PAGE_CELLS - 1)] = label;
	page->index[at & (PAGE_CELLS - 1)] = (uint8_t)index;
	if (label)
		*presence_of(at) = 1;
	else
		note_presence(page, at);
}

/* The label of a byte and which byte of its value it is; 0 if it is concrete or stale. */
static leaf_label cell(uintptr_t at, unsigned *index)
{
	if (!*presence_of(at))
		return 0;
	struct page *page = find(at, false);
	leaf_label label = page ? page->label[at & (PAGE_CELLS - 1)] : 0;
	if (!label)
		return 0;
	*index = page->index[at & (PAGE_CELLS - 1)];
	uint8_t should = (uint8_t)(expr_at(label)->value >> (8 * *index));
	if (should == *(const uint8_t *)at) // NOLINT(performance-no-int-to-ptr)
		return label;
	counters.stale++;
	set_cell(at, 0, 0);
	return 0;
}

static leaf_label byte_label(leaf_label label, unsigned index)
{
	return expr_extract(8, label, 8 * index);
}

/* A value whose bytes all stand where one expression was stored is that expression. */
static leaf_label whole(uintptr_t at, size_t bytes, leaf_label label, unsigned first)
{
	for (size_t i = 1; i < bytes; i++) {
		unsigned index = 0;
		if (cell(at + i, &index) != label || index != first + i)
			return 0;
	}
	return expr_extract((unsigned)(8 * bytes), label, 8 * first);
}

leaf_label shadow_load(const void *from, size_t bytes)
{
	uintptr_t at = (uintptr_t)from;
	unsigned index = 0;
	if (bytes > 16)
		return 0;
	leaf_label first = cell(at, &index);
	leaf_label one = first ? whole(at, bytes, first, index) : 0;
	if (one)
		return one;
	bool some = false;
	leaf_label value = 0;
	unsigned bits = 0;
	for (size_t i = 0; i < bytes; i++, bits += 8) {
		leaf_label label = cell(at + i, &index);
		some |= label != 0;
		label = label ? byte_label(label, index) : 0;
		if (!label)
			label = expr_const(8, ((const uint8_t *)from)[i]);
		if (!i) {
			value = label;
			continue;
		}
		leaf_label more = expr_binary(PRI_OP_CONCAT, bits + 8, label, value);
		if (!more)
			more = expr_const(bits + 8,
					  expr_at(label)->value << bits | expr_at(value)->value);
		value = more;
	}
	return some && expr_at(value)->op != EXPR_CONST ? value : 0;
}

void shadow_store(void *to, size_t bytes, leaf_label value)
{
	uintptr_t at = (uintptr_t)to;
	if (value && expr_at(value)->op == EXPR_CONST)
		value = 0;
	for (size_t i = 0; i < bytes; i++)
		set_cell(at + i, value, (unsigned)i);
}

void shadow_forget(void *at, size_t bytes)
{
	uintptr_t from = (uintptr_t)at;
	if (!shadow_any(at, bytes))
		return;
	for (size_t i = 0; i < bytes; i++)
		set_cell(from + i, 0, 0);
}

static void copy_cell(uintptr_t to, uintptr_t from)
{
	struct page *page = *presence_of(from) ? find(from, false) : NULL;
	leaf_label label = page ? page->label[from & (PAGE_CELLS - 1)] : 0;
	set_cell(to, label, label ? page->index[from & (PAGE_CELLS - 1)] : 0);
}

void shadow_copy(void *to, const void *from, size_t bytes)
{
	uintptr_t target = (uintptr_t)to, source = (uintptr_t)from;
	if (target == source || (!shadow_any(from, bytes) && !shadow_any(to, bytes)))
		return;
	if (target < source)
		for (size_t i = 0; i < bytes; i++)
			copy_cell(target + i, source + i);
	else
		for (size_t i = bytes; i--;)
			copy_cell(target + i, source + i);
}
