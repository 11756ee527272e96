/* journal.c - what a set-up has begun, on disk before it is begun. */
#include "profile/journal.h"

#include "base/file.h"
#include "profile/durable.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_JOURNAL = 1 << 20 };

const char *journal_phase_word(enum journal_phase phase)
{
	static const char *const words[] = {
		[JOURNAL_NONE] = "none",
#define P(name, word, meaning) [JOURNAL_##name] = word,
#include "profile/phases.def"
	};
	return words[phase];
}

const char *journal_phase_meaning(enum journal_phase phase)
{
	static const char *const meanings[] = {
		[JOURNAL_NONE] = "nothing is set up here",
#define P(name, word, meaning) [JOURNAL_##name] = meaning,
#include "profile/phases.def"
	};
	return meanings[phase];
}

/* ---- who is at work ---- */

/* When a process was started, in clock ticks since boot: pids are used again. 0: no such process. */
static unsigned long long start_of(long pid)
{
	char path[64], text[1024];
	snprintf(path, sizeof path, "/proc/%ld/stat", pid);
	FILE *file = fopen(path, "r");
	if (!file)
		return 0;
	size_t len = fread(text, 1, sizeof text - 1, file);
	fclose(file);
	text[len] = 0;
	/* Field 22, counted from behind the name, which may hold anything. */
	char *at = strrchr(text, ')');
	/* Dead, but nobody has taken note of it. */
	if (at && (at[2] == 'Z' || at[2] == 'X'))
		return 0;
	for (int field = 2; at && field < 22; field++)
		at = strchr(at + 1, ' ');
	return at ? strtoull(at + 1, NULL, 10) : 0;
}

static void say_pid(char out[64])
{
	snprintf(out, 64, "%ld %llu", (long)getpid(), start_of(getpid()));
}

bool journal_is_busy(const struct journal *journal)
{
	char *rest;
	if (!journal->pid)
		return false;
	long pid = strtol(journal->pid, &rest, 10);
	unsigned long long start = strtoull(rest, NULL, 10);
	return pid > 0 && pid != getpid() && start && start_of(pid) == start;
}

/* ---- lines "name value" ---- */

leaf_err journal_folder(struct git *git)
{
	const char *folder = git_path(git, "leaf");
	if (mkdir(folder, 0777) && errno != EEXIST)
		return leaf_fail(LEAF_E_IO, "cannot make '%s': %s", folder, strerror(errno));
	return durable_folder(folder);
}

leaf_err journal_save(const struct journal *journal, struct git *git)
{
	struct leaf__buf out = { 0 };
	char pid[64];
	say_pid(pid);
	struct journal now = *journal;
	now.pid = pid;
	leaf_err err = leaf__buf_printf(&out, "leaf-profile 1\nphase %s\n",
					journal_phase_word(journal->phase));
#define F(name)                                                                                    \
	if (err == LEAF_E_OK && now.name)                                                          \
		err = leaf__buf_printf(&out, #name " %s\n", now.name);
#include "profile/journal.def"
	if (err == LEAF_E_OK)
		err = durable_write(git_path(git, "leaf/journal"), out.data, out.len);
	leaf__buf_release(&out);
	return err;
}

static leaf_err take_line(struct journal *journal, struct git *git, const char *name,
			  const char *value)
{
	if (!strcmp(name, "phase")) {
		for (int i = 0; i < JOURNAL_PHASES; i++) {
			if (!strcmp(journal_phase_word((enum journal_phase)i), value))
				journal->phase = (enum journal_phase)i;
		}
	}
	const char *copy = leaf__arena_strndup(&git->arena, value, strlen(value));
	if (!copy)
		return leaf_fail(LEAF_E_NOMEM, "no memory for the journal");
#define F(field)                                                                                   \
	if (!strcmp(name, #field))                                                                 \
		journal->field = copy;
#include "profile/journal.def"
	return LEAF_E_OK;
}

static leaf_err take_text(struct journal *journal, struct git *git, char *text)
{
	char *rest = text;
	for (char *line; (line = strsep(&rest, "\n")) && *line;) {
		char *space = strchr(line, ' ');
		if (!space)
			return leaf_fail(LEAF_E_SYNTAX, "'%s' is damaged",
					 git_path(git, "leaf/journal"));
		*space = 0;
		LEAF_TRY(take_line(journal, git, line, space + 1));
	}
	if (journal->phase == JOURNAL_NONE || !journal->id)
		return leaf_fail(LEAF_E_SYNTAX, "'%s' is damaged", git_path(git, "leaf/journal"));
	return LEAF_E_OK;
}

leaf_err journal_load(struct journal *journal, struct git *git)
{
	struct leaf__buf text = { 0 };
	*journal = (struct journal){ 0 };
	leaf_err err = leaf__file_read(&text, git_path(git, "leaf/journal"), MAX_JOURNAL);
	if (err == LEAF_E_NOTFOUND)
		return LEAF_E_OK;
	if (err == LEAF_E_OK)
		err = take_text(journal, git, text.data);
	leaf__buf_release(&text);
	return err;
}

static int remove_one(const char *path, const struct stat *st, int what, struct FTW *where)
{
	(void)st;
	(void)what;
	(void)where;
	remove(path);
	return 0;
}

void journal_remove_sample(struct git *git)
{
	nftw(git_path(git, JOURNAL_SAMPLE), remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

leaf_err journal_remove(struct git *git)
{
	const char *folder = git_path(git, "leaf");
	unlink(git_path(git, "leaf/journal"));
	DIR *open = opendir(folder);
	const struct dirent *entry;
	while (open && (entry = readdir(open))) {
		char name[300];
		snprintf(name, sizeof name, "leaf/%s", entry->d_name);
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			unlink(git_path(git, name));
	}
	if (open)
		closedir(open);
	if (rmdir(folder) && errno != ENOENT)
		return leaf_fail(LEAF_E_IO, "cannot remove '%s': %s", folder, strerror(errno));
	return LEAF_E_OK;
}
