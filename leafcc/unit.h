/* unit.h - one translation unit on its way through the instrumenter: module, types, runtime calls. */
#ifndef LEAF_LEAFCC_UNIT_H
#define LEAF_LEAFCC_UNIT_H

#include "base/err.h"
#include "leafcc/site_table.h"

#include <llvm-c/Core.h>
#include <llvm-c/Target.h>
#include <stdbool.h>
#include <stdint.h>

/* The calls of the fused level, in the order of fused.def. */
enum unit_call {
#define F(result, name, parameters, signature) UNIT_##name,
#include "pri/fused.def"
	UNIT_N_CALLS
};

struct unit_stats {
	uint64_t functions, skipped, blocks, instructions, guards, calls;
};

/*
 * A module and what is looked up in it again and again.
 *
 *   events    the kinds that are wanted, bits of pri_event
 *   data      layout of the target; owned by the module
 *   mem_word  type of an address as an integer
 *   any       i8*, which every pointer is cast to on its way to the runtime
 *   call_of   declared on first use
 */
struct unit {
	enum pri_level level;
	unsigned events;
	LLVMContextRef context;
	LLVMModuleRef module;
	LLVMTargetDataRef data;
	LLVMTypeRef i1, i8, i16, i32, i64, any, mem_word, nothing;
	LLVMValueRef no_label;
	LLVMValueRef unlikely;
	LLVMValueRef tls;
	LLVMTypeRef tls_type;
	LLVMValueRef call_of[UNIT_N_CALLS];
	struct site_table sites;
	struct unit_stats stats;
};

/*
 * Look at 'module' [borrowed, changed later]. 'path' is the source's name as sites tell it.
 *
 * Errors: UNSUPPORTED if the target is not 64-bit x86 Linux.
 */
leaf_err unit_init(struct unit *unit, LLVMModuleRef module, const char *path, enum pri_level level)
	LEAF_MUST_USE;
void unit_release(struct unit *unit);

/* Call the runtime: arguments as the row's signature says, already of the right types. */
LLVMValueRef unit_emit_call(struct unit *unit, LLVMBuilderRef b, enum unit_call which,
			    LLVMValueRef *args, unsigned n);

/* The address of a field of this thread's struct pri_call; `field_type` is its type. */
LLVMValueRef unit_tls_field(struct unit *unit, LLVMBuilderRef b, uint64_t offset,
			    LLVMTypeRef field_type);

LLVMValueRef unit_i32(const struct unit *unit, uint64_t value);
LLVMValueRef unit_i64(const struct unit *unit, uint64_t value);

/*
 * The width in bits of a value that can have a label: integers up to 128 bits, pointers, float and double.
 * 0 for everything else.
 */
unsigned unit_width(const struct unit *unit, LLVMTypeRef type);

/* How many labels a value of this type has: 1, for an aggregate the sum of its members, 0 for none. */
unsigned unit_scalars(const struct unit *unit, LLVMTypeRef type);

/* The number of the first label of an aggregate's member. */
unsigned unit_scalar_index(const struct unit *unit, LLVMTypeRef type, const unsigned *path,
			   unsigned n);

#endif
