/* instrument.h - a translation unit's IR, instrumented. */
#ifndef LEAF_LEAFCC_INSTRUMENT_H
#define LEAF_LEAFCC_INSTRUMENT_H

#include "base/err.h"
#include "leafcc/choice.h"
#include "leafcc/unit.h"

/*
 *   choice    which calls, where, and whether before the optimisations that clang would run (early) or after
 *   optimize  0 to 3, 's' or 'z', as in -O
 *   path      the source as sites tell it
 *   verify    check the IR afterwards, for tests
 */
struct instrument_options {
	const struct choice *choice;
	char optimize;
	const char *path;
	bool verify;
};

/*
 * Instrument 'module' in place and optimise it as far as it will be.
 *
 *   stats   what was done; may be NULL
 *
 * Errors: UNSUPPORTED  another machine; STATE  LLVM refuses what came out (a bug of ours, with its words); NOMEM
 */
leaf_err instrument_module(struct unit_stats *stats, LLVMModuleRef module,
			   const struct instrument_options *options) LEAF_MUST_USE;

#endif
