/* calls_structures.c - structures by value, in registers and in memory, given and returned; changed copies.
 *
 * seed: aaaaaaaaaaaa
 * finds: in registers
 * finds: in memory
 * finds: the copy alone
 * finds: returned in registers
 * finds: returned in memory
 * finds: with floats
 * finds: after eight
 */
#include "sample_input.h"

struct two {
	long a;
	int b;
};

struct many {
	int a[8];
};

struct mixed {
	double x;
	int n;
};

__attribute__((noinline)) static long add(struct two t)
{
	return t.a + t.b;
}

__attribute__((noinline)) static int change(struct many m, int i)
{
	m.a[0] += 100;
	return m.a[i];
}

__attribute__((noinline)) static struct two make_two(int x)
{
	return (struct two){ x * 2, x };
}

__attribute__((noinline)) static struct many make_many(int x)
{
	struct many m = { { 0 } };
	m.a[5] = x + 1;
	return m;
}

__attribute__((noinline)) static int of_mixed(struct mixed m)
{
	return m.n;
}

__attribute__((noinline)) static int ninth(int a, int b, int c, int d, int e, int f, int g, int h,
					   int i)
{
	return a + b + c + d + e + f + g + h + i * 2;
}

int main(int argc, char **argv)
{
	unsigned char in[12];
	sample_input(in, sizeof in, argc, argv);
	if (add((struct two){ in[0], in[1] }) == 444)
		puts("in registers");
	struct many many = { { in[2], 0, 0, in[3] } };
	if (change(many, 3) == 77)
		puts("in memory");
	if (change(many, 0) == 101 && many.a[0] == 1) /* not asked */
		puts("the copy alone");
	if (make_two(in[4]).a == 246)
		puts("returned in registers");
	if (make_many(in[5]).a[5] == 251)
		puts("returned in memory");
	if (of_mixed((struct mixed){ 1.5, in[6] }) == 'M')
		puts("with floats");
	if (ninth(0, 0, 0, 0, 0, 0, 0, 0, in[7]) == 22)
		puts("after eight");
	return 0;
}
