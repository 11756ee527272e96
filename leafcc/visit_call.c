/* visit_call.c - labels of arguments and results, on their way between functions. */
#include "leafcc/visit.h"

#include "pri/fused.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define MOST_CLASSES 512
#define MODEL_PREFIX "leaf_m_"

void visit_store_field(struct weave *w, uint64_t offset, LLVMTypeRef type, LLVMValueRef value)
{
	LLVMBuildStore(w->b, value, unit_tls_field(w->unit, w->b, offset, type));
}

LLVMValueRef visit_load_field(struct weave *w, uint64_t offset, LLVMTypeRef type)
{
	return LLVMBuildLoad2(w->b, type, unit_tls_field(w->unit, w->b, offset, type), "");
}

/* Labels of a list of values, one after the other; at most `room`. */
unsigned visit_gather(struct weave *w, LLVMValueRef *labels, unsigned n, unsigned room,
		      LLVMValueRef value)
{
	unsigned scalars = unit_scalars(w->unit, LLVMTypeOf(value));
	for (unsigned i = 0; i < scalars && n < room; i++)
		labels[n++] = weave_label_of(w, value, i);
	return n;
}

/* What came back, if this very function sent it. */
static void take_result(struct weave *w, LLVMValueRef function)
{
	unsigned n = 0;
	if (!label_map_at(&w->labels, w->at, &n))
		return;
	if (n > PRI_RETS)
		n = PRI_RETS;
	LLVMValueRef from = visit_load_field(w, offsetof(struct pri_call, ret_from), w->unit->any);
	LLVMValueRef nobody = LLVMConstNull(w->unit->any);
	struct weave_guard guard = weave_guard(w, LLVMBuildICmp(w->b, LLVMIntNE, from, nobody, ""));
	LLVMValueRef own = LLVMBuildICmp(w->b, LLVMIntEQ, from, weave_any(w, function), "");
	LLVMValueRef slow[PRI_RETS];
	for (unsigned i = 0; i < n; i++) {
		slow[i] = visit_load_field(
			w, offsetof(struct pri_call, ret) + i * sizeof(leaf_label), w->unit->i32);
		slow[i] = LLVMBuildSelect(w->b, own, slow[i], w->unit->no_label, "");
	}
	visit_store_field(w, offsetof(struct pri_call, ret_from), w->unit->any, nobody);
	weave_join(w, &guard);
	for (unsigned i = 0; i < n; i++)
		weave_set_of(w, i, weave_either(w, &guard, slow[i], w->unit->no_label));
}

/* What leaf/sym.h's conditions become: the runtime is told of the condition, the first argument, before its value is judged. */
static void say_condition(struct weave *w, LLVMValueRef function)
{
	static const struct {
		const char *name;
		enum unit_call call;
		enum pri_site_kind kind;
	} rows[] = {
		{ "leaf_sym_assume", UNIT_leaf_assumed, PRI_SITE_ASSUME },
		{ "leaf_sym_assert", UNIT_leaf_asserted, PRI_SITE_ASSERT },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!intrinsic_named(function, rows[i].name) || !LLVMGetNumArgOperands(w->at))
			continue;
		LLVMValueRef holds = LLVMGetOperand(w->at, 0), label = weave_label(w, holds);
		struct weave_guard guard = weave_guard_labels(w, &label, 1);
		if (!guard.open)
			continue;
		LLVMValueRef word = LLVMBuildTrunc(w->b, weave_word(w, holds), w->unit->i32, "");
		LLVMValueRef args[] = { weave_site(w, rows[i].kind, 1), label, word };
		unit_emit_call(w->unit, w->b, rows[i].call, args, 3);
		weave_join(w, &guard);
	}
}

/*
 * What goes along with a call.
 *
 *   byval   structures in memory that the callee gets a copy of, and their sizes
 *   ours    the callee is defined in this unit
 */
struct passed {
	LLVMValueRef labels[PRI_ARGS], byval[PRI_BYVALS];
	uint64_t bytes[PRI_BYVALS];
	unsigned n, n_byval;
	bool ours;
};

/* The size of what is passed by value in memory; 0 if this is not. */
static uint64_t byval_bytes(const struct weave *w, LLVMAttributeRef attribute)
{
	return attribute ? LLVMABISizeOfType(w->unit->data, LLVMGetTypeAttributeValue(attribute))
			 : 0;
}

static uint64_t byval_argument(const struct weave *w, unsigned i)
{
	unsigned kind = LLVMGetEnumAttributeKindForName("byval", 5);
	return byval_bytes(w, LLVMGetCallSiteEnumAttribute(w->at, i + 1, kind));
}

static uint64_t byval_parameter(const struct weave *w, unsigned i)
{
	unsigned kind = LLVMGetEnumAttributeKindForName("byval", 5);
	return byval_bytes(w, LLVMGetEnumAttributeAtIndex(w->function, i + 1, kind));
}

/* The call's arguments come first among its operands. */
static void gather_all(struct weave *w, struct passed *passed)
{
	for (unsigned i = 0; i < LLVMGetNumArgOperands(w->at); i++) {
		LLVMValueRef argument = LLVMGetOperand(w->at, i);
		uint64_t bytes = byval_argument(w, i);
		if (bytes && passed->n_byval < PRI_BYVALS) {
			passed->bytes[passed->n_byval] = bytes;
			passed->byval[passed->n_byval++] = argument;
		}
		passed->n = visit_gather(w, passed->labels, passed->n, PRI_ARGS, argument);
	}
}

/* i1: does anything symbolic go along? NULL: it never does. */
static LLVMValueRef any_passed(struct weave *w, const struct passed *passed)
{
	LLVMValueRef labels = weave_or(w, passed->labels, passed->n), any = NULL;
	if (!weave_is_none(labels))
		any = LLVMBuildICmp(w->b, LLVMIntNE, labels, w->unit->no_label, "");
	for (unsigned i = 0; i < passed->n_byval; i++) {
		LLVMValueRef one = visit_presence(w, passed->byval[i], passed->bytes[i]);
		any = any ? LLVMBuildOr(w->b, any, one, "") : one;
	}
	for (unsigned i = 0; !passed->ours && i < LLVMGetNumArgOperands(w->at); i++) {
		LLVMValueRef argument = LLVMGetOperand(w->at, i);
		if (LLVMGetTypeKind(LLVMTypeOf(argument)) != LLVMPointerTypeKind ||
		    LLVMIsConstant(argument) || byval_argument(w, i))
			continue;
		LLVMValueRef one = visit_presence_anywhere(w, argument);
		any = any ? LLVMBuildOr(w->b, any, one, "") : one;
	}
	return any;
}

/* The letters of struct pri_variadic for what comes after the arguments with a name; NULL if none may. */
static LLVMValueRef classes_of(struct weave *w)
{
	char classes[MOST_CLASSES];
	size_t n = 0;
	LLVMTypeRef type = LLVMGetCalledFunctionType(w->at);
	if (!LLVMIsFunctionVarArg(type))
		return LLVMConstNull(w->unit->any);
	for (unsigned i = LLVMCountParamTypes(type); i < LLVMGetNumArgOperands(w->at); i++) {
		LLVMTypeRef own = LLVMTypeOf(LLVMGetOperand(w->at, i));
		uint64_t bytes = byval_argument(w, i);
		unsigned kind = LLVMGetEnumAttributeKindForName("align", 5);
		LLVMAttributeRef align = LLVMGetCallSiteEnumAttribute(w->at, i + 1, kind);
		if (n + 48 > sizeof classes)
			break;
		if (bytes)
			n += (size_t)snprintf(
				classes + n, sizeof classes - n, "m%llu:%llu;",
				(unsigned long long)bytes,
				align ? (unsigned long long)LLVMGetEnumAttributeValue(align)
				      : 8ull);
		else if (LLVMGetTypeKind(own) == LLVMX86_FP80TypeKind)
			classes[n++] = 'l';
		else if (LLVMGetTypeKind(own) == LLVMVectorTypeKind)
			classes[n++] = 'v';
		else if (LLVMGetTypeKind(own) == LLVMDoubleTypeKind ||
			 LLVMGetTypeKind(own) == LLVMFloatTypeKind)
			classes[n++] = 'f';
		else
			classes[n++] = unit_width(w->unit, own) > 64 ? 'w' : 'i';
	}
	classes[n] = 0;
	return weave_any(w, LLVMBuildGlobalString(w->b, classes, "leaf.classes"));
}

static void pass(struct weave *w, const struct passed *passed, LLVMValueRef function,
		 LLVMValueRef site)
{
	LLVMTypeRef any = w->unit->any;
	for (unsigned i = 0; i < passed->n; i++)
		visit_store_field(w, offsetof(struct pri_call, arg) + i * sizeof(leaf_label),
				  w->unit->i32, passed->labels[i]);
	for (unsigned i = 0; i < passed->n_byval; i++)
		visit_store_field(w, offsetof(struct pri_call, byval) + i * sizeof(void *), any,
				  weave_any(w, passed->byval[i]));
	visit_store_field(w, offsetof(struct pri_call, n_arg), w->unit->i64,
			  unit_i64(w->unit, passed->n));
	visit_store_field(w, offsetof(struct pri_call, site), any, site);
	visit_store_field(w, offsetof(struct pri_call, variadic), any, classes_of(w));
	visit_store_field(w, offsetof(struct pri_call, callee), any, weave_any(w, function));
}

/* False: nothing symbolic ever goes along. */
static bool pass_guarded(struct weave *w, LLVMValueRef function, LLVMValueRef *site)
{
	struct passed passed = { .ours = LLVMIsAFunction(function) &&
					 !LLVMIsDeclaration(function) };
	gather_all(w, &passed);
	LLVMValueRef any = any_passed(w, &passed);
	*site = LLVMConstNull(w->unit->any);
	if (!any)
		return false;
	struct weave_guard guard = weave_guard(w, any);
	if (!passed.ours)
		*site = weave_site(w, PRI_SITE_CALL, 0);
	pass(w, &passed, function, *site);
	weave_join(w, &guard);
	return !passed.ours;
}

/* Nobody has taken what went along: the callee is neither instrumented nor modelled. */
static void say_called(struct weave *w, LLVMValueRef function, LLVMValueRef site)
{
	LLVMValueRef callee = visit_load_field(w, offsetof(struct pri_call, callee), w->unit->any);
	LLVMValueRef own = weave_any(w, function);
	struct weave_guard guard = weave_guard(w, LLVMBuildICmp(w->b, LLVMIntEQ, callee, own, ""));
	LLVMValueRef args[] = { site, own };
	unit_emit_call(w->unit, w->b, UNIT_leaf_called, args, 2);
	weave_join(w, &guard);
}

static bool is_consumer(LLVMValueRef function)
{
	static const char *const names[] = {
#define C(name) #name,
#include "pri/consumers.def"
	};
	size_t len;
	if (!LLVMIsAFunction(function) || !LLVMIsDeclaration(function))
		return false;
	const char *name = LLVMGetValueName2(function, &len);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* A model reads the memory that is there: it has to be told of a symbolic address, as a load is. */
static void pin_addresses(struct weave *w, LLVMValueRef function)
{
	size_t len;
	if (!LLVMIsAFunction(function) ||
	    strncmp(LLVMGetValueName2(function, &len), MODEL_PREFIX, strlen(MODEL_PREFIX)) != 0)
		return;
	for (unsigned i = 0; i < LLVMGetNumArgOperands(w->at); i++) {
		LLVMValueRef argument = LLVMGetOperand(w->at, i);
		if (LLVMGetTypeKind(LLVMTypeOf(argument)) == LLVMPointerTypeKind)
			visit_target(w, argument);
	}
}

void visit_pass(struct weave *w, LLVMValueRef function)
{
	LLVMValueRef site;
	pass_guarded(w, function, &site);
}

void visit_pass_and_call(struct weave *w, LLVMValueRef function)
{
	LLVMValueRef site;
	if (is_consumer(function)) {
		weave_place(w);
		return;
	}
	if (LLVMIsAFunction(function))
		say_condition(w, function);
	else
		visit_target(w, function);
	pin_addresses(w, function);
	bool foreign = pass_guarded(w, function, &site);
	weave_place(w);
	take_result(w, function);
	if (foreign)
		say_called(w, function, site);
}

/* Where a variadic function keeps what came without a name: on its stack, by the function's first block. */
static LLVMValueRef make_kept(struct weave *w)
{
	LLVMTypeRef type = LLVMArrayType(w->unit->i64, sizeof(struct pri_variadic) / 8);
	LLVMValueRef kept = weave_any(w, LLVMBuildAlloca(w->b, type, "leaf.kept"));
	LLVMValueRef classes = LLVMBuildBitCast(w->b, kept, LLVMPointerType(w->unit->any, 0), "");
	LLVMBuildStore(w->b, LLVMConstNull(w->unit->any), classes);
	return kept;
}

/* The copies of structures passed by value are the callee's own: what was there before is gone. */
static void forget_copies(struct weave *w)
{
	for (unsigned i = 0; i < LLVMCountParams(w->function); i++) {
		uint64_t bytes = byval_parameter(w, i);
		if (!bytes)
			continue;
		LLVMValueRef copy = LLVMGetParam(w->function, i);
		struct weave_guard guard = weave_guard(w, visit_presence(w, copy, bytes));
		LLVMValueRef args[] = { weave_any(w, copy), unit_i64(w->unit, bytes) };
		unit_emit_call(w->unit, w->b, UNIT_leaf_forget, args, 2);
		weave_join(w, &guard);
	}
}

static unsigned take_copies(struct weave *w)
{
	unsigned n = 0;
	for (unsigned i = 0; i < LLVMCountParams(w->function); i++) {
		uint64_t bytes = byval_parameter(w, i);
		if (!bytes || n >= PRI_BYVALS)
			continue;
		LLVMValueRef from = visit_load_field(
			w, offsetof(struct pri_call, byval) + n++ * sizeof(void *), w->unit->any);
		LLVMValueRef args[] = { weave_any(w, LLVMGetParam(w->function, i)), from,
					unit_i64(w->unit, bytes) };
		unit_emit_call(w->unit, w->b, UNIT_leaf_copy, args, 3);
	}
	return n;
}

/* Where the labels of each parameter go; NULL: nowhere, as for a copy's address. */
static unsigned list_slots(struct weave *w, LLVMValueRef *slot[PRI_ARGS], bool *any)
{
	unsigned n = 0;
	for (unsigned i = 0; i < LLVMCountParams(w->function); i++) {
		LLVMValueRef param = LLVMGetParam(w->function, i);
		unsigned own = unit_scalars(w->unit, LLVMTypeOf(param)), has = 0;
		LLVMValueRef *labels = label_map_at(&w->labels, param, &has);
		bool copy = byval_parameter(w, i) != 0;
		for (unsigned k = 0; k < own && n < PRI_ARGS; k++)
			slot[n++] = k < has && !copy ? &labels[k] : NULL;
		*any |= own != 0;
	}
	return n;
}

void visit_take_arguments(struct weave *w)
{
	LLVMValueRef slow[PRI_ARGS], *slot[PRI_ARGS];
	bool variadic = LLVMIsFunctionVarArg(LLVMGlobalGetValueType(w->function)), any = variadic;
	unsigned n = list_slots(w, slot, &any);
	if (variadic)
		w->kept = make_kept(w);
	if (!any)
		return;
	forget_copies(w);
	LLVMValueRef callee = visit_load_field(w, offsetof(struct pri_call, callee), w->unit->any);
	LLVMValueRef own = weave_any(w, w->function);
	struct weave_guard guard = weave_guard(w, LLVMBuildICmp(w->b, LLVMIntEQ, callee, own, ""));
	for (unsigned i = 0; i < n; i++)
		slow[i] = visit_load_field(
			w, offsetof(struct pri_call, arg) + i * sizeof(leaf_label), w->unit->i32);
	unsigned copies = take_copies(w);
	LLVMValueRef args[] = { w->kept, unit_i32(w->unit, n), unit_i32(w->unit, copies) };
	if (variadic)
		unit_emit_call(w->unit, w->b, UNIT_leaf_va_take, args, 3);
	visit_store_field(w, offsetof(struct pri_call, callee), w->unit->any,
			  LLVMConstNull(w->unit->any));
	weave_join(w, &guard);
	for (unsigned i = 0; i < n; i++)
		if (slot[i])
			*slot[i] = weave_either(w, &guard, slow[i], w->unit->no_label);
}

void visit_va_start(struct weave *w)
{
	LLVMValueRef args[] = { weave_any(w, LLVMGetOperand(w->at, 0)), w->kept };
	if (w->kept)
		unit_emit_call(w->unit, w->b, UNIT_leaf_va_start, args, 2);
}
