/* rec_solo.c - the record sink's short way: spans that it alone wants, with no frame kept. */
#include "trace/rec_solo.h"

#include "trace/rec_store.h"
#include "trace/solo.h"

#ifdef LEAF__THUNKS

#define REC_SHORT(what) leaf__rec_##what
#define REC_SHORT_HAS_ID 1
#include "trace/rec_short.h"

void leaf__rec_solo_offer(struct leaf_sink *record)
{
	short_offer(record);
}

#else

void leaf__rec_solo_offer(struct leaf_sink *record)
{
	(void)record;
}

#endif
