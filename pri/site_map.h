/* site_map.h - what an instrumented module tells of its source: sites, functions, edges, coverage. */
#ifndef LEAF_PRI_SITE_MAP_H
#define LEAF_PRI_SITE_MAP_H

#include <stdint.h>

/* Grows with every change of these structures or of fused.def and pri.def; the runtime refuses others by name. */
#define PRI_MAP_VERSION 3u

enum pri_site_kind {
	PRI_SITE_NONE,
#define K(name, text) PRI_SITE_##name,
#include "pri/site_kinds.def"
	PRI_N_SITE_KINDS
};

/*
 * A place in the source at which the runtime may be called.
 *
 *   id        the same in every run and build of the same source: a hash of source path, function and ordinal. Never 0.
 *   cases     of a switch: [n_cases] values, zero-extended, in the order of successors 1...; successor 0 is the default.
 *   block     number of the basic block in its function before instrumentation.
 */
struct pri_site {
	uint64_t id;
	uint32_t function;
	uint32_t block;
	uint32_t line;
	uint16_t column;
	uint8_t kind;
	uint8_t bits;
	uint32_t n_cases;
	const uint64_t *cases;
};

/*
 * An edge of a function's control-flow graph. The case that leads along it is 1 or 0 of a branch, a number of a switch's cases,
 * or one of these.
 */
#define PRI_EDGE_ALWAYS 0xffffffffu
#define PRI_EDGE_DEFAULT 0xfffffffeu

struct pri_edge {
	uint32_t from;
	uint32_t to;
	uint32_t when;
};

/*
 * A function that was instrumented.
 *
 *   lines     [n_blocks] of the source, 0 if not known
 *   edges     [n_edges], by `from`
 *   calls     [n_calls] names of functions that it calls directly, each once
 */
struct pri_function {
	uint64_t id;
	const char *name;
	const char *file;
	uint32_t line;
	uint32_t n_blocks;
	uint32_t n_edges;
	uint32_t n_calls;
	const uint32_t *lines;
	const struct pri_edge *edges;
	const char *const *calls;
	const void *address;
};

/*
 * What a module hands to the runtime in its constructor; it stays where it is until its destructor.
 *
 *   covered   [n_covered] bytes in whole pages of their own; a byte becomes 1 once its block was entered.
 *             Critical edges have a block of their own, so that each edge is told by a block.
 *   block_of  [n_covered] function (high 32 bits) and block (low 32) of each byte.
 */
struct pri_module {
	uint32_t version;
	uint32_t level;
	const char *name;
	const struct pri_site *sites;
	const struct pri_function *functions;
	uint8_t *covered;
	const uint64_t *block_of;
	uint32_t n_sites;
	uint32_t n_functions;
	uint32_t n_covered;
	struct pri_module *next;
};

/* Levels of a module, ored together. */
enum pri_level { PRI_LEVEL_FULL = 1, PRI_LEVEL_FUSED = 2 };

/* Called by constructors and destructors of modules. Threads: any. */
void leaf_module_register(struct pri_module *module);
void leaf_module_retire(struct pri_module *module);

#endif
