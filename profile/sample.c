/* sample.c - build a program with spans in it, run it, and leave a flame graph. */
#include "profile/sample.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "flame/stacks_file.h"
#include "flame/stacks_page.h"
#include "flame/stacks_put.h"
#include "flame/stacks_read.h"
#include "profile/conventions.h"
#include "profile/plural.h"
#include "profile/point.h"
#include "wrap/linknote.h"
#include "wrap/wrap.h"

enum { LOG_MAX = 64 << 20, LINES_TOLD = 20, PATIENCE_S = 30 };

/* What is known while it goes on. */
struct taking {
	struct sample *sample;
	const struct sample_job *job;
	char log[PATH_MAX], flames[PATH_MAX], built[PATH_MAX];
	LEAF__VEC(const char *) env; /* changes, ended by NULL */
	bool no_build;		     /* nothing says how to build */
	size_t n_links;		     /* of the build */
};

void sample_release(struct sample *sample)
{
	free(sample->programs.items);
	leaf__arena_release(&sample->arena);
}

static void tell(const struct taking *taking, const char *name, const char *text)
{
	if (taking->job->tell)
		taking->job->tell(taking->job->closure, name, text);
}

static leaf_err keep(const char **out, struct taking *taking, const char *text)
{
	*out = leaf__arena_strndup(&taking->sample->arena, text, strlen(text));
	return *out ? LEAF_E_OK : leaf_fail(LEAF_E_NOMEM, "out of memory for a sample");
}

static leaf_err join(char out[PATH_MAX], const char *folder, const char *name)
{
	if (snprintf(out, PATH_MAX, "%s/%s", folder, name) < PATH_MAX)
		return LEAF_E_OK;
	return leaf_fail(LEAF_E_LIMIT, "the path '%s/%s' is too long", folder, name);
}

static leaf_err make_folder(const char *path)
{
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return LEAF_E_OK;
	return leaf_fail(LEAF_E_IO, "cannot make the folder '%s': %s", path, strerror(errno));
}

/* ---- the environment ---- */

static leaf_err add_env(struct taking *taking, const char *name, const char *equals,
			const char *value)
{
	struct leaf__buf text = { 0 };
	const char *kept = NULL;
	LEAF_TRY(LEAF__VEC_ROOM(&taking->env));
	leaf_err err = leaf__buf_printf(&text, "%s%s%s", name, equals, value);
	if (err == LEAF_E_OK)
		err = keep(&kept, taking, text.data);
	leaf__buf_release(&text);
	if (err == LEAF_E_OK)
		taking->env.items[taking->env.n++] = kept;
	return err;
}

/* For the build what the project says; for the sample that, and where the flame graphs go. */
static leaf_err make_env(struct taking *taking, bool sample)
{
	const struct project_map *own = &taking->job->project->profile.env;
	char folded[PATH_MAX], table[PATH_MAX];
	taking->env.n = 0;
	if (sample) {
		/* Logs are silent and the other sinks see all if nobody says what is heard. */
		LEAF_TRY(add_env(taking, "LEAF_LOG", "", ""));
		/* One sink alone is the quickest; who wants a viewer says so. */
		if (!getenv("LEAF_TRACY"))
			LEAF_TRY(add_env(taking, "LEAF_TRACY", "=", "off"));
		LEAF_TRY(join(folded, taking->flames, "%p.folded"));
		LEAF_TRY(join(table, taking->flames, "%p.tsv"));
		LEAF_TRY(add_env(taking, "FLAME_OUTPUT", "=", folded));
		LEAF_TRY(add_env(taking, "LEAF_FLAME_STATS", "=", table));
		/* Whoever has had enough presses Ctrl-\: it is written before all is ended. */
		LEAF_TRY(add_env(taking, "LEAF_FLAME_SIGNAL", "=", "QUIT"));
	}
	for (size_t i = 0; i < own->n; i++)
		LEAF_TRY(add_env(taking, own->items[i].key, "=", own->items[i].value));
	LEAF_TRY(LEAF__VEC_ROOM(&taking->env));
	taking->env.items[taking->env.n] = NULL;
	return LEAF_E_OK;
}

/* ---- the build ---- */

/* The programs among the links that hold Leaf, for guessing what to run. */
static leaf_err note_programs(struct taking *taking, char *notes)
{
	for (struct linknote note; linknote_next(&note, &notes);) {
		if (!link_gave(note.verdict) || !note.program)
			continue;
		LEAF_TRY(LEAF__VEC_ROOM(&taking->sample->programs));
		LEAF_TRY(keep(&taking->sample->programs.items[taking->sample->programs.n], taking,
			      note.output));
		taking->sample->programs.n++;
	}
	return LEAF_E_OK;
}

/* The last lines of what the build printed. */
static void tell_log(const struct taking *taking)
{
	struct leaf__buf text = { 0 };
	if (taking->job->loud || leaf__file_read(&text, taking->log, LOG_MAX) != LEAF_E_OK)
		return;
	while (text.len && text.data[text.len - 1] == '\n')
		text.data[--text.len] = 0;
	char *at = leaf__buf_end(&text);
	for (int n = 0; at && at > text.data; at--)
		if (at[-1] == '\n' && ++n == LINES_TOLD)
			break;
	for (char *line; at && (line = strsep(&at, "\n")) != NULL;)
		tell(taking, "", line);
	leaf__buf_release(&text);
}

static leaf_err judge_build(struct taking *taking, const struct wrap_result *result,
			    const char *said)
{
	if (result->interrupted || result->stopped)
		return leaf_fail(LEAF_E_INTERRUPTED, "interrupted while '%s' ran", said);
	if (result->status != 0) {
		tell_log(taking);
		return leaf_fail(LEAF_E_CHILD,
				 "'%s' ended with exit code %d; all it said is in '%s'", said,
				 result->status, taking->log);
	}
	return LEAF_E_OK;
}

static leaf_err run_build(struct taking *taking, const char *const *argv, const char *line,
			  const char *said)
{
	struct wrap_result result;
	struct timespec begin, end;
	LEAF_TRY(make_env(taking, false));
	tell(taking, "build", said);
	clock_gettime(CLOCK_MONOTONIC, &begin);
	leaf_err err = wrap_run(&result,
				&(struct wrap_job){ .argv = argv,
						    .line = line,
						    .folder = taking->job->top,
						    .log = taking->job->loud ? NULL : taking->log,
						    .env = taking->env.items });
	clock_gettime(CLOCK_MONOTONIC, &end);
	if (err == LEAF_E_OK)
		err = judge_build(taking, &result, said);
	if (err == LEAF_E_OK) {
		struct leaf__buf text = { 0 };
		double seconds = (double)(end.tv_sec - begin.tv_sec) +
				 (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
		taking->n_links = result.n_links;
		err = result.n_links
			      ? leaf__buf_printf(&text, "%.1f s, Leaf is in %zu of %zu link%s",
						 seconds, result.n_given, result.n_links,
						 PLURAL(result.n_links))
			      : leaf__buf_printf(&text, "%.1f s, but nothing was linked", seconds);
		if (err == LEAF_E_OK)
			tell(taking, "built", text.data);
		leaf__buf_release(&text);
	}
	if (err == LEAF_E_OK && result.notes.len)
		err = note_programs(taking, result.notes.data);
	wrap_result_release(&result);
	return err;
}

static leaf_err build(struct taking *taking)
{
	const struct sample_job *job = taking->job;
	const struct project_command *own = &job->project->profile.build;
	struct conventions_place place = { .folder = job->top, .scratch = taking->built };
	struct convention guess;
	if (own->argv)
		return run_build(taking, own->argv, NULL, own->said);
	leaf_err err = conventions_build(&guess, &taking->sample->arena, &place);
	if (err == LEAF_E_NOTFOUND && job->argv) {
		taking->no_build = true;
		tell(taking, "build",
		     "nothing is built, since nothing says how; the sample runs as it is");
		return LEAF_E_OK;
	}
	LEAF_TRY(err);
	return run_build(taking, NULL, guess.line, guess.line);
}

/* ---- the run ---- */

static leaf_err join_words(struct leaf__buf *out, const char *const *argv)
{
	for (size_t i = 0; argv[i]; i++)
		LEAF_TRY(leaf__buf_printf(out, "%s%s", i ? " " : "", argv[i]));
	return LEAF_E_OK;
}

static void say_how_to_end(void *closure)
{
	const struct taking *taking = closure;
	char text[300];
	snprintf(
		text, sizeof text,
		"still running after %u s; Ctrl-\\ ends it and keeps the set-up and what was traced, "
		"Ctrl-C undoes all; a shorter one: 'leaf profile setup -- COMMAND', or 'run = ' in "
		".leaf.toml",
		point_patience(PATIENCE_S));
	tell(taking, "run", text);
}

static leaf_err run_sample(struct taking *taking, const char *const *argv, const char *line,
			   const char *folder, const char *said)
{
	struct wrap_result result;
	LEAF_TRY(make_env(taking, true));
	tell(taking, "run", said);
	LEAF_TRY(wrap_run(&result, &(struct wrap_job){ .argv = argv,
						       .line = line,
						       .folder = folder,
						       .env = taking->env.items,
						       .traced = true,
						       .patience_s = point_patience(PATIENCE_S),
						       .impatient = say_how_to_end,
						       .closure = taking }));
	taking->sample->status = result.status;
	/* A server that ends by Ctrl-C has ended as it should. */
	bool interrupted = result.stopped || (result.interrupted && result.signal);
	if (result.enough && !interrupted)
		tell(taking, "run", "ended by Ctrl-\\; the set-up stays, and what was traced");
	wrap_result_release(&result);
	return interrupted ? leaf_fail(LEAF_E_INTERRUPTED, "interrupted while '%s' ran", said)
			   : LEAF_E_OK;
}

static leaf_err run(struct taking *taking)
{
	const struct sample_job *job = taking->job;
	const struct project_command *own = &job->project->profile.run;
	struct conventions_place place = { .folder = job->top,
					   .scratch = taking->built,
					   .programs = taking->sample->programs.items,
					   .n_programs = taking->sample->programs.n };
	struct convention guess;
	struct leaf__buf said = { 0 };
	if (job->argv) {
		leaf_err err = join_words(&said, job->argv);
		if (err == LEAF_E_OK)
			err = run_sample(taking, job->argv, NULL, job->here,
					 said.data ? said.data : "");
		leaf__buf_release(&said);
		return err;
	}
	if (own->argv)
		return run_sample(taking, own->argv, NULL, job->top, own->said);
	LEAF_TRY(conventions_run(&guess, &taking->sample->arena, &place));
	leaf_err err = leaf__buf_printf(&said, "%s, since %s", guess.line, guess.because);
	if (err == LEAF_E_OK)
		err = run_sample(taking, NULL, guess.line, job->top, said.data);
	leaf__buf_release(&said);
	return err;
}

/* ---- the flame graph ---- */

static bool has_end(const char *name, const char *end)
{
	size_t len = strlen(name), n = strlen(end);
	return len > n && strcmp(name + len - n, end) == 0;
}

/* Remove what earlier samples left. */
static leaf_err empty_flames(const struct taking *taking)
{
	char path[PATH_MAX];
	DIR *folder = opendir(taking->flames);
	if (!folder)
		return leaf_fail(LEAF_E_IO, "cannot open '%s': %s", taking->flames,
				 strerror(errno));
	for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
		if (entry->d_name[0] != '.' &&
		    join(path, taking->flames, entry->d_name) == LEAF_E_OK)
			unlink(path);
	closedir(folder);
	return LEAF_E_OK;
}

/* Add one process's stacks, and its calls if it told them. */
static leaf_err add_flame(struct stacks *stacks, const char *path)
{
	struct stacks_reading plain = { 0 }, calls = { .calls_only = 1 };
	char table[PATH_MAX];
	LEAF_TRY(stacks_read(stacks, path, &plain));
	snprintf(table, sizeof table, "%.*s.tsv", (int)(strlen(path) - strlen(".folded")), path);
	return access(table, R_OK) == 0 ? stacks_read(stacks, table, &calls) : LEAF_E_OK;
}

static leaf_err add_flames(struct taking *taking, struct stacks *stacks)
{
	char path[PATH_MAX];
	leaf_err err = LEAF_E_OK;
	DIR *folder = opendir(taking->flames);
	if (!folder)
		return leaf_fail(LEAF_E_IO, "cannot open '%s': %s", taking->flames,
				 strerror(errno));
	for (struct dirent *entry; err == LEAF_E_OK && (entry = readdir(folder)) != NULL;) {
		if (!has_end(entry->d_name, ".folded"))
			continue;
		err = join(path, taking->flames, entry->d_name);
		if (err == LEAF_E_OK)
			err = add_flame(stacks, path);
		taking->sample->n_files++;
	}
	closedir(folder);
	return err;
}

static leaf_err write_folded(const struct stacks *stacks, FILE *out)
{
	struct leaf__buf path = { 0 };
	char number[STACKS_TEXT];
	unsigned depth = 0;
	leaf_err err = LEAF_E_OK;
	for (uint32_t node = stacks_next(stacks, STACKS_ROOT, &depth);
	     node != STACKS_ROOT && err == LEAF_E_OK; node = stacks_next(stacks, node, &depth)) {
		stacks_sum self = stacks->nodes.items[node].self;
		if (!self)
			continue;
		leaf__buf_clear(&path);
		err = stacks_path(&path, stacks, node);
		if (err == LEAF_E_OK)
			fprintf(out, "%s %s\n", path.data,
				stacks_exact(number, self, stacks->decimals));
	}
	leaf__buf_release(&path);
	return err;
}

static leaf_err write_files(struct sample *sample, struct stacks *stacks, const char *title)
{
	struct stacks_file file;
	LEAF_TRY(stacks_file_begin(&file, sample->folded));
	LEAF_TRY(stacks_file_end(&file, write_folded(stacks, file.out)));
	if (stacks_page_missing()) {
		sample->page[0] = 0;
		return LEAF_E_OK;
	}
	return stacks_page_save(sample->page, stacks, NULL, title);
}

/* Spans were there to run: which programs have them, for the user to run one. */
static leaf_err fail_untraced(const struct sample *sample)
{
	struct leaf__buf names = { 0 };
	leaf_err err = LEAF_E_OK;
	/* What is linked first is often a tool of the build. */
	for (size_t i = sample->programs.n; i-- && err == LEAF_E_OK;)
		err = leaf__buf_printf(&names, "%s%s", sample->programs.items[i], i ? ", " : "");
	if (err == LEAF_E_OK)
		err = leaf_fail(
			LEAF_E_NOTFOUND,
			"the program left no flame graph: none of its instrumented functions ran, or it ended "
			"by a signal, by _exit or by exec; run one of what was built, then 'leaf flame': %s",
			names.data);
	leaf__buf_release(&names);
	return err;
}

static leaf_err make_graph(struct taking *taking)
{
	struct sample *sample = taking->sample;
	struct stacks stacks;
	const char *title = strrchr(taking->job->top, '/');
	leaf_err err = stacks_init(&stacks);
	if (err == LEAF_E_OK)
		err = add_flames(taking, &stacks);
	if (err == LEAF_E_OK && sample->n_files == 0 && taking->n_links && sample->programs.n)
		err = fail_untraced(sample);
	else if (err == LEAF_E_OK && sample->n_files == 0)
		err = leaf_fail(
			LEAF_E_NOTFOUND, "the program left no flame graph: %s",
			taking->no_build
				? "nothing was built, since it is not known how; write 'build = "
				  "\"COMMAND\"' under '[profile]' into .leaf.toml"
			: !taking->n_links
				? "the build linked nothing: clean it first ('make clean', say), or write "
				  "another 'build = \"COMMAND\"' under '[profile]' into .leaf.toml"
				: "no program was linked with instrumented code; 'leaf build --verbose' says why");
	if (err == LEAF_E_OK)
		err = write_files(sample, &stacks, title ? title + 1 : taking->job->top);
	stacks_release(&stacks);
	return err;
}

/* What a sentence of NOTFOUND says is an answer here. */
static leaf_err plan(struct taking *taking, const char *name, const struct project_command *own,
		     leaf_err (*guess)(struct convention *out, struct leaf__arena *arena,
				       const struct conventions_place *place))
{
	struct conventions_place place = { .folder = taking->job->top, .scratch = taking->built };
	struct convention found;
	struct leaf__buf text = { 0 };
	leaf_err err;
	if (own->argv)
		err = leaf__buf_printf(&text, "would run %s", own->said);
	else if ((err = guess(&found, &taking->sample->arena, &place)) == LEAF_E_OK)
		err = leaf__buf_printf(&text, "would run %s, since %s", found.line, found.because);
	else if (err == LEAF_E_NOTFOUND)
		err = leaf__buf_puts(&text,
				     guess == conventions_run
					     ? "would run the one program that the build links"
					     : leaf_err_text());
	if (err == LEAF_E_OK)
		tell(taking, name, text.data);
	leaf__buf_release(&text);
	return err;
}

leaf_err sample_plan(struct sample *sample, const struct sample_job *job)
{
	struct taking taking = { .sample = sample, .job = job };
	struct leaf__buf text = { 0 };
	LEAF_TRY(join(taking.built, job->scratch, "built"));
	LEAF_TRY(plan(&taking, "build", &job->project->profile.build, conventions_build));
	if (!job->argv)
		return plan(&taking, "run", &job->project->profile.run, conventions_run);
	leaf_err err = leaf__buf_puts(&text, "would run ");
	if (err == LEAF_E_OK)
		err = join_words(&text, job->argv);
	if (err == LEAF_E_OK)
		tell(&taking, "run", text.data);
	leaf__buf_release(&text);
	return err;
}

leaf_err sample_take(struct sample *sample, const struct sample_job *job)
{
	struct taking taking = { .sample = sample, .job = job };
	LEAF_TRY(make_folder(job->scratch));
	LEAF_TRY(join(taking.log, job->scratch, "build.log"));
	LEAF_TRY(join(taking.flames, job->scratch, "flames"));
	LEAF_TRY(join(taking.built, job->scratch, "built"));
	LEAF_TRY(join(sample->folded, job->here, SAMPLE_FOLDED));
	LEAF_TRY(join(sample->page, job->here, SAMPLE_PAGE));
	LEAF_TRY(make_folder(taking.flames));
	LEAF_TRY(empty_flames(&taking));
	leaf_err err = build(&taking);
	if (err == LEAF_E_OK)
		err = run(&taking);
	if (err == LEAF_E_OK)
		err = make_graph(&taking);
	free(taking.env.items);
	return err;
}
