/* counters.h - what the runtime counts for its summary. */
#ifndef LEAF_LEAFRT_COUNTERS_H
#define LEAF_LEAFRT_COUNTERS_H

#include "pri/fused.h"

#include <stdint.h>

/* Who answered a question, and how. */
enum counters_stage {
#define STAGE(name, json, meaning) COUNTERS_##name,
#include "leafrt/stages.def"
	COUNTERS_N_STAGES
};

/* Written under the runtime's lock. */
struct counters {
	uint64_t calls;
	uint64_t concretized[PRI_N_CAUSES];
	uint64_t constraints, questions, outputs, failed_checks, stale, busy;
	uint64_t answered[COUNTERS_N_STAGES];
	uint64_t solver_ns;
};

extern struct counters counters;

#endif
