/* fake_marks.c - messages, frames, plots, sections and the rest, as the fake server sees them. */
#include "tests/tracy/fake_model.h"
#include "tests/tracy/fake_options.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SEVERITIES = 6, PLOT_TYPES = 3 };

/* ---- messages ---- */

static void check_meta(struct fake_model *model, int meta)
{
	if (meta >= 0 && (meta >> 4 >= SEVERITIES || (meta & 15)))
		fake_break(model, RULE_message_meta, "0x%02x", (unsigned)meta);
}

static void keep_message(struct fake_model *model, const struct fake_message *message)
{
	struct fake_thread *stack = fake_stack_of(model, "a message");
	model->n_messages++;
	fake_check_time(model, message->time, "message");
	check_meta(model, message->meta);
	if (stack) {
		if (message->has_callstack)
			fake_take_callstack(model, stack, "a message");
		if (message->time < stack->last_message)
			fake_break(model, RULE_message_time_back,
				   "thread %" PRIu64 ": %" PRId64 " after %" PRId64, stack->id,
				   message->time, stack->last_message);
		stack->last_message = message->time;
		stack->n_messages++;
	}
	if (model->kept_messages >= (size_t)model->options->messages) {
		free(message->text);
		return;
	}
	size_t n = model->kept_messages++;
	model->messages = fake_grow(model->messages, (n + 1) * sizeof *model->messages);
	model->messages[n] = *message;
	model->messages[n].thread = stack;
	if (stack && stack->depth)
		model->messages[n].site = stack->zones[stack->depth - 1].site;
}

static void see_text_message(struct fake_model *model, const struct fake_view *view)
{
	int has_colour = view->item == ITEM_MessageColor ||
			 view->item == ITEM_MessageColorCallstack;
	struct fake_message message = {
		.time = (int64_t)view->field[0],
		.text = fake_take_single(model, fake_item_name(view->item), NULL),
		.colour = has_colour ? (int64_t)view->field[1] : -1,
		.meta = model->traits.metadata ? (int)view->field[has_colour ? 2 : 1] : -1,
		.has_callstack = view->item == ITEM_MessageCallstack ||
				 view->item == ITEM_MessageColorCallstack,
	};
	keep_message(model, &message);
}

static void see_literal_message(struct fake_model *model, const struct fake_view *view)
{
	int has_colour = view->item == ITEM_MessageLiteralColor ||
			 view->item == ITEM_MessageLiteralColorCallstack;
	uint64_t handle = view->field[has_colour ? 2 : 1];
	int meta = -1;
	if (model->traits.metadata) {
		meta = (int)(handle & 255);
		handle >>= 8;
	}
	struct fake_message message = {
		.time = (int64_t)view->field[0],
		.literal = handle,
		.colour = has_colour ? (int64_t)view->field[1] : -1,
		.meta = meta,
		.has_callstack = view->item == ITEM_MessageLiteralCallstack ||
				 view->item == ITEM_MessageLiteralColorCallstack,
	};
	fake_check_handle(model, handle, "message");
	fake_ask(model, QUERY_String, handle);
	keep_message(model, &message);
}

/* ---- frames ---- */

static void see_frame(struct fake_model *model, const struct fake_view *view)
{
	int64_t time = (int64_t)view->field[0];
	uint64_t name = view->field[1];
	int is_new;
	struct fake_frames *frames = fake_map_make(&model->frames, name, sizeof *frames, &is_new);
	fake_check_time(model, time, "frame");
	if (is_new) {
		frames->name = name;
		frames->first = frames->last = time;
		if (name != 0) {
			fake_check_handle(model, name, "frame");
			fake_ask(model, QUERY_FrameName, name);
		}
	}
	if (time < frames->last)
		fake_break(model, RULE_frame_time_back, "0x%" PRIx64, name);
	frames->last = time;
	if (view->item == ITEM_FrameMarkMsg) {
		frames->marks++;
	} else if (view->item == ITEM_FrameMarkMsgStart) {
		frames->starts++;
		frames->is_started = 1;
	} else {
		frames->ends++;
		if (!frames->is_started && !model->is_on_demand)
			fake_break(model, RULE_frame_end_alone, "0x%" PRIx64, name);
		frames->is_started = 0;
	}
	if (frames->marks && frames->starts + frames->ends)
		fake_break(model, RULE_frame_mixed, "0x%" PRIx64, name);
}

/* ---- plots ---- */

static struct fake_plot *plot_of(struct fake_model *model, uint64_t name)
{
	int is_new;
	struct fake_plot *plot = fake_map_make(&model->plots, name, sizeof *plot, &is_new);
	if (is_new) {
		plot->name = name;
		plot->type = plot->step = plot->fill = -1;
		plot->kind = "none";
		fake_check_handle(model, name, "plot");
		fake_ask(model, QUERY_PlotName, name);
	}
	return plot;
}

static void see_plot(struct fake_model *model, const struct fake_view *view)
{
	struct fake_plot *plot = plot_of(model, view->field[0]);
	fake_check_time(model, fake_thread_time(model, view->field[1]), "plot");
	double value;
	char text[64];
	if (view->item == ITEM_PlotDataInt) {
		value = (double)(int64_t)view->field[2];
		plot->kind = "integer";
		snprintf(text, sizeof text, "%" PRId64, (int64_t)view->field[2]);
	} else if (view->item == ITEM_PlotDataDouble) {
		memcpy(&value, &view->field[2], sizeof value);
		plot->kind = "double";
		snprintf(text, sizeof text, "%.17g", value);
	} else {
		uint32_t bits = (uint32_t)view->field[2];
		float narrow;
		memcpy(&narrow, &bits, sizeof narrow);
		value = (double)narrow;
		plot->kind = "float";
		snprintf(text, sizeof text, "%.9g", value);
	}
	if (!isfinite(value))
		fake_break(model, RULE_plot_config, "value %s", text);
	fake_texts_add(&plot->values, (uint64_t)model->options->texts, text, strlen(text));
	if (plot->count++ == 0)
		plot->first = plot->least = plot->most = value;
	plot->last = value;
	plot->least = value < plot->least ? value : plot->least;
	plot->most = value > plot->most ? value : plot->most;
}

static void configure_plot(struct fake_model *model, const struct fake_view *view)
{
	struct fake_plot *plot = plot_of(model, view->field[0]);
	plot->type = (int)view->field[1];
	plot->step = (int)view->field[2];
	plot->fill = (int)view->field[3];
	plot->colour = (uint32_t)view->field[4];
	if (plot->type >= PLOT_TYPES || plot->step > 1 || plot->fill > 1)
		fake_break(model, RULE_plot_config, "type %d, step %d, fill %d", plot->type,
			   plot->step, plot->fill);
}

/* ---- sections and single items ---- */

static void see_section(struct fake_model *model, const struct fake_view *view)
{
	fake_check_time(model, fake_thread_time(model, view->field[0]), "section");
	struct fake_section *section = fake_map_get(&model->sections, view->field[1]);
	if (view->item == ITEM_SectionLeave) {
		if (!section || !section->is_open)
			fake_break(model, RULE_section_unknown, "%" PRIu64, view->field[1]);
		else
			section->is_open = 0;
		return;
	}
	if (!section)
		section = fake_map_make(&model->sections, view->field[1], sizeof *section, NULL);
	free(section->name);
	section->name = fake_take_single(model, "SectionEnter", NULL);
	section->id = view->field[1];
	section->category = view->field[2];
	section->is_open = 1;
}

static void see_app_info(struct fake_model *model, int64_t time)
{
	char *text = fake_take_single(model, "MessageAppInfo", NULL);
	fake_check_time(model, time, "MessageAppInfo");
	fake_texts_add(&model->app_infos, FAKE_KEEP, text, strlen(text));
	free(text);
}

static void see_parameter(struct fake_model *model, const struct fake_view *view)
{
	char text[96];
	snprintf(text, sizeof text, "%" PRIu64 ": 0x%" PRIx64 " type %" PRIu64 " value %" PRId32,
		 view->field[0], view->field[1], view->field[2], (int32_t)view->field[3]);
	fake_texts_add(&model->params, FAKE_KEEP, text, strlen(text));
	fake_check_handle(model, view->field[1], "parameter");
	fake_ask(model, QUERY_String, view->field[1]);
}

int fake_see_mark(struct fake_model *model, const struct fake_view *view)
{
	switch ((int)view->item) {
	case ITEM_Message:
	case ITEM_MessageColor:
	case ITEM_MessageCallstack:
	case ITEM_MessageColorCallstack:
		see_text_message(model, view);
		break;
	case ITEM_MessageLiteral:
	case ITEM_MessageLiteralColor:
	case ITEM_MessageLiteralCallstack:
	case ITEM_MessageLiteralColorCallstack:
		see_literal_message(model, view);
		break;
	case ITEM_MessageAppInfo:
		see_app_info(model, (int64_t)view->field[0]);
		break;
	case ITEM_FrameMarkMsg:
	case ITEM_FrameMarkMsgStart:
	case ITEM_FrameMarkMsgEnd:
		see_frame(model, view);
		break;
	case ITEM_PlotDataInt:
	case ITEM_PlotDataFloat:
	case ITEM_PlotDataDouble:
		see_plot(model, view);
		break;
	case ITEM_PlotConfig:
		configure_plot(model, view);
		break;
	case ITEM_SectionEnter:
	case ITEM_SectionLeave:
		see_section(model, view);
		break;
	case ITEM_SectionSetup:
		free(fake_take_single(model, "SectionSetup", NULL));
		break;
	case ITEM_ParamSetup:
		see_parameter(model, view);
		break;
	case ITEM_SysTimeReport:
		fake_check_time(model, (int64_t)view->field[0], "SysTimeReport");
		break;
	case ITEM_Crash:
		model->is_crashed = 1;
		break;
	case ITEM_CrashReport:
		model->is_crashed = 1;
		fake_check_time(model, (int64_t)view->field[0], "CrashReport");
		fake_check_handle(model, view->field[1], "CrashReport");
		fake_ask(model, QUERY_String, view->field[1]);
		break;
	case ITEM_CpuTopology:
		break;
	default:
		return 0;
	}
	return 1;
}
