/* under_log.c - spans under other parents than the span around them. */
#include <leaf/trace.h>
#include <pthread.h>

#undef LEAF_TARGET
#define LEAF_TARGET "u"

static leaf_span_id outer_id;

static void inner(int n)
{
	LEAF_FN(LEAF_LEVEL_INFO, n);
	LEAF_INFO("in inner");
}

static void middle(void)
{
	LEAF_FN(LEAF_LEVEL_INFO, LEAF_LATE(note)); /* what may come late is kept in a frame */
	{
		LEAF_SPAN_UNDER(0, LEAF_LEVEL_INFO, "root");
		LEAF_INFO("in root");
		inner(1);
	}
	LEAF_INFO("in middle");
	{
		LEAF_SPAN_UNDER(outer_id, LEAF_LEVEL_INFO, "sibling");
		inner(2);
	}
	inner(3);
	LEAF_INFO("in middle");
}

static void *work(void *arg)
{
	LEAF_SPAN_UNDER(outer_id, LEAF_LEVEL_INFO, "elsewhere");
	inner(4);
	return arg;
}

int main(void)
{
	pthread_t thread;
	{
		LEAF_SPAN(LEAF_LEVEL_INFO, "outer", LEAF_LATE(note)); /* so that it has an id */
		outer_id = leaf_span_here();
		middle();
		if (pthread_create(&thread, NULL, work, NULL) != 0)
			return 1;
		pthread_join(thread, NULL);
	}
	LEAF_INFO("end");
	return 0;
}
