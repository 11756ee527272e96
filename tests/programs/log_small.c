/* log_small.c - three spans at three levels, and an event. */
#define LEAF_TARGET "small"
#include <leaf/trace.h>

int main(void)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "outer");
	LEAF_SPAN(LEAF_LEVEL_DEBUG, "inner");
	LEAF_SPAN(LEAF_LEVEL_TRACE, "innermost");
	LEAF_INFO("here");
	return 0;
}
