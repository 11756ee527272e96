/* loss.c - nothing is lost silently: what was dropped or mended is counted, and said at exit. */
#include "trace/loss.h"

#include "trace/say.h"

static unsigned long counts[LEAF__LOSSES];

static const char *const texts[][2] = {
#define LOSS(name, one, many) { one, many },
#include "trace/loss.def"
};

void leaf__loss_add(enum leaf__loss what, unsigned long n)
{
	__atomic_add_fetch(&counts[what], n, __ATOMIC_RELAXED);
}

unsigned long leaf__loss_count(enum leaf__loss what)
{
	return __atomic_load_n(&counts[what], __ATOMIC_RELAXED);
}

void leaf__loss_say(void)
{
	for (int i = 0; i < LEAF__LOSSES; i++) {
		unsigned long n = __atomic_exchange_n(&counts[i], 0, __ATOMIC_RELAXED);
		if (n)
			leaf__say("%lu %s", n, texts[i][n != 1]);
	}
}

void leaf__loss_reset(void)
{
	for (int i = 0; i < LEAF__LOSSES; i++)
		__atomic_store_n(&counts[i], 0, __ATOMIC_RELAXED);
}
