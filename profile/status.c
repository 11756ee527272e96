/* status.c - where one stands, in numbers. */
#include "profile/status.h"

#include <string.h>

leaf_err profile_status(struct profile_status *status, struct profile *profile)
{
	const struct journal *journal = &profile->journal;
	struct git *git = &profile->git;
	struct leaf__buf commits = { 0 };
	const char *tip = NULL, *original = NULL;
	*status = (struct profile_status){ 0 };
	LEAF_TRY(git_head(&status->head, git));
	if (journal->phase == JOURNAL_NONE || !journal->branch)
		return LEAF_E_OK;
	status->on_branch = status->head && !strcmp(status->head, journal->branch);
	LEAF_TRY(git_resolve(&tip, git, journal->branch));
	status->branch_gone = !tip;
	if (journal->original) {
		LEAF_TRY(git_resolve(&original, git, journal->original));
		status->original_moved = !original || strcmp(original, journal->base) != 0;
	}
	leaf_err err = tip ? git_rev_list(&commits, git, tip, journal->base) : LEAF_E_OK;
	for (size_t i = 0; i < commits.len; i++)
		status->commits += commits.data[i] == '\n';
	if (status->commits)
		status->commits--;
	leaf__buf_release(&commits);
	return err;
}
