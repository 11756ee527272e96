/* status.h - where one stands, in numbers. */
#ifndef LEAF_PROFILE_STATUS_H
#define LEAF_PROFILE_STATUS_H

#include "profile/profile.h"

struct profile_status {
	const char *head; /* the branch one is on, in full; NULL: detached */
	size_t commits;	  /* on the temporary branch, but for the insertions */
	bool on_branch;	  /* HEAD is the temporary branch */
	bool branch_gone;
	bool original_moved;
};

leaf_err profile_status(struct profile_status *status, struct profile *profile) LEAF_MUST_USE;

#endif
