/* bench_build.h - rows to programs: compiles what a row asks for, once per distinct command. */
#ifndef BENCH_BUILD_H
#define BENCH_BUILD_H

#include "bench/bench_rows.h"

/*
 * Where things are; absolute paths, set by main. LEAF_ROOT and LEAF_BUILD_DIR are in the environment
 * with the same values.
 */
extern const char *bench_root; /* the source tree */
extern const char *bench_leaf; /* where libleaf.a is */
extern const char *bench_dir;  /* programs and logs */
extern const char *bench_cc;   /* the compiler */

/*
 * Makes the program of row for work. Returns its path, owned by the caller; or NULL with the reason
 * in *reason, owned by the caller as well: something is not installed, or does not compile.
 */
char *bench_build(const struct bench_row *row, enum bench_work work, char **reason);

/*
 * How many of the workloads' functions are compiled to other machine code than in the base; -1 if
 * that cannot be told.
 */
int bench_build_differences(const struct bench_row *row);

#endif
