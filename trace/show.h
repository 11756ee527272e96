/* show.h - one value as text; the public part is in leaf/sink.h. */
#ifndef LEAF_TRACE_SHOW_H
#define LEAF_TRACE_SHOW_H

#include "leaf/sink.h"

enum {
	LEAF__SHOWN_OPAQUE = 64, /* bytes of a struct that are shown */
	LEAF__SHOWN_BYTES = 256	 /* bytes of leaf_bytes() that are shown */
};

/* An integer of 1 to 16 bytes, extended by its sign; valid is 0 for an unusual length. */
struct leaf__integer {
	leaf_u64 low, high;
	int valid;
};
struct leaf__integer leaf__integer_of(const struct leaf_value *value);

#endif
