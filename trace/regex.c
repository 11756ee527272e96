/* regex.c - regular expressions: compile to an automaton, and run it. */
#include "trace/aside.h"
#include "trace/escape.h"
#include "trace/regex_struct.h"

#include <string.h>

enum op { OP_SET, OP_LOOK, OP_JUMP, OP_FORK, OP_MATCH };

struct step {
	unsigned char op, look;
	uint16_t to, other; /* JUMP and FORK: where to; FORK prefers 'to' */
	const struct leaf__charset *set;
};

struct leaf__regex {
	unsigned n;
	struct step steps[];
};

/* ---- compile ---- */

struct compiler {
	struct step *steps;
	unsigned n;
};

/* Returns where the step stands; LEAF__REGEX_MAX if there is no room, for which see compile(). */
static unsigned emit(struct compiler *compiler, enum op op)
{
	if (compiler->n < LEAF__REGEX_MAX)
		compiler->steps[compiler->n++] = (struct step){ .op = (unsigned char)op };
	else
		compiler->n = LEAF__REGEX_MAX + 1;
	return compiler->n - 1;
}

static int is_full(const struct compiler *compiler)
{
	return compiler->n > LEAF__REGEX_MAX;
}

/* Make 'fork' choose between the next step and 'out', the next one first unless lazy. */
static void set_fork(struct compiler *compiler, unsigned fork, unsigned in, unsigned out, int lazy)
{
	if (is_full(compiler))
		return;
	compiler->steps[fork].to = (uint16_t)(lazy ? out : in);
	compiler->steps[fork].other = (uint16_t)(lazy ? in : out);
}

static void emit_node(struct compiler *compiler, const struct leaf__regex_node *node);

static void emit_alternatives(struct compiler *compiler, const struct leaf__regex_node *child)
{
	if (!child->next || is_full(compiler)) {
		emit_node(compiler, child);
		return;
	}
	unsigned fork = emit(compiler, OP_FORK);
	emit_node(compiler, child);
	unsigned jump = emit(compiler, OP_JUMP);
	set_fork(compiler, fork, fork + 1, compiler->n, 0);
	emit_alternatives(compiler, child->next);
	if (!is_full(compiler))
		compiler->steps[jump].to = (uint16_t)compiler->n;
}

/* Once and as often as may be; if it may match nothing, the way around it stands in front. */
static void emit_plus(struct compiler *compiler, const struct leaf__regex_node *child, int lazy)
{
	unsigned start = compiler->n;
	emit_node(compiler, child);
	unsigned fork = emit(compiler, OP_FORK);
	set_fork(compiler, fork, start, fork + 1, lazy);
}

static void emit_star(struct compiler *compiler, const struct leaf__regex_node *child, int lazy)
{
	unsigned fork = emit(compiler, OP_FORK);
	if (child->nullable) {
		emit_plus(compiler, child, lazy);
	} else {
		emit_node(compiler, child);
		unsigned back = emit(compiler, OP_JUMP);
		if (!is_full(compiler))
			compiler->steps[back].to = (uint16_t)fork;
	}
	set_fork(compiler, fork, fork + 1, compiler->n, lazy);
}

/* max - min times "this and perhaps the rest": each fork leads out to the same place. */
static void emit_optional(struct compiler *compiler, const struct leaf__regex_node *repeat)
{
	const unsigned unset = LEAF__REGEX_MAX + 1;
	unsigned first = compiler->n;
	for (uint32_t i = repeat->min; i < repeat->max && !is_full(compiler); i++) {
		unsigned fork = emit(compiler, OP_FORK);
		set_fork(compiler, fork, fork + 1, unset, repeat->lazy);
		emit_node(compiler, repeat->first);
	}
	for (unsigned i = first; i < compiler->n && !is_full(compiler); i++) {
		struct step *step = &compiler->steps[i];
		if (step->op == OP_FORK && step->to == unset)
			step->to = (uint16_t)compiler->n;
		if (step->op == OP_FORK && step->other == unset)
			step->other = (uint16_t)compiler->n;
	}
}

static void emit_repeat(struct compiler *compiler, const struct leaf__regex_node *repeat)
{
	uint32_t exactly = repeat->max == UINT32_MAX && repeat->min ? repeat->min - 1 : repeat->min;
	for (uint32_t i = 0; i < exactly && !is_full(compiler); i++)
		emit_node(compiler, repeat->first);
	if (repeat->max != UINT32_MAX)
		emit_optional(compiler, repeat);
	else if (repeat->min)
		emit_plus(compiler, repeat->first, repeat->lazy);
	else
		emit_star(compiler, repeat->first, repeat->lazy);
}

static void emit_node(struct compiler *compiler, const struct leaf__regex_node *node)
{
	if (is_full(compiler))
		return;
	switch (node->kind) {
	case LEAF__NODE_EMPTY:
		break;
	case LEAF__NODE_SET: {
		unsigned at = emit(compiler, OP_SET);
		if (!is_full(compiler))
			compiler->steps[at].set = &node->set;
		break;
	}
	case LEAF__NODE_LOOK: {
		unsigned at = emit(compiler, OP_LOOK);
		if (!is_full(compiler))
			compiler->steps[at].look = (unsigned char)node->look;
		break;
	}
	case LEAF__NODE_CAT:
		for (const struct leaf__regex_node *child = node->first; child; child = child->next)
			emit_node(compiler, child);
		break;
	case LEAF__NODE_ALT:
		emit_alternatives(compiler, node->first);
		break;
	case LEAF__NODE_REPEAT:
		emit_repeat(compiler, node);
		break;
	}
}

const char *leaf__regex_compile(const struct leaf__regex **out, const char *pattern, size_t len,
				struct leaf__arena *arena)
{
	struct leaf__arena scratch = { 0 };
	struct leaf__regex_node *tree;
	struct compiler compiler = { 0 };
	*out = NULL;
	const char *fault = leaf__regex_parse(&tree, pattern, len, arena);
	if (fault)
		return fault;
	compiler.steps = leaf__arena_alloc(&scratch, LEAF__REGEX_MAX * sizeof *compiler.steps);
	if (!compiler.steps)
		return NULL;
	emit_node(&compiler, tree);
	emit(&compiler, OP_MATCH);
	if (!is_full(&compiler)) {
		struct leaf__regex *regex = leaf__arena_alloc(
			arena, sizeof *regex + compiler.n * sizeof *compiler.steps);
		if (regex) {
			regex->n = compiler.n;
			memcpy(regex->steps, compiler.steps, compiler.n * sizeof *compiler.steps);
		}
		*out = regex;
	}
	leaf__arena_release(&scratch);
	return is_full(&compiler) ? "error building NFA" : NULL;
}

/* ---- run ---- */

enum { NONE = -1 }; /* no character: beyond an end of the text */

/* Steps to be taken, the preferred one first; each at most once. */
struct threads {
	unsigned n;
	uint16_t at[LEAF__REGEX_MAX];
};

struct run {
	const struct leaf__regex *regex;
	unsigned char seen[LEAF__REGEX_MAX / 8 + 1];
	struct threads here, next;
	uint16_t stack[LEAF__REGEX_MAX + 1];
};

static int is_word(int32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_';
}

static int look_holds(enum leaf__look look, int32_t before, int32_t after)
{
	switch (look) {
	case LEAF__LOOK_START:
		return before == NONE;
	case LEAF__LOOK_END:
		return after == NONE;
	case LEAF__LOOK_LINE_START:
		return before == NONE || before == '\n';
	case LEAF__LOOK_LINE_END:
		return after == NONE || after == '\n';
	case LEAF__LOOK_CRLF_START:
		return before == NONE || before == '\n' || (before == '\r' && after != '\n');
	case LEAF__LOOK_CRLF_END:
		return after == NONE || after == '\r' || (after == '\n' && before != '\r');
	case LEAF__LOOK_WORD:
		return is_word(before) != is_word(after);
	case LEAF__LOOK_NOT_WORD:
		return is_word(before) == is_word(after);
	}
	return 0;
}

/* Add a step and what can be reached from it without a character, between these two. */
static void add(struct run *run, struct threads *threads, unsigned first, int32_t before,
		int32_t after)
{
	unsigned depth = 0;
	run->stack[depth++] = (uint16_t)first;
	while (depth) {
		unsigned at = run->stack[--depth];
		const struct step *step = &run->regex->steps[at];
		if (run->seen[at / 8] >> at % 8 & 1)
			continue;
		run->seen[at / 8] |= (unsigned char)(1u << at % 8);
		if (step->op == OP_SET || step->op == OP_MATCH) {
			threads->at[threads->n++] = (uint16_t)at;
		} else if (step->op == OP_LOOK) {
			if (look_holds(step->look, before, after))
				run->stack[depth++] = (uint16_t)(at + 1);
		} else {
			if (step->op == OP_FORK)
				run->stack[depth++] = step->other;
			run->stack[depth++] = step->to;
		}
	}
}

static int32_t next_char(const char *text, size_t len, size_t *at)
{
	uint32_t code;
	if (*at >= len)
		return NONE;
	unsigned n = leaf__utf8_char(&code, text + *at, len - *at);
	*at += n ? n : 1;
	return n ? (int32_t)code : 0xfffd;
}

/* What comes of the threads for this character; what stands behind a match is shut out by it. */
static void advance(struct run *run, int32_t c, int32_t after)
{
	memset(run->seen, 0, run->regex->n / 8 + 1);
	run->next.n = 0;
	for (unsigned i = 0; i < run->here.n; i++) {
		unsigned at = run->here.at[i];
		const struct step *step = &run->regex->steps[at];
		if (step->op == OP_MATCH)
			break;
		if (leaf__charset_has(step->set, (uint32_t)c))
			add(run, &run->next, at + 1, c, after);
	}
	run->here.n = run->next.n;
	memcpy(run->here.at, run->next.at, run->next.n * sizeof *run->next.at);
}

struct question {
	const struct leaf__regex *regex;
	const char *text;
	size_t len;
	int answer;
};

static void answer(void *arg)
{
	struct question *question = arg;
	const struct leaf__regex *regex = question->regex;
	struct run run;
	size_t at = 0;
	int32_t c = next_char(question->text, question->len, &at);
	run.regex = regex;
	run.here.n = 0;
	memset(run.seen, 0, regex->n / 8 + 1);
	add(&run, &run.here, 0, NONE, c);
	while (c != NONE && run.here.n) {
		int32_t after = next_char(question->text, question->len, &at);
		advance(&run, c, after);
		c = after;
	}
	for (unsigned i = 0; i < run.here.n; i++)
		question->answer |= regex->steps[run.here.at[i]].op == OP_MATCH;
}

/* The run is too large for the stacks that programs may call us on. */
int leaf__regex_matches(const struct leaf__regex *regex, const char *text, size_t len)
{
	struct question question = { regex, text, len, 0 };
	leaf__aside(answer, &question);
	return question.answer;
}
