/* instrument.c - optimise, weave every function, optimise again. */
#include "leafcc/instrument.h"

#include "leafcc/intrinsics.h"
#include "leafcc/weave.h"

#include <llvm-c/Analysis.h>
#include <llvm-c/Support.h>
#include <llvm-c/Transforms/PassBuilder.h>
#include <stdlib.h>
#include <string.h>

/* What weaving stands on: values in registers, an edge for each block, no vectors. */
#define BEFORE "function(mem2reg),function(scalarizer),function(break-crit-edges)"
/* Tests of labels that are known to be 0 on the way that leads to them go. */
#define AFTER                                                                                      \
	"function(early-cse,jump-threading,simplifycfg,instcombine,jump-threading,simplifycfg,adce)"

static leaf_err run_passes(LLVMModuleRef module, const char *passes)
{
	LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
	LLVMPassBuilderOptionsSetLoopVectorization(options, false);
	LLVMPassBuilderOptionsSetSLPVectorization(options, false);
	LLVMPassBuilderOptionsSetLoopUnrolling(options, false);
	LLVMPassBuilderOptionsSetLoopInterleaving(options, false);
	LLVMErrorRef error = LLVMRunPasses(module, passes, NULL, options);
	LLVMDisposePassBuilderOptions(options);
	if (!error)
		return LEAF_E_OK;
	char *text = LLVMGetErrorMessage(error);
	leaf_err err = leaf_fail(LEAF_E_STATE, "passes '%s': %s", passes, text);
	LLVMDisposeErrorMessage(text);
	return err;
}

/* The scalarizer takes loads and stores apart only if its flag says so. */
static void set_flags(void)
{
	static const char *const flags[] = { "leafcc", "-scalarize-load-store" };
	static bool done;
	if (!done)
		LLVMParseCommandLineOptions(2, flags, NULL);
	done = true;
}

static leaf_err run_level(LLVMModuleRef module, char optimize)
{
	char passes[] = "default<O2>";
	if (optimize == '0')
		return LEAF_E_OK;
	passes[sizeof "default<O" - 1] = optimize;
	return run_passes(module, passes);
}

/* Attributes that say what memory a function touches: no longer true. */
static const char *const memory_attributes[] = { "readnone",
						 "readonly",
						 "writeonly",
						 "argmemonly",
						 "inaccessiblememonly",
						 "inaccessiblemem_or_argmemonly",
						 "speculatable",
						 "memory" };

/* 'drop' is LLVMRemoveEnumAttributeAtIndex for a function, LLVMRemoveCallSiteEnumAttribute for a call. */
static void drop_attributes(LLVMValueRef of,
			    void (*drop)(LLVMValueRef, LLVMAttributeIndex, unsigned))
{
	for (size_t i = 0; i < sizeof memory_attributes / sizeof *memory_attributes; i++) {
		const char *name = memory_attributes[i];
		unsigned kind = LLVMGetEnumAttributeKindForName(name, strlen(name));
		if (kind)
			drop(of, (LLVMAttributeIndex)LLVMAttributeFunctionIndex, kind);
	}
}

static void drop_of_calls(LLVMValueRef function)
{
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef at = LLVMGetFirstInstruction(block); at;
		     at = LLVMGetNextInstruction(at))
			if (LLVMIsACallInst(at) && !intrinsic_is(intrinsic_callee(at)))
				drop_attributes(at, LLVMRemoveCallSiteEnumAttribute);
}

static bool has_attribute(LLVMValueRef function, const char *name)
{
	unsigned kind = LLVMGetEnumAttributeKindForName(name, strlen(name));
	return kind && LLVMGetEnumAttributeAtIndex(
			       function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex, kind);
}

/* A call that has to be the last thing in its function leaves no room behind it. */
static bool has_musttail(LLVMValueRef function)
{
	bool found = false;
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block && !found;
	     block = LLVMGetNextBasicBlock(block)) {
		LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
		LLVMValueRef last = end ? LLVMGetPreviousInstruction(end) : NULL;
		if (!last || !LLVMIsACallInst(last) || !LLVMIsTailCall(last))
			continue;
		char *text = LLVMPrintValueToString(last);
		found = strstr(text, "musttail call") != NULL;
		LLVMDisposeMessage(text);
	}
	return found;
}

/* Does it run before the runtime is there? */
static bool is_resolver(LLVMModuleRef module, LLVMValueRef function)
{
	for (LLVMValueRef at = LLVMGetFirstGlobalIFunc(module); at; at = LLVMGetNextGlobalIFunc(at))
		if (LLVMGetGlobalIFuncResolver(at) == function)
			return true;
	return false;
}

static bool wanted(const struct choice *choice, LLVMModuleRef module, LLVMValueRef function)
{
	size_t len;
	if (!choice_function(choice, LLVMGetValueName2(function, &len)) ||
	    choice_is_marked(function))
		return false;
	return !LLVMIsDeclaration(function) && !has_attribute(function, "naked") &&
	       !has_musttail(function) && !is_resolver(module, function);
}

static leaf_err weave_all(struct unit *unit, LLVMValueRef *functions, size_t n)
{
	for (size_t i = 0; i < n; i++)
		LEAF_TRY(weave_function(unit, functions[i]));
	return LEAF_E_OK;
}

/* A list first, since weaving declares more functions. */
static leaf_err list_functions(struct unit *unit, const struct choice *choice, LLVMValueRef **out,
			       size_t *n)
{
	LEAF__VEC(LLVMValueRef) list = { 0 };
	for (LLVMValueRef at = LLVMGetFirstFunction(unit->module); at;
	     at = LLVMGetNextFunction(at)) {
		if (LLVMGetIntrinsicID(at))
			continue;
		drop_attributes(at, LLVMRemoveEnumAttributeAtIndex);
		drop_of_calls(at);
		if (LLVMIsDeclaration(at))
			continue;
		if (!wanted(choice, unit->module, at)) {
			unit->stats.skipped++;
			continue;
		}
		LEAF_TRY(LEAF__VEC_ROOM(&list));
		list.items[list.n++] = at;
	}
	*out = list.items;
	*n = list.n;
	return LEAF_E_OK;
}

/* Functions that the runtime models are called by the model's name. */
static void rename_modelled(LLVMModuleRef module)
{
	static const char *const names[] = {
#define M(name) #name,
#include "pri/models.def"
	};
	char to[64] = "leaf_m_";
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		LLVMValueRef function = LLVMGetNamedFunction(module, names[i]);
		if (!function || !LLVMIsDeclaration(function))
			continue;
		strcpy(to + sizeof "leaf_m_" - 1, names[i]);
		LLVMSetValueName2(function, to, strlen(to));
	}
}

static leaf_err weave_module(struct unit *unit, const struct choice *choice)
{
	LLVMValueRef *functions = NULL;
	size_t n = 0;
	if (unit->level & PRI_LEVEL_FUSED)
		rename_modelled(unit->module);
	LEAF_TRY(list_functions(unit, choice, &functions, &n));
	leaf_err err = weave_all(unit, functions, n);
	free(functions);
	LEAF_TRY(err);
	site_table_finish(&unit->sites);
	return LEAF_E_OK;
}

static leaf_err verify(LLVMModuleRef module)
{
	char *text = NULL;
	leaf_err err = LEAF_E_OK;
	if (LLVMVerifyModule(module, LLVMReturnStatusAction, &text))
		err = leaf_fail(LEAF_E_STATE, "instrumented code is not well-formed: %s", text);
	LLVMDisposeMessage(text);
	return err;
}

/* A module that is not wanted is only optimised. */
static leaf_err weave(struct unit_stats *stats, LLVMModuleRef module,
		      const struct instrument_options *options)
{
	struct unit unit;
	LEAF_TRY(run_passes(module, BEFORE));
	LEAF_TRY(unit_init(&unit, module, options->path, options->choice->level));
	unit.events = options->choice->events;
	leaf_err err = weave_module(&unit, options->choice);
	if (stats)
		*stats = unit.stats;
	unit_release(&unit);
	LEAF_TRY(err);
	return options->verify ? verify(module) : LEAF_E_OK;
}

leaf_err instrument_module(struct unit_stats *stats, LLVMModuleRef module,
			   const struct instrument_options *options)
{
	bool early = options->choice->early;
	set_flags();
	if (!options->choice->file)
		return run_level(module, options->optimize);
	choice_mark(module);
	if (!early)
		LEAF_TRY(run_level(module, options->optimize));
	LEAF_TRY(weave(stats, module, options));
	if (early)
		return run_level(module, options->optimize);
	return options->optimize == '0' ? LEAF_E_OK : run_passes(module, AFTER);
}
