/* ctwins.c - functions whose headers stand in branches of one #if and that share a body. */
#include "instrument/ctwins.h"

#include <stdlib.h>

void ctwins_release(struct ctwins *twins)
{
	free(twins->open.items);
	free(twins->pairs.items);
	*twins = (struct ctwins){ 0 };
}

leaf_err ctwins_branch(struct ctwins *twins, size_t depth, uint32_t fn)
{
	if (!fn)
		return LEAF_E_OK;
	LEAF_TRY(LEAF__VEC_ROOM(&twins->open));
	twins->open.items[twins->open.n++] = (struct ctwins_open){ fn, depth };
	return LEAF_E_OK;
}

leaf_err ctwins_close(struct ctwins *twins, size_t depth, uint32_t fn)
{
	while (twins->open.n && twins->open.items[twins->open.n - 1].depth >= depth) {
		uint32_t other = twins->open.items[--twins->open.n].fn;
		if (!fn || other == fn)
			continue;
		LEAF_TRY(LEAF__VEC_ROOM(&twins->pairs));
		twins->pairs.items[twins->pairs.n++] = (struct ctwins_pair){ other, fn };
	}
	return LEAF_E_OK;
}

void ctwins_settle(const struct ctwins *twins, struct cfuncs *funcs)
{
	static const uint32_t of_body = CFUNCS_UNCLOSED | CFUNCS_MUSTTAIL | CFUNCS_HAS_SPAN;
	/* Later pairs name what earlier ones are like. */
	for (size_t i = twins->pairs.n; i-- > 0;) {
		struct cfuncs_fn *fn = &funcs->fns.items[twins->pairs.items[i].fn - 1];
		const struct cfuncs_fn *like = &funcs->fns.items[twins->pairs.items[i].like - 1];
		/* An end in a branch that was not followed may stand before. */
		if (like->end <= fn->brace)
			continue;
		fn->end = like->end;
		fn->flags = (fn->flags & ~(uint32_t)CFUNCS_UNCLOSED) | (like->flags & of_body);
	}
}
