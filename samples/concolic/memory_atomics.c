/* memory_atomics.c - atomic loads and stores carry what is symbolic; read-modify-write is taken for what it is.
 *
 * seed: aaaaaaaa
 * finds: loaded
 * finds: exchanged around
 * finds: beside
 */
#include "sample_input.h"

#include <stdatomic.h>

int main(int argc, char **argv)
{
	unsigned char in[8];
	_Atomic int value, count = 0;
	sample_input(in, sizeof in, argc, argv);
	atomic_store(&value, in[0]);
	if (atomic_load(&value) == 'A')
		puts("loaded");
	atomic_fetch_add(&count, in[1]);
	if (count == 1000) /* not asked */
		puts("never");
	int expected = 'a';
	if (in[2] == 'x' && !atomic_compare_exchange_strong(&count, &expected, 5)) /* not asked */
		puts("never");
	if (in[2] != 'a')
		puts("exchanged around");
	if (in[3] == 'b')
		puts("beside");
	return 0;
}
