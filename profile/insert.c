/* insert.c - put lines into all images of all rows, as blobs; nothing visible changes. */
#include "profile/insert.h"

#include "base/file.h"
#include "instrument/fix.h"
#include "instrument/generated.h"
#include "instrument/includes.h"
#include "profile/blobid.h"
#include "profile/collect.h"
#include "profile/gitcat.h"
#include "profile/gitimport.h"
#include "profile/point.h"
#include "profile/spread.h"

#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Rows at a time, so that memory does not grow with the tree. Each asks for two blobs at most. */
enum { BATCH = GITCAT_AHEAD / 2, MAX_JOBS = 32 };

enum verdict { TAKEN, GENERATED, UNSAFE, INSERTED_BEFORE, FAILED };

/* One image of a row: its text, and the text with lines in. */
struct text {
	bool here;
	int same; /* the image that has the same bytes, itself if none before has */
	struct leaf__buf bytes, fixed;
	char id[BLOBID_SIZE], fixed_id[BLOBID_SIZE];
	bool changed;
};

struct item {
	struct row *row;
	struct text texts[ROWS_IMAGES];
	enum verdict verdict;
	char *error;
	leaf_err err;
	size_t by_why[RULES_N];
};

struct batch {
	struct profile *profile;
	struct includes *includes;
	struct item items[BATCH];
	size_t n;
	atomic_size_t next;
};

/* What one thread has. */
struct worker {
	struct batch *batch;
	struct includes_view view;
	struct leaf__buf target;
};

/* ---- reading ---- */

static leaf_err read_file(struct item *item, const struct git *git)
{
	struct text *text = &item->texts[ROWS_TREE];
	struct stat st;
	char path[PATH_MAX];
	if (!item->row->images[ROWS_TREE].mode)
		return LEAF_E_OK;
	snprintf(path, sizeof path, "%s/%s", git->top, item->row->path);
	LEAF_TRY(leaf__file_read(&text->bytes, path, (size_t)-1 / 2));
	/* Looked at before and after: what was read is what is known by this. */
	struct row_file file = { 0 };
	if (!lstat(path, &st))
		file = row_file_of(&st);
	if (memcmp(&file, &item->row->file, sizeof file) != 0 || file.size != text->bytes.len)
		return leaf_fail(LEAF_E_STATE, "'%s' is being changed by somebody else",
				 item->row->path);
	text->here = true;
	return LEAF_E_OK;
}

static leaf_err read_batch(struct batch *batch, struct gitcat *cat)
{
	const char *ids[GITCAT_AHEAD];
	size_t n = 0;
	for (size_t i = 0; i < batch->n; i++) {
		const struct row_image *images = batch->items[i].row->images;
		const char *head = images[ROWS_HEAD].id, *index = images[ROWS_INDEX].id;
		if (head)
			ids[n++] = head;
		if (index && !(head && !strcmp(head, index)))
			ids[n++] = index;
	}
	if (n)
		LEAF_TRY(gitcat_ask(cat, ids, n));
	for (size_t i = 0; i < batch->n; i++) {
		struct item *item = &batch->items[i];
		const struct row_image *images = item->row->images;
		const char *head = images[ROWS_HEAD].id, *index = images[ROWS_INDEX].id;
		item->texts[ROWS_HEAD].here = head;
		item->texts[ROWS_INDEX].here = index;
		item->texts[ROWS_INDEX].same = ROWS_INDEX;
		if (head)
			LEAF_TRY(gitcat_take(&item->texts[ROWS_HEAD].bytes, cat));
		if (head && index && !strcmp(head, index))
			item->texts[ROWS_INDEX].same = ROWS_HEAD;
		else if (index)
			LEAF_TRY(gitcat_take(&item->texts[ROWS_INDEX].bytes, cat));
		LEAF_TRY(read_file(item, &batch->profile->git));
	}
	return LEAF_E_OK;
}

/* ---- inserting ---- */

static bool are_equal(const struct leaf__buf *a, const struct leaf__buf *b)
{
	return a->len == b->len && (!a->len || !memcmp(a->data, b->data, a->len));
}

/* Whose bytes those of the work tree are. */
static void find_same(struct item *item)
{
	struct text *texts = item->texts;
	texts[ROWS_TREE].same = ROWS_TREE;
	for (int which = ROWS_INDEX; which >= ROWS_HEAD; which--) {
		if (texts[ROWS_TREE].here && texts[which].here && texts[which].same == which &&
		    are_equal(&texts[which].bytes, &texts[ROWS_TREE].bytes))
			texts[ROWS_TREE].same = which;
	}
}

static leaf_err fix_one(struct worker *worker, struct item *item, struct text *text, bool counts)
{
	const struct walk_options *insert = &worker->batch->profile->insert;
	struct fix_options options = { insert->rules, insert->forms };
	struct fix_report report = { 0 };
	struct cmacros_view view;
	bool sha256 = worker->batch->profile->git.sha256;
	const char *bytes = text->bytes.data ? text->bytes.data : "";
	size_t len = text->bytes.len;
	struct source source;
	collect_source(&source, worker->batch->profile, item->row->path);
	if (!(insert->sources.take >> SOURCES_GENERATED & 1) && generated_text(bytes, len)) {
		item->verdict = GENERATED;
		return LEAF_E_OK;
	}
	LEAF_TRY(includes_of(&view, worker->batch->includes, &worker->view, source.inside, bytes,
			     len));
	LEAF_TRY(walk_find_target(&options.forms.target, &worker->target, insert, &source));
	leaf_err err = fix_text(&text->fixed, &report, bytes, len, &view, source.header, &options);
	if (err == LEAF_E_UNSUPPORTED || err == LEAF_E_LIMIT) {
		item->verdict = UNSAFE;
		err = LEAF_E_OK;
	} else if (err == LEAF_E_OK && !are_equal(&report.bare, &text->bytes)) {
		item->verdict = INSERTED_BEFORE;
	}
	for (size_t i = 0; i < report.whys.n && err == LEAF_E_OK && counts; i++)
		item->by_why[report.whys.items[i]]++;
	fix_report_release(&report);
	text->changed = !are_equal(&text->fixed, &text->bytes);
	blobid_of(text->id, bytes, len, sha256);
	if (text->changed)
		blobid_of(text->fixed_id, text->fixed.data, text->fixed.len, sha256);
	return err;
}

static leaf_err fix_item(struct worker *worker, struct item *item)
{
	struct text *texts = item->texts;
	find_same(item);
	/* Functions are counted in the work tree, where there is one. */
	int counted = texts[ROWS_TREE].here    ? texts[ROWS_TREE].same
		      : texts[ROWS_INDEX].here ? texts[ROWS_INDEX].same
					       : ROWS_HEAD;
	for (int which = 0; which < ROWS_IMAGES && item->verdict == TAKEN; which++) {
		if (texts[which].here && texts[which].same == which)
			LEAF_TRY(fix_one(worker, item, &texts[which], which == counted));
	}
	return LEAF_E_OK;
}

static void *work(void *argument)
{
	struct worker *worker = argument;
	struct batch *batch = worker->batch;
	size_t i;
	while ((i = atomic_fetch_add(&batch->next, 1)) < batch->n) {
		struct item *item = &batch->items[i];
		item->err = fix_item(worker, item);
		if (item->err != LEAF_E_OK)
			item->error = strdup(leaf_err_text());
	}
	return NULL;
}

static void work_together(struct worker *workers, struct batch *batch, unsigned jobs)
{
	for (unsigned i = 0; i < MAX_JOBS; i++)
		workers[i].batch = batch;
	pthread_t threads[MAX_JOBS];
	unsigned started = 0;
	while (started + 1 < jobs && started + 1 < MAX_JOBS &&
	       !pthread_create(&threads[started], NULL, work, &workers[started + 1]))
		started++;
	work(&workers[0]);
	for (unsigned i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
}

/* ---- storing ---- */

static leaf_err copy_id(const char **out, struct rows *rows, const char *id)
{
	*out = leaf__arena_strndup(&rows->arena, id, strlen(id));
	return *out ? LEAF_E_OK : leaf_fail(LEAF_E_NOMEM, "no memory for the list of files");
}

static leaf_err store_image(struct batch *batch, struct item *item, int which,
			    struct gitimport *import)
{
	struct rows *rows = &batch->profile->rows;
	const struct git *git = &batch->profile->git;
	struct row_image *image = &item->row->images[which];
	struct text *text = &item->texts[which];
	if (text->same != which) {
		image->id = item->row->images[text->same].id;
		image->fixed = item->row->images[text->same].fixed;
		return LEAF_E_OK;
	}
	if (which == ROWS_TREE) {
		LEAF_TRY(copy_id(&image->id, rows, text->id));
		LEAF_TRY(gitimport_blob(import, git, text->bytes.data, text->bytes.len));
	} else if (strcmp(image->id, text->id) != 0) {
		return leaf_fail(LEAF_E_CHILD, "the object %s is damaged (git fsck)", image->id);
	}
	image->fixed = image->id;
	if (!text->changed)
		return LEAF_E_OK;
	LEAF_TRY(copy_id(&image->fixed, rows, text->fixed_id));
	return gitimport_blob(import, git, text->fixed.data, text->fixed.len);
}

static leaf_err judge(struct batch *batch, struct item *item, bool *keep)
{
	struct profile_counts *counts = &batch->profile->counts;
	if (item->err != LEAF_E_OK)
		return leaf_fail(item->err, "'%s': %s", item->row->path,
				 item->error ? item->error : "no memory");
	if (item->verdict == INSERTED_BEFORE)
		return leaf_fail(LEAF_E_STATE,
				 "'%s' holds inserted lines already; take them out with "
				 "'leaf instrument strip' first",
				 item->row->path);
	counts->left_out[SOURCES_GENERATED] += item->verdict == GENERATED;
	counts->unsafe += item->verdict == UNSAFE;
	for (int which = 0; which < ROWS_IMAGES; which++)
		*keep |= item->texts[which].changed;
	*keep &= item->verdict == TAKEN;
	for (int why = 0; why < RULES_N && item->verdict == TAKEN; why++)
		counts->by_why[why] += item->by_why[why];
	return LEAF_E_OK;
}

/* Store what is to be kept of a batch; rows to be dropped lose their path. */
static leaf_err store_batch(struct batch *batch, struct gitimport *import)
{
	for (size_t i = 0; i < batch->n; i++) {
		struct item *item = &batch->items[i];
		bool keep = false;
		LEAF_TRY(judge(batch, item, &keep));
		if (!keep) {
			item->row->path = NULL;
			continue;
		}
		for (int which = 0; which < ROWS_IMAGES; which++) {
			if (item->texts[which].here && !batch->profile->dry_run)
				LEAF_TRY(store_image(batch, item, which, import));
		}
	}
	return LEAF_E_OK;
}

static void clear_batch(struct batch *batch)
{
	for (size_t i = 0; i < batch->n; i++) {
		struct item *item = &batch->items[i];
		for (int which = 0; which < ROWS_IMAGES; which++) {
			leaf__buf_release(&item->texts[which].bytes);
			leaf__buf_release(&item->texts[which].fixed);
		}
		free(item->error);
		*item = (struct item){ 0 };
	}
	batch->n = 0;
	atomic_store(&batch->next, 0);
}

/* ---- all ---- */

/* Two batches: while one is worked on, the next is read. */
struct reading {
	struct batch *batch;
	struct gitcat *cat;
	leaf_err err;
	char why[512];
	pthread_t thread;
	bool started;
};

static void *read_next(void *argument)
{
	struct reading *reading = argument;
	reading->err = read_batch(reading->batch, reading->cat);
	if (reading->err != LEAF_E_OK)
		snprintf(reading->why, sizeof reading->why, "%s", leaf_err_text());
	return NULL;
}

/* Take the next rows into a batch and begin to read them. */
static void begin_batch(struct reading *reading, struct rows *rows, size_t *at)
{
	struct batch *batch = reading->batch;
	while (batch->n < BATCH && *at < rows->list.n)
		batch->items[batch->n++].row = &rows->list.items[(*at)++];
	reading->started = batch->n && !pthread_create(&reading->thread, NULL, read_next, reading);
}

static leaf_err end_batch(struct reading *reading)
{
	if (reading->started)
		pthread_join(reading->thread, NULL);
	else
		read_next(reading);
	reading->started = false;
	return reading->err == LEAF_E_OK ? LEAF_E_OK : leaf_fail(reading->err, "%s", reading->why);
}

static leaf_err run_batches(struct batch *batches, struct worker *workers, struct gitcat *cat,
			    struct gitimport *import)
{
	struct rows *rows = &batches->profile->rows;
	struct reading readings[2] = { { .batch = batches, .cat = cat },
				       { .batch = batches + 1, .cat = cat } };
	unsigned jobs = spread_jobs(batches->profile->insert.jobs);
	leaf_err err = LEAF_E_OK;
	size_t at = 0, now = 0;
	for (begin_batch(&readings[0], rows, &at); readings[now].batch->n; now = !now) {
		struct batch *batch = readings[now].batch;
		leaf_err got = end_batch(&readings[now]);
		if (err == LEAF_E_OK)
			err = got;
		if (err == LEAF_E_OK)
			begin_batch(&readings[!now], rows, &at);
		if (err == LEAF_E_OK)
			err = point("read", 0);
		if (err == LEAF_E_OK) {
			work_together(workers, batch, jobs);
			err = store_batch(batch, import);
		}
		clear_batch(batch);
	}
	return err;
}

static void drop_unchanged(struct rows *rows)
{
	size_t n = 0;
	for (size_t i = 0; i < rows->list.n; i++) {
		if (rows->list.items[i].path)
			rows->list.items[n++] = rows->list.items[i];
	}
	rows->list.n = n;
}

static leaf_err insert_with(struct batch *batches, struct worker *workers)
{
	struct profile *profile = batches->profile;
	struct sources tree = { 0 };
	struct gitcat cat = { 0 };
	struct gitimport import = { 0 };
	struct includes *includes = NULL;
	leaf_err err = sources_add_tree(&tree, profile->git.top);
	sources_finish(&tree);
	if (err == LEAF_E_OK)
		err = includes_make(&includes, &tree);
	batches[0].includes = batches[1].includes = includes;
	if (err == LEAF_E_OK)
		err = gitcat_start(&cat, &profile->git);
	if (err == LEAF_E_OK)
		err = run_batches(batches, workers, &cat, &import);
	gitcat_stop(&cat);
	leaf_err stopped = gitimport_stop(&import);
	includes_free(includes);
	sources_release(&tree);
	return err == LEAF_E_OK ? stopped : err;
}

leaf_err insert_rows(struct profile *profile)
{
	struct batch *batches = calloc(2, sizeof *batches);
	struct worker *workers = calloc(MAX_JOBS, sizeof *workers);
	leaf_err err;
	if (batches && workers) {
		batches[0].profile = batches[1].profile = profile;
		err = insert_with(batches, workers);
		drop_unchanged(&profile->rows);
		for (int i = 0; i < MAX_JOBS; i++) {
			includes_view_release(&workers[i].view);
			leaf__buf_release(&workers[i].target);
		}
	} else {
		err = leaf_fail(LEAF_E_NOMEM, "no memory for the files");
	}
	free(workers);
	free(batches);
	return err;
}
