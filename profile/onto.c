/* onto.c - work that is home, but beside its branch, which has moved on: git's own rebase takes it there. */
#include "profile/onto.h"

#include <string.h>
#include <unistd.h>

static const char *short_of(const char *ref)
{
	return !strncmp(ref, "refs/heads/", 11) ? ref + 11 : ref;
}

leaf_err onto_is_elsewhere(bool *is, struct profile *profile, const char *ref)
{
	struct leaf__buf list = { 0 };
	leaf_err err = git_worktrees(&list, &profile->git);
	char *rest = list.data;
	*is = false;
	for (char *line; err == LEAF_E_OK && rest && (line = strsep(&rest, "\n"));)
		*is |= !strncmp(line, "branch ", 7) && !strcmp(line + 7, ref);
	leaf__buf_release(&list);
	return err;
}

static bool is_rebasing(struct profile *profile)
{
	return !access(git_path(&profile->git, "rebase-merge"), F_OK) ||
	       !access(git_path(&profile->git, "rebase-apply"), F_OK);
}

static leaf_err end(struct profile *profile)
{
	profile->journal.phase = JOURNAL_NONE;
	return journal_remove(&profile->git);
}

/* The branch of its own stands on top of the other: that gets its commits, and the first goes. */
static leaf_err arrive(struct profile *profile)
{
	const struct journal *journal = &profile->journal;
	struct git *git = &profile->git;
	const char *tip = NULL, *old = NULL;
	LEAF_TRY(git_resolve(&tip, git, journal->target));
	LEAF_TRY(git_resolve(&old, git, journal->onto));
	if (tip && old) {
		LEAF_TRY(git_update_ref(git, journal->onto, tip, old, "leaf: work from profiling"));
		LEAF_TRY(git_set_head(git, journal->onto));
		LEAF_TRY(git_update_ref(git, journal->target, NULL, tip, ""));
		profile_tell(profile, "rebase", "the work is on %s", short_of(journal->onto));
	}
	return end(profile);
}

static leaf_err rebase(struct profile *profile, const char *const *args)
{
	int status;
	LEAF_TRY(git_run_for_user(&profile->git, &status, args));
	if (!status && !is_rebasing(profile))
		return arrive(profile);
	return leaf_fail(LEAF_E_CHILD,
			 "there are conflicts with what is new on %s; settle them, 'git add' the "
			 "files, then 'leaf profile finish --continue', or 'leaf profile finish "
			 "--abort' to stay on %s",
			 short_of(profile->journal.onto), short_of(profile->journal.target));
}

leaf_err onto_begin(struct profile *profile)
{
	struct journal *journal = &profile->journal;
	bool dirty, elsewhere;
	LEAF_TRY(git_is_dirty(&dirty, &profile->git));
	LEAF_TRY(onto_is_elsewhere(&elsewhere, profile, journal->onto));
	if (dirty || elsewhere) {
		profile_note(profile,
			     dirty ? "the work is on %s; commit what is not, then 'git rebase %s'"
				   : "the work is on %s; %s is checked out in another work tree",
			     short_of(journal->target), short_of(journal->onto));
		return end(profile);
	}
	journal->phase = JOURNAL_REBASE;
	LEAF_TRY(journal_save(journal, &profile->git));
	return rebase(profile, (const char *const[]){ "rebase", short_of(journal->onto), NULL });
}

leaf_err onto_continue(struct profile *profile)
{
	const struct journal *journal = &profile->journal;
	const char *head = NULL;
	if (is_rebasing(profile))
		return rebase(profile, (const char *const[]){ "-c", "core.editor=true", "rebase",
							      "--continue", NULL });
	LEAF_TRY(git_head(&head, &profile->git));
	if (!head || strcmp(head, journal->target) != 0)
		return leaf_fail(LEAF_E_STATE,
				 "HEAD is not on the branch with the work: git switch "
				 "'%s'",
				 short_of(journal->target));
	/* It was ended by hand, or it did not begin. */
	return rebase(profile, (const char *const[]){ "rebase", short_of(journal->onto), NULL });
}

leaf_err onto_give_up(struct profile *profile)
{
	int status = 0;
	if (is_rebasing(profile))
		LEAF_TRY(git_run_for_user(&profile->git, &status,
					  (const char *const[]){ "rebase", "--abort", NULL }));
	if (status)
		return leaf_fail(LEAF_E_CHILD, "git rebase --abort failed");
	profile_tell(profile, "finish", "the work stays on %s", short_of(profile->journal.target));
	return end(profile);
}
