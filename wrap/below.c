/* below.c - the processes that have come from this one, however far down. */
#include "wrap/below.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"

enum { PATIENCE_MS = 2000, LIMIT_MS = 4000, TICK_MS = 50 };

struct process {
	pid_t pid, parent;
	bool dead, below;
};
struct processes {
	LEAF__VEC(struct process) list;
};

int below_keep(int keep)
{
	int before = 0;
	prctl(PR_GET_CHILD_SUBREAPER, &before);
	prctl(PR_SET_CHILD_SUBREAPER, keep);
	return before;
}

/* "PID (NAME) STATE PARENT …", where the name may hold anything. */
static bool read_one(struct process *process, const char *name)
{
	char path[300], text[1024];
	snprintf(path, sizeof path, "/proc/%s/stat", name);
	FILE *file = fopen(path, "re");
	if (!file)
		return false;
	size_t len = fread(text, 1, sizeof text - 1, file);
	fclose(file);
	text[len] = 0;
	const char *at = strrchr(text, ')');
	if (!at || !at[1] || !at[2])
		return false;
	*process = (struct process){ .pid = (pid_t)strtol(name, NULL, 10),
				     .parent = (pid_t)strtol(at + 3, NULL, 10),
				     .dead = at[2] == 'Z' || at[2] == 'X' };
	return true;
}

static void read_all(struct processes *all)
{
	DIR *folder = opendir("/proc");
	const struct dirent *entry;
	while (folder && (entry = readdir(folder))) {
		struct process process;
		if (entry->d_name[0] < '1' || entry->d_name[0] > '9' ||
		    !read_one(&process, entry->d_name))
			continue;
		if (LEAF__VEC_ROOM(&all->list) != LEAF_E_OK)
			break;
		all->list.items[all->list.n++] = process;
	}
	if (folder)
		closedir(folder);
}

static bool is_below(const struct processes *all, const struct process *process)
{
	if (process->parent == getpid())
		return true;
	for (size_t i = 0; i < all->list.n; i++)
		if (all->list.items[i].below && all->list.items[i].pid == process->parent)
			return true;
	return false;
}

size_t below_signal(int number)
{
	struct processes all = { 0 };
	size_t n = 0;
	bool more = true;
	read_all(&all);
	while (more) {
		more = false;
		for (size_t i = 0; i < all.list.n; i++) {
			struct process *process = &all.list.items[i];
			if (process->below || !is_below(&all, process))
				continue;
			more = process->below = true;
			if (!process->dead && kill(process->pid, number) == 0)
				n++;
		}
	}
	free(all.list.items);
	return n;
}

void below_end(int number)
{
	const struct timespec tick = { 0, TICK_MS * 1000000L };
	for (int ms = 0; ms < LIMIT_MS; ms += TICK_MS) {
		size_t left = below_signal(!ms ? number : ms < PATIENCE_MS ? 0 : SIGKILL);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			continue;
		if (!left)
			return;
		nanosleep(&tick, NULL);
	}
}
