/* profile.c - into a tree with spans, and home: what all of `leaf profile` begins with. */
#include "profile/profile.h"

#include <stdarg.h>
#include <stdio.h>

leaf_err profile_open(struct profile *profile)
{
	git_scrub_environment();
	LEAF_TRY(git_open(&profile->git));
	return journal_load(&profile->journal, &profile->git);
}

void profile_release(struct profile *profile)
{
	rows_release(&profile->rows);
	git_release(&profile->git);
}

void profile_tell(struct profile *profile, const char *name, const char *fmt, ...)
{
	char text[512];
	va_list args;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	if (profile->told.step)
		profile->told.step(profile->told.closure, name, text);
}

void profile_note(struct profile *profile, const char *fmt, ...)
{
	char text[1024];
	va_list args;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	if (profile->told.note)
		profile->told.note(profile->told.closure, text);
}
