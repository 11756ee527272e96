/* ccond.c - #if … #else … #endif: which branch a scanner goes on from, and who sees what. */
#include "instrument/ccond.h"

#include <stdlib.h>
#include <string.h>

struct ccond_frame {
	char start[CCOND_STATE];  /* the state at #if */
	char chosen[CCOND_STATE]; /* at the end of the chosen branch */
	char other[CCOND_STATE];  /* at the end of the first other branch */
	uint64_t key;		  /* of the first condition; CONSTANT if it is known */
	bool value;		  /* of key, in the first branch */
	bool first;		  /* the branch being read is the first one */
	bool has_chosen, in_chosen, first_chosen;
	bool has_other;
	bool dead_outside;
	uint32_t outer; /* branch around */
};

/* A condition: 'key' holds iff value. Conditions that are known have key CONSTANT. */
struct condition {
	uint64_t key;
	bool value;
};

enum { CONSTANT = 1 };

void ccond_release(struct ccond *cond)
{
	free(cond->frames.items);
	free(cond->outer.items);
	*cond = (struct ccond){ 0 };
}

void ccond_forget(struct ccond *cond)
{
	cond->n_truths = 0;
}

bool ccond_sees(const struct ccond *cond, uint32_t from, uint32_t branch)
{
	/* A branch's number is greater than that of the one around it. */
	while (from > branch)
		from = cond->outer.items[from - 1];
	return from == branch;
}

/* ---- conditions ---- */

static uint64_t mix(uint64_t key, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		key = (key ^ (unsigned char)text[i]) * 1099511628211u;
	return key;
}

static bool next(struct clex *lexer, struct clex_token *token)
{
	while (clex_next(lexer, token)) {
		if (token->kind != CLEX_COMMENT)
			return true;
	}
	return false;
}

/* Whether the first word of a condition, which is false in C, decides the rest of it too. */
static bool decides(struct clex rest, bool negated)
{
	struct clex_token token;
	while (next(&rest, &token)) {
		if (token.kind == CLEX_PUNCT && token.punct == (negated ? '&' : '|'))
			return false;
	}
	return true;
}

/* The condition behind #if or #elif; defined(X), defined X and #ifdef X are the same one. */
static struct condition read_condition(struct clex *lexer)
{
	struct condition out = { 14695981039346656037u, true };
	struct clex_token token;
	bool number = false;
	size_t n = 0;
	while (next(lexer, &token)) {
		const char *text = lexer->text + token.at;
		if (token.punct == '(' || token.punct == ')')
			continue;
		if (n == 0 && token.punct == '!') {
			out.value = !out.value;
			continue;
		}
		if (n == 0 && clex_is(lexer->text, &token, "defined"))
			continue;
		if (n == 0 && clex_is(lexer->text, &token, "__cplusplus") &&
		    decides(*lexer, !out.value))
			return (struct condition){ CONSTANT, !out.value };
		number = n == 0 && token.kind == CLEX_NUMBER;
		if (number)
			out.value = out.value == (token.len != 1 || *text != '0');
		out.key = mix(out.key, text, token.len);
		n++;
	}
	if (number)
		out.key = CONSTANT;
	return out;
}

static struct condition read_name(struct clex *lexer, bool value)
{
	struct condition out = read_condition(lexer);
	out.value = out.value == value;
	return out;
}

/* 1 if the condition is known to be true, 0 if false, -1 if it can be either. */
static int known(const struct ccond *cond, struct condition asked)
{
	if (asked.key == CONSTANT)
		return asked.value;
	for (size_t i = cond->frames.n; i-- > 0 && cond->frames.n - i <= 64;) {
		const struct ccond_frame *frame = &cond->frames.items[i];
		if (frame->key == asked.key)
			return (frame->value == frame->first) == asked.value;
	}
	for (size_t i = 0; i < cond->n_truths; i++) {
		if (cond->truths[i].key == asked.key)
			return cond->truths[i].value == asked.value;
	}
	return -1;
}

static void learn(struct ccond *cond, uint64_t key, bool value)
{
	size_t cap = sizeof cond->truths / sizeof *cond->truths;
	for (size_t i = 0; i < cond->n_truths; i++) {
		if (cond->truths[i].key == key)
			return;
	}
	if (cond->n_truths == cap) {
		memmove(cond->truths, cond->truths + 1, (cap - 1) * sizeof *cond->truths);
		cond->n_truths--;
	}
	cond->truths[cond->n_truths++] = (struct ccond_truth){ key, value };
}

/* ---- branches ---- */

static leaf_err enter_branch(struct ccond *cond, struct ccond_frame *frame)
{
	LEAF_TRY(LEAF__VEC_ROOM(&cond->outer));
	cond->outer.items[cond->outer.n++] = frame->outer;
	cond->branch = (uint32_t)cond->outer.n;
	return LEAF_E_OK;
}

/* #if */
static leaf_err open_frame(struct ccond *cond, struct condition asked, const void *state,
			   size_t size)
{
	LEAF_TRY(LEAF__VEC_ROOM(&cond->frames));
	int truth = known(cond, asked);
	struct ccond_frame *frame = &cond->frames.items[cond->frames.n++];
	memset(frame, 0, sizeof *frame);
	memcpy(frame->start, state, size);
	frame->key = asked.key;
	frame->value = asked.value;
	frame->first = true;
	frame->first_chosen = frame->has_chosen = frame->in_chosen = truth != 0;
	frame->outer = cond->branch;
	frame->dead_outside = cond->dead;
	cond->dead = cond->dead || (asked.key == CONSTANT && !asked.value);
	return enter_branch(cond, frame);
}

/* A branch ends: keep the state at its end if somebody may go on from it. */
static void end_branch(struct ccond *cond, struct ccond_frame *frame, const void *state,
		       size_t size)
{
	if (frame->in_chosen) {
		memcpy(frame->chosen, state, size);
	} else if (!frame->has_other && !cond->dead) {
		memcpy(frame->other, state, size);
		frame->has_other = true;
	}
}

/* #else, or #elif with its condition */
static leaf_err next_branch(struct ccond *cond, struct condition asked, void *state, size_t size)
{
	struct ccond_frame *frame = &cond->frames.items[cond->frames.n - 1];
	end_branch(cond, frame, state, size);
	memcpy(state, frame->start, size);
	frame->first = false;
	frame->in_chosen = !frame->has_chosen && known(cond, asked) != 0;
	frame->has_chosen = frame->has_chosen || frame->in_chosen;
	cond->dead = frame->dead_outside || (frame->key == CONSTANT && frame->value) ||
		     (asked.key == CONSTANT && !asked.value);
	return enter_branch(cond, frame);
}

/* #endif */
static void close_frame(struct ccond *cond, const void **lost, void *state, size_t size)
{
	struct ccond_frame *frame = &cond->frames.items[cond->frames.n - 1];
	end_branch(cond, frame, state, size);
	memcpy(state, frame->has_chosen ? frame->chosen : frame->start, size);
	*lost = frame->has_other ? frame->other : NULL;
	cond->branch = frame->outer;
	cond->dead = frame->dead_outside;
	cond->frames.n--;
	if (frame->has_chosen && frame->key != CONSTANT)
		learn(cond, frame->key, frame->value == frame->first_chosen);
}

static leaf_err follow_if(struct ccond *cond, enum ccond_event *event, struct condition asked,
			  const void *state, size_t size)
{
	*event = CCOND_OPEN;
	return open_frame(cond, asked, state, size);
}

static leaf_err follow_else(struct ccond *cond, enum ccond_event *event, struct condition asked,
			    void *state, size_t size)
{
	if (!cond->frames.n)
		return LEAF_E_OK;
	*event = CCOND_RESET;
	return next_branch(cond, asked, state, size);
}

leaf_err ccond_follow(struct ccond *cond, enum ccond_event *event, const void **lost,
		      const struct clex *lexer, const struct clex_token *directive, void *state,
		      size_t size)
{
	static const struct condition yes = { CONSTANT, true };
	struct clex inside;
	struct clex_token word;
	*event = CCOND_NONE;
	*lost = NULL;
	clex_enter(&inside, lexer, directive);
	next(&inside, &word);
	if (clex_is(inside.text, &word, "if"))
		return follow_if(cond, event, read_condition(&inside), state, size);
	if (clex_is(inside.text, &word, "ifdef"))
		return follow_if(cond, event, read_name(&inside, true), state, size);
	if (clex_is(inside.text, &word, "ifndef"))
		return follow_if(cond, event, read_name(&inside, false), state, size);
	if (clex_is(inside.text, &word, "elif"))
		return follow_else(cond, event, read_condition(&inside), state, size);
	if (clex_is(inside.text, &word, "elifdef"))
		return follow_else(cond, event, read_name(&inside, true), state, size);
	if (clex_is(inside.text, &word, "elifndef"))
		return follow_else(cond, event, read_name(&inside, false), state, size);
	if (clex_is(inside.text, &word, "else"))
		return follow_else(cond, event, yes, state, size);
	if (clex_is(inside.text, &word, "endif") && cond->frames.n) {
		*event = CCOND_CLOSE;
		close_frame(cond, lost, state, size);
	}
	return LEAF_E_OK;
}
