/* sources.c - which files of a tree are C source that may be instrumented. */
#include "instrument/sources.h"

#include "base/child.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One path that is being added. */
struct adding {
	struct sources *sources;
	const struct sources_options *options;
	const char *dir;	/* the folder, as given */
	const char *prefix;	/* where it stands in its tree: "" or ending in '/' */
	const char *in_project; /* where it stands in the project: likewise; NULL outside of it */
};

void sources_release(struct sources *sources)
{
	free(sources->files.items);
	leaf__arena_release(&sources->arena);
	*sources = (struct sources){ 0 };
}

const char *sources_json(enum sources_why why)
{
	static const char *const names[] = {
		[SOURCES_TAKEN] = "taken",
#define S(name, json, meaning, optional) [SOURCES_##name] = json,
#include "instrument/sources.def"
	};
	return names[why];
}

const char *sources_meaning(enum sources_why why)
{
	static const char *const meanings[] = {
		[SOURCES_TAKEN] = "it is instrumented",
#define S(name, json, meaning, optional) [SOURCES_##name] = meaning,
#include "instrument/sources.def"
	};
	return meanings[why];
}

bool sources_is_optional(enum sources_why why)
{
	static const bool optionals[] = {
		[SOURCES_TAKEN] = false,
#define S(name, json, meaning, optional) [SOURCES_##name] = optional,
#include "instrument/sources.def"
	};
	return optionals[why];
}

/* ---- what a path says ---- */

static bool has_ending(const char *path, const char *ending)
{
	size_t len = strlen(path), ending_len = strlen(ending);
	return len > ending_len && !strcmp(path + len - ending_len, ending);
}

static bool is_one_of(const char *word, size_t len, const char *const *words)
{
	for (; *words; words++) {
		if (strlen(*words) == len && !strncasecmp(*words, word, len))
			return true;
	}
	return false;
}

/* Whether one of the folders of a path has one of these names. */
static bool is_in_folder(const char *path, const char *const *names)
{
	const char *slash;
	for (; (slash = strchr(path, '/')); path = slash + 1) {
		if (is_one_of(path, (size_t)(slash - path), names))
			return true;
	}
	return false;
}

static bool is_vendored(const char *inside)
{
	static const char *const names[] = { "vendor",	     "vendors",	    "vendored",
					     "third_party",  "third-party", "thirdparty",
					     "3rdparty",     "3rd_party",   "3rd-party",
					     "node_modules", "bundled",	    "external",
					     "externals",    "subprojects", NULL };
	return is_in_folder(inside, names) || !strncmp(inside, "deps/", 5);
}

static bool is_test_data(const char *inside)
{
	static const char *const names[] = { "testdata", "test-data", "test_data",
					     "fixtures", "golden",    "goldens",
					     "corpus",	 "corpora",   NULL };
	/* t/t4051/: git's own layout. */
	bool numbered = !strncmp(inside, "t/t", 3) && isdigit((unsigned char)inside[3]);
	return numbered || is_in_folder(inside, names);
}

/* A glob matches a path, one of the folders it is in, or (without '/') the name alone. */
bool sources_match(const char *glob, const char *path)
{
	const char *name = strrchr(path, '/');
	size_t len = strlen(glob);
	if (!fnmatch(glob, path, 0) ||
	    (len && !strncmp(glob, path, len) && (path[len] == '/' || glob[len - 1] == '/')))
		return true;
	return !strchr(glob, '/') && name && !fnmatch(glob, name + 1, 0);
}

static bool matches_any(const char *const *globs, size_t n, const char *inside)
{
	for (size_t i = 0; i < n; i++) {
		if (sources_match(globs[i], inside))
			return true;
	}
	return false;
}

static enum sources_why judge_path(const struct sources_options *options, const struct source *file)
{
	const struct sources_project *project = &options->project;
	bool excluded = matches_any(options->exclude, options->n_exclude, file->inside);
	bool wanted = !options->n_only || matches_any(options->only, options->n_only, file->inside);
	if (file->in_project) {
		excluded |= matches_any(project->exclude, project->n_exclude, file->in_project);
		if (!options->n_only && project->n_only)
			wanted = matches_any(project->only, project->n_only, file->in_project);
	}
	if (excluded || !wanted)
		return SOURCES_EXCLUDED;
	if (is_vendored(file->inside))
		return SOURCES_VENDORED;
	return is_test_data(file->inside) ? SOURCES_TEST_DATA : SOURCES_TAKEN;
}

bool sources_is_c(const char *name, bool *header)
{
	*header = has_ending(name, ".h");
	return *header || has_ending(name, ".c");
}

enum sources_why sources_judge(const struct sources_options *options, const struct source *file)
{
	enum sources_why why = judge_path(options, file);
	bool taken = options->take >> why & 1 && sources_is_optional(why);
	return taken ? SOURCES_TAKEN : why;
}

/* ---- adding one file ---- */

static const char *joined(struct sources *sources, const char *dir, const char *name)
{
	size_t dir_len = strlen(dir), name_len = strlen(name);
	bool slash = dir_len && dir[dir_len - 1] != '/';
	char *path = leaf__arena_alloc(&sources->arena, dir_len + name_len + 2);
	if (!path)
		return NULL;
	snprintf(path, dir_len + name_len + 2, "%s%s%s", dir, slash ? "/" : "", name);
	return path;
}

/* A file 'name' in the folder that is being added. */
static leaf_err add_file(const struct adding *adding, const char *name, enum sources_why why,
			 bool given)
{
	struct sources *sources = adding->sources;
	bool header;
	if (!sources_is_c(name, &header))
		return LEAF_E_OK;
	bool here = !strcmp(adding->dir, ".");
	LEAF_TRY(LEAF__VEC_ROOM(&sources->files));
	struct source file = {
		.path = joined(sources, here ? "" : adding->dir, name),
		.inside = joined(sources, adding->prefix, name),
		.in_project = adding->in_project ? joined(sources, adding->in_project, name) : NULL,
		.header = header,
		.given = given,
	};
	if (!file.path || !file.inside)
		return leaf_fail(LEAF_E_NOMEM, "no memory for the name of '%s'", name);
	if (why == SOURCES_TAKEN && !given)
		why = judge_path(adding->options, &file);
	bool taken = adding->options->take >> why & 1 && sources_is_optional(why);
	file.why = taken ? SOURCES_TAKEN : why;
	sources->files.items[sources->files.n++] = file;
	return LEAF_E_OK;
}

/* ---- folders that git knows ---- */

/* What git rev-parse answers for a folder; *found is false if it is in no work tree. */
static leaf_err ask_git(struct leaf__buf *answer, bool *found, const char *dir,
			const char *question)
{
	const char *const argv[] = { "git", "-C", dir, "rev-parse", question, NULL };
	int status;
	leaf_err err = leaf__child_output(answer, &status, argv);
	*found = err == LEAF_E_OK && status == 0 && answer->len;
	if (*found)
		answer->data[--answer->len] = 0; /* the newline */
	return err == LEAF_E_NOTFOUND ? LEAF_E_OK : err;
}

static enum sources_why why_of_mode(const struct adding *adding, const char *mode, const char *name)
{
	struct stat st;
	const char *path = joined(adding->sources, adding->dir, name);
	if (!strncmp(mode, "120000", 6))
		return SOURCES_SYMLINK;
	if (!strncmp(mode, "160000", 6))
		return SOURCES_SUBMODULE;
	if (path && lstat(path, &st))
		return SOURCES_ABSENT;
	return path && S_ISLNK(st.st_mode) ? SOURCES_SYMLINK : SOURCES_TAKEN;
}

/* Entries "mode object stage\tname\0" of git ls-files --stage. */
static leaf_err add_tracked(const struct adding *adding, const struct leaf__buf *listing)
{
	const char *at = listing->data, *end = listing->data + listing->len, *last = "";
	while (at < end) {
		const char *tab = strchr(at, '\t');
		if (!tab)
			return leaf_fail(LEAF_E_CHILD, "cannot understand what git ls-files says");
		const char *name = tab + 1;
		/* An unmerged file has several entries. */
		if (strcmp(name, last) != 0)
			LEAF_TRY(add_file(adding, name, why_of_mode(adding, at, name), false));
		last = name;
		at = name + strlen(name) + 1;
	}
	return LEAF_E_OK;
}

/* Names ended by NULs. */
static leaf_err add_untracked(const struct adding *adding, const struct leaf__buf *listing)
{
	const char *end = listing->data + listing->len;
	for (const char *at = listing->data; at < end; at += strlen(at) + 1) {
		enum sources_why why = why_of_mode(adding, "", at);
		LEAF_TRY(add_file(adding, at, why == SOURCES_TAKEN ? SOURCES_UNTRACKED : why,
				  false));
	}
	return LEAF_E_OK;
}

static leaf_err ask_listing(struct leaf__buf *listing, const struct adding *adding,
			    const char *const *argv)
{
	int status;
	LEAF_TRY(leaf__child_output(listing, &status, argv));
	if (status)
		return leaf_fail(LEAF_E_CHILD, "git ls-files fails in '%s'", adding->dir);
	return LEAF_E_OK;
}

static leaf_err add_git_folder(const struct adding *adding)
{
	const char *const tracked[] = {
		"git", "-C", adding->dir, "ls-files", "-z", "--stage", NULL
	};
	const char *const others[] = {
		"git", "-C",  adding->dir, "ls-files", "-z", "--others", "--exclude-standard",
		"--",  "*.c", "*.h",	   NULL
	};
	struct leaf__buf listing = { 0 };
	leaf_err err = ask_listing(&listing, adding, tracked);
	if (err == LEAF_E_OK)
		err = add_tracked(adding, &listing);
	leaf__buf_clear(&listing);
	if (err == LEAF_E_OK)
		err = ask_listing(&listing, adding, others);
	if (err == LEAF_E_OK)
		err = add_untracked(adding, &listing);
	leaf__buf_release(&listing);
	return err;
}

/* ---- other folders ---- */

static leaf_err add_entry(const struct adding *adding, struct leaf__buf *rest, const char *name);

/* The folder 'below' of the one that is being added; "" is that folder itself. */
static leaf_err add_plain_folder(const struct adding *adding, const char *below)
{
	const char *path = joined(adding->sources, adding->dir, below);
	DIR *open = path ? opendir(path) : NULL;
	if (!open)
		return leaf_fail(LEAF_E_IO, "cannot read the folder '%s': %s", path ? path : below,
				 strerror(errno));
	struct leaf__buf rest = { 0 };
	leaf_err err = leaf__buf_puts(&rest, below);
	const struct dirent *entry;
	while (err == LEAF_E_OK && (entry = readdir(open)))
		err = add_entry(adding, &rest, entry->d_name);
	closedir(open);
	leaf__buf_release(&rest);
	return err;
}

static leaf_err add_entry(const struct adding *adding, struct leaf__buf *rest, const char *name)
{
	struct stat st;
	if (*name == '.')
		return LEAF_E_OK;
	size_t len = rest->len;
	if (len)
		LEAF_TRY(leaf__buf_puts(rest, "/"));
	LEAF_TRY(leaf__buf_puts(rest, name));
	const char *path = joined(adding->sources, adding->dir, rest->data);
	leaf_err err = LEAF_E_OK;
	if (path && !lstat(path, &st)) {
		if (S_ISDIR(st.st_mode))
			err = add_plain_folder(adding, rest->data);
		else if (S_ISLNK(st.st_mode))
			err = add_file(adding, rest->data, SOURCES_SYMLINK, false);
		else if (S_ISREG(st.st_mode))
			err = add_file(adding, rest->data, SOURCES_TAKEN, false);
	}
	rest->len = len;
	rest->data[len] = 0;
	return err;
}

/*
 * Outside of git there is no telling where a tree begins: a folder counts as standing in the
 * working directory if its path says so, else as a tree of its own. "" or ending in '/'.
 */
static const char *plain_prefix(struct sources *sources, const char *dir)
{
	while (!strncmp(dir, "./", 2))
		dir += 2;
	if (!*dir || !strcmp(dir, ".") || *dir == '/' || strstr(dir, ".."))
		return "";
	return joined(sources, dir, "");
}

/* ---- all ---- */

/* The folder that a file's path names; "." if it names none. */
static const char *folder_of(struct sources *sources, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) + (slash == path) : 1;
	return leaf__arena_strndup(&sources->arena, slash ? path : ".", len);
}

/* Where a folder stands in the project. */
static leaf_err find_in_project(struct adding *adding)
{
	const char *folder = adding->options->project.folder;
	size_t len = folder ? strlen(folder) : 0;
	char *absolute = folder ? realpath(adding->dir, NULL) : NULL;
	if (!absolute)
		return LEAF_E_OK;
	len -= folder[len - 1] == '/'; /* of "/" */
	const char *rest = absolute + len;
	if (!strncmp(absolute, folder, len) && (!*rest || *rest == '/')) {
		rest += *rest == '/';
		adding->in_project = *rest ? joined(adding->sources, rest, "") : "";
		if (!adding->in_project) {
			free(absolute);
			return leaf_fail(LEAF_E_NOMEM, "no memory for the name of a folder");
		}
	}
	free(absolute);
	return LEAF_E_OK;
}

/* A file by its own name: it counts as standing in its folder's tree. */
static leaf_err add_given_file(struct adding *adding, const char *path, const struct stat *st)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	struct leaf__buf prefix = { 0 };
	bool found;
	if (!has_ending(path, ".c") && !has_ending(path, ".h"))
		return leaf_fail(LEAF_E_USAGE, "'%s' is neither a folder nor a .c or .h file",
				 path);
	adding->dir = folder_of(adding->sources, path);
	if (!adding->dir)
		return leaf_fail(LEAF_E_NOMEM, "no memory for the name of '%s'", path);
	LEAF_TRY(find_in_project(adding));
	leaf_err err = ask_git(&prefix, &found, adding->dir, "--show-prefix");
	adding->prefix = found ? prefix.data : plain_prefix(adding->sources, adding->dir);
	enum sources_why why = S_ISLNK(st->st_mode) ? SOURCES_SYMLINK : SOURCES_TAKEN;
	if (!adding->prefix)
		err = leaf_fail(LEAF_E_NOMEM, "no memory for the name of '%s'", path);
	if (err == LEAF_E_OK)
		err = add_file(adding, name, why, true);
	leaf__buf_release(&prefix);
	return err;
}

leaf_err sources_add(struct sources *sources, const char *path,
		     const struct sources_options *options)
{
	struct adding adding = { sources, options, path, "", NULL };
	struct leaf__buf prefix = { 0 };
	struct stat st;
	bool found = false;
	if (lstat(path, &st) || (S_ISLNK(st.st_mode) && has_ending(path, "/") && stat(path, &st)))
		return leaf_fail(LEAF_E_NOTFOUND, "there is no '%s'", path);
	if (S_ISREG(st.st_mode) || (S_ISLNK(st.st_mode) && has_ending(path, ".c")))
		return add_given_file(&adding, path, &st);
	LEAF_TRY(find_in_project(&adding));
	leaf_err err = ask_git(&prefix, &found, path, "--show-prefix");
	adding.prefix = found ? prefix.data : plain_prefix(sources, path);
	if (!adding.prefix)
		err = leaf_fail(LEAF_E_NOMEM, "no memory for the name of '%s'", path);
	if (err == LEAF_E_OK)
		err = found ? add_git_folder(&adding) : add_plain_folder(&adding, "");
	leaf__buf_release(&prefix);
	return err;
}

leaf_err sources_add_tree(struct sources *sources, const char *path)
{
	static const struct sources_options all = { .take = -1u };
	struct leaf__buf top = { 0 };
	struct stat st;
	bool found = false;
	const char *dir = path;
	if (lstat(path, &st))
		return leaf_fail(LEAF_E_NOTFOUND, "there is no '%s'", path);
	if (!S_ISDIR(st.st_mode) && !(dir = folder_of(sources, path)))
		return leaf_fail(LEAF_E_NOMEM, "no memory for the name of '%s'", path);
	leaf_err err = ask_git(&top, &found, dir, "--show-toplevel");
	if (found)
		dir = leaf__arena_strndup(&sources->arena, top.data, top.len);
	leaf__buf_release(&top);
	if (!dir)
		return leaf_fail(LEAF_E_NOMEM, "no memory for the name of '%s'", path);
	sources->top = dir;
	if (err == LEAF_E_OK)
		err = sources_add(sources, dir, &all);
	return err;
}

static int by_path(const void *a, const void *b)
{
	const struct source *left = a, *right = b;
	int order = strcmp(left->path, right->path);
	/* Of two, the one that was given itself comes first. */
	return order ? order : (int)right->given - (int)left->given;
}

void sources_finish(struct sources *sources)
{
	struct source *files = sources->files.items;
	size_t n = 0;
	if (!sources->files.n)
		return;
	qsort(files, sources->files.n, sizeof *files, by_path);
	for (size_t i = 0; i < sources->files.n; i++) {
		if (!n || strcmp(files[n - 1].path, files[i].path) != 0)
			files[n++] = files[i];
	}
	sources->files.n = n;
}
