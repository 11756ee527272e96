/* flame_json.h - what the JSON of several `leaf flame` commands has in common. */
#ifndef LEAF_LEAF_FLAME_JSON_H
#define LEAF_LEAF_FLAME_JSON_H

#include "flame/stacks.h"
#include "leaf/jsonout.h"

/* A key and a sum of these stacks: an integer if that is exact, otherwise a number with a point. */
void flame_json_sum(struct jsonout *json, const char *key, stacks_sum sum,
		    const struct stacks *stacks);

#endif
