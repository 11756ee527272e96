/* convert_folded.c - a tree of stacks as folded lines. */
#include "flame/convert.h"

#include "flame/stacks_put.h"

leaf_err convert_folded(FILE *out, const struct stacks *stacks, const char *title)
{
	struct leaf__buf path = { 0 };
	char sum[STACKS_TEXT];
	leaf_err err = LEAF_E_OK;
	unsigned depth = 0;
	uint32_t node = STACKS_ROOT;
	(void)title;
	while ((node = stacks_next(stacks, node, &depth)) != STACKS_ROOT && err == LEAF_E_OK) {
		if (!stacks->nodes.items[node].self)
			continue;
		leaf__buf_clear(&path);
		err = stacks_path(&path, stacks, node);
		if (err == LEAF_E_OK) {
			fwrite(path.data, 1, path.len, out);
			fprintf(out, " %s\n",
				stacks_exact(sum, stacks->nodes.items[node].self,
					     stacks->decimals));
		}
	}
	leaf__buf_release(&path);
	return err;
}
