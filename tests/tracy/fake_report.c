/* fake_report.c - what was seen, as one line of JSON. */
#include "tests/tracy/fake_json.h"
#include "tests/tracy/fake_model.h"

#include <string.h>

static double ns_of(const struct fake_model *model, int64_t ticks)
{
	return (double)ticks * model->timer_mul;
}

static double time_of(const struct fake_model *model, int64_t raw)
{
	return ns_of(model, raw - model->init_begin);
}

static void texts(struct fake_json *json, const char *key, const struct fake_texts *list)
{
	fake_json_open(json, key, '[');
	for (uint64_t i = 0; i < list->kept; i++)
		fake_json_text(json, NULL, list->text[i]);
	fake_json_close(json, ']');
}

static void report_welcome(struct fake_json *json, const struct fake_model *model)
{
	fake_json_open(json, "welcome", '{');
	fake_json_text(json, "program", model->program);
	fake_json_text(json, "host", model->host);
	fake_json_u64(json, "pid", model->pid);
	fake_json_double(json, "timer_mul", model->timer_mul);
	fake_json_i64(json, "init_begin", model->init_begin);
	fake_json_i64(json, "init_end", model->init_end);
	fake_json_u64(json, "delay", model->delay);
	fake_json_u64(json, "resolution", model->resolution);
	fake_json_u64(json, "epoch", model->epoch);
	fake_json_u64(json, "exectime", model->exec_time);
	fake_json_i64(json, "sampling", model->sampling);
	fake_json_u64(json, "flags", model->flags);
	fake_json_u64(json, "cpu_arch", model->cpu_arch);
	fake_json_u64(json, "cpu_id", model->cpu_id);
	fake_json_u64(json, "on_demand", (uint64_t)model->is_on_demand);
	fake_json_u64(json, "default_frames", model->default_frames);
	fake_json_close(json, '}');
}

static void report_site(struct fake_json *json, const struct fake_model *model,
			const struct fake_site *site)
{
	const char *function = site->function_text, *file = site->file_text;
	if (site->handle) {
		function = fake_answer(model, QUERY_String, site->function);
		file = fake_answer(model, QUERY_String, site->file);
	}
	fake_json_open(json, NULL, '{');
	fake_json_text(json, "name", fake_site_name(model, site));
	fake_json_text(json, "function", function);
	fake_json_text(json, "file", file);
	fake_json_u64(json, "line", site->line);
	fake_json_u64(json, "colour", site->colour);
	fake_json_u64(json, "dynamic", site->handle == 0);
	fake_json_u64(json, "known", (uint64_t)site->is_known);
	fake_json_u64(json, "count", site->count);
	fake_json_u64(json, "open", site->open);
	fake_json_u64(json, "threads", site->threads);
	fake_json_u64(json, "recursion", site->longest_recursion);
	fake_json_double(json, "total_ns", ns_of(model, site->total));
	fake_json_double(json, "least_ns", ns_of(model, site->least));
	fake_json_double(json, "most_ns", ns_of(model, site->most));
	fake_json_u64(json, "texts_n", site->texts.n);
	texts(json, "texts", &site->texts);
	fake_json_u64(json, "values_n", site->values.n);
	texts(json, "values", &site->values);
	fake_json_close(json, '}');
}

static void report_sites(struct fake_json *json, const struct fake_model *model,
			 const struct fake_map *map)
{
	uint64_t key;
	void *value;
	for (size_t i = 0; fake_map_next(map, &i, &key, &value);)
		if (((struct fake_site *)value)->count)
			report_site(json, model, value);
}

static const char *stack_name(const struct fake_model *model, const struct fake_thread *stack)
{
	return fake_answer(model, stack->is_fiber ? QUERY_FiberName : QUERY_ThreadString,
			   stack->id);
}

static void report_done(struct fake_json *json, const struct fake_model *model)
{
	fake_json_open(json, "zone_list", '[');
	for (size_t i = 0; i < model->n_done; i++) {
		const struct fake_done *done = &model->done[i];
		fake_json_open(json, NULL, '{');
		fake_json_text(json, "name", fake_site_name(model, done->site));
		fake_json_text(json, "own_name", done->name);
		fake_json_u64(json, "thread", done->thread->id);
		fake_json_text(json, "thread_name", stack_name(model, done->thread));
		fake_json_u64(json, "depth", done->depth);
		fake_json_double(json, "begin_ns", time_of(model, done->begin));
		fake_json_double(json, "end_ns", time_of(model, done->end));
		fake_json_text(json, "text", done->text);
		fake_json_i64(json, "colour", done->colour);
		fake_json_close(json, '}');
	}
	fake_json_close(json, ']');
}

static void report_messages(struct fake_json *json, const struct fake_model *model)
{
	fake_json_open(json, "messages", '[');
	for (size_t i = 0; i < model->kept_messages; i++) {
		const struct fake_message *message = &model->messages[i];
		fake_json_open(json, NULL, '{');
		fake_json_text(json, "text",
			       message->text ? message->text
					     : fake_answer(model, QUERY_String, message->literal));
		fake_json_double(json, "time_ns", time_of(model, message->time));
		fake_json_u64(json, "thread", message->thread ? message->thread->id : 0);
		fake_json_text(json, "zone",
			       message->site ? fake_site_name(model, message->site) : NULL);
		fake_json_i64(json, "colour", message->colour);
		fake_json_i64(json, "severity", message->meta < 0 ? -1 : message->meta >> 4);
		fake_json_close(json, '}');
	}
	fake_json_close(json, ']');
}

static void report_threads(struct fake_json *json, const struct fake_model *model, const char *key,
			   const struct fake_map *map)
{
	uint64_t id;
	void *value;
	fake_json_open(json, key, '[');
	for (size_t i = 0; fake_map_next(map, &i, &id, &value);) {
		const struct fake_thread *thread = value;
		fake_json_open(json, NULL, '{');
		fake_json_u64(json, "id", thread->id);
		fake_json_text(json, "name", stack_name(model, thread));
		fake_json_u64(json, "zones", thread->n_zones);
		fake_json_u64(json, "messages", thread->n_messages);
		fake_json_u64(json, "deepest", thread->deepest);
		fake_json_u64(json, "open", thread->depth);
		fake_json_u64(json, "switches", thread->switches);
		fake_json_close(json, '}');
	}
	fake_json_close(json, ']');
}

static void report_plots(struct fake_json *json, const struct fake_model *model)
{
	uint64_t key;
	void *value;
	fake_json_open(json, "plots", '[');
	for (size_t i = 0; fake_map_next(&model->plots, &i, &key, &value);) {
		const struct fake_plot *plot = value;
		fake_json_open(json, NULL, '{');
		fake_json_text(json, "name", fake_answer(model, QUERY_PlotName, plot->name));
		fake_json_text(json, "kind", plot->kind);
		fake_json_u64(json, "count", plot->count);
		fake_json_double(json, "first", plot->first);
		fake_json_double(json, "last", plot->last);
		fake_json_double(json, "least", plot->least);
		fake_json_double(json, "most", plot->most);
		fake_json_i64(json, "type", plot->type);
		fake_json_i64(json, "step", plot->step);
		fake_json_i64(json, "fill", plot->fill);
		fake_json_u64(json, "colour", plot->colour);
		texts(json, "values", &plot->values);
		fake_json_close(json, '}');
	}
	fake_json_close(json, ']');
}

static void report_frames(struct fake_json *json, const struct fake_model *model)
{
	uint64_t key;
	void *value;
	fake_json_open(json, "frames", '[');
	for (size_t i = 0; fake_map_next(&model->frames, &i, &key, &value);) {
		const struct fake_frames *frames = value;
		fake_json_open(json, NULL, '{');
		fake_json_text(json, "name",
			       frames->name ? fake_answer(model, QUERY_FrameName, frames->name)
					    : "");
		fake_json_u64(json, "marks", frames->marks);
		fake_json_u64(json, "starts", frames->starts);
		fake_json_u64(json, "ends", frames->ends);
		fake_json_double(json, "first_ns", time_of(model, frames->first));
		fake_json_double(json, "last_ns", time_of(model, frames->last));
		fake_json_close(json, '}');
	}
	fake_json_close(json, ']');
}

static void report_lock(struct fake_json *json, const struct fake_model *model,
			const struct fake_lock *lock)
{
	const struct fake_site *site = fake_map_get(&model->sites, lock->site);
	fake_json_open(json, NULL, '{');
	fake_json_u64(json, "id", lock->id);
	fake_json_text(json, "name", lock->name);
	fake_json_text(json, "site", site ? fake_site_name(model, site) : NULL);
	fake_json_text(json, "file", site ? fake_answer(model, QUERY_String, site->file) : NULL);
	fake_json_u64(json, "line", site ? site->line : 0);
	fake_json_text(json, "type", lock->type == 1 ? "shared" : "exclusive");
	fake_json_u64(json, "waits", lock->waits);
	fake_json_u64(json, "obtains", lock->obtains);
	fake_json_u64(json, "releases", lock->releases);
	fake_json_u64(json, "shared_waits", lock->shared_waits);
	fake_json_u64(json, "shared_obtains", lock->shared_obtains);
	fake_json_u64(json, "shared_releases", lock->shared_releases);
	fake_json_u64(json, "marks", lock->marks);
	fake_json_u64(json, "threads", lock->threads.n);
	fake_json_u64(json, "ended", (uint64_t)lock->is_ended);
	fake_json_close(json, '}');
}

static void report_serial(struct fake_json *json, const struct fake_model *model)
{
	uint64_t key;
	void *value;
	fake_json_open(json, "locks", '[');
	for (size_t i = 0; fake_map_next(&model->locks, &i, &key, &value);)
		report_lock(json, model, value);
	fake_json_close(json, ']');
	fake_json_open(json, "memory", '[');
	for (size_t i = 0; fake_map_next(&model->pools, &i, &key, &value);) {
		const struct fake_pool *pool = value;
		fake_json_open(json, NULL, '{');
		fake_json_text(json, "name",
			       pool->name ? fake_answer(model, QUERY_String, pool->name) : "");
		fake_json_u64(json, "allocs", pool->allocs);
		fake_json_u64(json, "frees", pool->frees);
		fake_json_u64(json, "frees_unknown", pool->frees_unknown);
		fake_json_u64(json, "twice", pool->twice);
		fake_json_u64(json, "live", pool->live.n);
		fake_json_u64(json, "bytes", pool->bytes);
		fake_json_u64(json, "most_bytes", pool->most_bytes);
		fake_json_u64(json, "callstacks", pool->callstacks);
		fake_json_u64(json, "discards", pool->discards);
		fake_json_close(json, '}');
	}
	fake_json_close(json, ']');
}

static void report_counts(struct fake_json *json, const struct fake_model *model)
{
	uint64_t zones = 0, key;
	void *value;
	for (size_t i = 0; fake_map_next(&model->threads, &i, &key, &value);)
		zones += ((struct fake_thread *)value)->n_zones;
	for (size_t i = 0; fake_map_next(&model->fibers, &i, &key, &value);)
		zones += ((struct fake_thread *)value)->n_zones;
	fake_json_open(json, "counts", '{');
	fake_json_u64(json, "zones", zones);
	fake_json_u64(json, "messages", model->n_messages);
	fake_json_u64(json, "static_sites", model->n_static);
	fake_json_u64(json, "dynamic_sites", model->n_dynamic);
	fake_json_u64(json, "callstacks", model->callstacks);
	fake_json_u64(json, "frames", model->n_frames);
	fake_json_u64(json, "wire_bytes", model->wire_bytes);
	fake_json_u64(json, "raw_bytes", model->raw_bytes);
	fake_json_u64(json, "largest_frame", model->largest_frame);
	fake_json_u64(json, "longest_string", model->longest_string);
	fake_json_u64(json, "queries_open_most", model->open_most);
	fake_json_close(json, '}');
	fake_json_open(json, "items", '{');
	for (int item = 0; item < FAKE_ITEMS; item++)
		if (model->items[item])
			fake_json_u64(json, fake_item_name((enum fake_item)item),
				      model->items[item]);
	fake_json_close(json, '}');
	fake_json_open(json, "queries", '{');
	for (int query = 0; query < FAKE_QUERIES; query++)
		if (model->asked_n[query])
			fake_json_u64(json, fake_query_name((enum fake_query)query),
				      model->asked_n[query]);
	fake_json_close(json, '}');
}

static void report_broken(struct fake_json *json, const struct fake_model *model)
{
	fake_json_open(json, "broken", '[');
	for (int rule = 0; rule < FAKE_RULES; rule++) {
		const struct fake_broken *broken = &model->broken[rule];
		if (!broken->n)
			continue;
		fake_json_open(json, NULL, '{');
		fake_json_text(json, "rule", fake_rule_name((enum fake_rule)rule));
		fake_json_text(json, "text", fake_rule_text((enum fake_rule)rule));
		fake_json_u64(json, "n", broken->n);
		fake_json_open(json, "details", '[');
		for (int i = 0; i < FAKE_DETAILS && broken->details[i]; i++)
			fake_json_text(json, NULL, broken->details[i]);
		fake_json_close(json, ']');
		fake_json_close(json, '}');
	}
	fake_json_close(json, ']');
}

void fake_report(const struct fake_model *model, FILE *out)
{
	struct fake_json json = { .out = out, .is_first = 1 };
	fake_json_open(&json, NULL, '{');
	fake_json_i64(&json, "protocol", model->protocol);
	fake_json_i64(&json, "status", model->status);
	fake_json_u64(&json, "terminated", (uint64_t)model->is_terminated);
	fake_json_u64(&json, "crashed", (uint64_t)model->is_crashed);
	if (model->status == 1)
		report_welcome(&json, model);
	report_counts(&json, model);
	fake_json_open(&json, "zones", '[');
	report_sites(&json, model, &model->sites);
	report_sites(&json, model, &model->dynamic_sites);
	fake_json_close(&json, ']');
	report_done(&json, model);
	report_messages(&json, model);
	report_plots(&json, model);
	report_frames(&json, model);
	report_serial(&json, model);
	report_threads(&json, model, "threads", &model->threads);
	report_threads(&json, model, "fibers", &model->fibers);
	texts(&json, "app_infos", &model->app_infos);
	texts(&json, "parameters", &model->params);
	texts(&json, "callstack_frames", &model->callstack_frames);
	report_broken(&json, model);
	fake_json_close(&json, '}');
	putc('\n', out);
}
