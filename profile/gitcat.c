/* gitcat.c - the bytes of many objects, by one running git cat-file. */
#include "profile/gitcat.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

leaf_err gitcat_start(struct gitcat *cat, const struct git *git)
{
	LEAF_TRY(git_start(&cat->child, git, (const char *const[]){ "cat-file", "--batch", NULL }));
	cat->answers = fdopen(cat->child.out, "r");
	if (!cat->answers) {
		git_drop(&cat->child);
		return leaf_fail(LEAF_E_NOMEM, "no memory for a pipe");
	}
	cat->child.out = -1;
	return LEAF_E_OK;
}

void gitcat_stop(struct gitcat *cat)
{
	if (cat->answers)
		fclose(cat->answers);
	git_drop(&cat->child); /* what was to be read has been read, or will not be */
	*cat = (struct gitcat){ 0 };
}

leaf_err gitcat_ask(struct gitcat *cat, const char *const *ids, size_t n)
{
	char line[GITCAT_AHEAD * 66];
	size_t len = 0, at = 0;
	for (size_t i = 0; i < n; i++) {
		size_t id_len = strlen(ids[i]);
		memcpy(line + len, ids[i], id_len);
		line[len + id_len] = '\n';
		len += id_len + 1;
	}
	while (at < len) {
		ssize_t put = write(cat->child.in, line + at, len - at);
		if (put < 0 && errno != EINTR)
			return leaf_fail(LEAF_E_CHILD, "git cat-file has ended: %s",
					 strerror(errno));
		at += put > 0 ? (size_t)put : 0;
	}
	return LEAF_E_OK;
}

leaf_err gitcat_take(struct leaf__buf *out, struct gitcat *cat)
{
	char head[256];
	if (!fgets(head, sizeof head, cat->answers))
		return leaf_fail(LEAF_E_CHILD, "git cat-file has ended");
	char *type = strchr(head, ' ');
	char *size = type ? strchr(type + 1, ' ') : NULL;
	if (!size)
		return leaf_fail(LEAF_E_NOTFOUND, "the repository lacks an object: %.*s",
				 (int)strcspn(head, "\n"), head);
	size_t len = strtoull(size, NULL, 10);
	LEAF_TRY(leaf__buf_reserve(out, len));
	if (fread(out->data + out->len, 1, len, cat->answers) != len || fgetc(cat->answers) != '\n')
		return leaf_fail(LEAF_E_CHILD, "git cat-file has ended");
	out->len += len;
	out->data[out->len] = 0;
	return LEAF_E_OK;
}

leaf_err gitcat_one(struct leaf__buf *out, struct gitcat *cat, const char *id)
{
	LEAF_TRY(gitcat_ask(cat, &id, 1));
	return gitcat_take(out, cat);
}
