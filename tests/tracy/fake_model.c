/* fake_model.c - what the fake server has seen: rules, texts, time, the walk through a block. */
#include "tests/tracy/fake_model.h"

#include "tests/tracy/fake_options.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name, *text;
} rules[FAKE_RULES] = {
#define RULE(name, text) { #name, text },
#include "tests/tracy/fake_rules.def"
};

const char *fake_rule_name(enum fake_rule rule)
{
	return rules[rule].name;
}

const char *fake_rule_text(enum fake_rule rule)
{
	return rules[rule].text;
}

int fake_rule_find(const char *name)
{
	for (int rule = 0; rule < FAKE_RULES; rule++)
		if (strcmp(rules[rule].name, name) == 0)
			return rule;
	return -1;
}

void fake_break(struct fake_model *model, enum fake_rule rule, const char *format, ...)
{
	struct fake_broken *broken = &model->broken[rule];
	if (broken->n++ >= FAKE_DETAILS)
		return;
	char detail[512];
	va_list args;
	va_start(args, format);
	vsnprintf(detail, sizeof detail, format, args);
	va_end(args);
	broken->details[broken->n - 1] = fake_copy(detail, strlen(detail));
}

uint64_t fake_broken_n(const struct fake_model *model)
{
	uint64_t n = 0;
	for (int rule = 0; rule < FAKE_RULES; rule++)
		n += model->broken[rule].n;
	return n;
}

/* ---- texts ---- */

char *fake_copy(const char *text, size_t n)
{
	char *copy = fake_alloc(n + 1);
	if (n)
		memcpy(copy, text, n);
	return copy;
}

void fake_texts_add(struct fake_texts *texts, uint64_t keep, const char *text, size_t n)
{
	if (texts->n++ >= keep)
		return;
	if (texts->kept == texts->cap) {
		texts->cap = texts->cap ? 2 * texts->cap : 4;
		texts->text = fake_grow(texts->text, texts->cap * sizeof *texts->text);
	}
	texts->text[texts->kept++] = fake_copy(text, n);
}

static void texts_release(struct fake_texts *texts)
{
	for (uint64_t i = 0; i < texts->kept; i++)
		free(texts->text[i]);
	free(texts->text);
}

void fake_text_append(struct fake_text *text, const char *more, size_t n)
{
	size_t break_n = text->s ? 1 : 0;
	if (text->n + break_n + n + 1 > text->cap) {
		text->cap = 2 * (text->n + break_n + n + 1);
		text->s = fake_grow(text->s, text->cap);
	}
	if (break_n)
		text->s[text->n++] = '\n';
	if (n)
		memcpy(text->s + text->n, more, n);
	text->n += n;
	text->s[text->n] = 0;
}

/* ---- life ---- */

void fake_model_init(struct fake_model *model, const struct fake_options *options, int protocol)
{
	*model = (struct fake_model){ .options = options,
				      .protocol = protocol,
				      .traits = fake_traits_of(protocol),
				      .status = -1,
				      .timer_mul = 1,
				      .credits = 1000 };
}

static void thread_release(struct fake_thread *thread)
{
	for (size_t i = 0; i < thread->depth; i++) {
		free(thread->zones[i].text.s);
		free(thread->zones[i].name.s);
	}
	free(thread->zones);
	fake_map_release(&thread->sites);
}

static void site_release(struct fake_site *site)
{
	texts_release(&site->texts);
	texts_release(&site->values);
	free(site->name_text);
	free(site->function_text);
	free(site->file_text);
}

static void map_release(struct fake_map *map, void (*release)(void *))
{
	uint64_t key;
	void *value;
	for (size_t i = 0; fake_map_next(map, &i, &key, &value);) {
		if (release)
			release(value);
		free(value);
	}
	fake_map_release(map);
}

static void release_thread(void *value)
{
	thread_release(value);
}

static void release_site(void *value)
{
	site_release(value);
}

static void release_plot(void *value)
{
	texts_release(&((struct fake_plot *)value)->values);
}

static void release_lock(void *value)
{
	struct fake_lock *lock = value;
	free(lock->name);
	map_release(&lock->threads, NULL);
}

static void release_pool(void *value)
{
	fake_map_release(&((struct fake_pool *)value)->live);
}

static void release_section(void *value)
{
	free(((struct fake_section *)value)->name);
}

static void release_ask(void *value)
{
	free(((struct fake_ask *)value)->answer);
}

void fake_model_release(struct fake_model *model)
{
	for (int rule = 0; rule < FAKE_RULES; rule++)
		for (int i = 0; i < FAKE_DETAILS; i++)
			free(model->broken[rule].details[i]);
	map_release(&model->threads, release_thread);
	map_release(&model->fibers, release_thread);
	map_release(&model->sites, release_site);
	map_release(&model->dynamic_sites, release_site);
	map_release(&model->plots, release_plot);
	map_release(&model->frames, NULL);
	map_release(&model->locks, release_lock);
	map_release(&model->pools, release_pool);
	map_release(&model->sections, release_section);
	for (int query = 0; query < FAKE_QUERIES; query++)
		map_release(&model->asked[query], release_ask);
	for (size_t i = 0; i < model->kept_messages; i++)
		free(model->messages[i].text);
	free(model->messages);
	texts_release(&model->app_infos);
	texts_release(&model->params);
	texts_release(&model->callstack_frames);
	for (size_t i = 0; i < model->n_done; i++) {
		free(model->done[i].text);
		free(model->done[i].name);
	}
	free(model->done);
	free(model->staged.single);
	free(model->staged.second);
	free(model->queue);
	free(model->ranges);
	free(model->sites_due);
	*model = (struct fake_model){ 0 };
}

/* ---- time, handles ---- */

void fake_check_time(struct fake_model *model, int64_t raw, const char *what)
{
	/* A viewer keeps 48 bits with sign of nanoseconds. */
	const double far_ns = 140737488355328.0;
	if (raw < model->init_begin)
		fake_break(model, RULE_time_before_start, "%s: %" PRId64 " before %" PRId64, what,
			   raw, model->init_begin);
	else if (((double)raw - (double)model->init_begin) * model->timer_mul >= far_ns)
		fake_break(model, RULE_time_too_far, "%s: %" PRId64 " after %" PRId64, what, raw,
			   model->init_begin);
	else if (model->has_limit && raw > model->limit)
		fake_break(model, RULE_time_in_future,
			   "%s: %" PRId64 " and now is at most %" PRId64, what, raw, model->limit);
}

int64_t fake_thread_time(struct fake_model *model, uint64_t delta)
{
	model->ref_thread = (int64_t)((uint64_t)model->ref_thread + delta);
	return model->ref_thread;
}

void fake_check_handle(struct fake_model *model, uint64_t handle, const char *what)
{
	if (handle == 0 || handle >> 56)
		fake_break(model, RULE_handle_bad, "%s: 0x%" PRIx64, what, handle);
	for (size_t i = 0; i < model->n_ranges; i++)
		if (handle >= model->ranges[i][0] && handle < model->ranges[i][1])
			fake_break(model, RULE_handle_is_address, "%s: 0x%" PRIx64, what, handle);
}

/* ---- staging ---- */

char *fake_take_single(struct fake_model *model, const char *what, size_t *len)
{
	char *text = model->staged.single;
	size_t n = model->staged.single_len;
	model->staged.single = NULL;
	if (!text) {
		fake_break(model, RULE_staged_missing, "%s without a string", what);
		text = fake_copy("", 0);
		n = 0;
	}
	if (len)
		*len = n;
	return text;
}

static int see_staging(struct fake_model *model, const struct fake_view *view)
{
	struct fake_staged *staged = &model->staged;
	const char *name = fake_item_name(view->item);
	switch ((int)view->item) {
	case ITEM_SingleStringData:
	case ITEM_SingleStringData8:
		if (staged->single)
			fake_break(model, RULE_staged_twice, "%s '%.40s' behind '%.40s'", name,
				   view->len ? view->text : "", staged->single);
		free(staged->single);
		staged->single = fake_copy(view->text, view->len);
		staged->single_len = view->len;
		return 1;
	case ITEM_SecondStringData:
	case ITEM_SecondStringData8:
		if (staged->second)
			fake_break(model, RULE_staged_twice, "%s behind '%.40s'", name,
				   staged->second);
		free(staged->second);
		staged->second = fake_copy(view->text, view->len);
		return 1;
	case ITEM_MemNamePayload:
		if (staged->has_memory)
			fake_break(model, RULE_staged_twice, "%s", name);
		staged->has_memory = 1;
		staged->memory = view->field[0];
		fake_check_handle(model, view->field[0], name);
		fake_ask(model, QUERY_String, view->field[0]);
		return 1;
	default:
		return 0;
	}
}

static void check_text(struct fake_model *model, const struct fake_view *view)
{
	if (view->len > model->longest_string)
		model->longest_string = view->len;
	if (view->len > FAKE_STRING_MAX)
		fake_break(model, RULE_string_too_long, "%s of %zu bytes",
			   fake_item_name(view->item), view->len);
	int has_binary = view->item == ITEM_SourceLocationPayload ||
			 view->item == ITEM_CallstackPayload;
	if (view->len && !has_binary && memchr(view->text, 0, view->len))
		fake_break(model, RULE_string_nul, "%s '%.40s…'", fake_item_name(view->item),
			   view->text);
}

static int is_answer(enum fake_item item)
{
	switch ((int)item) {
	case ITEM_StringData:
	case ITEM_ThreadName:
	case ITEM_PlotName:
	case ITEM_FrameName:
	case ITEM_FiberName:
	case ITEM_ExternalName:
	case ITEM_ExternalThreadName:
	case ITEM_SourceLocation:
	case ITEM_CallstackFrameSize:
	case ITEM_CallstackFrame:
	case ITEM_SymbolInformation:
	case ITEM_AckServerQueryNoop:
	case ITEM_AckSourceCodeNotAvailable:
	case ITEM_AckSymbolCodeNotAvailable:
	case ITEM_SingleStringData:
	case ITEM_SingleStringData8:
	case ITEM_SecondStringData:
	case ITEM_SecondStringData8:
	case ITEM_KeepAlive:
		return 1;
	default:
		return 0;
	}
}

void fake_see(struct fake_model *model, const struct fake_view *view)
{
	model->items[view->item]++;
	if (model->is_terminated && !is_answer(view->item) && !model->is_unchecked)
		fake_break(model, RULE_item_after_terminate, "%s", fake_item_name(view->item));
	check_text(model, view);
	if (see_staging(model, view) || fake_see_zone(model, view) || fake_see_mark(model, view) ||
	    fake_see_serial(model, view) || fake_see_answer(model, view))
		return;
	if (view->item == ITEM_Terminate)
		fake_see_terminate(model);
	else
		assert(view->item == ITEM_KeepAlive);
}

void fake_see_block(struct fake_model *model, const unsigned char *bytes, size_t n)
{
	model->n_frames++;
	model->raw_bytes += n;
	if (n > model->largest_frame)
		model->largest_frame = n;
	for (size_t at = 0, used = 0; at < n; at += used) {
		struct fake_view view;
		switch (fake_item_walk(&view, &used, model->protocol, bytes + at, n - at)) {
		case WALKED:
			fake_see(model, &view);
			break;
		case WALKED_UNKNOWN:
			fake_break(model, RULE_item_unknown, "number %d, byte %zu of %zu",
				   bytes[at], at, n);
			return;
		case WALKED_CUT:
			fake_break(model, RULE_item_cut, "number %d, byte %zu of %zu", bytes[at],
				   at, n);
			return;
		}
	}
}

static void check_zones_closed(struct fake_model *model, const struct fake_map *map)
{
	uint64_t key;
	void *value;
	for (size_t i = 0; fake_map_next(map, &i, &key, &value);) {
		struct fake_thread *thread = value;
		if (thread->depth && !model->is_crashed)
			fake_break(model, RULE_zone_left_open,
				   "%s %" PRIu64 ": %zu, the innermost in line %" PRIu32,
				   thread->is_fiber ? "fiber" : "thread", thread->id, thread->depth,
				   thread->zones[thread->depth - 1].site->line);
	}
}

void fake_see_terminate(struct fake_model *model)
{
	struct fake_staged *staged = &model->staged;
	model->is_terminated = 1;
	check_zones_closed(model, &model->threads);
	check_zones_closed(model, &model->fibers);
	if (staged->single || staged->second || staged->site || staged->has_memory ||
	    staged->has_callstack || staged->has_serial)
		fake_break(model, RULE_staged_left, "at Terminate");
	if (model->validations && model->validations != model->zone_items)
		fake_break(model, RULE_validation_incomplete,
			   "%" PRIu64 " before %" PRIu64 " zone items", model->validations,
			   model->zone_items);
}
