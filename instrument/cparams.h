/* cparams.h - the names of a function's parameters. */
#ifndef LEAF_INSTRUMENT_CPARAMS_H
#define LEAF_INSTRUMENT_CPARAMS_H

#include "instrument/cdecl.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cparams_why {
#define P(name, json, meaning) CPARAMS_##name,
#include "instrument/cparams.def"
};

/* One parameter. at and len give its name in the text; meaningless unless why is NAMED. */
struct cparams_one {
	uint32_t at, len;
	enum cparams_why why;
};

const char *cparams_json(enum cparams_why why);

/*
 * Read the next parameter of a list.
 *
 *   at     token index, at first fn->open + 1; moved behind the parameter and its comma
 *   sees   whether code in the body's branch sees the tokens of a branch
 *
 * Returns false if there is none left; 'void' alone is none.
 */
bool cparams_next(struct cparams_one *out, const struct cdecl *decl, const struct cdecl_fn *fn,
		  size_t *at, bool (*sees)(const void *closure, uint32_t branch),
		  const void *closure);

#endif
