/* reload_me.c - goes round in an open span, telling events, until a file named 'stop' is there. */
#include <leaf/trace.h>

#include <unistd.h>

static void turn(int n)
{
	LEAF_FN(LEAF_LEVEL_DEBUG, n);
	LEAF_INFO("information");
	LEAF_DEBUG("detail");
	usleep(2000);
}

int main(void)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "conn", LEAF_AS(id, 7));
	for (int n = 0; n < 10000 && access("stop", F_OK) != 0; n++)
		turn(n);
	return 0;
}
