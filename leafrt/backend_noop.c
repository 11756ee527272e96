/* backend_noop.c - listens to nothing. */
#include "leafrt/backend.h"

const struct leaf_backend backend_noop = { .name = "noop" };
