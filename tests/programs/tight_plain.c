/* tight_plain.c - the same scenarios, compiled without a tracer: what they must look like. */
#define LEAF_DISABLE 1
#include "tests/programs/tight.c"
