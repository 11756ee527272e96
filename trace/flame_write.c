/* flame_write.c - the door to the flame graph that is there with and without profile_flame. */
#include "leaf/trace.h"

#include <errno.h>

#ifdef LEAF_PROFILE_FLAME
#include "trace/sink_flame.h"
#endif

__attribute__((visibility("default"))) int leaf_flame_write(const char *path)
{
#ifdef LEAF_PROFILE_FLAME
	return leaf__flame_write(path);
#else
	(void)path;
	errno = ENOSYS;
	return -1;
#endif
}
