/* vectors.c - loops that the optimizer turns into vectors, and vectors that the source has.
 *
 * flags: -O3 -mavx2
 * seed: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
 * finds: sum
 * finds: counted
 * finds: changed
 * finds: lane
 */
#include "sample_input.h"

#include <stdint.h>
#include <string.h>

typedef uint32_t four __attribute__((vector_size(16)));

static unsigned sum(const uint8_t *at, int n)
{
	unsigned all = 0;
	for (int i = 0; i < n; i++)
		all += at[i];
	return all;
}

static int count(const uint8_t *at, int n, uint8_t what)
{
	int found = 0;
	for (int i = 0; i < n; i++)
		found += at[i] == what;
	return found;
}

static void change(uint8_t *to, const uint8_t *from, int n)
{
	for (int i = 0; i < n; i++)
		to[i] = (uint8_t)((from[i] ^ 0x55) + 3);
}

int main(int argc, char **argv)
{
	uint8_t in[32], out[16];
	sample_input(in, sizeof in, argc, argv);
	if (sum(in, 16) == 16)
		puts("sum");
	if (count(in, 8, '!') == 2)
		puts("counted");
	change(out, in + 16, 16);
	if (out[9] == 0x40)
		puts("changed");
	four v, w = { 1, 2, 3, 4 };
	memcpy(&v, in + 16, sizeof v);
	v = v * w + w;
	if (v[2] == 3003)
		puts("lane");
	return 0;
}
