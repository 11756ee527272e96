/* profile.c - into a tree with spans, and home: what all of `leaf profile` begins with. */
#include "profile/profile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

/*
 * One process at a time, from before it reads the journal: it could else overwrite, and then remove,
 * the journal of another that began at the same moment. Where files cannot be locked, the process
 * that the journal names has to do.
 */
static void take_turn(struct profile *profile)
{
	int fd = open(git_path(&profile->git, "."), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	profile->not_alone = flock(fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK;
	profile->turn = fd;
}

leaf_err profile_open(struct profile *profile)
{
	git_scrub_environment();
	LEAF_TRY(git_open(&profile->git));
	if (!profile->only_looks)
		take_turn(profile);
	return journal_load(&profile->journal, &profile->git);
}

void profile_release(struct profile *profile)
{
	rows_release(&profile->rows);
	git_release(&profile->git);
	if (profile->turn)
		close(profile->turn);
	profile->turn = 0;
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
