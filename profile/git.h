/* git.h - the plumbing commands of git, one small function each. */
#ifndef LEAF_PROFILE_GIT_H
#define LEAF_PROFILE_GIT_H

#include "profile/gitrun.h"

/* Ids are hexadecimal; those that functions give back stand in git->arena. */

/*
 * Find the work tree and repository of the working directory.
 *
 * Errors: NOTFOUND (no git, no repository), STATE (no work tree)
 */
leaf_err git_open(struct git *git) LEAF_MUST_USE;

/* DIR/NAME in the git directory of this work tree. */
const char *git_path(struct git *git, const char *name);

/* What HEAD is: a branch's full name, or NULL if it names a commit. */
leaf_err git_head(const char **ref, struct git *git) LEAF_MUST_USE;

/* The id of a revision; *id is NULL if there is none. */
leaf_err git_resolve(const char **id, struct git *git, const char *revision) LEAF_MUST_USE;

leaf_err git_config(const char **value, struct git *git, const char *name) LEAF_MUST_USE;

/* All listings: entries ended by NUL, as git prints them, appended to 'out'. index NULL: own. */
leaf_err git_ls_tree(struct leaf__buf *out, const struct git *git, const char *tree) LEAF_MUST_USE;
leaf_err git_ls_files(struct leaf__buf *out, const struct git *git, const char *index)
	LEAF_MUST_USE;
leaf_err git_ls_unmerged(struct leaf__buf *out, const struct git *git) LEAF_MUST_USE;
leaf_err git_ls_others(struct leaf__buf *out, const struct git *git, const char *index)
	LEAF_MUST_USE;
leaf_err git_diff_files(struct leaf__buf *out, const struct git *git, const char *index)
	LEAF_MUST_USE;
leaf_err git_diff_trees(struct leaf__buf *out, const struct git *git, const char *from,
			const char *to) LEAF_MUST_USE;
leaf_err git_check_attr(struct leaf__buf *out, const struct git *git, const struct leaf__buf *paths)
	LEAF_MUST_USE;
leaf_err git_rev_list(struct leaf__buf *out, const struct git *git, const char *tip,
		      const char *base) LEAF_MUST_USE;

/* Write objects. */
leaf_err git_hash_object(const char **id, struct git *git, const char *type,
			 const struct leaf__buf *bytes) LEAF_MUST_USE;
leaf_err git_mktree(const char **id, struct git *git, const struct leaf__buf *entries)
	LEAF_MUST_USE;
leaf_err git_write_tree(const char **id, struct git *git, const char *index) LEAF_MUST_USE;
leaf_err git_commit_tree(const char **id, struct git *git, const char *tree,
			 const char *const *parents, const struct leaf__buf *message) LEAF_MUST_USE;
leaf_err git_cat_file(struct leaf__buf *out, const struct git *git, const char *type,
		      const char *id) LEAF_MUST_USE;

/* Change an index file that is not the repository's own. */
leaf_err git_read_tree(const struct git *git, const char *index, const char *tree) LEAF_MUST_USE;
leaf_err git_update_index(const struct git *git, const char *index, const struct leaf__buf *entries)
	LEAF_MUST_USE;
/* option: "--skip-worktree", "--assume-unchanged"; paths ended by NUL */
leaf_err git_mark_index(const struct git *git, const char *index, const char *option,
			const struct leaf__buf *paths) LEAF_MUST_USE;
leaf_err git_refresh_index(const struct git *git, const char *index) LEAF_MUST_USE;
/* Write files as the index file has them. */
leaf_err git_checkout_index(const struct git *git, const char *index, const struct leaf__buf *paths)
	LEAF_MUST_USE;

/*
 * Move a ref from 'old' (NULL: it does not exist) to 'id' (NULL: delete it), if it still is what
 * it was. Errors: CHILD if it is not.
 */
leaf_err git_update_ref(const struct git *git, const char *ref, const char *id, const char *old,
			const char *why) LEAF_MUST_USE;
leaf_err git_set_head(const struct git *git, const char *ref) LEAF_MUST_USE;
leaf_err git_detach_head(const struct git *git, const char *id) LEAF_MUST_USE;

/* "ID FIRST-PARENT …" lines of the stashes, the newest first; nothing if there are none. */
leaf_err git_stashes(struct leaf__buf *out, const struct git *git, const char *since) LEAF_MUST_USE;

/* The newest commit from 'tip' back to 'base' whose message holds these words; none: nothing. */
leaf_err git_find_message(struct leaf__buf *out, const struct git *git, const char *tip,
			  const char *base, const char *words) LEAF_MUST_USE;

/* "ID REF" lines of branches and tags; of an annotated tag the commit. */
leaf_err git_names(struct leaf__buf *out, const struct git *git) LEAF_MUST_USE;

/* The branches that work trees have checked out, in full, a line each. */
leaf_err git_worktrees(struct leaf__buf *out, const struct git *git) LEAF_MUST_USE;

bool git_is_branch_name(struct git *git, const char *name);

/* Whether a tracked file is not as HEAD has it, in the index or in the work tree. */
leaf_err git_is_dirty(bool *dirty, const struct git *git) LEAF_MUST_USE;

/* "REF TIME" lines: committer's time in seconds of what each ref under a prefix points to. */
leaf_err git_refs(struct leaf__buf *out, const struct git *git, const char *prefix) LEAF_MUST_USE;

#endif
