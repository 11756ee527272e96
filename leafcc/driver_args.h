/* driver_args.h - a compiler's command line, taken apart as far as needed. */
#ifndef LEAF_LEAFCC_DRIVER_ARGS_H
#define LEAF_LEAFCC_DRIVER_ARGS_H

#include "base/buf.h"
#include "base/err.h"
#include "leafcc/instrument.h"

struct words {
	char **items;
	size_t n, cap;
};

enum driver_mode {
	DRIVER_PASS, /* nothing to instrument: clang gets the line as it is */
	DRIVER_ASM,
	DRIVER_OBJECT,
	DRIVER_LINK,
};

/* An input: where it stands on the link line, so that order is kept. */
struct driver_source {
	const char *path;
	const char *language; /* as -x says, NULL if by the name */
	size_t place;	      /* index in `link` that takes the object's name */
	bool c;		      /* C source: it is instrumented */
};

/*
 *   front   flags for clang from C to IR
 *   back    flags for clang from IR to assembly or object
 *   link    everything for the linker in order; objects of sources are put into their places
 *   output  -o, or NULL
 *   deps    -MD or -MMD was given; dep_file, dep_target: -MF and -MT or -MQ were
 *   cxx     called as a C++ compiler: sources go through, programs are linked with the runtime
 *   note    what to tell the user if the line goes to clang as it is, or NULL
 *   partial -r: objects become one object, without the runtime
 */
struct driver_args {
	enum driver_mode mode;
	struct words front, back, link;
	LEAF__VEC(struct driver_source) sources;
	const char *output;
	bool deps, dep_file, dep_target;
	bool shared, stats, plain, cxx, partial;
	const char *note;
	const char *save_ir;
	struct choice choice; /* as flags have it */
	struct instrument_options instrument;
	struct words owned; /* strings made here */
};

/*
 * argv [argc] as the compiler got it; response files (@file) are read. The strings of argv are borrowed.
 *
 * Errors: USAGE (-fleaf-... that does not exist, a flag without its argument), IO, NOMEM
 */
leaf_err driver_args_parse(struct driver_args *out, int argc, char **argv) LEAF_MUST_USE;
void driver_args_release(struct driver_args *args);

leaf_err words_add(struct words *words, const char *word) LEAF_MUST_USE;

/* NULL behind the last, for exec. */
leaf_err words_end(struct words *words) LEAF_MUST_USE;

/* A formatted string that lives as long as args. NULL: no memory. */
const char *driver_args_text(struct driver_args *args, const char *fmt, ...) LEAF_PRINTF(2, 3);

#endif
