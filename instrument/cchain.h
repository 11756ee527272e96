/* cchain.h - the tokens of a declaration while it is read, shared between branches of #if. */
#ifndef LEAF_INSTRUMENT_CCHAIN_H
#define LEAF_INSTRUMENT_CCHAIN_H

#include "base/buf.h"
#include "base/err.h"
#include "instrument/cdecl.h"
#include "instrument/clex.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Each token knows the one before it. A declaration is named by its last token, its tail, so that
 * going back to what stood before a branch costs nothing, and branches share it. Tails count from
 * 1; 0 is the empty declaration. All zero is a valid empty chain.
 */
struct cchain_node {
	struct cdecl_token token;
	uint32_t before;
};

struct cchain {
	LEAF__VEC(struct cchain_node) nodes;
	LEAF__VEC(struct cdecl_token) row;
};

void cchain_release(struct cchain *chain);

/* Forget every declaration; tails are invalid afterwards. */
void cchain_clear(struct cchain *chain);

/* Put a token behind *tail, which becomes it. Errors: NOMEM. */
leaf_err cchain_append(struct cchain *chain, uint32_t *tail, const char *text,
		       const struct clex_token *token, char punct, uint32_t branch) LEAF_MUST_USE;

/* The tail's token, NULL for 0; and the tail before it. */
const struct cdecl_token *cchain_token(const struct cchain *chain, uint32_t tail);
uint32_t cchain_before(const struct cchain *chain, uint32_t tail);

/*
 * Lay a declaration out in decl->tokens, in order and with its parentheses paired. The tokens are
 * borrowed from the chain until the next call.
 *
 *   paired  false if they do not pair, or the declaration is longer than any that people write
 *
 * Errors: NOMEM
 */
leaf_err cchain_lay_out(struct cchain *chain, struct cdecl *decl, bool *paired, uint32_t tail)
	LEAF_MUST_USE;

/* The same for what would stand there if 'other' had come before (not with) 'joined' … 'tail'. */
leaf_err cchain_lay_out_joined(struct cchain *chain, struct cdecl *decl, bool *paired,
			       uint32_t other, uint32_t joined, uint32_t tail) LEAF_MUST_USE;

#endif
