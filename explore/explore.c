/* explore.c - candidates by coverage, then the kept ones symbolically, generation by generation. */
#include "explore/explore.h"

#include "base/file.h"
#include "explore/corpus.h"
#include "explore/explore_map.h"
#include "explore/run_once.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define INPUT_MAX (64u << 20)
#define CONCOLIC_FACTOR 10u

struct exploration {
	const struct explore_options *options;
	struct explore_stats stats;
	struct corpus corpus;
	struct explore_map map;
	struct leaf__buf fresh, shared, path; /* OUT/fresh, OUT/shared, scratch */
	uint64_t begin_ns;
	char expect[sizeof((struct corpus_entry *)0)->expect]; /* of the output that is looked at */
	bool stop;
};

static uint64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void report(struct exploration *e)
{
	struct explore_stats *s = &e->stats;
	s->elapsed_ns = now_ns() - e->begin_ns;
	s->kept = e->corpus.entries.n;
	s->crashes = e->corpus.n_crashes;
	s->hangs = e->corpus.n_hangs;
	s->covered = e->map.n;
	s->places = explore_map_places(&e->map);
	s->questions = e->map.state->questions;
	s->outputs = e->map.state->outputs;
	s->solver_ns = e->map.state->solver_ns;
	s->predicted = e->map.state->predicted;
	s->followed = e->map.state->followed;
	s->failed_checks = e->map.state->failed_checks;
	if (e->options->report && !e->options->report(e->options->more, s))
		e->stop = true;
	if (e->options->total_ms && s->elapsed_ns > e->options->total_ms * 1000000u)
		e->stop = true;
}

/* A run for its coverage alone. */
static const struct run_once plain = { .backend = "noop" };

/* A run as 'kind' has it, but for what is the same for all. */
static leaf_err run(struct exploration *e, enum run_end *end, int *code, const char *input,
		    const struct run_once *kind)
{
	bool symbolic = strcmp(kind->backend, "symex") == 0;
	explore_map_begin(&e->map);
	e->map.state->assertion = 0;
	LEAF_TRY(run_once(end, code,
			  &(struct run_once){ .argv = e->options->argv,
					      .input = input,
					      .backend = kind->backend,
					      .expect = kind->expect,
					      .check = kind->check,
					      .outputs = e->fresh.data,
					      .shared = e->shared.data,
					      .limit_ms = e->options->run_ms *
							  (symbolic ? CONCOLIC_FACTOR : 1),
					      .limit_mb = e->options->run_mb }));
	e->stats.runs++;
	return LEAF_E_OK;
}

/* One crash for each set of places that are covered, and each assertion that fails. */
static leaf_err keep_crash(struct exploration *e, int signal, const struct leaf__buf *bytes,
			   uint32_t generation)
{
	uint64_t id = explore_map_hash(&e->map) ^ e->map.state->assertion;
	bool fresh;
	char how[48];
	LEAF_TRY(corpus_crash_is_new(&e->corpus, id, &fresh));
	if (!fresh)
		return LEAF_E_OK;
	e->stats.assertions += e->map.state->assertion != 0;
	const char *name = sigabbrev_np(signal);
	snprintf(how, sizeof how, "SIG%s-%016" PRIx64, name ? name : "?", id);
	return corpus_keep(&e->corpus, CORPUS_CRASHES, bytes->data, bytes->len, generation, how);
}

static leaf_err judge(struct exploration *e, enum run_end end, int code,
		      const struct leaf__buf *bytes, uint32_t generation, bool seed)
{
	if (end == RUN_CRASHED)
		LEAF_TRY(keep_crash(e, code, bytes, generation));
	size_t fresh = explore_map_take(&e->map);
	if (end == RUN_TIMED_OUT && fresh)
		LEAF_TRY(corpus_keep(&e->corpus, CORPUS_HANGS, bytes->data, bytes->len, generation,
				     NULL));
	if (end == RUN_EXITED && (fresh || seed)) {
		LEAF_TRY(corpus_keep(&e->corpus, CORPUS_QUEUE, bytes->data, bytes->len, generation,
				     NULL));
		memcpy(e->corpus.entries.items[e->corpus.entries.n - 1].expect, e->expect,
		       sizeof e->expect);
	}
	return corpus_judged(&e->corpus, bytes->data, bytes->len);
}

static leaf_err read_input(struct leaf__buf *bytes, const char *path)
{
	LEAF_TRY(leaf__file_read(bytes, path, INPUT_MAX));
	return leaf__buf_reserve(bytes, 0);
}

/* Run the file 'path' for its coverage alone and keep it if it brought any. */
static leaf_err consider(struct exploration *e, const char *path, uint32_t generation, bool seed)
{
	struct leaf__buf bytes = { 0 };
	bool fresh = false;
	enum run_end end = RUN_EXITED;
	int code = 0;
	leaf_err err = read_input(&bytes, path);
	if (!err)
		err = corpus_try(&e->corpus, bytes.data, bytes.len, &fresh);
	if (!err && fresh)
		err = run(e, &end, &code, path, &plain);
	if (!err && fresh)
		err = judge(e, end, code, &bytes, generation, seed);
	leaf__buf_release(&bytes);
	return err;
}

static leaf_err each_file(struct exploration *e, const char *folder,
			  leaf_err (*visit)(struct exploration *e, const char *path,
					    uint32_t generation),
			  uint32_t generation)
{
	leaf_err err = LEAF_E_OK;
	DIR *dir = opendir(folder);
	if (!dir)
		return leaf_fail(LEAF_E_NOTFOUND, "cannot read the folder '%s'", folder);
	for (struct dirent *at; !err && !e->stop && (at = readdir(dir));) {
		if (at->d_name[0] == '.')
			continue;
		leaf__buf_clear(&e->path);
		err = leaf__buf_printf(&e->path, "%s/%s", folder, at->d_name);
		if (!err)
			err = visit(e, e->path.data, generation);
	}
	closedir(dir);
	return err;
}

static leaf_err take_seed(struct exploration *e, const char *path, uint32_t generation)
{
	struct stat st;
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return LEAF_E_OK;
	return consider(e, path, generation, true);
}

static leaf_err take_output(struct exploration *e, const char *path, uint32_t generation);

/* What a process that the program has forked came up with; its folder is gone afterwards. */
static leaf_err take_folder(struct exploration *e, const char *path, uint32_t generation)
{
	char *own = strdup(path);
	leaf_err err = own ? each_file(e, own, take_output, generation)
			   : leaf_fail(LEAF_E_NOMEM, "out of memory");
	if (own)
		rmdir(own);
	free(own);
	return err;
}

/* The text of a key of a note; empty if the note has none. */
static void note_text(char *to, size_t room, const char *note, const char *key)
{
	char quoted[32];
	snprintf(quoted, sizeof quoted, "\"%s\": \"", key);
	const char *at = strstr(note, quoted);
	at = at ? at + strlen(quoted) : "";
	snprintf(to, room, "%.*s", (int)strcspn(at, "\""), at);
}

/* What the note of output 'path' predicts; it is for the last branch alone that nothing is predicted. */
static leaf_err read_note(struct exploration *e, const char *note_path)
{
	struct leaf__buf note = { 0 };
	char by[16];
	e->expect[0] = 0;
	if (access(note_path, R_OK) != 0)
		return LEAF_E_OK;
	leaf_err err = leaf__file_read(&note, note_path, INPUT_MAX);
	if (!err)
		err = leaf__buf_reserve(&note, 1);
	if (!err) {
		note.data[note.len] = 0;
		note_text(by, sizeof by, note.data, "by");
		if (strcmp(by, "optimistic") != 0)
			note_text(e->expect, sizeof e->expect, note.data, "expect");
	}
	leaf__buf_release(&note);
	return err;
}

static leaf_err look_at_output(struct exploration *e, const char *path, uint32_t generation)
{
	enum run_end end;
	int code;
	if (e->options->check && e->expect[0])
		LEAF_TRY(run(e, &end, &code, path,
			     &(struct run_once){
				     .backend = "symex", .expect = e->expect, .check = true }));
	return consider(e, path, generation, false);
}

/* A note goes with its input; one without, since the exploration was killed in between, goes by itself. */
static leaf_err take_output(struct exploration *e, const char *path, uint32_t generation)
{
	size_t len = strlen(path);
	struct stat st;
	if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return take_folder(e, path, generation);
	struct leaf__buf other = { 0 };
	bool input = len > 4 && strcmp(path + len - 4, ".bin") == 0;
	size_t stem = len - strlen(strrchr(path, '.'));
	leaf_err err = leaf__buf_printf(&other, "%.*s%s", (int)stem, path,
					input ? ".json" : ".bin");
	if (!err && input)
		err = read_note(e, other.data);
	if (!err && input)
		err = look_at_output(e, path, generation);
	e->expect[0] = 0;
	if (!err && input)
		unlink(other.data);
	if (input || access(other.data, F_OK) != 0)
		unlink(path);
	leaf__buf_release(&other);
	report(e);
	return err;
}

static leaf_err explore_entry(struct exploration *e, struct corpus_entry *entry)
{
	struct leaf__buf input = { 0 };
	enum run_end end;
	int code;
	uint32_t generation = entry->generation + 1;
	leaf_err err = corpus_path(&input, &e->corpus, entry);
	if (!err)
		err = run(e, &end, &code, input.data,
			  &(struct run_once){ .backend = "symex", .expect = entry->expect });
	leaf__buf_release(&input);
	e->stats.concolic_runs++;
	if (!err)
		err = corpus_explored(&e->corpus, entry);
	/* Entries may move from here on: more are kept. */
	if (!err)
		err = each_file(e, e->fresh.data, take_output, generation);
	return err;
}

static leaf_err take_seeds(struct exploration *e)
{
	struct stat st;
	const char *seeds = e->options->seeds;
	if (stat(seeds, &st) != 0)
		return leaf_fail(LEAF_E_NOTFOUND, "no such seed: '%s'", seeds);
	LEAF_TRY(S_ISDIR(st.st_mode) ? each_file(e, seeds, take_seed, 0) : take_seed(e, seeds, 0));
	if (!e->map.state->n_modules && e->stats.runs)
		return leaf_fail(
			LEAF_E_STATE,
			"'%s' was not compiled by leafcc: it tells no coverage; build it with CC=leafcc",
			e->options->argv[0]);
	if (!e->corpus.entries.n && !e->corpus.n_crashes && !e->corpus.n_hangs)
		return leaf_fail(LEAF_E_NOTFOUND, "no seed in '%s'", seeds);
	return LEAF_E_OK;
}

/* An exploration that goes on: what its inputs covered is covered, and they have been tried, whatever the list says. */
static leaf_err cover_entry(struct exploration *e, const struct corpus_entry *entry)
{
	struct leaf__buf bytes = { 0 };
	enum run_end end;
	int code;
	bool fresh;
	leaf__buf_clear(&e->path);
	LEAF_TRY(corpus_path(&e->path, &e->corpus, entry));
	leaf_err err = read_input(&bytes, e->path.data);
	if (!err)
		err = corpus_try(&e->corpus, bytes.data, bytes.len, &fresh);
	leaf__buf_release(&bytes);
	LEAF_TRY(err);
	LEAF_TRY(run(e, &end, &code, e->path.data, &plain));
	explore_map_take(&e->map);
	return LEAF_E_OK;
}

static leaf_err cover_again(struct exploration *e)
{
	for (size_t i = 0; i < e->corpus.entries.n && !e->stop; i++) {
		LEAF_TRY(cover_entry(e, &e->corpus.entries.items[i]));
		report(e);
	}
	return LEAF_E_OK;
}

static leaf_err search(struct exploration *e)
{
	LEAF_TRY(cover_again(e));
	LEAF_TRY(take_seeds(e));
	/* What an exploration that was killed had found, but not yet looked at. */
	LEAF_TRY(each_file(e, e->fresh.data, take_output, 1));
	report(e);
	while (!e->stop) {
		struct corpus_entry *entry = corpus_next(&e->corpus);
		if (!entry) {
			e->stats.finished = true;
			return LEAF_E_OK;
		}
		LEAF_TRY(explore_entry(e, entry));
		report(e);
	}
	return LEAF_E_OK;
}

static leaf_err begin(struct exploration *e)
{
	const char *out = e->options->out;
	LEAF_TRY(corpus_open(&e->corpus, out));
	LEAF_TRY(leaf__buf_printf(&e->fresh, "%s/fresh", out));
	LEAF_TRY(leaf__buf_printf(&e->shared, "%s/shared", out));
	if (mkdir(e->fresh.data, 0777) != 0 && access(e->fresh.data, W_OK) != 0)
		return leaf_fail(LEAF_E_IO, "cannot make '%s'", e->fresh.data);
	return explore_map_open(&e->map, e->shared.data);
}

static void tell_sites(const struct exploration *e)
{
	for (size_t i = 0; e->options->sites && i < e->map.state->n_sites; i++) {
		const struct pri_shared_site *row = &e->map.state->site[i];
		if (row->questions)
			e->options->sites(e->options->more,
					  &(struct explore_site){ .questions = row->questions,
								  .outputs = row->outputs,
								  .ns = row->ns,
								  .place = row->place });
	}
}

leaf_err explore(struct explore_stats *stats, const struct explore_options *options)
{
	struct exploration e = { .options = options, .begin_ns = now_ns() };
	leaf_err err = begin(&e);
	if (!err)
		err = search(&e);
	if (e.map.state) {
		report(&e);
		tell_sites(&e);
	}
	*stats = e.stats;
	corpus_release(&e.corpus);
	explore_map_release(&e.map);
	leaf__buf_release(&e.fresh);
	leaf__buf_release(&e.shared);
	leaf__buf_release(&e.path);
	return err;
}

leaf_err explore_write_map(const char *file, const struct explore_options *options)
{
	enum run_end end;
	int code;
	struct stat st;
	unlink(file);
	LEAF_TRY(run_once(&end, &code,
			  &(struct run_once){ .argv = options->argv,
					      .input = "/dev/null",
					      .backend = "noop",
					      .outputs = "",
					      .shared = "",
					      .map = file,
					      .limit_ms = options->run_ms,
					      .limit_mb = options->run_mb }));
	if (stat(file, &st) == 0)
		return LEAF_E_OK;
	if (end == RUN_EXITED)
		return leaf_fail(
			LEAF_E_STATE,
			"'%s' wrote no map: it was not compiled by leafcc, or cannot write '%s'",
			options->argv[0], file);
	return leaf_fail(
		LEAF_E_STATE,
		"'%s' wrote no map, as it did not end by itself; give it arguments that end it, or a longer --run-ms",
		options->argv[0]);
}
