/* reallinker.c - the linker that a wrapper of the same name stands before. */
#include "wrap/reallinker.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Whether folder [len] has the program; its path lands in 'path'. */
static bool try_folder(char *path, size_t cap, const char *folder, size_t len, const char *name)
{
	char wrapper[PATH_MAX];
	if (len == 0 || len + sizeof LINKER_WRAPPER + 1 > sizeof wrapper)
		return false;
	snprintf(wrapper, sizeof wrapper, "%.*s/" LINKER_WRAPPER, (int)len, folder);
	if (access(wrapper, F_OK) == 0)
		return false;
	return snprintf(path, cap, "%.*s/%s", (int)len, folder, name) < (int)cap &&
	       access(path, X_OK) == 0;
}

static bool try_list(char *path, size_t cap, const char *list, const char *name)
{
	while (list && *list) {
		size_t len = strcspn(list, ":");
		if (try_folder(path, cap, list, len, name))
			return true;
		list += len + (list[len] == ':');
	}
	return false;
}

static bool try_caller(char *path, size_t cap, const char *name)
{
	char link[64], caller[PATH_MAX];
	snprintf(link, sizeof link, "/proc/%ld/exe", (long)getppid());
	ssize_t len = readlink(link, caller, sizeof caller);
	while (len > 0 && caller[len - 1] != '/')
		len--;
	return len > 1 && try_folder(path, cap, caller, (size_t)len - 1, name);
}

const char *reallinker_find(char *path, size_t cap, const char *name)
{
	const char *slash = strrchr(name, '/');
	const char *base = slash ? slash + 1 : name;
	if (try_list(path, cap, getenv("COMPILER_PATH"), base) || try_caller(path, cap, base) ||
	    try_list(path, cap, getenv("PATH"), base))
		return path;
	return NULL;
}
