/* site_table.c - sites, functions and coverage bytes as constants of the module. */
#include "leafcc/site_table.h"

#include <llvm-c/DebugInfo.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PAGE 4096u

static LLVMContextRef context_of(const struct site_table *table)
{
	return LLVMGetModuleContext(table->module);
}

static LLVMTypeRef any(const struct site_table *table)
{
	return LLVMPointerType(LLVMInt8TypeInContext(context_of(table)), 0);
}

static LLVMValueRef number(const struct site_table *table, unsigned bits, uint64_t value)
{
	return LLVMConstInt(LLVMIntTypeInContext(context_of(table), bits), value, false);
}

static LLVMValueRef hidden(const struct site_table *table, LLVMValueRef value, const char *name)
{
	LLVMValueRef global = LLVMAddGlobal(table->module, LLVMTypeOf(value), name);
	LLVMSetInitializer(global, value);
	LLVMSetLinkage(global, LLVMPrivateLinkage);
	return global;
}

static LLVMValueRef constant(const struct site_table *table, LLVMValueRef value, const char *name)
{
	LLVMValueRef global = hidden(table, value, name);
	LLVMSetGlobalConstant(global, true);
	return global;
}

static LLVMValueRef as_any(const struct site_table *table, LLVMValueRef pointer)
{
	return pointer ? LLVMConstBitCast(pointer, any(table)) : LLVMConstNull(any(table));
}

static LLVMValueRef text(const struct site_table *table, const char *bytes, size_t len)
{
	return as_any(table, constant(table,
				      LLVMConstStringInContext(context_of(table), bytes,
							       (unsigned)len, false),
				      "leaf.text"));
}

/* FNV-1a, 64 bits. Source: Fowler, Noll, Vo. */
static uint64_t hash(uint64_t seed, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	for (size_t i = 0; i < len; i++)
		seed = (seed ^ at[i]) * 0x100000001b3u;
	return seed;
}

leaf_err site_table_init(struct site_table *table, LLVMModuleRef module, const char *path,
			 enum pri_level level)
{
	*table = (struct site_table){ .module = module, .path = path, .level = level };
	LLVMTypeRef byte = LLVMInt8TypeInContext(context_of(table));
	table->place = LLVMAddGlobal(module, byte, "leaf.sites.place");
	table->bytes = LLVMAddGlobal(module, byte, "leaf.covered.place");
	return LEAF_E_OK;
}

void site_table_release(struct site_table *table)
{
	free(table->rows.items);
	free(table->functions.items);
	free(table->covered.items);
}

static void source_of(struct site_table *table, struct site_function *row, LLVMValueRef function)
{
	unsigned len = 0;
	const char *file = LLVMGetSubprogram(function) ? LLVMGetDebugLocFilename(function, &len)
						       : NULL;
	row->file = file ? text(table, file, len) : text(table, table->path, strlen(table->path));
	row->line = file ? LLVMGetDebugLocLine(function) : 0;
}

leaf_err site_table_function(struct site_table *table, LLVMValueRef function)
{
	LEAF_TRY(LEAF__VEC_ROOM(&table->functions));
	struct site_function *row = &table->functions.items[table->functions.n++];
	size_t len;
	const char *name = LLVMGetValueName2(function, &len);
	*row = (struct site_function){ .function = function, .name = text(table, name, len) };
	source_of(table, row, function);
	row->id = hash(hash(0xcbf29ce484222325u, table->path, strlen(table->path) + 1), name, len);
	table->ordinal = 0;
	return LEAF_E_OK;
}

static LLVMValueRef element(struct site_table *table, LLVMValueRef place, uint64_t offset)
{
	LLVMValueRef at = number(table, 64, offset);
	return LLVMConstGEP2(LLVMInt8TypeInContext(context_of(table)), place, &at, 1);
}

leaf_err site_table_add(LLVMValueRef *site, struct site_table *table, LLVMValueRef instruction,
			uint32_t block, enum pri_site_kind kind, unsigned bits)
{
	LEAF_TRY(LEAF__VEC_ROOM(&table->rows));
	struct site_row *row = &table->rows.items[table->rows.n];
	uint32_t function = (uint32_t)table->functions.n - 1;
	*row = (struct site_row){ .function = function,
				  .block = block,
				  .line = LLVMGetDebugLocLine(instruction),
				  .column = (uint16_t)LLVMGetDebugLocColumn(instruction),
				  .kind = (uint8_t)kind,
				  .bits = (uint8_t)bits };
	uint32_t ordinal = table->ordinal++;
	row->id = hash(table->functions.items[function].id, &ordinal, sizeof ordinal) | 1;
	*site = element(table, table->place, table->rows.n++ * sizeof(struct pri_site));
	return LEAF_E_OK;
}

leaf_err site_table_cover(LLVMValueRef *byte, struct site_table *table, uint32_t block)
{
	LEAF_TRY(LEAF__VEC_ROOM(&table->covered));
	*byte = element(table, table->bytes, table->covered.n);
	table->covered.items[table->covered.n++] = (uint64_t)(table->functions.n - 1) << 32 | block;
	return LEAF_E_OK;
}

static LLVMValueRef site_constant(const struct site_table *table, const struct site_row *row)
{
	LLVMValueRef cases = row->cases ? as_any(table, constant(table, row->cases, "leaf.cases"))
					: LLVMConstNull(any(table));
	LLVMValueRef fields[] = { number(table, 64, row->id),
				  number(table, 32, row->function),
				  number(table, 32, row->block),
				  number(table, 32, row->line),
				  number(table, 16, row->column),
				  number(table, 8, row->kind),
				  number(table, 8, row->bits),
				  number(table, 32, row->n_cases),
				  cases };
	return LLVMConstStructInContext(context_of(table), fields, 9, false);
}

static LLVMValueRef function_constant(const struct site_table *table,
				      const struct site_function *row)
{
	LLVMValueRef fields[] = { number(table, 64, row->id),
				  row->name,
				  row->file,
				  number(table, 32, row->line),
				  number(table, 32, row->n_blocks),
				  number(table, 32, row->n_edges),
				  number(table, 32, row->n_calls),
				  as_any(table, row->lines),
				  as_any(table, row->edges),
				  as_any(table, row->calls),
				  as_any(table, row->function) };
	return LLVMConstStructInContext(context_of(table), fields, 11, false);
}

/* An array of constants of one type as a private constant, i8*; NULL's constant for none. */
static LLVMValueRef array(const struct site_table *table, LLVMValueRef *items, size_t n,
			  const char *name)
{
	if (!n)
		return NULL;
	LLVMValueRef value = LLVMConstArray(LLVMTypeOf(items[0]), items, (unsigned)n);
	return constant(table, value, name);
}

/* Numbers as they lie in memory: as one string, which LLVM keeps small. */
static LLVMValueRef words(const struct site_table *table, const void *bytes, size_t len,
			  const char *name)
{
	if (!len)
		return NULL;
	LLVMValueRef global = constant(
		table, LLVMConstStringInContext(context_of(table), bytes, (unsigned)len, true),
		name);
	LLVMSetAlignment(global, _Alignof(uint64_t));
	return global;
}

/* A function by the name that the source has for it. */
static LLVMValueRef called_name(const struct site_table *table, LLVMValueRef function)
{
	static const char modelled[] = "leaf_m_";
	size_t len;
	const char *name = LLVMGetValueName2(function, &len);
	size_t skip = strncmp(name, modelled, sizeof modelled - 1) == 0 ? sizeof modelled - 1 : 0;
	return text(table, name + skip, len - skip);
}

void site_table_flow(struct site_table *table, const struct site_flow *flow)
{
	struct site_function *row = &table->functions.items[table->functions.n - 1];
	LLVMValueRef *names = calloc(flow->n_calls + 1, sizeof *names);
	for (uint32_t i = 0; names && i < flow->n_calls; i++)
		names[i] = called_name(table, flow->calls[i]);
	row->n_blocks = flow->n_blocks;
	row->n_edges = flow->n_edges;
	row->n_calls = names ? flow->n_calls : 0;
	row->lines = words(table, flow->lines, flow->n_blocks * sizeof *flow->lines, "leaf.lines");
	row->edges = words(table, flow->edges, flow->n_edges * sizeof *flow->edges, "leaf.edges");
	row->calls = array(table, names, row->n_calls, "leaf.calls");
	free(names);
}

static LLVMValueRef sites_global(const struct site_table *table)
{
	LLVMValueRef *items = calloc(table->rows.n + 1, sizeof *items);
	for (size_t i = 0; items && i < table->rows.n; i++)
		items[i] = site_constant(table, &table->rows.items[i]);
	LLVMValueRef global = items ? array(table, items, table->rows.n, "leaf.sites") : NULL;
	free(items);
	return global;
}

static LLVMValueRef functions_global(const struct site_table *table)
{
	LLVMValueRef *items = calloc(table->functions.n + 1, sizeof *items);
	for (size_t i = 0; items && i < table->functions.n; i++)
		items[i] = function_constant(table, &table->functions.items[i]);
	LLVMValueRef global = items ? array(table, items, table->functions.n, "leaf.functions")
				    : NULL;
	free(items);
	return global;
}

static LLVMValueRef covered_global(const struct site_table *table)
{
	if (!table->covered.n)
		return NULL;
	unsigned room = ((unsigned)table->covered.n + PAGE - 1) / PAGE * PAGE;
	LLVMTypeRef type = LLVMArrayType(LLVMInt8TypeInContext(context_of(table)), room);
	LLVMValueRef global = hidden(table, LLVMConstNull(type), "leaf.covered");
	LLVMSetAlignment(global, PAGE);
	return global;
}

static LLVMValueRef block_of_global(const struct site_table *table)
{
	LLVMValueRef *items = calloc(table->covered.n + 1, sizeof *items);
	for (size_t i = 0; items && i < table->covered.n; i++)
		items[i] = number(table, 64, table->covered.items[i]);
	LLVMValueRef global = items ? array(table, items, table->covered.n, "leaf.block_of") : NULL;
	free(items);
	return global;
}

static void replace_place(const struct site_table *table, LLVMValueRef place, LLVMValueRef global)
{
	if (global)
		LLVMReplaceAllUsesWith(place, as_any(table, global));
	LLVMDeleteGlobal(place);
}

/* void name(void) { call(&module); } */
static LLVMValueRef caller(struct site_table *table, const char *name, const char *call,
			   LLVMValueRef module)
{
	LLVMContextRef context = context_of(table);
	LLVMTypeRef nothing = LLVMVoidTypeInContext(context);
	LLVMTypeRef takes_any = any(table);
	LLVMTypeRef callee_type = LLVMFunctionType(nothing, &takes_any, 1, false);
	LLVMValueRef callee = LLVMAddFunction(table->module, call, callee_type);
	LLVMValueRef function = LLVMAddFunction(table->module, name,
						LLVMFunctionType(nothing, NULL, 0, false));
	LLVMSetLinkage(function, LLVMInternalLinkage);
	LLVMBuilderRef b = LLVMCreateBuilderInContext(context);
	LLVMPositionBuilderAtEnd(b, LLVMAppendBasicBlockInContext(context, function, ""));
	LLVMValueRef argument = as_any(table, module);
	LLVMBuildCall2(b, callee_type, callee, &argument, 1, "");
	LLVMBuildRetVoid(b);
	LLVMDisposeBuilder(b);
	return function;
}

/* Put {priority, function, NULL} in front of llvm.global_ctors or llvm.global_dtors. */
static void add_to_list(struct site_table *table, const char *list, LLVMValueRef function)
{
	LLVMValueRef fields[] = { number(table, 32, 0), function, LLVMConstNull(any(table)) };
	LLVMValueRef row = LLVMConstStructInContext(context_of(table), fields, 3, false);
	LLVMValueRef old = LLVMGetNamedGlobal(table->module, list);
	unsigned n = 0;
	LLVMValueRef init = old ? LLVMGetInitializer(old) : NULL;
	if (init)
		n = LLVMGetArrayLength(LLVMTypeOf(init));
	LLVMValueRef *items = calloc(n + 1, sizeof *items);
	if (!items)
		return;
	items[0] = row;
	for (unsigned i = 0; i < n; i++)
		items[i + 1] = LLVMGetOperand(init, i);
	LLVMValueRef value = LLVMConstArray(LLVMTypeOf(row), items, n + 1);
	free(items);
	if (old)
		LLVMDeleteGlobal(old);
	LLVMValueRef global = LLVMAddGlobal(table->module, LLVMTypeOf(value), list);
	LLVMSetInitializer(global, value);
	LLVMSetLinkage(global, LLVMAppendingLinkage);
}

void site_table_finish(struct site_table *table)
{
	LLVMValueRef sites = sites_global(table);
	LLVMValueRef functions = functions_global(table);
	LLVMValueRef covered = covered_global(table);
	LLVMValueRef block_of = block_of_global(table);
	replace_place(table, table->place, sites);
	replace_place(table, table->bytes, covered);
	if (!table->functions.n)
		return;
	LLVMValueRef fields[] = { number(table, 32, PRI_MAP_VERSION),
				  number(table, 32, table->level),
				  text(table, table->path, strlen(table->path)),
				  as_any(table, sites),
				  as_any(table, functions),
				  as_any(table, covered),
				  as_any(table, block_of),
				  number(table, 32, table->rows.n),
				  number(table, 32, table->functions.n),
				  number(table, 32, table->covered.n),
				  LLVMConstNull(any(table)) };
	LLVMValueRef module = hidden(table,
				     LLVMConstStructInContext(context_of(table), fields, 11, false),
				     "leaf.module");
	add_to_list(table, "llvm.global_ctors",
		    caller(table, "leaf.module.register", "leaf_module_register", module));
	add_to_list(table, "llvm.global_dtors",
		    caller(table, "leaf.module.retire", "leaf_module_retire", module));
}
