/* backend_cf_tracer.c - control flow as spans and events of target cf_tracer, and as a file of JSON lines. */
#define LEAF_TARGET "cf_tracer"
#include "leafrt/backend.h"

#include "leaf/trace.h"
#include "leafrt/full_state.h"
#include "leafrt/modules.h"
#include "leafrt/rt_config.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

#define DEEPEST 4096u

static FILE *file;

/* Functions that are running, by address; what is deeper than the list is not named. */
static _Thread_local struct {
	uint64_t function[DEEPEST];
	uint32_t depth;
	uint64_t last_function;
} stack;

static void start(void)
{
	char path[4096];
	mkdir(rt_config.out, 0777);
	snprintf(path, sizeof path, "%s/control_flow.jsonl", rt_config.out);
	file = fopen(path, "we");
}

static void end(void)
{
	if (file)
		fclose(file);
	file = NULL;
}

static struct modules_where here(uint32_t block)
{
	uint64_t function = stack.depth && stack.depth <= DEEPEST ? stack.function[stack.depth - 1]
								  : 0;
	return modules_where(function, block);
}

static void ref_operand_const_func(uint64_t id)
{
	stack.last_function = id;
}

static void enter_func(pri_operand func)
{
	(void)func;
	if (stack.depth < DEEPEST)
		stack.function[stack.depth] = stack.last_function;
	stack.depth++;
	struct modules_where at = here(0);
	LEAF_DEBUG("enter", LEAF_AS(function, leaf_str(at.function)),
		   LEAF_AS(file, leaf_str(at.file)), LEAF_AS(line, at.function_line));
	if (file)
		fprintf(file, "{\"enter\": \"%s\", \"file\": \"%s\", \"line\": %" PRIu32 "}\n",
			at.function, at.file, at.function_line);
}

static void return_from_func(void)
{
	struct modules_where at = here(0);
	LEAF_DEBUG("return", LEAF_AS(function, leaf_str(at.function)));
	if (file)
		fprintf(file, "{\"return\": \"%s\"}\n", at.function);
	if (stack.depth)
		stack.depth--;
}

static void outcome(pri_branching info, const char *decision)
{
	struct modules_where at = here(full_branching(info)->node_location);
	LEAF_DEBUG("branch", LEAF_AS(decision, leaf_str(decision)),
		   LEAF_AS(function, leaf_str(at.function)), LEAF_AS(line, at.line),
		   LEAF_AS(column, at.column));
	if (file)
		fprintf(file,
			"{\"branch\": \"%s\", \"function\": \"%s\", \"file\": \"%s\", \"line\": %" PRIu32
			", \"column\": %" PRIu32 ", \"block\": %" PRIu32 "}\n",
			decision, at.function, at.file, at.line, at.column,
			full_branching(info)->node_location);
}

static void take_branch_true(pri_branching info)
{
	outcome(info, "true");
}

static void take_branch_false(pri_branching info)
{
	outcome(info, "false");
}

static void take_branch_int(pri_branching info, pri_u128 value_bit_rep)
{
	char text[32];
	snprintf(text, sizeof text, "%" PRIu64, (uint64_t)value_bit_rep);
	outcome(info, text);
}

static void take_branch_char(pri_branching info, pri_char value)
{
	take_branch_int(info, (unsigned char)value);
}

static void take_branch_ow_int(pri_branching info, struct pri_words non_values)
{
	(void)non_values;
	outcome(info, "otherwise");
}

static void take_branch_ow_char(pri_branching info, struct pri_chars non_values)
{
	(void)non_values;
	outcome(info, "otherwise");
}

const struct leaf_backend backend_cf_tracer = {
	.name = "cf_tracer",
	.start = start,
	.end = end,
	.ref_operand_const_func = ref_operand_const_func,
	.enter_func = enter_func,
	.return_from_func = return_from_func,
	.take_branch_true = take_branch_true,
	.take_branch_false = take_branch_false,
	.take_branch_int = take_branch_int,
	.take_branch_char = take_branch_char,
	.take_branch_ow_int = take_branch_ow_int,
	.take_branch_ow_char = take_branch_ow_char,
};
