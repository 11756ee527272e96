/* flow_if_loop.c - if and else if, loops whose ends depend on the input, goto, short circuits, the conditional operator.
 *
 * seed: aaaaaaaa
 * finds: low
 * finds: high
 * finds: both
 * finds: two turns
 * finds: summed up
 * finds: left by goto
 * finds: chosen
 */
#include "sample_input.h"

static void ladder(unsigned char c)
{
	if (c < 10)
		puts("low");
	else if (c > 240)
		puts("high");
}

static int turns(unsigned char c)
{
	int n = 0;
	while (c & 1) {
		c >>= 1;
		n++;
	}
	return n;
}

static int sum(const unsigned char *at, int n)
{
	int all = 0;
	for (int i = 0; i < n; i++)
		all += at[i];
	return all;
}

int main(int argc, char **argv)
{
	unsigned char in[8];
	sample_input(in, sizeof in, argc, argv);
	ladder(in[0]);
	if (in[1] == 'x' && (in[2] == 'y' || in[2] == 'z'))
		puts("both");
	if (turns(in[3]) == 2)
		puts("two turns");
	if (sum(in + 4, 3) == 77)
		puts("summed up");
	for (int i = 0; i < 2; i++)
		if (in[6 + i] == 200)
			goto left;
	int chosen = in[7] > 100 ? in[6] : in[5];
	if (chosen == 33)
		puts("chosen");
	return 0;
left:
	puts("left by goto");
	return 0;
}
