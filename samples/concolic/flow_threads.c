/* flow_threads.c - threads that each look at their part of the input; one hands a value back; thread-local variables.
 *
 * flags: -pthread
 * seed: aaaaaaaa
 * finds: first thread
 * finds: second thread
 * finds: handed back
 * finds: thread-local
 */
#include "sample_input.h"

#include <pthread.h>
#include <stdint.h>

static unsigned char in[8];
static _Thread_local unsigned char own;

static void *run(void *part)
{
	unsigned char *at = part;
	own = at[1];
	if (at[0] == 'T' && at == in)
		puts("first thread");
	else if (at[0] == 'T')
		fputs("second thread\n", stdout);
	return (void *)(uintptr_t)(at[1] * 3u);
}

int main(int argc, char **argv)
{
	pthread_t one, two;
	void *back = NULL;
	sample_input(in, sizeof in, argc, argv);
	own = in[6];
	if (pthread_create(&one, NULL, run, in)) /* not asked */
		return 1;
	pthread_join(one, &back);
	if (pthread_create(&two, NULL, run, in + 2)) /* not asked */
		return 1;
	pthread_join(two, NULL);
	if (in[4] == 'B' && in[1] == in[5])
		puts("handed back");
	if (own == 'l')
		puts("thread-local");
	return 0;
}
