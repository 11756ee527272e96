/* git.c - the plumbing commands of git, one small function each. */
#include "profile/git.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* ---- answers of one line ---- */

/* The output without its last newline, in the arena; NULL if the command says no. */
static leaf_err ask(const char **answer, struct git *git, const char *const *args)
{
	struct leaf__buf out = { 0 };
	int status;
	leaf_err err = git_run(git, &(struct git_call){ .out = &out, .status = &status }, args);
	*answer = NULL;
	if (err == LEAF_E_OK && status == 0) {
		if (out.len && out.data[out.len - 1] == '\n')
			out.len--;
		*answer = leaf__arena_strndup(&git->arena, out.data ? out.data : "", out.len);
		if (!*answer)
			err = leaf_fail(LEAF_E_NOMEM, "no memory for what git says");
	}
	leaf__buf_release(&out);
	return err;
}
#define ASK(answer, git, ...) ask(answer, git, (const char *const[]){ __VA_ARGS__, NULL })

/* An id that is printed; anything else is an error. */
static leaf_err take_id(const char **id, struct git *git, const struct git_call *call,
			const char *const *args)
{
	struct leaf__buf out = { 0 };
	struct git_call with_out = *call;
	with_out.out = &out;
	leaf_err err = git_run(git, &with_out, args);
	size_t len = 0;
	while (err == LEAF_E_OK && len < out.len && isxdigit((unsigned char)out.data[len]))
		len++;
	if (err == LEAF_E_OK && len < 40)
		err = leaf_fail(LEAF_E_CHILD, "git %s printed no id", args[0]);
	if (err == LEAF_E_OK) {
		*id = leaf__arena_strndup(&git->arena, out.data, len);
		if (!*id)
			err = leaf_fail(LEAF_E_NOMEM, "no memory for an id");
	}
	leaf__buf_release(&out);
	return err;
}
#define TAKE_ID(id, git, call, ...)                                                                \
	take_id(id, git, call, (const char *const[]){ __VA_ARGS__, NULL })

/* ---- where we are ---- */

leaf_err git_open(struct git *git)
{
	const char *bare = NULL, *format = NULL, *identity = NULL;
	LEAF_TRY(ASK(&bare, git, "rev-parse", "--is-inside-work-tree"));
	if (!bare)
		return leaf_fail(LEAF_E_NOTFOUND,
				 "this is no git repository; go to a folder of a git work tree");
	if (strcmp(bare, "true") != 0)
		return leaf_fail(LEAF_E_STATE, "this repository has no work tree here; go to a "
					       "folder of a work tree (git worktree list)");
	const char *top = NULL, *dir = NULL, *common = NULL;
	LEAF_TRY(ASK(&top, git, "rev-parse", "--show-toplevel"));
	LEAF_TRY(ASK(&dir, git, "rev-parse", "--absolute-git-dir"));
	LEAF_TRY(ASK(&common, git, "rev-parse", "--path-format=absolute", "--git-common-dir"));
	LEAF_TRY(ASK(&format, git, "rev-parse", "--show-object-format"));
	if (!top || !dir || !common || !format)
		return leaf_fail(LEAF_E_CHILD, "git rev-parse fails; git 2.31 or newer is needed");
	git->top = top;
	git->dir = dir;
	git->common = common;
	git->sha256 = !strcmp(format, "sha256");
	LEAF_TRY(ASK(&identity, git, "var", "GIT_COMMITTER_IDENT"));
	if (identity)
		LEAF_TRY(ASK(&identity, git, "var", "GIT_AUTHOR_IDENT"));
	git->no_identity = !identity;
	return LEAF_E_OK;
}

const char *git_path(struct git *git, const char *name)
{
	size_t size = strlen(git->dir) + strlen(name) + 2;
	char *path = leaf__arena_alloc(&git->arena, size);
	if (path)
		snprintf(path, size, "%s/%s", git->dir, name);
	return path ? path : "";
}

leaf_err git_head(const char **ref, struct git *git)
{
	return ASK(ref, git, "symbolic-ref", "-q", "HEAD");
}

leaf_err git_resolve(const char **id, struct git *git, const char *revision)
{
	return ASK(id, git, "rev-parse", "-q", "--verify", revision);
}

leaf_err git_config(const char **value, struct git *git, const char *name)
{
	return ASK(value, git, "config", "--get", name);
}

/* ---- listings ---- */

leaf_err git_ls_tree(struct leaf__buf *out, const struct git *git, const char *tree)
{
	return GIT_RUN(git, &(struct git_call){ .out = out }, "ls-tree", "-r", "-z", "--full-tree",
		       tree);
}

leaf_err git_ls_files(struct leaf__buf *out, const struct git *git, const char *index)
{
	return GIT_RUN(git, (&(struct git_call){ .out = out, .index = index }), "ls-files", "-z",
		       "--stage", "--debug");
}

leaf_err git_ls_unmerged(struct leaf__buf *out, const struct git *git)
{
	return GIT_RUN(git, &(struct git_call){ .out = out }, "ls-files", "-z", "--unmerged");
}

leaf_err git_ls_others(struct leaf__buf *out, const struct git *git, const char *index)
{
	return GIT_RUN(git, (&(struct git_call){ .out = out, .index = index }), "ls-files", "-z",
		       "--others", "--exclude-standard");
}

leaf_err git_diff_files(struct leaf__buf *out, const struct git *git, const char *index)
{
	return GIT_RUN(git, (&(struct git_call){ .out = out, .index = index }), "diff-files", "-z",
		       "--name-only", "--ignore-submodules=all", "--no-renames");
}

leaf_err git_diff_trees(struct leaf__buf *out, const struct git *git, const char *from,
			const char *to)
{
	return GIT_RUN(git, &(struct git_call){ .out = out }, "diff-tree", "-r", "-z",
		       "--no-renames", "--no-commit-id", from, to);
}

leaf_err git_check_attr(struct leaf__buf *out, const struct git *git, const struct leaf__buf *paths)
{
	return GIT_RUN(git, (&(struct git_call){ .out = out, .input = paths }), "check-attr", "-z",
		       "--stdin", "filter", "ident", "working-tree-encoding");
}

leaf_err git_rev_list(struct leaf__buf *out, const struct git *git, const char *tip,
		      const char *base)
{
	return GIT_RUN(git, &(struct git_call){ .out = out }, "rev-list", "--topo-order",
		       "--reverse", "--parents", tip, "--not", base, "--");
}

/* ---- objects ---- */

leaf_err git_hash_object(const char **id, struct git *git, const char *type,
			 const struct leaf__buf *bytes)
{
	return TAKE_ID(id, git, &(struct git_call){ .input = bytes }, "hash-object", "-w", "-t",
		       type, "--stdin", "--no-filters");
}

leaf_err git_mktree(const char **id, struct git *git, const struct leaf__buf *entries)
{
	return TAKE_ID(id, git, &(struct git_call){ .input = entries }, "mktree", "-z");
}

leaf_err git_write_tree(const char **id, struct git *git, const char *index)
{
	return TAKE_ID(id, git, &(struct git_call){ .index = index }, "write-tree");
}

leaf_err git_commit_tree(const char **id, struct git *git, const char *tree,
			 const char *const *parents, const struct leaf__buf *message)
{
	const char *args[24] = { "commit-tree", tree };
	size_t n = 2;
	for (; *parents && n + 3 < sizeof args / sizeof *args; parents++) {
		args[n++] = "-p";
		args[n++] = *parents;
	}
	return take_id(id, git, &(struct git_call){ .input = message }, args);
}

leaf_err git_cat_file(struct leaf__buf *out, const struct git *git, const char *type,
		      const char *id)
{
	return GIT_RUN(git, &(struct git_call){ .out = out }, "cat-file", type, id);
}

/* ---- index files ---- */

leaf_err git_read_tree(const struct git *git, const char *index, const char *tree)
{
	return GIT_RUN(git, &(struct git_call){ .index = index }, "read-tree", tree);
}

leaf_err git_update_index(const struct git *git, const char *index, const struct leaf__buf *entries)
{
	if (!entries->len)
		return LEAF_E_OK;
	return GIT_RUN(git, (&(struct git_call){ .index = index, .input = entries }),
		       "update-index", "-z", "--index-info");
}

leaf_err git_mark_index(const struct git *git, const char *index, const char *option,
			const struct leaf__buf *paths)
{
	if (!paths->len)
		return LEAF_E_OK;
	return GIT_RUN(git, (&(struct git_call){ .index = index, .input = paths }), "update-index",
		       option, "-z", "--stdin");
}

leaf_err git_refresh_index(const struct git *git, const char *index)
{
	int status; /* 1 only means that some files differ */
	return GIT_RUN(git, (&(struct git_call){ .index = index, .status = &status }),
		       "update-index", "-q", "--refresh");
}

leaf_err git_checkout_index(const struct git *git, const char *index, const struct leaf__buf *paths)
{
	if (!paths->len)
		return LEAF_E_OK;
	return GIT_RUN(git, (&(struct git_call){ .index = index, .input = paths }),
		       "checkout-index", "-f", "-z", "--stdin");
}

/* ---- refs ---- */

leaf_err git_update_ref(const struct git *git, const char *ref, const char *id, const char *old,
			const char *why)
{
	const struct git_call call = { 0 };
	if (!id)
		return GIT_RUN(git, &call, "update-ref", "--no-deref", "-d", ref, old);
	return GIT_RUN(git, &call, "update-ref", "--no-deref", "-m", why, ref, id, old ? old : "");
}

leaf_err git_set_head(const struct git *git, const char *ref)
{
	return GIT_RUN(git, &(struct git_call){ 0 }, "symbolic-ref", "HEAD", ref);
}

leaf_err git_detach_head(const struct git *git, const char *id)
{
	return GIT_RUN(git, &(struct git_call){ 0 }, "update-ref", "--no-deref", "-m",
		       "leaf: back to a detached HEAD", "HEAD", id);
}

leaf_err git_refs(struct leaf__buf *out, const struct git *git, const char *prefix)
{
	return GIT_RUN(git, &(struct git_call){ .out = out }, "for-each-ref",
		       "--format=%(refname) %(committerdate:unix)", prefix);
}

leaf_err git_stashes(struct leaf__buf *out, const struct git *git, const char *since)
{
	int status; /* not 0 only means that there are none */
	char option[64];
	snprintf(option, sizeof option, "--since=@%s", since);
	return GIT_RUN(git, (&(struct git_call){ .out = out, .status = &status }), "log", "-g",
		       option, "--format=%H %P", "refs/stash", "--");
}

leaf_err git_find_message(struct leaf__buf *out, const struct git *git, const char *tip,
			  const char *base, const char *words)
{
	char option[256], without[130];
	snprintf(option, sizeof option, "--grep=%s", words);
	snprintf(without, sizeof without, "^%s", base);
	return GIT_RUN(git, &(struct git_call){ .out = out }, "rev-list", "--max-count=1", "-F",
		       option, tip, without, "--");
}

leaf_err git_names(struct leaf__buf *out, const struct git *git)
{
	static const char format[] = "--format=%(if)%(*objectname)%(then)%(*objectname)%(else)"
				     "%(objectname)%(end) %(refname)";
	return GIT_RUN(git, &(struct git_call){ .out = out }, "for-each-ref", format, "refs/heads/",
		       "refs/tags/");
}

leaf_err git_worktrees(struct leaf__buf *out, const struct git *git)
{
	return GIT_RUN(git, &(struct git_call){ .out = out }, "worktree", "list", "--porcelain");
}

bool git_is_branch_name(struct git *git, const char *name)
{
	const char *answer = NULL;
	return ASK(&answer, git, "check-ref-format", "--branch", name) == LEAF_E_OK && answer;
}

leaf_err git_is_dirty(bool *dirty, const struct git *git)
{
	struct leaf__buf out = { 0 };
	leaf_err err = GIT_RUN(git, &(struct git_call){ .out = &out }, "status", "--porcelain",
			       "-uno", "--ignore-submodules=all");
	*dirty = out.len;
	leaf__buf_release(&out);
	return err;
}
