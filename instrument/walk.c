/* walk.c - check, fix, strip or list all files of a tree, in parallel. */
#include "instrument/walk.h"

#include "base/file.h"
#include "instrument/fix.h"
#include "instrument/generated.h"
#include "instrument/includes.h"
#include "instrument/strip.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	MAX_JOBS = 64,
	MAX_WAITING = 64, /* files of one thread */
	MAX_OPEN = 512,	  /* files of all threads */
};

/* What all threads share. */
struct shared {
	struct walk *walk;
	const struct walk_options *options;
	struct includes *includes;
	atomic_size_t next; /* file to be taken up */
	size_t max_waiting;
};

/* A new text that has been written, but not yet put in its file's place. */
struct waiting {
	struct walk_file *file;
	struct stat before;
	struct leaf__file_new text;
};

/* What one thread has. */
struct worker {
	struct shared *shared;
	struct includes_view view;
	struct leaf__buf text, result, target;
	struct waiting *waiting; /* [MAX_WAITING] */
	size_t n_waiting;
};

void walk_release(struct walk *walk)
{
	for (size_t i = 0; i < walk->n; i++) {
		free(walk->files[i].error);
		free(walk->files[i].fns.items);
		leaf__buf_release(&walk->files[i].texts);
	}
	free(walk->files);
	sources_release(&walk->sources);
	*walk = (struct walk){ 0 };
}

const char *walk_status_json(enum walk_status status)
{
	static const char *const names[] = {
#define W(name, json) [WALK_##name] = json,
#include "instrument/walk.def"
	};
	return names[status];
}

/* ---- one file ---- */

/* "src/net/tcp.c" is src::net::tcp. */
static leaf_err make_target(struct leaf__buf *target, const char *inside)
{
	const char *name = strrchr(inside, '/'), *dot = strrchr(name ? name : inside, '.');
	const char *end = dot ? dot : inside + strlen(inside);
	leaf__buf_clear(target);
	for (; inside < end; inside++) {
		if (*inside == '/')
			LEAF_TRY(leaf__buf_puts(target, "::"));
		else
			LEAF_TRY(leaf__buf_add(target, inside, 1));
	}
	return LEAF_E_OK;
}

/* What the project says of a file: the longest glob that matches decides. NULL: nothing. */
static const char *project_target(const struct walk_options *options, const struct source *source)
{
	const struct walk_target *best = NULL;
	for (size_t i = 0; i < options->n_targets && source->in_project; i++) {
		const struct walk_target *target = &options->targets[i];
		if (sources_match(target->glob, source->in_project) &&
		    (!best || strlen(target->glob) > strlen(best->glob)))
			best = target;
	}
	return best ? best->target : NULL;
}

leaf_err walk_find_target(const char **target, struct leaf__buf *room,
			  const struct walk_options *options, const struct source *source)
{
	const char *found = project_target(options, source);
	if (!found)
		found = options->forms.target;
	if (!found) {
		LEAF_TRY(make_target(room, source->inside));
		found = room->data;
	}
	*target = found;
	return LEAF_E_OK;
}

static bool is_left_out(const struct walk_options *options, const struct source *source,
			enum sources_why why)
{
	return !source->given && !(options->sources.take >> why & 1);
}

/* Whether something about the file itself, rather than its path, leaves it out. */
static enum sources_why judge_state(const struct walk_options *options, const struct source *source,
				    const struct stat *st)
{
	bool writes = options->action != WALK_LIST;
	if ((size_t)st->st_size > options->max_size)
		return SOURCES_LARGE;
	if (writes && !(st->st_mode & 0222) && is_left_out(options, source, SOURCES_READ_ONLY))
		return SOURCES_READ_ONLY;
	if (writes && st->st_nlink > 1 && is_left_out(options, source, SOURCES_HARD_LINK))
		return SOURCES_HARD_LINK;
	return SOURCES_TAKEN;
}

static bool is_as_before(const struct walk_file *file, const struct stat *before)
{
	struct stat now;
	return !lstat(file->source->path, &now) && now.st_ino == before->st_ino &&
	       now.st_size == before->st_size && now.st_mtim.tv_sec == before->st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == before->st_mtim.tv_nsec;
}

static void note_error(struct walk_file *file, leaf_err err)
{
	file->err = err;
	if (err != LEAF_E_OK)
		file->error = strdup(leaf_err_text());
}

static leaf_err commit(struct waiting *one)
{
	if (is_as_before(one->file, &one->before))
		return leaf__file_commit(&one->text);
	leaf__file_forget(&one->text);
	return leaf_fail(LEAF_E_STATE, "'%s' is being changed by somebody else",
			 one->file->source->path);
}

/* Put the texts that wait in their places; what cannot be synced is told of by commit(). */
static void put_in_place(struct worker *worker)
{
	for (size_t i = 0; i < worker->n_waiting; i++)
		(void)!leaf__file_sync(&worker->waiting[i].text);
	for (size_t i = 0; i < worker->n_waiting; i++) {
		struct waiting *one = &worker->waiting[i];
		note_error(one->file, commit(one));
	}
	worker->n_waiting = 0;
}

static leaf_err write_result(struct worker *worker, struct walk_file *file,
			     const struct stat *before)
{
	const struct leaf__buf *old = &worker->text, *new = &worker->result;
	if (old->len == new->len && !memcmp(old->data, new->data, old->len))
		return LEAF_E_OK;
	file->changed = true;
	if (worker->shared->options->dry_run)
		return LEAF_E_OK;
	struct waiting alone, *one = &alone;
	if (worker->waiting)
		one = &worker->waiting[worker->n_waiting];
	*one = (struct waiting){ .file = file, .before = *before };
	LEAF_TRY(leaf__file_prepare(&one->text, file->source->path, new->data, new->len));
	if (!worker->waiting)
		return commit(one);
	if (++worker->n_waiting >= worker->shared->max_waiting)
		put_in_place(worker);
	return LEAF_E_OK;
}

/* ---- list ---- */

static leaf_err add_args(struct walk_file *file, struct walk_fn *out, const char *text,
			 const struct cfuncs *funcs, const struct cfuncs_fn *fn,
			 const struct forms_options *forms)
{
	const struct cparams_one *args[FORMS_MAX_ARGS];
	size_t n = forms_args(args, text, funcs, fn, forms);
	out->args = (uint32_t)file->texts.len;
	out->n_args = (uint32_t)n;
	for (size_t i = 0; i < n; i++) {
		LEAF_TRY(leaf__buf_add(&file->texts, text + args[i]->at, args[i]->len));
		LEAF_TRY(leaf__buf_add(&file->texts, "", 1));
	}
	return LEAF_E_OK;
}

static enum walk_status status_of(const struct cfuncs_fn *fn, enum rules_why why)
{
	if (fn->flags & CFUNCS_HAS_AUTO)
		return WALK_INSERTED;
	if (why == RULES_HAS_SPAN)
		return WALK_BY_HAND;
	return why == RULES_TAKEN ? WALK_MISSING : WALK_SKIPPED;
}

static leaf_err list_function(const struct worker *worker, struct walk_file *file,
			      const struct cfuncs *funcs, const struct cfuncs_fn *fn)
{
	const char *text = worker->text.data;
	const struct walk_options *options = worker->shared->options;
	struct rules_given given = { text, file->source->header };
	enum rules_why why = rules_judge(funcs, fn, &given, &options->rules);
	LEAF_TRY(LEAF__VEC_ROOM(&file->fns));
	struct walk_fn *out = &file->fns.items[file->fns.n];
	*out = (struct walk_fn){
		.name = (uint32_t)file->texts.len,
		.name_len = fn->name_len,
		.line = fn->line,
		.column = fn->column,
		.brace = fn->brace,
		.status = status_of(fn, why),
		.why = why,
	};
	LEAF_TRY(leaf__buf_add(&file->texts, text + fn->name, fn->name_len));
	LEAF_TRY(add_args(file, out, text, funcs, fn, &options->forms));
	file->by_why[why]++;
	file->fns.n++;
	return LEAF_E_OK;
}

static leaf_err list_file(struct worker *worker, struct walk_file *file,
			  const struct cmacros_view *view)
{
	struct cfuncs funcs = { 0 };
	leaf_err err = cfuncs_scan(&funcs, worker->text.data, worker->text.len, view);
	for (size_t i = 0; i < funcs.fns.n && err == LEAF_E_OK; i++)
		err = list_function(worker, file, &funcs, &funcs.fns.items[i]);
	cfuncs_release(&funcs);
	return err;
}

/* ---- fix, strip ---- */

static leaf_err fix_file(struct worker *worker, struct walk_file *file,
			 const struct cmacros_view *view)
{
	const struct walk_options *walk = worker->shared->options;
	struct fix_options options = { walk->rules, walk->forms };
	struct fix_report report = { 0 };
	LEAF_TRY(walk_find_target(&options.forms.target, &worker->target, walk, file->source));
	leaf_err err = fix_text(&worker->result, &report, worker->text.data, worker->text.len, view,
				file->source->header, &options);
	for (size_t i = 0; i < report.whys.n && err == LEAF_E_OK; i++)
		file->by_why[report.whys.items[i]]++;
	fix_report_release(&report);
	return err;
}

static leaf_err strip_file(struct worker *worker, struct walk_file *file)
{
	struct strip_counts counts;
	LEAF_TRY(strip_text(&worker->result, &counts, worker->text.data, worker->text.len));
	file->stripped = counts.statements;
	return LEAF_E_OK;
}

/* ---- each file ---- */

static leaf_err do_text(struct worker *worker, struct walk_file *file, const struct stat *before)
{
	const struct walk_options *options = worker->shared->options;
	struct leaf__buf *text = &worker->text;
	leaf__buf_clear(&worker->result);
	if (options->action == WALK_STRIP) {
		LEAF_TRY(strip_file(worker, file));
		return write_result(worker, file, before);
	}
	struct cmacros_view view;
	LEAF_TRY(includes_of(&view, worker->shared->includes, &worker->view, file->source->inside,
			     text->data, text->len));
	if (options->action == WALK_LIST)
		return list_file(worker, file, &view);
	LEAF_TRY(fix_file(worker, file, &view));
	return write_result(worker, file, before);
}

static leaf_err do_file(struct worker *worker, struct walk_file *file)
{
	const struct walk_options *options = worker->shared->options;
	const struct source *source = file->source;
	struct stat before;
	if (lstat(source->path, &before))
		return leaf_fail(LEAF_E_IO, "cannot look at '%s': %s", source->path,
				 strerror(errno));
	if (options->action != WALK_LIST && !options->dry_run)
		leaf__file_clean(source->path);
	file->why = judge_state(options, source, &before);
	if (file->why != SOURCES_TAKEN)
		return LEAF_E_OK;
	leaf__buf_clear(&worker->text);
	LEAF_TRY(leaf__file_read(&worker->text, source->path, options->max_size));
	if (options->action != WALK_STRIP && is_left_out(options, source, SOURCES_GENERATED) &&
	    generated_text(worker->text.data, worker->text.len)) {
		file->why = SOURCES_GENERATED;
		return LEAF_E_OK;
	}
	return do_text(worker, file, &before);
}

static void *work(void *argument)
{
	struct worker *worker = argument;
	struct shared *shared = worker->shared;
	size_t i;
	while ((i = atomic_fetch_add(&shared->next, 1)) < shared->walk->n) {
		struct walk_file *file = &shared->walk->files[i];
		leaf_err err = file->why == SOURCES_TAKEN ? do_file(worker, file) : LEAF_E_OK;
		if (err != LEAF_E_OK)
			note_error(file, err);
		if (shared->options->tick)
			shared->options->tick(shared->options->closure);
	}
	put_in_place(worker);
	free(worker->waiting);
	includes_view_release(&worker->view);
	leaf__buf_release(&worker->text);
	leaf__buf_release(&worker->result);
	leaf__buf_release(&worker->target);
	return NULL;
}

static unsigned jobs_of(const struct walk_options *options, size_t n)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t jobs = options->jobs ? options->jobs : processors > 0 ? (size_t)processors : 1;
	if (jobs > n / 4 + 1)
		jobs = n / 4 + 1;
	return (unsigned)(jobs < MAX_JOBS ? jobs : MAX_JOBS);
}

/* As many threads as asked for, this one among them; those that cannot be had are done without. */
static void work_together(struct shared *shared, unsigned jobs)
{
	struct worker workers[MAX_JOBS] = { 0 };
	pthread_t threads[MAX_JOBS];
	unsigned started = 0;
	shared->max_waiting = jobs > MAX_OPEN / MAX_WAITING ? MAX_OPEN / jobs : MAX_WAITING;
	for (size_t i = 0; i < MAX_JOBS; i++) {
		workers[i].shared = shared;
		/* Without memory, files are written one by one. */
		if (i < jobs && shared->options->action != WALK_LIST)
			workers[i].waiting = calloc(MAX_WAITING, sizeof *workers[i].waiting);
	}
	while (started + 1 < jobs &&
	       !pthread_create(&threads[started], NULL, work, &workers[started + 1]))
		started++;
	work(&workers[0]);
	for (unsigned i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	for (unsigned i = started + 1; i < jobs; i++)
		free(workers[i].waiting);
}

/* ---- all files ---- */

static leaf_err find_sources(struct walk *walk, struct sources *tree,
			     const struct walk_options *options, const char *const *paths, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		LEAF_TRY(sources_add(&walk->sources, paths[i], &options->sources));
		LEAF_TRY(sources_add_tree(tree, paths[i]));
	}
	sources_finish(&walk->sources);
	sources_finish(tree);
	walk->files = calloc(walk->sources.files.n + 1, sizeof *walk->files);
	if (!walk->files)
		return leaf_fail(LEAF_E_NOMEM, "no memory for %zu files", walk->sources.files.n);
	walk->n = walk->sources.files.n;
	for (size_t i = 0; i < walk->n; i++) {
		walk->files[i].source = &walk->sources.files.items[i];
		walk->files[i].why = walk->files[i].source->why;
	}
	return LEAF_E_OK;
}

/* Keep others from writing in the tree until *lock is closed. */
static leaf_err lock_tree(int *lock, const char *top)
{
	int fd = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return leaf_fail(LEAF_E_IO, "cannot open '%s': %s", top, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK) {
		close(fd);
		return leaf_fail(LEAF_E_STATE, "another 'leaf instrument' is at work in '%s'", top);
	}
	*lock = fd;
	return LEAF_E_OK;
}

static leaf_err run_all(struct walk *walk, const struct sources *tree,
			const struct walk_options *options)
{
	struct shared shared = { .walk = walk, .options = options };
	int lock = -1;
	if (options->action != WALK_LIST && !options->dry_run && tree->top)
		LEAF_TRY(lock_tree(&lock, tree->top));
	leaf_err err = includes_make(&shared.includes, tree);
	if (err == LEAF_E_OK) {
		if (options->begin)
			options->begin(options->closure, walk->n);
		work_together(&shared, jobs_of(options, walk->n));
	}
	includes_free(shared.includes);
	if (lock >= 0)
		close(lock);
	return err;
}

leaf_err walk_run(struct walk *out, const struct walk_options *options, const char *const *paths,
		  size_t n)
{
	struct sources tree = { 0 };
	leaf_err err = find_sources(out, &tree, options, paths, n);
	if (err == LEAF_E_OK)
		err = run_all(out, &tree, options);
	sources_release(&tree);
	if (err != LEAF_E_OK)
		walk_release(out);
	return err;
}
