/* site_table.h - the sites of a translation unit, collected while it is instrumented, then written into it. */
#ifndef LEAF_LEAFCC_SITE_TABLE_H
#define LEAF_LEAFCC_SITE_TABLE_H

#include "base/buf.h"
#include "base/err.h"
#include "pri/site_map.h"

#include <llvm-c/Core.h>

struct site_row {
	uint64_t id;
	uint32_t function, block, line;
	uint16_t column;
	uint8_t kind, bits;
	LLVMValueRef cases; /* a constant array of i64, or NULL */
	uint32_t n_cases;
};

struct site_function {
	LLVMValueRef function;
	LLVMValueRef name, file, lines, edges, calls; /* constants of the module */
	uint64_t id;
	uint32_t line, n_blocks, n_edges, n_calls;
};

/*
 *   place     stands for the table until its length is known
 *   covered   function (high 32 bits) and block (low 32) of each coverage byte
 */
struct site_table {
	LLVMModuleRef module;
	const char *path;
	enum pri_level level;
	LLVMValueRef place, bytes;
	LEAF__VEC(struct site_row) rows;
	LEAF__VEC(struct site_function) functions;
	LEAF__VEC(uint64_t) covered;
	uint32_t ordinal;
};

leaf_err site_table_init(struct site_table *table, LLVMModuleRef module, const char *path,
			 enum pri_level level) LEAF_MUST_USE;
void site_table_release(struct site_table *table);

/* Begin a function: sites added next are its own. Errors: NOMEM. */
leaf_err site_table_function(struct site_table *table, LLVMValueRef function) LEAF_MUST_USE;

/*
 * Note a site at 'instruction' in block number 'block'; its address as i8* goes to *site.
 *
 *   bits   width of the value that is asked about
 *
 * Errors: NOMEM
 */
leaf_err site_table_add(LLVMValueRef *site, struct site_table *table, LLVMValueRef instruction,
			uint32_t block, enum pri_site_kind kind, unsigned bits) LEAF_MUST_USE;

/* Blocks, edges and calls of a function; `calls` are functions of the module. */
struct site_flow {
	const uint32_t *lines;
	const struct pri_edge *edges;
	LLVMValueRef *calls;
	uint32_t n_blocks, n_edges, n_calls;
};

/* Note them of the present function; copied. */
void site_table_flow(struct site_table *table, const struct site_flow *flow);

/* A coverage byte for a block of the present function; its address as i8* goes to *byte. Errors: NOMEM. */
leaf_err site_table_cover(LLVMValueRef *byte, struct site_table *table, uint32_t block)
	LEAF_MUST_USE;

/* Write the tables into the module, and the constructor that registers them. */
void site_table_finish(struct site_table *table);

#endif
