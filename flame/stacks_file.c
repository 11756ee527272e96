/* stacks_file.c - a new file that appears under its name when it is whole. */
#include "flame/stacks_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* 'PATH.leaf-new-PID': in the same folder, and nobody else's. */
static leaf_err open_beside(struct stacks_file *file)
{
	if (asprintf(&file->temporary, "%s.leaf-new-%ld", file->path, (long)getpid()) < 0) {
		file->temporary = NULL;
		return leaf_fail(LEAF_E_NOMEM, "out of memory");
	}
	file->out = fopen(file->temporary, "we");
	return LEAF_E_OK;
}

leaf_err stacks_file_begin(struct stacks_file *file, const char *path)
{
	struct stat about;
	leaf_err err = LEAF_E_OK;
	*file = (struct stacks_file){ 0 };
	/* A link's target is replaced, not the link. */
	file->path = realpath(path, NULL);
	if (!file->path && errno != ENOMEM)
		file->path = strdup(path);
	if (!file->path)
		return leaf_fail(LEAF_E_NOMEM, "out of memory");
	if (stat(file->path, &about) == 0 && !S_ISREG(about.st_mode))
		file->out = fopen(file->path, "we");
	else
		err = open_beside(file);
	if (err == LEAF_E_OK && !file->out)
		err = leaf_fail(LEAF_E_IO, "cannot write '%s': %s", path, strerror(errno));
	if (err != LEAF_E_OK) {
		free(file->path);
		free(file->temporary);
	}
	return err;
}

leaf_err stacks_file_end(struct stacks_file *file, leaf_err err)
{
	int failed = ferror(file->out);
	if (fclose(file->out) != 0)
		failed = 1;
	if (err == LEAF_E_OK && failed)
		err = leaf_fail(LEAF_E_IO, "cannot write '%s': %s", file->path, strerror(errno));
	if (err == LEAF_E_OK && file->temporary && rename(file->temporary, file->path) != 0)
		err = leaf_fail(LEAF_E_IO, "cannot write '%s': %s", file->path, strerror(errno));
	if (err != LEAF_E_OK && file->temporary)
		unlink(file->temporary);
	free(file->path);
	free(file->temporary);
	return err;
}
