/* sym.c - what a program says by leaf/sym.h: memory that is symbolic, assumptions, assertions. */
#include "leaf/sym.h"

#include "leafrt/ask.h"
#include "leafrt/counters.h"
#include "leafrt/expr.h"
#include "leafrt/inputs.h"
#include "leafrt/model.h"
#include "leafrt/path.h"
#include "leafrt/prediction.h"
#include "leafrt/rt_config.h"
#include "leafrt/runtime.h"
#include "leafrt/sharing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CALL __attribute__((visibility("default")))

/* Bytes that standard input has for the variable, symbolic by having been read. */
static size_t take_from_stdin(char *at, size_t len)
{
	size_t got = 0;
	while (rt_config.from_stdin && got < len) {
		ssize_t more = leaf_m_read(0, at + got, len - got);
		if (more <= 0)
			break;
		got += (size_t)more;
	}
	return got;
}

CALL void leaf_sym_memory(void *at, size_t len, const char *name)
{
	size_t got = take_from_stdin(at, len);
	model_taken((const void *)leaf_sym_memory);
	if (got == len || !runtime_enter())
		return;
	inputs_variable(name, (char *)at + got, len - got);
	runtime_leave();
}

CALL void leaf_sym_assume(int holds)
{
	model_taken((const void *)leaf_sym_assume);
	if (!holds)
		exit(0);
}

CALL void leaf_sym_assert(int holds, const char *text, const char *file, unsigned line)
{
	model_taken((const void *)leaf_sym_assert);
	if (holds)
		return;
	char said[1024];
	int len = snprintf(said, sizeof said, "leaf: assertion failed: %.600s, %.300s:%u\n", text,
			   file, line);
	ssize_t ignored = write(2, said, (size_t)len);
	(void)ignored;
	sharing_assertion(file, line);
	abort();
}

/* A condition as one bit; 0 if it is not symbolic, or is decided. */
static leaf_label condition(leaf_label label)
{
	const struct expr *e = expr_at(label);
	if (e->bits > 1)
		label = expr_binary(PRI_OP_NE, 1, label, expr_const(e->bits, 0));
	return label && !expr_at(label)->known ? label : 0;
}

static void demand(const struct pri_site *at, leaf_label label, bool holds, bool wanted)
{
	if (!label || !runtime_enter())
		return;
	counters.calls++;
	leaf_label own = condition(label);
	if (own) {
		if (holds != wanted)
			ask(at, wanted, own, wanted);
		prediction_pass(at, holds);
		path_add(own, holds);
		expr_set_known(own);
	}
	runtime_leave();
}

CALL void leaf_assumed(const struct pri_site *at, leaf_label label, bool holds)
{
	demand(at, label, holds, true);
}

CALL void leaf_asserted(const struct pri_site *at, leaf_label label, bool holds)
{
	demand(at, label, holds, false);
}
