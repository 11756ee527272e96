/* plug_span.c - an instrumented shared object that is loaded and unloaded, with a tracer of its own. */
#include <leaf/trace.h>

int plug_span_work(int n);

int plug_span_work(int n)
{
	LEAF_FN(LEAF_LEVEL_TRACE, n);
	LEAF_INFO("in the plug-in", n);
	return 2 * n;
}
