/* flame_json.c - what the JSON of several `leaf flame` commands has in common. */
#include "leaf/flame_json.h"

#include "flame/stacks_put.h"

void flame_json_sum(struct jsonout *json, const char *key, stacks_sum sum,
		    const struct stacks *stacks)
{
	jsonout_key(json, key);
	if (!stacks->decimals && sum <= UINT64_MAX)
		jsonout_unsigned(json, (uint64_t)sum);
	else
		jsonout_double(json, stacks_double(sum, stacks->decimals));
}
