/* tracy_solo.c - the Tracy sink's short way: spans that it alone wants, with no frame kept. */
#include "trace/tracy_solo.h"

#include "trace/solo.h"
#include "trace/tracy_queue.h"

#ifdef LEAF__THUNKS

#define REC_SHORT(what) leaf__tracy_##what
#define REC_SHORT_HAS_ID 0
#include "trace/rec_short.h"

void leaf__tracy_solo_offer(struct leaf_sink *tracy)
{
	short_offer(tracy);
}

#else

void leaf__tracy_solo_offer(struct leaf_sink *tracy)
{
	(void)tracy;
}

#endif
