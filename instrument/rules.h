/* rules.h - which functions get a line, and why others do not. */
#ifndef LEAF_INSTRUMENT_RULES_H
#define LEAF_INSTRUMENT_RULES_H

#include "instrument/cfuncs.h"

#include <stdbool.h>
#include <stddef.h>

/* Why a function is left alone; TAKEN if it is not. */
enum rules_why {
	RULES_TAKEN,
#define R(name, json, meaning, condition) RULES_##name,
#include "instrument/rules.def"
	RULES_N
};

/* All zero: every function that can be taken, but for headers. Strings are borrowed. */
struct rules_options {
	const char *const *include_fn, *const *exclude_fn; /* globs over function names */
	size_t n_include_fn, n_exclude_fn;
	unsigned min_lines; /* of the body, the lines of its braces included */
	bool headers;	    /* take functions in headers, static inline ones excepted */
	bool static_inline; /* take those too */
};

/* What is known of the file. */
struct rules_given {
	const char *text;
	bool header;
};

/* The first rule that speaks against a function of a file, or TAKEN. Threads: pure. */
enum rules_why rules_judge(const struct cfuncs *file, const struct cfuncs_fn *fn,
			   const struct rules_given *given, const struct rules_options *options);

/* A rule's name in reports, and what it means. */
const char *rules_json(enum rules_why why);
const char *rules_meaning(enum rules_why why);

#endif
