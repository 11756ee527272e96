/* steps.c - a set-up, step by step, each with its undo. */
#include "profile/steps.h"

#include "profile/point.h"

#include <stdio.h>
#include <string.h>

static const struct step {
	const char *name, *meaning;
	leaf_err (*run)(struct profile *profile);
	leaf_err (*undo)(struct profile *profile);
} steps[] = {
#define S(name, meaning) { #name, meaning, steps_##name, steps_undo_##name },
#include "profile/steps.def"
};
enum { N_STEPS = sizeof steps / sizeof *steps };

static leaf_err undo_from(struct profile *profile, size_t n)
{
	leaf_err first = LEAF_E_OK;
	char why[512] = "";
	point_deaf(1);
	for (; n; n--) {
		char name[64];
		snprintf(name, sizeof name, "undo-%s", steps[n - 1].name);
		leaf_err err = point(name, 0);
		if (err == LEAF_E_OK)
			err = steps[n - 1].undo(profile);
		if (err != LEAF_E_OK && first == LEAF_E_OK) {
			first = err;
			snprintf(why, sizeof why, "%s", leaf_err_text());
		}
		/* What stands on a step that is not undone stays too: recover tries again. */
		if (err != LEAF_E_OK)
			break;
	}
	point_deaf(0);
	return first == LEAF_E_OK ? LEAF_E_OK : leaf_fail(first, "%s", why);
}

leaf_err steps_undo_all(struct profile *profile)
{
	return undo_from(profile, N_STEPS);
}

static leaf_err run_one(struct profile *profile, const struct step *step)
{
	char name[64];
	snprintf(name, sizeof name, "%s-before", step->name);
	LEAF_TRY(point(name, 0));
	LEAF_TRY(step->run(profile));
	snprintf(name, sizeof name, "%s-after", step->name);
	return point(name, 0);
}

leaf_err steps_run(struct profile *profile)
{
	for (size_t i = 0; i < N_STEPS; i++) {
		char why[512];
		leaf_err err = run_one(profile, &steps[i]);
		if (err == LEAF_E_OK)
			continue;
		snprintf(why, sizeof why, "%s", leaf_err_text());
		if (undo_from(profile, i + 1) != LEAF_E_OK)
			profile_note(profile,
				     "not everything could be undone: %s; 'leaf profile recover' "
				     "goes on with it",
				     leaf_err_text());
		return leaf_fail(err, "%s", why);
	}
	return LEAF_E_OK;
}

leaf_err steps_tell(struct profile *profile)
{
	for (size_t i = 0; i < N_STEPS; i++)
		/* These have been done, and told. */
		if (steps[i].run != steps_look && steps[i].run != steps_read)
			profile_tell(profile, steps[i].name, "would %s", steps[i].meaning);
	return LEAF_E_OK;
}
