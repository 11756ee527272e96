/* cheader.h - what the words around a function's name say about it. */
#ifndef LEAF_INSTRUMENT_CHEADER_H
#define LEAF_INSTRUMENT_CHEADER_H

#include "instrument/cdecl.h"

#include <stdint.h>

/*
 * Flags (enum cfuncs_flag) of a function from its header: static, inline, the old form, and the
 * attributes of cmarks.def, written out or behind a macro. ifunc is not among them: it marks the
 * function that is resolved, not its resolver.
 */
uint32_t cheader_flags(const struct cdecl *decl, const struct cdecl_fn *fn);

#endif
