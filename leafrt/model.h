/* model.h - how a model of a C library function talks to the code that called it. */
#ifndef LEAF_LEAFRT_MODEL_H
#define LEAF_LEAFRT_MODEL_H

#include "pri/fused.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Models are exported as leaf_m_NAME; compiled code calls them in the functions' place, by the functions' own prototypes. */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#define MODEL __attribute__((visibility("default")))

/* Models that others build on. */
MODEL ssize_t leaf_m_read(int fd, void *to, size_t n);

/* The label of argument `i` of a call to `self`; 0 if it came without labels. */
leaf_label model_argument(const void *self, unsigned i);

/* The arguments' labels have been taken. */
void model_taken(const void *self);

/* The result has this label. */
void model_return(const void *self, leaf_label label);

#endif
