/* flow_jumps.c - setjmp and longjmp past frames that had symbolic arguments; a signal handler that looks at input.
 *
 * seed: aaaaaaaa
 * finds: jumped
 * finds: value came along
 * finds: in the handler
 * finds: after the signal
 */
#include "sample_input.h"

#include <setjmp.h>
#include <signal.h>

static jmp_buf back;
static volatile sig_atomic_t given;

__attribute__((noinline)) static void dive(int depth, int value)
{
	if (depth == 0) {
		if (value == 'J')
			longjmp(back, 1);
		return;
	}
	dive(depth - 1, value);
}

static void handler(int number)
{
	(void)number;
	if (given == 'H')
		puts("in the handler");
}

int main(int argc, char **argv)
{
	static unsigned char in[8];
	sample_input(in, sizeof in, argc, argv);
	if (setjmp(back) == 0) {
		dive(3, in[0]);
	} else {
		puts("jumped");
		if (in[1] == 'v')
			puts("value came along");
	}
	signal(SIGUSR1, handler);
	given = in[2];
	raise(SIGUSR1);
	if (in[3] == 's')
		puts("after the signal");
	return 0;
}
