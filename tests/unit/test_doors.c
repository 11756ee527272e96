/* test_doors.c - coming into the runtime changes no register of the caller, and can be unwound. */
#include "leaf/sink.h"

#include <execinfo.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A sink that dirties every register it may. */
__attribute__((noinline)) static void dirty(void)
{
#ifdef LEAF__THUNKS
	__asm__ volatile("mov $-1, %%eax\n\tmov $-1, %%ecx\n\tmov $-1, %%edx\n\tmov $-1, %%r8d\n\t"
			 "mov $-1, %%r9d\n\tmov $-1, %%r10d\n\tmov $-1, %%r11d\n\t"
			 "pcmpeqd %%xmm0, %%xmm0\n\tpcmpeqd %%xmm1, %%xmm1\n\t"
			 "pcmpeqd %%xmm7, %%xmm7\n\tpcmpeqd %%xmm8, %%xmm8\n\t"
			 "pcmpeqd %%xmm15, %%xmm15\n\t" ::
				 : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "xmm0", "xmm1",
				   "xmm7", "xmm8", "xmm15");
	if (__builtin_cpu_supports("avx"))
		__asm__ volatile("vzeroall" ::
					 : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6",
					   "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",
					   "xmm13", "xmm14", "xmm15");
	if (__builtin_cpu_supports("avx512bw"))
		__asm__ volatile(
			"vpxord %zmm16, %zmm16, %zmm16\n\tvpxord %zmm31, %zmm31, %zmm31\n\t"
			"kxorq %k1, %k1, %k1\n\tkxorq %k7, %k7, %k7");
#endif
}

static int n_open;

static void on_open(struct leaf_sink *sink, struct leaf_span *span)
{
	(void)sink, (void)span;
	n_open++;
	dirty();
}

static void on_close(struct leaf_sink *sink, struct leaf_span *span)
{
	(void)sink, (void)span;
	n_open--;
	dirty();
}

static struct leaf_sink sink = { .name = "dirty", .span_open = on_open, .span_close = on_close };

__attribute__((noinline)) static uint64_t integers(uint64_t a, uint64_t b, uint64_t c, uint64_t d,
						   uint64_t e, uint64_t f, uint64_t g, uint64_t h)
{
	uint64_t i = a ^ h, j = b + g, k = c * f, l = d - e, m = a << 3, n = b >> 5;
	LEAF_FN(LEAF_LEVEL_TRACE, a);
	for (int turn = 0; turn < 3; turn++) {
		LEAF_SPAN(LEAF_LEVEL_INFO, "turn", turn);
		a += i, b ^= j, c -= k, d += l, e ^= m, f += n, g ^= a, h += b;
	}
	return a ^ b ^ c ^ d ^ e ^ f ^ g ^ h ^ i ^ j ^ k ^ l ^ m ^ n;
}

__attribute__((noinline)) static double doubles(double a, double b, double c, double d, double e,
						double f, double g, double h, long double x)
{
	double i = a * 3, j = b * 5, k = c * 7, l = d * 11, m = e * 13, n = f * 17, o = g * 19,
	       p = h * 23;
	LEAF_FN(LEAF_LEVEL_TRACE, a);
	for (int turn = 0; turn < 3; turn++) {
		LEAF_SPAN(LEAF_LEVEL_INFO, "turn", turn);
		a += i, b += j, c += k, d += l, e += m, f += n, g += o, h += p;
		x = x * 1.5L + a;
	}
	return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + (double)x;
}

static void integers_and_floating_point_survive(void **state)
{
	(void)state;
	leaf_filter_set(NULL, "off");
	uint64_t i = integers(1, 2, 3, 4, 5, 6, 7, 8);
	double d = doubles(1, 2, 3, 4, 5, 6, 7, 8, 9);
	leaf_filter_set(NULL, "trace");
	assert_int_equal(integers(1, 2, 3, 4, 5, 6, 7, 8), i);
	assert_true(doubles(1, 2, 3, 4, 5, 6, 7, 8, 9) == d);
	assert_int_equal(n_open, 0);
}

#ifdef LEAF__THUNKS
/*
 * Every vector register gets a value of its own before the span and is looked at after it. The
 * values stand in registers that the compiler knows nothing of: assembler before and behind.
 */
#define SET(i, reg)                                                                                \
	"vpbroadcastd %[from], %%" reg #i "\n\tvpaddd " #i "*64(%[add]), %%" reg #i ", %%" reg #i  \
	"\n\t"
#define STORE(i, reg) "vmovdqu32 %%" reg #i ", " #i "*64(%[to])\n\t"
#define EACH8(M, reg)                                                                              \
	M(0, reg) M(1, reg) M(2, reg) M(3, reg) M(4, reg) M(5, reg) M(6, reg) M(7, reg)
#define EACH16(M, reg)                                                                             \
	EACH8(M, reg)                                                                              \
	M(8, reg) M(9, reg) M(10, reg) M(11, reg) M(12, reg) M(13, reg) M(14, reg) M(15, reg)
#define UPPER8(M, reg)                                                                             \
	M(16, reg) M(17, reg) M(18, reg) M(19, reg) M(20, reg) M(21, reg) M(22, reg) M(23, reg)
#define LAST8(M, reg)                                                                              \
	M(24, reg) M(25, reg) M(26, reg) M(27, reg) M(28, reg) M(29, reg) M(30, reg) M(31, reg)
#define EACH32(M, reg) EACH16(M, reg) UPPER8(M, reg) LAST8(M, reg)

static uint32_t add[32][16] __attribute__((aligned(64))), got[32][16] __attribute__((aligned(64)));

/* Through the doors with all of zmm0 to zmm31 and k1 to k7 in use. */
__attribute__((noinline)) static void all_of_avx512(struct leaf_site *site, uint64_t masks[8])
{
	uint32_t from = 0x01010101;
	register void *door __asm__("r10") = site;
	__asm__ volatile(
		EACH32(SET,
		       "zmm") "kmovq %[from64], %%k1\n\tkmovq %%k1, %%k7\n\tknotq %%k7, %%k7\n\t"
			      "xor %%eax, %%eax\n\tlea 1f(%%rip), %%r11\n\tjmp leaf__open_door\n1:\n\t"
			      "lea 2f(%%rip), %%r11\n\tjmp leaf__close_door\n2:\n\t" EACH32(
				      STORE,
				      "zmm") "kmovq %%k1, 8(%[masks])\n\tkmovq %%k7, 56(%[masks])\n\t"
		: "+&r"(door)
		: [from] "r"(from), [add] "r"(add), [to] "r"(got), [masks] "r"(masks),
		  [from64] "r"(0x123456789abcdefull)
		: "rax", "r11", "memory", "cc");
}

static void every_vector_register_survives(void **state)
{
	(void)state;
	static const unsigned no_types[] = { 0 };
	static struct leaf_site site = { .plan = LEAF__PLAN_NEW,
					 .name = "wide",
					 .target = "t",
					 .file = "f",
					 .spelled = "LEVEL",
					 .types = no_types,
					 .level = LEAF_LEVEL_INFO,
					 .skip = 1 };
	uint64_t masks[8] = { 0 };
	if (!__builtin_cpu_supports("avx512bw"))
		skip();
	for (uint32_t i = 0; i < 32; i++)
		for (uint32_t k = 0; k < 16; k++)
			add[i][k] = i * 1000 + k;
	for (int turn = 0; turn < 3; turn++) {
		memset(got, 0, sizeof got);
		all_of_avx512(&site, masks);
		for (uint32_t i = 0; i < 32; i++)
			for (uint32_t k = 0; k < 16; k++)
				assert_int_equal(got[i][k], 0x01010101 + add[i][k]);
		assert_true(masks[1] == 0x123456789abcdefull);
		assert_true(masks[7] == ~0x123456789abcdefull);
	}
	assert_int_equal(n_open, 0);
}
#endif

static int main_was_found;

__attribute__((noinline)) static int show_stack(char *out, size_t cap, const void *object)
{
	void *frames[64];
	int n = backtrace(frames, 64);
	for (int i = 0; i < n; i++) {
		size_t away = (size_t)((const char *)frames[i] - (const char *)object);
		main_was_found |= away < 2000; /* sanitizers make functions long */
	}
	return snprintf(out, cap, "%d frames", n);
}

__attribute__((noinline)) static int outermost(int a)
{
	LEAF_FN(LEAF_LEVEL_TRACE, leaf_shown(show_stack, (const void *)outermost));
	return a + 1;
}

static void on_open_values(struct leaf_sink *self, struct leaf_span *span)
{
	struct leaf_value value;
	(void)self;
	if (span->site->n_fields)
		leaf_span_value(span, 0, &value);
}

static struct leaf_sink reader = { .name = "reader",
				   .flags = LEAF_SINK_VALUES,
				   .span_open = on_open_values };

static void stack_can_be_unwound_through_a_door(void **state)
{
	(void)state;
	leaf_sink_add(&reader, NULL);
	assert_int_equal(outermost(1), 2);
	assert_true(main_was_found);
}

int main(void)
{
	static const char *const options[] = { "LEAF_LOG=trace", "LEAF_TEXT_FILTER=off",
					       "LEAF_FLAME=off", NULL };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_and_floating_point_survive),
#ifdef LEAF__THUNKS
		cmocka_unit_test(every_vector_register_survives),
#endif
		cmocka_unit_test(stack_can_be_unwound_through_a_door),
	};
	leaf_trace_start(options);
	leaf_sink_add(&sink, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
