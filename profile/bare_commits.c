/* bare_commits.c - commits without inserted lines, one by one. */
#include "profile/bare.h"
#include "profile/gitlist.h"
#include "profile/message.h"
#include "profile/point.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_PARENTS = 64 };

/* A commit as it is read, and what becomes of it. */
struct commit {
	const char *id;
	const char *parents[MAX_PARENTS], *mapped[MAX_PARENTS];
	size_t n;
	bool moved;   /* a parent is another one now */
	bool changed; /* a blob is another one now */
	bool empty;   /* it did nothing, as it was */
};

static const char *mapped(const struct bare *bare, const char *id)
{
	const char *other = oidmap_get(&bare->commits, id);
	return other ? other : id;
}

/* "ID PARENT…"; line is cut up. */
static leaf_err take_commit(struct commit *commit, const struct bare *bare, char *line)
{
	char *rest = line;
	*commit = (struct commit){ .id = strsep(&rest, " ") };
	for (char *parent; (parent = strsep(&rest, " "));) {
		if (commit->n == MAX_PARENTS)
			return leaf_fail(LEAF_E_LIMIT, "the merge %s has too many parents",
					 commit->id);
		commit->parents[commit->n] = parent;
		commit->mapped[commit->n] = mapped(bare, parent);
		commit->moved |= strcmp(parent, commit->mapped[commit->n]) != 0;
		commit->n++;
	}
	return LEAF_E_OK;
}

/* ---- the tree ---- */

/* The changes to the first parent, stripped, as index entries. */
static leaf_err take_changes(struct leaf__buf *entries, struct commit *commit, struct bare *bare)
{
	struct leaf__buf listing = { 0 };
	struct gitlist_entry entry;
	struct git *git = &bare->profile->git;
	const char *nothing = NULL;
	leaf_err err = LEAF_E_OK;
	if (!commit->n)
		err = git_mktree(&nothing, git, &(struct leaf__buf){ 0 });
	if (err == LEAF_E_OK)
		err = git_diff_trees(&listing, git, commit->n ? commit->parents[0] : nothing,
				     commit->id);
	commit->empty = !listing.len;
	struct gitlist list = gitlist_of(&listing);
	while (gitlist_diff(&entry, &list, &err)) {
		const char *id = entry.id;
		if (gitlist_is_file(entry.mode))
			err = bare_blob(&id, bare, entry.id, entry.path);
		if (err == LEAF_E_OK) {
			commit->changed |= strcmp(id, entry.id) != 0;
			err = gitlist_put(entries, entry.mode, id, entry.path);
		}
	}
	leaf__buf_release(&listing);
	return err;
}

static leaf_err make_tree(const char **tree, const struct commit *commit, struct bare *bare,
			  const struct leaf__buf *entries)
{
	struct git *git = &bare->profile->git;
	const char *index = git_path(git, "leaf/index.sub");
	LEAF_TRY(bare_flush(bare));
	unlink(index);
	if (commit->n)
		LEAF_TRY(git_read_tree(git, index, commit->mapped[0]));
	LEAF_TRY(git_update_index(git, index, entries));
	LEAF_TRY(git_write_tree(tree, git, index));
	unlink(index);
	return LEAF_E_OK;
}

static leaf_err tree_of(const char **tree, struct git *git, const char *commit)
{
	char revision[96];
	snprintf(revision, sizeof revision, "%s^{tree}", commit);
	LEAF_TRY(git_resolve(tree, git, revision));
	return *tree ? LEAF_E_OK : leaf_fail(LEAF_E_CHILD, "the commit %s is damaged", commit);
}

/* ---- the commit ---- */

/* One header with its continuation lines; returns where the next begins. */
static const char *header_end(const char *at, const char *end)
{
	do {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		at = newline ? newline + 1 : end;
	} while (at < end && *at == ' ');
	return at;
}

/* Text in which ids of commits that have become others are replaced ("This reverts commit …"). */
static leaf_err put_text(struct leaf__buf *out, const struct bare *bare, const char *text,
			 size_t len)
{
	const char *at = text, *end = text + len;
	size_t id_len = bare->profile->git.sha256 ? 64 : 40;
	while (at < end) {
		char id[65];
		size_t run = 0;
		while (at + run < end && isxdigit((unsigned char)at[run]))
			run++;
		const char *other = NULL;
		if (run == id_len) {
			memcpy(id, at, run);
			id[run] = 0;
			other = oidmap_get(&bare->commits, id);
		}
		if (other)
			LEAF_TRY(leaf__buf_puts(out, other));
		else
			LEAF_TRY(leaf__buf_add(out, at, run ? run : 1));
		at += run ? run : 1;
	}
	return LEAF_E_OK;
}

/* The message, without the trailer; blank lines before it go with it. */
static leaf_err put_message(struct leaf__buf *out, const struct bare *bare, const char *message,
			    size_t len)
{
	const char *trailer = message_trailer(message, len, bare->profile->journal.id);
	const char *end = message + len;
	if (!trailer)
		return put_text(out, bare, message, len);
	const char *rest = memchr(trailer, '\n', (size_t)(end - trailer));
	rest = rest ? rest + 1 : end;
	if (rest == end) {
		while (trailer > message + 1 && trailer[-1] == '\n' && trailer[-2] == '\n')
			trailer--;
	}
	LEAF_TRY(put_text(out, bare, message, (size_t)(trailer - message)));
	return put_text(out, bare, rest, (size_t)(end - rest));
}

/* The same commit with another tree and other parents: author, committer, encoding stay. */
static leaf_err edit(struct leaf__buf *out, struct bare *bare, const struct leaf__buf *old,
		     const char *tree, const char *const *parents, size_t n)
{
	const char *at = old->data, *end = leaf__buf_end(old);
	LEAF_TRY(leaf__buf_printf(out, "tree %s\n", tree));
	for (size_t i = 0; i < n; i++)
		LEAF_TRY(leaf__buf_printf(out, "parent %s\n", parents[i]));
	while (at < end && *at != '\n') {
		const char *next = header_end(at, end);
		bool replaced = !strncmp(at, "tree ", 5) || !strncmp(at, "parent ", 7);
		bool signature = !strncmp(at, "gpgsig", 6);
		bare->signatures += signature;
		if (!replaced && !signature)
			LEAF_TRY(leaf__buf_add(out, at, (size_t)(next - at)));
		at = next;
	}
	return put_message(out, bare, at, (size_t)(end - at));
}

static leaf_err note(struct bare *bare, const char *from, const char *to)
{
	return strcmp(from, to) ? oidmap_put(&bare->commits, from, to) : LEAF_E_OK;
}

static leaf_err replace(const struct commit *commit, struct bare *bare, const char *tree)
{
	struct git *git = &bare->profile->git;
	struct leaf__buf old = { 0 }, new = { 0 };
	const char *parent_tree = NULL, *id = NULL;
	leaf_err err = LEAF_E_OK;
	if (commit->n)
		err = tree_of(&parent_tree, git, commit->mapped[0]);
	if (err == LEAF_E_OK)
		err = git_cat_file(&old, git, "commit", commit->id);
	bool ours = err == LEAF_E_OK &&
		    message_trailer(old.data, old.len, bare->profile->journal.id);
	bool nothing = err == LEAF_E_OK && commit->n == 1 && !strcmp(tree, parent_tree);
	if (nothing && (ours || !commit->empty)) {
		if (!ours) {
			bare->dropped++;
			profile_note(
				bare->profile,
				"commit %.12s did nothing but move inserted lines; it is dropped",
				commit->id);
		}
		err = note(bare, commit->id, commit->mapped[0]);
	} else if (err == LEAF_E_OK) {
		err = edit(&new, bare, &old, tree, commit->mapped, commit->n);
		if (err == LEAF_E_OK)
			err = git_hash_object(&id, git, "commit", &new);
		if (err == LEAF_E_OK)
			err = note(bare, commit->id, id);
		bare->rewritten++;
	}
	leaf__buf_release(&old);
	leaf__buf_release(&new);
	return err;
}

static leaf_err do_commit(struct bare *bare, char *line)
{
	struct commit commit;
	struct leaf__buf entries = { 0 };
	const char *tree = NULL;
	LEAF_TRY(take_commit(&commit, bare, line));
	leaf_err err = take_changes(&entries, &commit, bare);
	/* Merged in from elsewhere: it stays what it is. */
	if (err == LEAF_E_OK && (commit.moved || commit.changed)) {
		err = make_tree(&tree, &commit, bare, &entries);
		if (err == LEAF_E_OK)
			err = replace(&commit, bare, tree);
	}
	leaf__buf_release(&entries);
	return err;
}

leaf_err bare_commits(const char **home, struct bare *bare, const char *tip)
{
	struct leaf__buf list = { 0 };
	leaf_err err = git_rev_list(&list, &bare->profile->git, tip, bare->profile->journal.base);
	char *rest = list.data;
	for (char *line; err == LEAF_E_OK && (line = strsep(&rest, "\n")) && *line;) {
		err = point("rewrite", 0);
		if (err == LEAF_E_OK)
			err = do_commit(bare, line);
	}
	leaf__buf_release(&list);
	if (err == LEAF_E_OK) {
		const char *id = mapped(bare, tip);
		*home = leaf__arena_strndup(&bare->profile->git.arena, id, strlen(id));
		if (!*home)
			err = leaf_fail(LEAF_E_NOMEM, "no memory for an id");
	}
	return err;
}

/* ---- squashing ---- */

/* All messages, the oldest first, with a blank line between. */
static leaf_err put_messages(struct leaf__buf *out, struct git *git, char *list)
{
	char *rest = list;
	size_t n = 0;
	for (char *line; (line = strsep(&rest, "\n")) && *line;) {
		struct leaf__buf commit = { 0 };
		line[strcspn(line, " ")] = 0;
		leaf_err err = git_cat_file(&commit, git, "commit", line);
		const char *message = err == LEAF_E_OK ? strstr(commit.data, "\n\n") : NULL;
		if (message && n++)
			err = leaf__buf_puts(out, "\n");
		if (message && err == LEAF_E_OK)
			err = leaf__buf_puts(out, message + 2);
		leaf__buf_release(&commit);
		LEAF_TRY(err);
	}
	return LEAF_E_OK;
}

leaf_err bare_squash(const char **squashed, struct bare *bare, const char *home)
{
	struct profile *profile = bare->profile;
	struct git *git = &profile->git;
	struct leaf__buf list = { 0 }, messages = { 0 }, old = { 0 }, new = { 0 };
	const char *tree = NULL, *base = profile->journal.base;
	*squashed = home;
	if (!strcmp(home, base))
		return LEAF_E_OK;
	leaf_err err = git_rev_list(&list, git, home, base);
	if (err == LEAF_E_OK)
		err = put_messages(&messages, git, list.data);
	if (err == LEAF_E_OK)
		err = git_cat_file(&old, git, "commit", home);
	if (err == LEAF_E_OK)
		err = tree_of(&tree, git, home);
	if (err == LEAF_E_OK) {
		char *message = strstr(old.data, "\n\n");
		if (message) {
			old.len = (size_t)(message + 2 - old.data);
			err = leaf__buf_add(&old, messages.data, messages.len);
		}
	}
	if (err == LEAF_E_OK)
		err = edit(&new, bare, &old, tree, &base, 1);
	if (err == LEAF_E_OK)
		err = git_hash_object(squashed, git, "commit", &new);
	leaf__buf_release(&list);
	leaf__buf_release(&messages);
	leaf__buf_release(&old);
	leaf__buf_release(&new);
	return err;
}
