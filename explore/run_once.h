/* run_once.h - one run of the program under exploration, with limits. */
#ifndef LEAF_EXPLORE_RUN_ONCE_H
#define LEAF_EXPLORE_RUN_ONCE_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum run_end { RUN_EXITED, RUN_CRASHED, RUN_TIMED_OUT };

/*
 *   argv       the program and its arguments, NULL behind the last; "@@" stands for the input's path
 *   input      path of the input; standard input reads it if no argument is "@@"
 *   backend    LEAF_BACKEND
 *   outputs    LEAF_OUT
 *   shared     LEAF_SHARED
 *   map        LEAF_MAP, or NULL
 *   expect     LEAF_EXPECT, or NULL; `check`: the run is only looked at, with LEAF_CHECK=1 and LEAF_ASK=0
 *   limit_ms   0: none
 *   limit_mb   of memory beyond what the runtime reserves, 0: none
 */
struct run_once {
	char *const *argv;
	const char *input;
	const char *backend;
	const char *outputs;
	const char *shared;
	const char *expect;
	bool check;
	const char *map;
	uint64_t limit_ms;
	uint64_t limit_mb;
};

/*
 *   end, code   how the run ended; the code is the exit code or the signal
 *
 * What the program writes goes nowhere. Errors: NOTFOUND, CHILD, NOMEM
 */
leaf_err run_once(enum run_end *end, int *code, const struct run_once *run) LEAF_MUST_USE;

#endif
