/* sym_declared.c - memory that the program declares to be symbolic, an assumption, two assertions of which one can fail.
 *
 * input: declared
 * seed: x
 * finds: small
 * finds: assumed 7
 * finds: made for it
 * crashes: yes
 */
#include <leaf/sym.h>

#include <stdio.h>

struct request {
	unsigned kind;
	unsigned char size;
};

static int cost(const struct request *r)
{
	if (r->size < 10)
		puts("small");
	return (int)(r->kind & 0xff) * r->size;
}

int main(void)
{
	struct request request = { 1, 200 };
	leaf_symbolic(&request, sizeof request, "request");
	leaf_assume(request.size % 7 == 0);
	puts(request.size == 7 ? "assumed 7" : "assumed another");
	fflush(stdout);
	if (request.kind == 0xdecade)
		puts("made for it");
	fflush(stdout);
	leaf_assert(request.size < 253);
	leaf_assert(cost(&request) != 140 * 3);
	return 0;
}
