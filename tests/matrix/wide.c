/* wide.c - what C11 and the compilers add, as arguments of spans. */
#include <leaf/trace.h>

#include <stdbool.h>
#include <stdio.h>

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 uwide;
typedef int four __attribute__((vector_size(16)));
typedef int eight __attribute__((vector_size(32)));
typedef union {
	int *a;
	float *b;
} transparent __attribute__((__transparent_union__));

int numbers(bool a, long long b, unsigned long long c, wide d, uwide e, _Complex double f,
	    _Atomic int g);
int arrays(int n, int a[n], int b[n][n], int c[static 2], int *restrict d, const char *const e);
int vectors(four a, eight b);
int through(transparent a);
static inline __attribute__((always_inline)) int always(int a);
int nothing_returns(int a) __attribute__((const));
inline int outside(int a);

int numbers(bool a, long long b, unsigned long long c, wide d, uwide e, _Complex double f,
	    _Atomic int g)
{
	LEAF_FN(LEAF_LEVEL_TRACE, a, b, c, d, e, f, g);
	return (int)b + (int)c + (int)d + (int)e + g + a + (int)__real__ f;
}

int arrays(int n, int a[n], int b[n][n], int c[static 2], int *restrict d, const char *const e)
{
	LEAF_FN(LEAF_LEVEL_TRACE, n, a, b, c, d, e);
	int local[n], (*rows)[n] = b;
	local[0] = 7;
	LEAF_INFO("local", local, rows, local[0]);
	return a[0] + b[1][1] + c[1] + *d + *e + local[0];
}

int vectors(four a, eight b)
{
	LEAF_FN(LEAF_LEVEL_TRACE, a, b);
	return a[0] + b[7];
}

int through(transparent a)
{
	LEAF_FN(LEAF_LEVEL_TRACE, a);
	return *a.a;
}

static inline __attribute__((always_inline)) int always(int a)
{
	LEAF_FN(LEAF_LEVEL_TRACE, a);
	return a;
}

extern inline int outside(int a)
{
	LEAF_FN(LEAF_LEVEL_TRACE, a);
	return a;
}

__attribute__((noinline)) static double float_work(double a, double b, long double c)
{
	LEAF_FN(LEAF_LEVEL_TRACE, a, b, c);
	return a * b + (double)c;
}

static int computed(int a)
{
	static void *const labels[] = { &&zero, &&one };
	LEAF_FN(LEAF_LEVEL_TRACE, a);
	goto *labels[a];
zero:
	return 10;
one:
	return 11;
}

static int on_stack(int n)
{
	LEAF_FN(LEAF_LEVEL_TRACE, n);
	char *room = (char *)__builtin_alloca((unsigned)n);
	LEAF_SPAN(LEAF_LEVEL_INFO, "inner", n);
	room[n - 1] = 1;
	return room[n - 1];
}

int main(void)
{
	int table[2][2] = { { 1, 2 }, { 3, 4 } }, result = 0;
	four a = { 1, 2, 3, 4 };
	eight b = { 1, 2, 3, 4, 5, 6, 7, 8 };
	wide deep = -((wide)1 << 100);
	_Complex double z;
	int one = 1;
	__real__ z = 1.5;
	__imag__ z = -2.5;
	result += numbers(true, -1, 18446744073709551615ull, deep, (uwide)1 << 127, z, 3);
	result += arrays(2, table[0], table, table[1], &one, "e");
	result += vectors(a, b) + through((transparent){ .a = table[0] }) + always(5) + outside(6);
	for (int i = 0; i < 4; i++)
		result += (int)float_work(i, 2.5, 0.5L) + computed(i & 1) + on_stack(100 * (i + 1));
	printf("%d\n", result);
	return 0;
}
