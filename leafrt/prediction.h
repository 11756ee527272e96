/* prediction.h - which way a run was said to go, and whether it does. */
#ifndef LEAF_LEAFRT_PREDICTION_H
#define LEAF_LEAFRT_PREDICTION_H

#include "pri/site_map.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An outcome that is not told apart from others. */
#define PREDICTION_ANY UINT32_MAX

#define PREDICTION_TEXT 64

/* Take what LEAF_EXPECT says of this run. Threads: all of this file under the runtime's lock. */
void prediction_start(void);

/* The run decides at 'site', in one of the ways that there are. */
void prediction_pass(const struct pri_site *site, uint32_t outcome);

/* For an input that goes the way of this run up to here and then has 'outcome' at 'site': the value of LEAF_EXPECT. */
void prediction_write(char text[PREDICTION_TEXT], const struct pri_site *site, uint32_t outcome);

#endif
