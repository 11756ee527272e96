/* calls_pointers.c - function pointers: from a table by an input index, as arguments, in structures; recursion; a late callback.
 *
 * seed: aaaaaaaa
 * finds: second
 * finds: applied
 * finds: by member
 * finds: deep enough
 * finds: called at the end
 */
#include "sample_input.h"

typedef int function(int);

static int first(int x)
{
	return x + 1;
}

static int second(int x)
{
	if (x == 'S')
		puts("second");
	return x * 2;
}

static int apply(function *f, int x)
{
	return f(x);
}

static int depth(const unsigned char *at, int n)
{
	return n && *at == 'd' ? 1 + depth(at + 1, n - 1) : 0; /* not asked */
}

static unsigned char kept;

static void at_end(void)
{
	if (kept == 'E')
		puts("called at the end");
}

int main(int argc, char **argv)
{
	static function *const table[] = { first, second };
	unsigned char in[8];
	sample_input(in, sizeof in, argc, argv);
	atexit(at_end);
	table[in[0] & 1](in[1]);
	if (apply(second, in[2]) == 246)
		puts("applied");
	struct {
		function *f;
	} object = { first };
	if (object.f(in[3]) == 'N')
		puts("by member");
	if (depth(in + 4, 3) == 2)
		puts("deep enough");
	kept = in[7];
	return 0;
}
