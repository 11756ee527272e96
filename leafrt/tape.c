/* tape.c - a topological order by depth-first search, then one loop per input. */
#include "leafrt/tape.h"

#include "base/arena.h"

#include <string.h>

/* For each node the tape it was last put on and its step there. */
static struct {
	struct {
		uint32_t tape, step;
	} * of;
	leaf_label *stack;
	uint32_t cap, number;
} marks;

static bool room_for_marks(void)
{
	uint32_t need = expr_count();
	if (need <= marks.cap)
		return true;
	uint32_t cap = 2 * need + 4096;
	void *of = leaf__pages_map((size_t)cap * sizeof *marks.of);
	void *stack = leaf__pages_map((size_t)cap * 4 * sizeof *marks.stack);
	if (!of || !stack)
		return false;
	if (marks.of) {
		memcpy(of, marks.of, (size_t)marks.cap * sizeof *marks.of);
		leaf__pages_unmap(marks.of, (size_t)marks.cap * sizeof *marks.of);
		leaf__pages_unmap(marks.stack, (size_t)marks.cap * 4 * sizeof *marks.stack);
	}
	marks.of = of;
	marks.stack = stack;
	marks.cap = cap;
	return true;
}

static bool grow(struct tape *tape)
{
	uint32_t cap = tape->cap ? 2 * tape->cap : 1024;
	void *steps = leaf__pages_map((size_t)cap * sizeof *tape->steps);
	void *value = leaf__pages_map((size_t)cap * sizeof *tape->value);
	if (!steps || !value)
		return false;
	if (tape->cap) {
		memcpy(steps, tape->steps, tape->n * sizeof *tape->steps);
		leaf__pages_unmap(tape->steps, (size_t)tape->cap * sizeof *tape->steps);
		leaf__pages_unmap(tape->value, (size_t)tape->cap * sizeof *tape->value);
	}
	tape->steps = steps;
	tape->value = value;
	tape->cap = cap;
	return true;
}

void tape_clear(struct tape *tape)
{
	tape->n = 0;
	marks.number++;
}

static bool is_on(leaf_label label)
{
	return marks.of[label].tape == marks.number;
}

/* Children of a node: a and b are labels but for inputs, constants and tables; c is one of ITE only. */
static uint32_t children(const struct expr *e, leaf_label out[3])
{
	uint32_t n = 0;
	if (e->op == EXPR_CONST || e->op == EXPR_INPUT)
		return 0;
	out[n++] = e->a;
	if (e->b && e->op != EXPR_TABLE)
		out[n++] = e->b;
	if (e->op == PRI_OP_ITE)
		out[n++] = e->c;
	return n;
}

static bool put(struct tape *tape, leaf_label label)
{
	if (tape->n == tape->cap && !grow(tape))
		return false;
	leaf_label child[3] = { 0, 0, 0 };
	children(expr_at(label), child);
	struct tape_step step = { .label = label };
	step.a = child[0] ? marks.of[child[0]].step : 0;
	step.b = child[1] ? marks.of[child[1]].step : 0;
	step.c = child[2] ? marks.of[child[2]].step : 0;
	marks.of[label].tape = marks.number;
	marks.of[label].step = tape->n;
	tape->steps[tape->n++] = step;
	return true;
}

bool tape_add(struct tape *tape, leaf_label root, uint32_t most, uint32_t *step)
{
	if (!room_for_marks())
		return false;
	uint32_t n = 0;
	marks.stack[n++] = root;
	while (n) {
		leaf_label label = marks.stack[n - 1], child[3];
		uint32_t before = n;
		if (is_on(label)) {
			n--;
			continue;
		}
		uint32_t k = children(expr_at(label), child);
		for (uint32_t i = 0; i < k; i++)
			if (!is_on(child[i]))
				marks.stack[n++] = child[i];
		if (n != before)
			continue;
		if (tape->n >= most || !put(tape, label))
			return false;
		n--;
	}
	*step = marks.of[root].step;
	return true;
}

static expr_bits compute(const struct tape *tape, const struct tape_step *step,
			 const uint8_t *input)
{
	const struct expr *e = expr_at(step->label);
	const expr_bits *value = tape->value;
	switch (e->op) {
	case EXPR_CONST:
		return e->value;
	case EXPR_INPUT:
		return input[e->a];
	case EXPR_TABLE:
		return expr_table_value(e->b, (unsigned)value[step->a]);
	case PRI_OP_ITE:
		return value[value[step->a] ? step->b : step->c];
	case PRI_OP_EXTRACT:
		return expr_cut(value[step->a] >> e->c, e->bits);
	case PRI_OP_CONCAT:
		return value[step->a] << expr_at(e->b)->bits | value[step->b];
	default:
		return expr_compute(e->op, e->bits, expr_at(e->a)->bits, value[step->a],
				    value[step->b]);
	}
}

void tape_run(struct tape *tape, const uint8_t *input, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++)
		tape->value[i] = compute(tape, &tape->steps[i], input);
}
