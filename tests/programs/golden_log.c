/* golden_log.c - the program whose text log the golden files hold. */
#include <leaf/trace.h>
#include <pthread.h>
#include <stdio.h>

#undef LEAF_TARGET
#define LEAF_TARGET "pri"
static void fib(int n)
{
	LEAF_FN(LEAF_LEVEL_TRACE, n);
	if (n > 1)
		fib(n - 1);
	else
		LEAF_TRACE("bottom", LEAF_AS(leaf, (_Bool)1));
}

#undef LEAF_TARGET
#define LEAF_TARGET "oracle2"
static void multi(void)
{
	LEAF_DEBUG("multi\nline");
}

#undef LEAF_TARGET
#define LEAF_TARGET "pri"
static void set_place_address(int place, unsigned long long raw_ptr)
{
	LEAF_FN(LEAF_LEVEL_INFO, place, raw_ptr);
	multi();
	fib(3);
}

#undef LEAF_TARGET
#define LEAF_TARGET "z3"
static void solve(const char *name, int neg, double ratio, _Bool ok)
{
	LEAF_FN(LEAF_LEVEL_INFO, leaf_str(name), neg, ratio, ok, LEAF_LATE(note));
	LEAF_RECORD(note, leaf_str("late"));
	LEAF_ERROR("failed", LEAF_AS(code, 7));
}

#undef LEAF_TARGET
#define LEAF_TARGET "wk"
static void *work(void *arg)
{
	pthread_setname_np(pthread_self(), "wk");
	LEAF_SPAN(LEAF_LEVEL_INFO, "job");
	return arg;
}

#undef LEAF_TARGET
#define LEAF_TARGET "oracle2"
int main(void)
{
	pthread_t thread;
	LEAF_INFO("start");
	set_place_address(42, 140728834465100ull);
	solve("b\"ob", -3, 1.5, 1);
	if (pthread_create(&thread, NULL, work, NULL) != 0)
		return 1;
	pthread_join(thread, NULL);
	return 0;
}
