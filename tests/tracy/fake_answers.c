/* fake_answers.c - questions of the fake server, their credits, and what the client answers. */
#include "tests/tracy/fake_model.h"
#include "tests/tracy/fake_options.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- asking ---- */

static void enqueue(struct fake_model *model, const struct fake_question *question)
{
	if (model->queue_n == model->queue_cap) {
		model->queue_cap = model->queue_cap ? 2 * model->queue_cap : 64;
		model->queue = fake_grow(model->queue, model->queue_cap * sizeof *model->queue);
	}
	model->queue[model->queue_n++] = *question;
}

void fake_ask_anew(struct fake_model *model, enum fake_query query, uint64_t ptr, uint32_t extra,
		   int is_hostile)
{
	struct fake_ask *ask = fake_map_make(&model->asked[query], ptr, sizeof *ask, NULL);
	int is_counted = query != QUERY_Terminate && query != QUERY_Disconnect;
	struct fake_question question = { .query = query,
					  .number = fake_query_number(model->protocol, query),
					  .ptr = ptr,
					  .extra = extra,
					  .is_counted = is_counted };
	ask->waiting++;
	ask->is_hostile |= (uint64_t)is_hostile;
	enqueue(model, &question);
}

void fake_ask(struct fake_model *model, enum fake_query query, uint64_t ptr)
{
	int times = fake_is_hostile(model->options, HOSTILE_again) ? 3 : 1;
	if (fake_map_get(&model->asked[query], ptr))
		return;
	for (int i = 0; i < times; i++)
		fake_ask_anew(model, query, ptr, 0, 0);
}

static void site_is_due(struct fake_model *model, uint64_t handle)
{
	if (model->sites_n == model->sites_cap) {
		model->sites_cap = model->sites_cap ? 2 * model->sites_cap : 64;
		model->sites_due = fake_grow(model->sites_due,
					     model->sites_cap * sizeof *model->sites_due);
	}
	model->sites_due[model->sites_n++] = handle;
}

int fake_next_question(struct fake_model *model, struct fake_question *out)
{
	if (model->queue_at == model->queue_n || model->open >= model->credits)
		return 0;
	*out = model->queue[model->queue_at++];
	if (model->queue_at == model->queue_n)
		model->queue_at = model->queue_n = 0;
	model->asked_n[out->query]++;
	struct fake_ask *ask = fake_map_get(&model->asked[out->query], out->ptr);
	ask->waiting--;
	if (!out->is_counted)
		return 1;
	ask->open++;
	if (++model->open > model->open_most)
		model->open_most = model->open;
	if (out->query == QUERY_SourceLocation)
		site_is_due(model, out->ptr);
	else if (out->query == QUERY_SymbolCode)
		model->codes_due++;
	else if (out->query == QUERY_Parameter || out->query == QUERY_DataTransfer ||
		 out->query == QUERY_DataTransferPart)
		model->noops_due++;
	return 1;
}

int fake_all_answered(const struct fake_model *model)
{
	return model->open == 0 && model->queue_at == model->queue_n;
}

const char *fake_answer(const struct fake_model *model, enum fake_query query, uint64_t ptr)
{
	const struct fake_ask *ask = fake_map_get(&model->asked[query], ptr);
	return ask ? ask->answer : NULL;
}

const char *fake_site_name(const struct fake_model *model, const struct fake_site *site)
{
	const char *name = site->name_text, *function = site->function_text;
	if (site->handle) {
		name = site->name ? fake_answer(model, QUERY_String, site->name) : NULL;
		function = fake_answer(model, QUERY_String, site->function);
	}
	return name && *name ? name : function;
}

/* ---- being answered ---- */

/* The open question that an answer belongs to, or NULL. */
static struct fake_ask *answered(struct fake_model *model, enum fake_query query, uint64_t ptr)
{
	struct fake_ask *ask = fake_map_get(&model->asked[query], ptr);
	if (!ask || ask->open == 0) {
		if (model->is_unchecked)
			return NULL;
		fake_break(model, RULE_answer_unasked, "%s of 0x%" PRIx64 "%s",
			   fake_query_name(query), ptr, ask && ask->answered ? ", once more" : "");
		return NULL;
	}
	ask->open--;
	ask->answered++;
	model->open--;
	return ask;
}

static void see_name(struct fake_model *model, enum fake_query query, const struct fake_view *view)
{
	struct fake_ask *ask = answered(model, query, view->field[0]);
	if (!ask)
		return;
	if (ask->is_hostile && !(view->len == 1 && view->text[0] == '?'))
		fake_break(model, RULE_answer_unknown_handle, "%s of 0x%" PRIx64 ": '%.*s'",
			   fake_query_name(query), view->field[0],
			   view->len > 40 ? 40 : (int)view->len, view->text);
	if (ask->answer && (strlen(ask->answer) != view->len ||
			    (view->len && memcmp(ask->answer, view->text, view->len) != 0)))
		fake_break(model, RULE_answer_unasked, "%s of 0x%" PRIx64 " has changed",
			   fake_query_name(query), view->field[0]);
	free(ask->answer);
	ask->answer = fake_copy(view->text, view->len);
}

/* It carries no handle: answers come in the order of the questions. */
static void see_site(struct fake_model *model, const struct fake_view *view)
{
	if (model->is_unchecked)
		return;
	if (model->sites_at == model->sites_n) {
		fake_break(model, RULE_answer_unasked, "SourceLocation of line %" PRIu64,
			   view->field[3]);
		return;
	}
	uint64_t handle = model->sites_due[model->sites_at++];
	if (model->sites_at == model->sites_n)
		model->sites_at = model->sites_n = 0;
	if (!answered(model, QUERY_SourceLocation, handle))
		return;
	struct fake_site *site = fake_map_get(&model->sites, handle);
	uint64_t name = view->field[0], function = view->field[1], file = view->field[2];
	if (function == 0 || file == 0)
		fake_break(model, RULE_site_handle, "0x%" PRIx64, handle);
	for (int i = 0; i < 3; i++)
		if (view->field[i]) {
			fake_check_handle(model, view->field[i], "a source location's string");
			fake_ask(model, QUERY_String, view->field[i]);
		}
	if (!site)
		return;
	site->is_known = 1;
	site->name = name;
	site->function = function;
	site->file = file;
	site->line = (uint32_t)view->field[3];
	site->colour = (uint32_t)view->field[4];
}

static void see_noop(struct fake_model *model)
{
	static const enum fake_query kinds[] = { QUERY_Parameter, QUERY_DataTransfer,
						 QUERY_DataTransferPart };
	if (model->is_unchecked)
		return;
	if (model->noops_due == 0 && model->noops_allowed) {
		model->noops_allowed--;
		return;
	}
	if (model->noops_due == 0) {
		fake_break(model, RULE_answer_unasked, "AckServerQueryNoop");
		return;
	}
	model->noops_due--;
	model->open--;
	/* It does not say which: the first that is open. */
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		uint64_t key;
		void *value;
		for (size_t i = 0; fake_map_next(&model->asked[kinds[k]], &i, &key, &value);) {
			struct fake_ask *ask = value;
			if (ask->open) {
				ask->open--;
				ask->answered++;
				return;
			}
		}
	}
}

static void see_no_code(struct fake_model *model)
{
	uint64_t key;
	void *value;
	for (size_t i = 0; fake_map_next(&model->asked[QUERY_SymbolCode], &i, &key, &value);)
		if (((struct fake_ask *)value)->open) {
			model->codes_due--;
			answered(model, QUERY_SymbolCode, key);
			return;
		}
	if (!model->is_unchecked)
		fake_break(model, RULE_answer_unasked, "AckSymbolCodeNotAvailable");
}

static void see_frame_size(struct fake_model *model, const struct fake_view *view)
{
	free(fake_take_single(model, "CallstackFrameSize", NULL));
	answered(model, QUERY_CallstackFrame, view->field[0]);
	if (model->frames_due)
		fake_break(model, RULE_answer_frames, "%" PRIu64 " are missing", model->frames_due);
	model->frames_due = view->field[1];
}

static void see_frame(struct fake_model *model, const struct fake_view *view)
{
	char *function = fake_take_single(model, "CallstackFrame", NULL);
	if (!model->staged.second)
		fake_break(model, RULE_staged_missing, "CallstackFrame without a file");
	free(model->staged.second);
	model->staged.second = NULL;
	if (model->frames_due == 0)
		fake_break(model, RULE_answer_frames, "'%.40s' is one too many", function);
	else
		model->frames_due--;
	fake_texts_add(&model->callstack_frames, FAKE_KEEP, function, strlen(function));
	free(function);
	if (view->field[1])
		fake_ask(model, QUERY_Symbol, view->field[1]);
}

int fake_see_answer(struct fake_model *model, const struct fake_view *view)
{
	switch ((int)view->item) {
	case ITEM_StringData:
		see_name(model, QUERY_String, view);
		break;
	case ITEM_ThreadName:
		see_name(model, QUERY_ThreadString, view);
		break;
	case ITEM_PlotName:
		see_name(model, QUERY_PlotName, view);
		break;
	case ITEM_FrameName:
		see_name(model, QUERY_FrameName, view);
		break;
	case ITEM_FiberName:
		see_name(model, QUERY_FiberName, view);
		break;
	case ITEM_ExternalName:
		see_name(model, QUERY_ExternalName, view);
		break;
	case ITEM_ExternalThreadName:
		break; /* the first half of the answer; ExternalName is what counts */
	case ITEM_SourceLocation:
		see_site(model, view);
		break;
	case ITEM_CallstackFrameSize:
		see_frame_size(model, view);
		break;
	case ITEM_CallstackFrame:
		see_frame(model, view);
		break;
	case ITEM_SymbolInformation:
		free(fake_take_single(model, "SymbolInformation", NULL));
		answered(model, QUERY_Symbol, view->field[1]);
		break;
	case ITEM_AckServerQueryNoop:
		see_noop(model);
		break;
	case ITEM_AckSymbolCodeNotAvailable:
		see_no_code(model);
		break;
	case ITEM_AckSourceCodeNotAvailable:
		answered(model, QUERY_SourceCode, view->field[0]);
		break;
	default:
		return 0;
	}
	return 1;
}

void fake_see_end(struct fake_model *model)
{
	uint64_t key;
	void *value;
	if (model->frames_due)
		fake_break(model, RULE_answer_frames, "%" PRIu64 " are missing", model->frames_due);
	if (model->items[ITEM_ExternalName] != model->items[ITEM_ExternalThreadName])
		fake_break(model, RULE_answer_missing, "half of an ExternalName");
	for (int query = 0; query < FAKE_QUERIES && !model->is_unchecked; query++)
		for (size_t i = 0; fake_map_next(&model->asked[query], &i, &key, &value);) {
			const struct fake_ask *ask = value;
			if (ask->open)
				fake_break(model, RULE_answer_missing, "%s of 0x%" PRIx64,
					   fake_query_name((enum fake_query)query), key);
		}
}
