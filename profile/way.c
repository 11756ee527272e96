/* way.c - make way for files that come back. */
#include "profile/way.h"

#include "profile/oidmap.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What one clearing has. */
struct clearing {
	struct profile *profile;
	const struct oidmap *kept;
	int top;
};

static leaf_err failed(const char *what, const char *path)
{
	return leaf_fail(LEAF_E_IO, "cannot %s '%s': %s", what, path, strerror(errno));
}

/* Beside it, under a name that is free. */
static leaf_err move_aside(struct clearing *clearing, const char *path)
{
	char other[PATH_MAX];
	struct stat st;
	for (unsigned i = 0; i < 1000; i++) {
		int len = snprintf(other, sizeof other, i ? "%s.aside-%u" : "%s.aside", path, i);
		if (len < 0 || len >= PATH_MAX)
			break;
		if (!fstatat(clearing->top, other, &st, AT_SYMLINK_NOFOLLOW))
			continue;
		if (renameat(clearing->top, path, clearing->top, other))
			return failed("move aside", path);
		profile_note(clearing->profile, "'%s' was in the way; it is '%s' now", path, other);
		return LEAF_E_OK;
	}
	return leaf_fail(LEAF_E_IO, "'%s' is in the way; move it, then try again", path);
}

static bool is_in_name(const char *name)
{
	return !strcmp(name, ".") || !strcmp(name, "..");
}

/* Files of a folder that are kept go, and folders that are then empty; others stay. */
static void empty_folder(struct clearing *clearing, const char *path)
{
	char inner[PATH_MAX];
	struct stat st;
	int fd = openat(clearing->top, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
	if (!folder) {
		if (fd >= 0)
			close(fd);
		return;
	}
	const struct dirent *entry;
	while ((entry = readdir(folder))) {
		int len = snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
		if (is_in_name(entry->d_name) || len < 0 || len >= PATH_MAX ||
		    fstatat(clearing->top, inner, &st, AT_SYMLINK_NOFOLLOW))
			continue;
		if (S_ISDIR(st.st_mode))
			empty_folder(clearing, inner);
		else if (oidmap_get(clearing->kept, inner))
			unlinkat(clearing->top, inner, 0);
	}
	closedir(folder);
	unlinkat(clearing->top, path, AT_REMOVEDIR);
}

/* Where a folder is to be: a file or a link there goes. */
static leaf_err clear_folders(struct clearing *clearing, const char *path)
{
	char folder[PATH_MAX];
	struct stat st;
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
		if (fstatat(clearing->top, folder, &st, AT_SYMLINK_NOFOLLOW))
			return LEAF_E_OK;
		if (S_ISDIR(st.st_mode))
			continue;
		if (!oidmap_get(clearing->kept, folder))
			return move_aside(clearing, folder);
		return unlinkat(clearing->top, folder, 0) ? failed("remove", folder) : LEAF_E_OK;
	}
	return LEAF_E_OK;
}

static leaf_err clear_path(struct clearing *clearing, const char *path)
{
	struct stat st;
	LEAF_TRY(clear_folders(clearing, path));
	if (fstatat(clearing->top, path, &st, AT_SYMLINK_NOFOLLOW) || !S_ISDIR(st.st_mode))
		return LEAF_E_OK;
	empty_folder(clearing, path);
	return fstatat(clearing->top, path, &st, AT_SYMLINK_NOFOLLOW) ? LEAF_E_OK
								      : move_aside(clearing, path);
}

leaf_err way_clear(struct profile *profile, const char *const *paths, size_t n,
		   const struct oidmap *kept)
{
	int top = open(profile->git.top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct clearing clearing = { profile, kept, top };
	leaf_err err = top >= 0 ? LEAF_E_OK : failed("open", profile->git.top);
	for (size_t i = 0; i < n && err == LEAF_E_OK; i++)
		err = clear_path(&clearing, paths[i]);
	if (top >= 0)
		close(top);
	return err;
}
