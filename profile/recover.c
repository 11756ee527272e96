/* recover.c - after a crash: undo a set-up, end a finish or an abort. */
#include "profile/look.h"
#include "profile/steps.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

leaf_err profile_recover(struct profile *profile, bool *did)
{
	const struct journal *journal = &profile->journal;
	*did = false;
	LEAF_TRY(look_alone(profile));
	switch (journal->phase) {
	case JOURNAL_NONE:
		/* A crash before the journal was written leaves at most this. */
		return access(git_path(&profile->git, "leaf"), F_OK)
			       ? LEAF_E_OK
			       : journal_remove(&profile->git);
	case JOURNAL_BEGIN:
		*did = true;
		profile_note(profile, "a set-up was cut short; it is undone");
		return steps_undo_all(profile);
	case JOURNAL_END:
		*did = true;
		profile_note(profile, "a finish was cut short; it goes on");
		return profile_finish(profile, &(struct profile_finish){ 0 });
	case JOURNAL_ABORT:
		*did = true;
		profile_note(profile, "an abort was cut short; it goes on");
		return profile_abort(profile, true, (char[256]){ 0 });
	default:
		return LEAF_E_OK;
	}
}
