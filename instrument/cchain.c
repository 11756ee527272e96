/* cchain.c - the tokens of a declaration while it is read, shared between branches of #if. */
#include "instrument/cchain.h"

#include "instrument/cwords.h"

#include <stdlib.h>

/* Longer declarations are given up. */
enum { MAX_TOKENS = 100000 };

void cchain_release(struct cchain *chain)
{
	free(chain->nodes.items);
	free(chain->row.items);
	*chain = (struct cchain){ 0 };
}

void cchain_clear(struct cchain *chain)
{
	chain->nodes.n = 0;
}

leaf_err cchain_append(struct cchain *chain, uint32_t *tail, const char *text,
		       const struct clex_token *token, char punct, uint32_t branch)
{
	enum cwords_class class = CWORDS_NAME;
	LEAF_TRY(LEAF__VEC_ROOM(&chain->nodes));
	if (token->kind == CLEX_WORD)
		class = cwords_class(text + token->at, token->len);
	chain->nodes.items[chain->nodes.n++] = (struct cchain_node){
		.token = { .at = token->at,
			   .len = token->len,
			   .branch = branch,
			   .kind = token->kind,
			   .class = (uint8_t) class,
			   .punct = punct,
			   .spliced = token->spliced },
		.before = *tail,
	};
	*tail = (uint32_t)chain->nodes.n;
	return LEAF_E_OK;
}

const struct cdecl_token *cchain_token(const struct cchain *chain, uint32_t tail)
{
	return tail ? &chain->nodes.items[tail - 1].token : NULL;
}

uint32_t cchain_before(const struct cchain *chain, uint32_t tail)
{
	return chain->nodes.items[tail - 1].before;
}

/* Append the tokens from 'tail' back to (not with) 'stop' to the row. */
static leaf_err append_backwards(struct cchain *chain, uint32_t tail, uint32_t stop)
{
	for (; tail && tail != stop; tail = cchain_before(chain, tail)) {
		if (chain->row.n >= MAX_TOKENS)
			return LEAF_E_OK;
		LEAF_TRY(LEAF__VEC_ROOM(&chain->row));
		chain->row.items[chain->row.n++] = *cchain_token(chain, tail);
	}
	return LEAF_E_OK;
}

static bool turn_round(struct cchain *chain, struct cdecl *decl)
{
	struct cdecl_token *row = chain->row.items;
	for (size_t i = 0, j = chain->row.n; j && i < --j; i++) {
		struct cdecl_token swapped = row[i];
		row[i] = row[j];
		row[j] = swapped;
	}
	decl->tokens = row;
	decl->n = chain->row.n;
	return decl->n < MAX_TOKENS && cdecl_pair(decl);
}

leaf_err cchain_lay_out(struct cchain *chain, struct cdecl *decl, bool *paired, uint32_t tail)
{
	return cchain_lay_out_joined(chain, decl, paired, 0, 0, tail);
}

leaf_err cchain_lay_out_joined(struct cchain *chain, struct cdecl *decl, bool *paired,
			       uint32_t other, uint32_t joined, uint32_t tail)
{
	chain->row.n = 0;
	LEAF_TRY(append_backwards(chain, tail, joined));
	LEAF_TRY(append_backwards(chain, other, 0));
	*paired = turn_round(chain, decl);
	return LEAF_E_OK;
}
