/* plug_shared.c - an instrumented shared object that is loaded and unloaded; its tracer stays. */
/* link: shared */
#include <leaf/trace.h>

int plug_shared_work(int n);

int plug_shared_work(int n)
{
	LEAF_FN(LEAF_LEVEL_TRACE, n);
	LEAF_INFO("in the plug-in", n);
	return 2 * n;
}
