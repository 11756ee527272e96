/* driver.h - compile as clang would, with instrumentation in between. */
#ifndef LEAF_LEAFCC_DRIVER_H
#define LEAF_LEAFCC_DRIVER_H

#include "base/err.h"

/*
 * What the user asked the compiler for.
 *
 *   status  clang's exit code if it refused
 *
 * Errors: what the parts say; CHILD if clang failed (it has said why itself)
 */
leaf_err driver_run(int *status, int argc, char **argv) LEAF_MUST_USE;

#endif
