/* finish.c - the user's work home, without the insertions. */
#include "base/file.h"
#include "profile/backup.h"
#include "profile/bare.h"
#include "profile/gitlist.h"
#include "profile/lockfile.h"
#include "profile/look.h"
#include "profile/message.h"
#include "profile/onto.h"
#include "profile/plural.h"
#include "profile/point.h"
#include "profile/put.h"
#include "profile/restore.h"
#include "profile/sampled.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What one finish has. */
struct finishing {
	struct profile *profile;
	struct git *git;
	const struct profile_finish *options;
	struct home home;
	struct bare bare;
};

static const char *short_of(const char *ref)
{
	return !ref ? "a detached HEAD" : !strncmp(ref, "refs/heads/", 11) ? ref + 11 : ref;
}

/* ---- where to ---- */

/* A branch for the work alone, beside the one that it cannot get to. */
static leaf_err step_aside(struct finishing *finishing, const char *why)
{
	struct journal *journal = &finishing->profile->journal;
	char text[PATH_MAX];
	snprintf(text, sizeof text, "%s-leaf-%.8s", journal->target, journal->id);
	profile_note(finishing->profile, "%s %s; the work is put on a branch of its own, %s",
		     short_of(journal->target), why, short_of(text));
	journal->onto = journal->target;
	journal->target = leaf__arena_strndup(&finishing->git->arena, text, strlen(text));
	return git_resolve(&journal->target_old, finishing->git, journal->target);
}

static leaf_err choose_target(struct finishing *finishing)
{
	struct journal *journal = &finishing->profile->journal;
	struct git *git = finishing->git;
	const char *onto = finishing->options->onto;
	char text[PATH_MAX];
	bool elsewhere;
	journal->target = journal->original;
	journal->target_old = journal->onto = NULL;
	if (onto) {
		snprintf(text, sizeof text, "refs/heads/%s", onto);
		journal->target = leaf__arena_strndup(&git->arena, text, strlen(text));
		if (!git_is_branch_name(git, onto))
			return leaf_fail(LEAF_E_USAGE, "'%s' cannot be the name of a branch", onto);
	}
	if (!journal->target)
		return LEAF_E_OK;
	LEAF_TRY(git_resolve(&journal->target_old, git, journal->target));
	LEAF_TRY(onto_is_elsewhere(&elsewhere, finishing->profile, journal->target));
	if (elsewhere)
		return step_aside(finishing, "is checked out in another work tree");
	/* A branch that is gone is made again. */
	if (!journal->target_old || !strcmp(journal->target_old, journal->base))
		return LEAF_E_OK;
	return step_aside(finishing, "is not where it was");
}

/* ---- the commits ---- */

/* Whether a commit stands on the insertions, though the branch no longer does (it was amended, say). */
static leaf_err was_inserted(bool *was, struct finishing *finishing, const char *commit)
{
	const struct journal *journal = &finishing->profile->journal;
	struct leaf__buf found = { 0 };
	char trailer[128];
	snprintf(trailer, sizeof trailer, MESSAGE_TRAILER "%s", journal->id);
	leaf_err err = git_find_message(&found, finishing->git, commit, journal->base, trailer);
	*was = found.len;
	leaf__buf_release(&found);
	return err;
}

/* A stash made meanwhile holds inserted lines, and a base that is going away. */
static leaf_err check_stashes(struct finishing *finishing)
{
	struct leaf__buf list = { 0 };
	leaf_err err = git_stashes(&list, finishing->git, finishing->profile->journal.time);
	char *rest = list.data;
	size_t n = 0;
	for (char *line; err == LEAF_E_OK && rest && (line = strsep(&rest, "\n")) && *line; n++) {
		char *parent = strchr(line, ' ');
		bool was = false;
		if (!parent)
			continue;
		parent[1 + strcspn(parent + 1, " ")] = 0;
		err = was_inserted(&was, finishing, parent + 1);
		if (err == LEAF_E_OK && was)
			err = leaf_fail(
				LEAF_E_STATE,
				"stash@{%zu} was made since set-up and holds inserted lines; "
				"'git stash pop' or drop it first",
				n);
	}
	leaf__buf_release(&list);
	return err;
}

/* Other branches and tags on commits made meanwhile stay where they are. */
static leaf_err note_names(struct finishing *finishing)
{
	struct leaf__buf list = { 0 };
	leaf_err err = git_names(&list, finishing->git);
	char *rest = list.data;
	for (char *line; err == LEAF_E_OK && rest && (line = strsep(&rest, "\n")) && *line;) {
		char *name = strchr(line, ' ');
		if (!name)
			continue;
		*name++ = 0;
		if (oidmap_get(&finishing->bare.commits, line) &&
		    strcmp(name, finishing->profile->journal.branch) != 0)
			profile_note(finishing->profile,
				     "%s stays on a commit with inserted lines; without them it is "
				     "%.12s",
				     name, oidmap_get(&finishing->bare.commits, line));
	}
	leaf__buf_release(&list);
	return err;
}

static leaf_err rewrite(struct finishing *finishing)
{
	struct profile *profile = finishing->profile;
	struct journal *journal = &profile->journal;
	LEAF_TRY(git_resolve(&journal->tip, finishing->git, journal->branch));
	if (!journal->tip)
		return leaf_fail(LEAF_E_STATE,
				 "the branch %s is gone; 'leaf profile abort' goes back to the "
				 "state before set-up",
				 short_of(journal->branch));
	LEAF_TRY(bare_commits(&journal->home, &finishing->bare, journal->tip));
	if (finishing->options->squash)
		LEAF_TRY(bare_squash(&journal->home, &finishing->bare, journal->home));
	if (finishing->bare.signatures)
		profile_note(profile, "%zu commit%s rewritten without %s signature",
			     finishing->bare.signatures,
			     finishing->bare.signatures == 1 ? " is" : "s are",
			     finishing->bare.signatures == 1 ? "its" : "their");
	LEAF_TRY(check_stashes(finishing));
	LEAF_TRY(note_names(finishing));
	LEAF_TRY(choose_target(finishing));
	journal->keep_branch = finishing->options->keep_branch ? "yes" : NULL;
	return LEAF_E_OK;
}

/* ---- the work tree ---- */

/* Paths, apart from the rows, whose files may hold lines: edited, added, untracked. */
static leaf_err find_others(struct leaf__buf *paths, struct finishing *finishing)
{
	struct leaf__buf listing = { 0 };
	struct gitlist_entry entry;
	struct git *git = finishing->git;
	const char *copy = git_path(git, "leaf/index.tree");
	LEAF_TRY(git_ls_others(paths, git, NULL));
	LEAF_TRY(backup_copy(git, "index", "leaf/index.tree"));
	LEAF_TRY(git_refresh_index(git, copy));
	LEAF_TRY(git_diff_files(paths, git, copy));
	unlink(copy);
	leaf_err err = git_ls_files(&listing, git, NULL);
	struct gitlist list = gitlist_of(&listing);
	while (gitlist_file(&entry, &list, &err)) {
		bool hidden = entry.flags & (GITLIST_VALID | GITLIST_SKIP);
		if (gitlist_is_file(entry.mode) &&
		    (hidden || !oidmap_get(&finishing->home.known, entry.id)))
			err = leaf__buf_add(paths, entry.path, strlen(entry.path) + 1);
	}
	leaf__buf_release(&listing);
	return err;
}

static leaf_err bring_files(struct finishing *finishing)
{
	struct leaf__buf others = { 0 };
	put_clean(finishing->git);
	leaf_err err = find_others(&others, finishing);
	if (err == LEAF_E_OK)
		err = home_files(&finishing->home, finishing->profile, &others);
	if (err == LEAF_E_OK)
		err = put_all(&finishing->home.list, finishing->git, "home-file");
	leaf__buf_release(&others);
	return err;
}

/* ---- the index ---- */

/* Whether the index holds what was left in it, so that the old one may return byte for byte. */
static leaf_err is_untouched(bool *same, struct finishing *finishing)
{
	struct leaf__buf now = { 0 }, then = { 0 };
	struct gitlist_entry a, b;
	struct git *git = finishing->git;
	leaf_err err = git_ls_files(&now, git, NULL);
	if (err == LEAF_E_OK)
		err = git_ls_files(&then, git, git_path(git, "leaf/index.open"));
	struct gitlist left = gitlist_of(&now), right = gitlist_of(&then);
	const unsigned flags = GITLIST_VALID | GITLIST_SKIP | GITLIST_INTENT;
	*same = true;
	while (*same && err == LEAF_E_OK) {
		bool more = gitlist_file(&a, &left, &err), others = gitlist_file(&b, &right, &err);
		*same = more == others &&
			(!more ||
			 (!strcmp(a.path, b.path) && !strcmp(a.id, b.id) && a.mode == b.mode &&
			  a.stage == b.stage && (a.flags & flags) == (b.flags & flags)));
		if (!more)
			break;
	}
	leaf__buf_release(&now);
	leaf__buf_release(&then);
	return err;
}

static leaf_err bring_entries(struct finishing *finishing)
{
	struct leaf__buf listing = { 0 }, entries = { 0 };
	struct restore_flags flags = { 0 };
	struct gitlist_entry entry;
	leaf_err err = git_ls_files(&listing, finishing->git, NULL);
	struct gitlist list = gitlist_of(&listing);
	while (gitlist_file(&entry, &list, &err)) {
		const char *id = NULL;
		if (!gitlist_is_file(entry.mode) || entry.stage || entry.flags & GITLIST_INTENT)
			continue;
		err = bare_blob(&id, &finishing->bare, entry.id, entry.path);
		if (err != LEAF_E_OK || !strcmp(id, entry.id))
			continue;
		err = gitlist_put(&entries, entry.mode, id, entry.path);
		if (err == LEAF_E_OK)
			err = restore_note_flags(&flags, entry.flags, entry.path);
	}
	if (err == LEAF_E_OK)
		err = bare_flush(&finishing->bare);
	if (err == LEAF_E_OK && entries.len)
		err = restore_index_with(finishing->profile, &entries, &flags, NULL);
	leaf__buf_release(&listing);
	leaf__buf_release(&entries);
	restore_flags_release(&flags);
	return err;
}

static leaf_err bring_index(struct finishing *finishing)
{
	bool same;
	LEAF_TRY(is_untouched(&same, finishing));
	return same ? restore_index(finishing->profile) : bring_entries(finishing);
}

/* ---- the refs ---- */

static leaf_err bring_refs(struct finishing *finishing)
{
	struct journal *journal = &finishing->profile->journal;
	struct git *git = finishing->git;
	const char *now = NULL, *head = NULL, *branch = NULL;
	if (journal->target) {
		LEAF_TRY(git_resolve(&now, git, journal->target));
		if (!now || strcmp(now, journal->home) != 0)
			LEAF_TRY(git_update_ref(git, journal->target, journal->home,
						journal->target_old, "leaf: work from profiling"));
	}
	LEAF_TRY(point("home-target", 0));
	LEAF_TRY(git_head(&head, git));
	if (journal->target && (!head || strcmp(head, journal->target) != 0))
		LEAF_TRY(git_set_head(git, journal->target));
	else if (!journal->target && head)
		LEAF_TRY(git_detach_head(git, journal->home));
	LEAF_TRY(point("home-head", 0));
	LEAF_TRY(git_resolve(&branch, git, journal->branch));
	if (branch && !journal->keep_branch)
		LEAF_TRY(git_update_ref(git, journal->branch, NULL, journal->tip, ""));
	return point("home-branch", 0);
}

/* ---- all ---- */

/* From here on it only goes forward; whatever stops it, another finish goes on. */
static leaf_err bring_home(struct finishing *finishing)
{
	struct profile *profile = finishing->profile;
	point_deaf(1);
	profile->journal.phase = JOURNAL_END;
	leaf_err err = journal_save(&profile->journal, finishing->git);
	if (err == LEAF_E_OK)
		err = point("home-begun", 0);
	if (err == LEAF_E_OK)
		err = bring_files(finishing);
	if (err == LEAF_E_OK)
		err = point("home-files", 0);
	if (err == LEAF_E_OK)
		err = bring_index(finishing);
	if (err == LEAF_E_OK)
		err = point("home-index", 0);
	if (err == LEAF_E_OK)
		err = bring_refs(finishing);
	point_deaf(0);
	return err;
}

static leaf_err finish(struct finishing *finishing)
{
	struct profile *profile = finishing->profile;
	struct journal *journal = &profile->journal;
	bool again = journal->phase == JOURNAL_END;
	LEAF_TRY(restore_rows(profile));
	LEAF_TRY(home_learn(&finishing->home, profile));
	LEAF_TRY(bare_begin(&finishing->bare, profile, &finishing->home));
	if (!again) {
		LEAF_TRY(look_on_branch(profile, false));
		LEAF_TRY(look_merged(profile));
		LEAF_TRY(rewrite(finishing));
	}
	LEAF_TRY(lockfile_take(finishing->git));
	LEAF_TRY(bring_home(finishing));
	lockfile_drop(finishing->git);
	if (finishing->home.kept)
		profile_note(profile,
			     "%zu file%s of before set-up with such lines: left as they are",
			     finishing->home.kept, PLURAL(finishing->home.kept));
	profile_tell(profile, "finish",
		     "on %s; %zu commit%s taken home, %zu file%s; %s is kept for %d days",
		     short_of(journal->target), finishing->bare.rewritten,
		     PLURAL(finishing->bare.rewritten), finishing->home.list.files.n,
		     PLURAL(finishing->home.list.files.n), journal->backup, BACKUP_DAYS);
	sampled_say(profile);
	journal_remove_sample(finishing->git);
	if (journal->onto)
		return onto_begin(profile);
	journal->phase = JOURNAL_NONE;
	return journal_remove(finishing->git);
}

leaf_err profile_finish(struct profile *profile, const struct profile_finish *options)
{
	struct finishing finishing = { .profile = profile,
				       .git = &profile->git,
				       .options = options };
	bool did;
	if (profile->journal.phase == JOURNAL_BEGIN || profile->journal.phase == JOURNAL_ABORT)
		return profile_recover(profile, &did);
	if (profile->journal.phase == JOURNAL_NONE)
		return leaf_fail(LEAF_E_STATE, "nothing is set up here");
	LEAF_TRY(look_alone(profile));
	if (profile->journal.phase == JOURNAL_REBASE)
		return options->give_up ? onto_give_up(profile) : onto_continue(profile);
	if (options->give_up || options->go_on)
		return leaf_fail(LEAF_E_STATE, "there are no conflicts to be settled");
	LEAF_TRY(look_idle(profile));
	leaf_err err = finish(&finishing);
	if (err != LEAF_E_OK)
		lockfile_drop(&profile->git);
	bare_end(&finishing.bare);
	home_release(&finishing.home);
	return err;
}
