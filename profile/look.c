/* look.c - whether the repository is in a state from which one can set up, or go home. */
#include "profile/look.h"

#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

leaf_err look_alone(const struct profile *profile)
{
	if (journal_is_busy(&profile->journal))
		return leaf_fail(LEAF_E_STATE,
				 "another 'leaf profile' is at work here (process %.*s)",
				 (int)strcspn(profile->journal.pid, " "), profile->journal.pid);
	if (profile->not_alone)
		return leaf_fail(LEAF_E_STATE, "another 'leaf profile' is at work here; try again "
					       "when it is done");
	return LEAF_E_OK;
}

leaf_err look_idle(struct profile *profile)
{
	static const struct {
		const char *file, *what, *todo;
	} rows[] = {
#define L(file, what, todo) { file, what, todo },
#include "profile/look.def"
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!access(git_path(&profile->git, rows[i].file), F_OK))
			return leaf_fail(LEAF_E_STATE, "%s; end it first: %s", rows[i].what,
					 rows[i].todo);
	}
	return look_alone(profile);
}

leaf_err look_begin(struct profile *profile)
{
	struct journal *journal = &profile->journal;
	LEAF_TRY(look_idle(profile));
	LEAF_TRY(git_resolve(&journal->base, &profile->git, "HEAD^{commit}"));
	if (!journal->base)
		return leaf_fail(LEAF_E_STATE,
				 "there is no commit yet to come back to; make one first: git "
				 "commit --allow-empty -m start");
	return git_head(&journal->original, &profile->git);
}

leaf_err look_merged(struct profile *profile)
{
	struct leaf__buf listing = { 0 };
	leaf_err err = git_ls_unmerged(&listing, &profile->git);
	if (err == LEAF_E_OK && listing.len)
		err = leaf_fail(LEAF_E_STATE,
				"'%s' is not merged; settle the conflict first (git status says "
				"how)",
				listing.data + strcspn(listing.data, "\t") + 1);
	leaf__buf_release(&listing);
	return err;
}

static const char *short_of(const char *ref)
{
	return !strncmp(ref, "refs/heads/", 11) ? ref + 11 : ref;
}

leaf_err look_on_branch(struct profile *profile, bool gone_too)
{
	const struct journal *journal = &profile->journal;
	const char *head = NULL, *tip = NULL, *now = NULL;
	LEAF_TRY(git_head(&head, &profile->git));
	if (head && !strcmp(head, journal->branch))
		return LEAF_E_OK;
	LEAF_TRY(git_resolve(&tip, &profile->git, journal->branch));
	if (tip)
		return leaf_fail(LEAF_E_STATE,
				 "HEAD is not on the instrumented branch; go back to it: git "
				 "switch '%s'",
				 short_of(journal->branch));
	LEAF_TRY(git_resolve(&now, &profile->git, "HEAD^{commit}"));
	bool is_back = !head == !journal->original && (!head || !strcmp(head, journal->original)) &&
		       now && !strcmp(now, journal->base);
	if (is_back && gone_too)
		return LEAF_E_OK;
	if (is_back)
		return leaf_fail(LEAF_E_STATE,
				 "the branch '%s' is gone; 'leaf profile abort' goes back to the "
				 "state before set-up",
				 short_of(journal->branch));
	return leaf_fail(LEAF_E_STATE,
			 "the instrumented branch is gone, and HEAD elsewhere; make it again: git "
			 "switch -c '%s' %.12s, or any later commit of it; 'leaf profile abort' "
			 "then goes back to the state before set-up",
			 short_of(journal->branch), journal->insertion ? journal->insertion : "");
}

leaf_err look_room(struct profile *profile)
{
	struct statvfs disk;
	uint64_t need = 0;
	for (size_t i = 0; i < profile->rows.list.n; i++)
		need += profile->rows.list.items[i].file.size;
	need = 3 * need + (1 << 20);
	const char *const places[] = { profile->git.top, profile->git.common };
	for (int i = 0; i < 2; i++) {
		if (!statvfs(places[i], &disk) && (uint64_t)disk.f_bavail * disk.f_frsize < need)
			return leaf_fail(LEAF_E_STATE,
					 "the disk of '%s' has too little room: %llu MB are needed",
					 places[i], (unsigned long long)(need >> 20));
	}
	return LEAF_E_OK;
}
