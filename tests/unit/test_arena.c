/* test_arena.c - the arena hands out zeroed, aligned memory that does not overlap. */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

static void memory_is_zeroed_and_aligned(void **state)
{
	struct leaf__arena arena = { 0 };
	(void)state;
	for (size_t size = 1; size < 3000; size += 7) {
		unsigned char *memory = leaf__arena_alloc(&arena, size);
		assert_non_null(memory);
		assert_int_equal((uintptr_t)memory % 16, 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(memory[i], 0);
		memset(memory, 0xff, size);
	}
	leaf__arena_release(&arena);
}

static void larger_than_a_chunk_is_served(void **state)
{
	struct leaf__arena arena = { 0 };
	size_t size = (size_t)1 << 20;
	(void)state;
	char *memory = leaf__arena_alloc(&arena, size);
	assert_non_null(memory);
	memory[size - 1] = 'x';
	assert_true(arena.mapped >= size);
	leaf__arena_release(&arena);
	assert_int_equal(arena.mapped, 0);
}

static void refused_pages_give_null_and_keep_errno(void **state)
{
	struct leaf__arena arena = { 0 };
	(void)state;
	errno = EINTR;
	assert_null(leaf__arena_alloc(&arena, SIZE_MAX));
	assert_null(leaf__arena_alloc(&arena, SIZE_MAX / 4));
	assert_int_equal(errno, EINTR);
	leaf__arena_release(&arena);
}

static void copy_ends_in_nul(void **state)
{
	struct leaf__arena arena = { 0 };
	(void)state;
	assert_string_equal(leaf__arena_strndup(&arena, "leafage", 4), "leaf");
	assert_string_equal(leaf__arena_strndup(&arena, "", 0), "");
	leaf__arena_release(&arena);
	leaf__arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(larger_than_a_chunk_is_served),
		cmocka_unit_test(refused_pages_give_null_and_keep_errno),
		cmocka_unit_test(copy_ends_in_nul),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
