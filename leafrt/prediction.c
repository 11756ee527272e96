/* prediction.c - decisions as a running hash; a prediction is the hash before one and that one's outcome. */
#include "leafrt/prediction.h"

#include "leafrt/rt_config.h"
#include "leafrt/sharing.h"

#include <inttypes.h>
#include <stdio.h>

struct place {
	uint64_t hash, site;
	uint32_t depth, outcome;
};

static struct place at, expected;
static bool waiting;

void prediction_start(void)
{
	waiting = sscanf(rt_config.expect, "%" SCNu32 ":%" SCNx64 ":%" SCNx64 ":%" SCNu32,
			 &expected.depth, &expected.hash, &expected.site, &expected.outcome) == 4;
	if (waiting)
		sharing_predicted();
}

static bool comes_true(const struct pri_site *site, uint32_t outcome)
{
	bool any = outcome == PREDICTION_ANY || expected.outcome == PREDICTION_ANY;
	return at.hash == expected.hash && site->id == expected.site &&
	       (any || outcome == expected.outcome);
}

void prediction_pass(const struct pri_site *site, uint32_t outcome)
{
	if (waiting && at.depth == expected.depth) {
		waiting = false;
		if (comes_true(site, outcome))
			sharing_followed();
	}
	uint64_t h = (at.hash ^ site->id) * 0x9e3779b97f4a7c15u + outcome;
	at.hash = h ^ h >> 29;
	at.depth++;
}

void prediction_write(char text[PREDICTION_TEXT], const struct pri_site *site, uint32_t outcome)
{
	snprintf(text, PREDICTION_TEXT, "%" PRIu32 ":%" PRIx64 ":%" PRIx64 ":%" PRIu32, at.depth,
		 at.hash, site->id, outcome);
}
