/* fake_zones.c - threads, fibers, zones and callstacks, as the fake server sees them. */
#include "tests/tracy/fake_model.h"
#include "tests/tracy/fake_options.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SITES = 32767 };

struct fake_thread *fake_thread_of(struct fake_model *model, uint64_t id)
{
	int is_new;
	struct fake_thread *thread = fake_map_make(&model->threads, id, sizeof *thread, &is_new);
	if (is_new) {
		thread->id = id;
		thread->last = thread->last_message = INT64_MIN;
		fake_ask(model, QUERY_ThreadString, id);
	}
	return thread;
}

struct fake_thread *fake_stack_of(struct fake_model *model, const char *what)
{
	if (!model->current) {
		fake_break(model, RULE_thread_missing, "%s", what);
		return NULL;
	}
	return model->current->fiber ? model->current->fiber : model->current;
}

/* ---- source locations ---- */

struct fake_site *fake_site_of(struct fake_model *model, uint64_t handle)
{
	int is_new;
	struct fake_site *site = fake_map_make(&model->sites, handle, sizeof *site, &is_new);
	if (is_new) {
		site->handle = handle;
		if (++model->n_static > MAX_SITES)
			fake_break(model, RULE_site_too_many, "static, %" PRIu64, model->n_static);
		fake_check_handle(model, handle, "source location");
		fake_ask(model, QUERY_SourceLocation, handle);
	}
	return site;
}

static uint64_t hash(const char *text, size_t n)
{
	uint64_t sum = 0xcbf29ce484222325u;
	for (size_t i = 0; i < n; i++)
		sum = (sum ^ (unsigned char)text[i]) * 0x100000001b3u;
	return sum;
}

/* Colour, line, function NUL, file NUL, name. */
static int read_payload(struct fake_site *site, const char *text, size_t n)
{
	if (n < 8)
		return 0;
	const char *at = text + 8, *end = text + n;
	const char *function_end = memchr(at, 0, (size_t)(end - at));
	if (!function_end)
		return 0;
	const char *file = function_end + 1;
	const char *file_end = memchr(file, 0, (size_t)(end - file));
	if (!file_end || memchr(file_end + 1, 0, (size_t)(end - file_end - 1)))
		return 0;
	site->colour = (uint32_t)fake_number((const unsigned char *)text, 4);
	site->line = (uint32_t)fake_number((const unsigned char *)text + 4, 4);
	site->function_text = fake_copy(at, (size_t)(function_end - at));
	site->file_text = fake_copy(file, (size_t)(file_end - file));
	if (file_end + 1 < end)
		site->name_text = fake_copy(file_end + 1, (size_t)(end - file_end - 1));
	return 1;
}

static void see_payload(struct fake_model *model, const struct fake_view *view)
{
	if (model->staged.site)
		fake_break(model, RULE_staged_twice, "SourceLocationPayload");
	int is_new;
	struct fake_site *site = fake_map_make(&model->dynamic_sites, hash(view->text, view->len),
					       sizeof *site, &is_new);
	if (is_new) {
		site->is_known = 1;
		if (!read_payload(site, view->text, view->len) || site->colour >> 24)
			fake_break(model, RULE_site_malformed, "%zu bytes", view->len);
		if (++model->n_dynamic > MAX_SITES)
			fake_break(model, RULE_site_too_many, "dynamic, %" PRIu64,
				   model->n_dynamic);
	}
	model->staged.site = site;
}

/* ---- callstacks ---- */

void fake_take_callstack(struct fake_model *model, struct fake_thread *stack, const char *what)
{
	if (stack && !stack->has_callstack)
		fake_break(model, RULE_staged_missing, "%s without a callstack", what);
	if (stack)
		stack->has_callstack = 0;
}

static void see_callstack_payload(struct fake_model *model, const struct fake_view *view)
{
	if (model->staged.has_callstack)
		fake_break(model, RULE_staged_twice, "CallstackPayload");
	model->staged.has_callstack = 1;
	model->callstacks++;
	if (view->len == 0 || view->len % 8)
		fake_break(model, RULE_callstack_malformed, "%zu bytes", view->len);
	for (size_t at = 0; at + 8 <= view->len; at += 8) {
		uint64_t address = fake_number((const unsigned char *)view->text + at, 8);
		fake_ask(model, QUERY_CallstackFrame, address);
	}
}

static void see_callstack(struct fake_model *model)
{
	struct fake_thread *stack = fake_stack_of(model, "Callstack");
	if (!model->staged.has_callstack)
		fake_break(model, RULE_staged_missing, "Callstack without its payload");
	model->staged.has_callstack = 0;
	if (stack && stack->has_callstack)
		fake_break(model, RULE_staged_twice, "Callstack");
	if (stack)
		stack->has_callstack = 1;
}

/* ---- zones ---- */

static void check_order(struct fake_model *model, struct fake_thread *stack, int64_t time,
			const char *what)
{
	fake_check_time(model, time, what);
	if (time < stack->last)
		fake_break(model, RULE_time_back, "%s of %" PRIu64 ": %" PRId64 " after %" PRId64,
			   what, stack->id, time, stack->last);
	stack->last = time;
}

static uint64_t recursion_of(const struct fake_thread *stack, const struct fake_site *site)
{
	for (size_t i = stack->depth; i-- > 0;)
		if (stack->zones[i].site == site)
			return stack->zones[i].recursion + 1;
	return 1;
}

static void begin(struct fake_model *model, struct fake_site *site, int64_t time)
{
	struct fake_thread *stack = fake_stack_of(model, "a zone");
	model->zone_items++;
	if (!stack)
		return;
	check_order(model, stack, time, "zone begin");
	if (stack->depth == stack->cap) {
		stack->cap = stack->cap ? 2 * stack->cap : 32;
		stack->zones = fake_grow(stack->zones, stack->cap * sizeof *stack->zones);
	}
	struct fake_zone zone = { .site = site,
				  .begin = time,
				  .recursion = recursion_of(stack, site) };
	stack->zones[stack->depth++] = zone;
	if (stack->depth > stack->deepest)
		stack->deepest = stack->depth;
	if (zone.recursion > site->longest_recursion)
		site->longest_recursion = zone.recursion;
	if (!fake_map_get(&stack->sites, (uintptr_t)site)) {
		fake_map_put(&stack->sites, (uintptr_t)site, site);
		site->threads++;
	}
	stack->n_zones++;
	site->count++;
	site->open++;
}

/* The shortened forms begin where the shorter one ends. */
static uint64_t long_delta(const struct fake_model *model, uint64_t delta)
{
	if (!model->traits.short_deltas || (int64_t)delta < 0)
		return delta;
	return delta + 65536 + 4294967296u;
}

static void begin_dynamic(struct fake_model *model, const struct fake_view *view)
{
	struct fake_site *site = model->staged.site;
	model->staged.site = NULL;
	int64_t time = fake_thread_time(model, view->field[0]);
	if (!site)
		fake_break(model, RULE_staged_missing, "%s without its source location",
			   fake_item_name(view->item));
	else
		begin(model, site, time);
}

static void keep_done(struct fake_model *model, const struct fake_thread *stack,
		      struct fake_zone *zone, int64_t time)
{
	model->done = fake_grow(model->done, (model->n_done + 1) * sizeof *model->done);
	model->done[model->n_done++] = (struct fake_done){ .site = zone->site,
							   .thread = stack,
							   .begin = zone->begin,
							   .end = time,
							   .depth = stack->depth,
							   .text = zone->text.s,
							   .name = zone->name.s,
							   .colour = zone->has_colour
									     ? (int64_t)zone->colour
									     : -1 };
	zone->text.s = zone->name.s = NULL;
}

static void end(struct fake_model *model, uint64_t delta)
{
	int64_t time = fake_thread_time(model, delta);
	struct fake_thread *stack = fake_stack_of(model, "a zone's end");
	model->zone_items++;
	if (!stack)
		return;
	check_order(model, stack, time, "zone end");
	if (stack->depth == 0) {
		fake_break(model, RULE_zone_end_alone, "%" PRIu64, stack->id);
		return;
	}
	struct fake_zone *zone = &stack->zones[--stack->depth];
	struct fake_site *site = zone->site;
	int64_t took = time - zone->begin;
	if (site->count - site->open == 0 || took < site->least)
		site->least = took;
	if (took > site->most)
		site->most = took;
	site->total += took;
	site->open--;
	if (zone->text.s)
		fake_texts_add(&site->texts, (uint64_t)model->options->texts, zone->text.s,
			       zone->text.n);
	if (model->n_done < (size_t)model->options->zones)
		keep_done(model, stack, zone, time);
	free(zone->text.s);
	free(zone->name.s);
}

static struct fake_zone *innermost(struct fake_model *model, const char *what)
{
	struct fake_thread *stack = fake_stack_of(model, what);
	if (stack && stack->depth == 0)
		fake_break(model, RULE_zone_dress_alone, "%s", what);
	model->zone_items++;
	return stack && stack->depth ? &stack->zones[stack->depth - 1] : NULL;
}

static void see_text(struct fake_model *model, enum fake_item item)
{
	size_t len;
	char *text = fake_take_single(model, fake_item_name(item), &len);
	struct fake_zone *zone = innermost(model, fake_item_name(item));
	if (zone)
		fake_text_append(item == ITEM_ZoneText ? &zone->text : &zone->name, text, len);
	free(text);
}

static void see_value(struct fake_model *model, uint64_t number)
{
	struct fake_zone *zone = innermost(model, "ZoneValue");
	if (!zone)
		return;
	char text[32];
	int n = snprintf(text, sizeof text, "%" PRIu64, number);
	fake_text_append(&zone->text, text, (size_t)n);
	fake_texts_add(&zone->site->values, (uint64_t)model->options->texts, text, (size_t)n);
}

static void see_colour(struct fake_model *model, uint64_t colour)
{
	struct fake_zone *zone = innermost(model, "ZoneColor");
	if (zone) {
		zone->has_colour = 1;
		zone->colour = (uint32_t)colour;
	}
}

/* ---- threads and fibers ---- */

static void enter_thread(struct fake_model *model, uint64_t id)
{
	model->current = fake_thread_of(model, id);
	model->current->switches++;
	model->ref_thread = 0;
}

static void enter_fiber(struct fake_model *model, const struct fake_view *view)
{
	int64_t time = fake_thread_time(model, view->field[0]);
	fake_check_time(model, time, "FiberEnter");
	fake_check_handle(model, view->field[1], "fiber");
	int is_new;
	struct fake_thread *fiber = fake_map_make(&model->fibers, view->field[1], sizeof *fiber,
						  &is_new);
	if (is_new) {
		fiber->id = view->field[1];
		fiber->is_fiber = 1;
		fiber->last = fiber->last_message = INT64_MIN;
		fake_ask(model, QUERY_FiberName, fiber->id);
	}
	fiber->switches++;
	fake_thread_of(model, view->field[2])->fiber = fiber;
}

static void leave_fiber(struct fake_model *model, const struct fake_view *view)
{
	fake_check_time(model, fake_thread_time(model, view->field[0]), "FiberLeave");
	struct fake_thread *thread = fake_thread_of(model, view->field[1]);
	if (!thread->fiber)
		fake_break(model, RULE_fiber_leave_alone, "thread %" PRIu64, thread->id);
	thread->fiber = NULL;
}

/* ---- the items ---- */

static int see_begin(struct fake_model *model, const struct fake_view *view)
{
	uint64_t delta = view->field[0];
	int has_callstack = 0;
	switch ((int)view->item) {
	case ITEM_ZoneBeginCallstack:
		has_callstack = 1; /* fall through */
	case ITEM_ZoneBegin:
		delta = long_delta(model, delta);
		break;
	case ITEM_ZoneBeginCallstack32:
		has_callstack = 1; /* fall through */
	case ITEM_ZoneBegin32:
		delta += 65536;
		break;
	case ITEM_ZoneBeginCallstack16:
		has_callstack = 1; /* fall through */
	case ITEM_ZoneBegin16:
		break;
	default:
		return 0;
	}
	int64_t time = fake_thread_time(model, delta);
	if (has_callstack)
		fake_take_callstack(model, fake_stack_of(model, "a zone"), "a zone");
	begin(model, fake_site_of(model, view->field[1]), time);
	return 1;
}

int fake_see_zone(struct fake_model *model, const struct fake_view *view)
{
	if (see_begin(model, view))
		return 1;
	switch ((int)view->item) {
	case ITEM_ThreadContext:
		enter_thread(model, view->field[0]);
		break;
	case ITEM_ZoneBeginAllocSrcLocCallstack:
		fake_take_callstack(model, fake_stack_of(model, "a zone"), "a zone");
		begin_dynamic(model, view);
		break;
	case ITEM_ZoneBeginAllocSrcLoc:
		begin_dynamic(model, view);
		break;
	case ITEM_ZoneEnd:
		end(model, long_delta(model, view->field[0]));
		break;
	case ITEM_ZoneEnd32:
		end(model, view->field[0] + 65536);
		break;
	case ITEM_ZoneEnd16:
		end(model, view->field[0]);
		break;
	case ITEM_ZoneText:
	case ITEM_ZoneName:
		see_text(model, view->item);
		break;
	case ITEM_ZoneValue:
		see_value(model, view->field[0]);
		break;
	case ITEM_ZoneColor:
		see_colour(model, view->field[0]);
		break;
	case ITEM_ZoneValidation:
		model->validations++;
		break;
	case ITEM_SourceLocationPayload:
		see_payload(model, view);
		break;
	case ITEM_CallstackPayload:
		see_callstack_payload(model, view);
		break;
	case ITEM_Callstack:
		see_callstack(model);
		break;
	case ITEM_FiberEnter:
		enter_fiber(model, view);
		break;
	case ITEM_FiberLeave:
		leave_fiber(model, view);
		break;
	case ITEM_ThreadGroupHint:
		if (!fake_map_get(&model->threads, view->field[0]))
			fake_break(model, RULE_hint_unknown_thread, "%" PRIu64, view->field[0]);
		break;
	default:
		return 0;
	}
	return 1;
}
