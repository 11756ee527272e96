/* bench_build.c - see bench_build.h. */
#include "bench/bench_build.h"

#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/bench_exec.h"

const char *bench_root;
const char *bench_leaf;
const char *bench_dir;
const char *bench_cc = "gcc";

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

/* FNV-1a: the program's file name follows from the commands that make it. */
static uint64_t hash(const char *text)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 0x100000001b3u;
	return h;
}

static time_t newest(const char *pattern, time_t so_far)
{
	char *full = bench_text("%s/%s", bench_root, pattern);
	struct stat st;
	glob_t found;

	if (!glob(full, GLOB_BRACE, NULL, &found)) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			if (!stat(found.gl_pathv[i], &st) && st.st_mtime > so_far)
				so_far = st.st_mtime;
		globfree(&found);
	}
	free(full);
	return so_far;
}

/* When something that goes into this row's program last changed. */
static time_t last_change(const struct bench_row *row)
{
	time_t t = newest("bench/{work,floor,peer,leaf,build}*", 0);
	char *library;
	struct stat st;

	if (row->group != GROUP_LEAF)
		return t;
	t = newest("include/leaf/*", t);
	library = bench_text("%s/libleaf.a", bench_leaf);
	if (!stat(library, &st) && st.st_mtime > t)
		t = st.st_mtime;
	free(library);
	return t;
}

/* The first word of needs that is not there, owned by the caller, or NULL. */
static char *missing(const char *needs)
{
	char *words = bench_text("%s", or_empty(needs)), *word, *rest = NULL, *found = NULL;

	for (word = strtok_r(words, " ", &rest); word && !found; word = strtok_r(NULL, " ", &rest))
		if (bench_do(strchr(word, '/') ? "test -e %s" : "command -v %s", word))
			found = bench_text("%s",
					   strrchr(word, '/') ? strrchr(word, '/') + 1 : word);
	free(words);
	return found;
}

/* Shell commands that make the C workloads' program $OUT. */
static char *commands_c(const struct bench_row *row)
{
	return bench_text("cflags='-O2 -fno-optimize-sibling-calls -falign-functions=64'\n"
			  "hook='%s%s'\ndefines=\"%s\"\nflags=\"%s\"\nunits='%s'\nlink=\"%s\"\n"
			  ". \"$LEAF_ROOT/bench/build_work\"\n",
			  row->hook ? "-include " : "", or_empty(row->hook), or_empty(row->defines),
			  or_empty(row->cflags), or_empty(row->units), or_empty(row->link));
}

/* The same for Lua. */
static char *commands_lua(const struct bench_row *row)
{
	char *hook = row->hook ? bench_text("-finstrument-functions -DFLOOR_CYG -include %s",
					    row->hook)
			       : bench_text("%s", "");
	char *text = bench_text("cflags='-O2'\nhook='%s'\ndefines=\"%s\"\nflags=\"%s\"\n"
				"units='%s'\nlink=\"%s\"\n. \"$LEAF_ROOT/bench/build_lua\"\n",
				row->lua_flags ? "" : hook, or_empty(row->defines),
				row->lua_flags ? row->lua_flags : or_empty(row->cflags),
				or_empty(row->units), or_empty(row->link));

	free(hook);
	return text;
}

static char *explain(const char *log)
{
	struct bench_output output;
	char *command = bench_text("grep -m1 -iE 'error|undefined|cannot|not ' '%s'", log);
	char *reason;

	bench_sh(&output, NULL, 10, command);
	reason = bench_text("does not build: %s", bench_first_line(output.out));
	bench_output_release(&output);
	free(command);
	return reason;
}

char *bench_build(const struct bench_row *row, enum bench_work work, char **reason)
{
	char *lack = missing(row->needs), *commands, *program, *log;
	struct stat st;

	*reason = NULL;
	if (lack) {
		*reason = bench_text("%s is missing", lack);
		free(lack);
		return NULL;
	}
	commands = work == WORK_LUA ? commands_lua(row) : commands_c(row);
	program = bench_text("%s/%s-%016llx", bench_dir, work == WORK_LUA ? "lua" : "work",
			     (unsigned long long)hash(commands));
	log = bench_text("%s.log", program);
	if (stat(program, &st) || st.st_mtime < last_change(row)) {
		char *full = bench_text("cd '%s/bench' && OUT='%s' CC='%s'\n%s", bench_root,
					program, bench_cc, commands);

		remove(program);
		if (bench_do("exec >'%s' 2>&1\nset -e\n%s", log, full)) {
			*reason = explain(log);
			free(program);
			program = NULL;
		}
		free(full);
	}
	free(log);
	free(commands);
	return program;
}

int bench_build_differences(const struct bench_row *row)
{
	char *reason = NULL, *base, *mine;
	int differences = -1;

	base = bench_build(&bench_rows[0], WORK_FLAT, &reason);
	free(reason);
	mine = bench_build(row, WORK_FLAT, &reason);
	free(reason);
	if (base && mine) {
		struct bench_output output;
		char *command = bench_text("exec '%s/bench/same_code' '%s.d' '%s.d'", bench_root,
					   base, mine);

		bench_sh(&output, NULL, 60, command);
		if (output.status == 0)
			differences = atoi(output.out);
		bench_output_release(&output);
		free(command);
	}
	free(base);
	free(mine);
	return differences;
}
