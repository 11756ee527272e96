/* gitimport.c - put many blobs into a repository, by one running git fast-import. */
#include "profile/gitimport.h"

#include <errno.h>
#include <string.h>

/* Deltas and compression would cost more time than space: most of these objects live for a day. */
static leaf_err begin(struct gitimport *import, const struct git *git)
{
	LEAF_TRY(git_start(&import->child, git,
			   (const char *const[]){ "-c", "pack.compression=0", "fast-import",
						  "--quiet", "--depth=0", NULL }));
	import->in = fdopen(import->child.in, "w");
	if (!import->in) {
		git_drop(&import->child);
		return leaf_fail(LEAF_E_NOMEM, "no memory for a pipe");
	}
	import->child.in = -1;
	return LEAF_E_OK;
}

leaf_err gitimport_blob(struct gitimport *import, const struct git *git, const char *bytes,
			size_t len)
{
	if (!import->in)
		LEAF_TRY(begin(import, git));
	fprintf(import->in, "blob\ndata %zu\n", len);
	fwrite(bytes, 1, len, import->in);
	fputc('\n', import->in);
	import->n++;
	if (ferror(import->in))
		return leaf_fail(LEAF_E_CHILD, "git fast-import has ended: %s", strerror(errno));
	return LEAF_E_OK;
}

leaf_err gitimport_stop(struct gitimport *import)
{
	leaf_err err = LEAF_E_OK;
	if (import->in && fclose(import->in))
		err = leaf_fail(LEAF_E_CHILD, "git fast-import has ended: %s", strerror(errno));
	if (err == LEAF_E_OK)
		err = git_stop(&import->child);
	git_drop(&import->child);
	*import = (struct gitimport){ 0 };
	return err;
}
