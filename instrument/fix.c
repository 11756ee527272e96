/* fix.c - put a line at the head of every function body of a C source text. */
#include "instrument/fix.h"

#include "instrument/fix_check.h"
#include "instrument/place.h"
#include "instrument/returns.h"
#include "instrument/strip.h"

#include <stdlib.h>

struct fix {
	struct leaf__buf *out;
	size_t start; /* of the result in out */
	const struct fix_report *report;
	const struct fix_options *options;
	struct fix_stretches inserted;
	size_t kept; /* how much of the bare text has been copied */
};

void fix_report_release(struct fix_report *report)
{
	leaf__buf_release(&report->bare);
	cfuncs_release(&report->funcs);
	free(report->whys.items);
	*report = (struct fix_report){ 0 };
}

/* ---- putting in ---- */

static leaf_err copy_up_to(struct fix *fix, size_t at)
{
	LEAF_TRY(leaf__buf_add(fix->out, fix->report->bare.data + fix->kept, at - fix->kept));
	fix->kept = at;
	return LEAF_E_OK;
}

/* What has been put in since 'from' stands at 'kept' of the bare text; see struct fix_stretch. */
static leaf_err note_inserted(struct fix *fix, size_t from, size_t bound)
{
	LEAF_TRY(LEAF__VEC_ROOM(&fix->inserted));
	fix->inserted.items[fix->inserted.n++] = (struct fix_stretch){ from - fix->start,
								       fix->out->len - fix->start,
								       fix->kept, bound };
	return LEAF_E_OK;
}

static leaf_err insert_head(struct fix *fix)
{
	const struct leaf__buf *bare = &fix->report->bare;
	LEAF_TRY(copy_up_to(fix, place_of_head(bare->data, bare->len)));
	size_t from = fix->out->len;
	LEAF_TRY(forms_head(fix->out, place_eol(bare->data, bare->len), &fix->options->forms));
	return note_inserted(fix, from, fix->kept);
}

static leaf_err insert_statement(struct fix *fix, const struct cfuncs_fn *fn, bool returns)
{
	const struct leaf__buf *bare = &fix->report->bare;
	struct place place = place_in_body(bare->data, bare->len, fn);
	LEAF_TRY(copy_up_to(fix, place.at));
	size_t from = fix->out->len;
	if (!place.own_line)
		LEAF_TRY(leaf__buf_puts(fix->out, " "));
	LEAF_TRY(leaf__buf_add(fix->out, place.indent, place.indent_len));
	if (place.deeper)
		LEAF_TRY(leaf__buf_puts(fix->out, "\t"));
	LEAF_TRY(forms_statement(fix->out, bare->data, &fix->report->funcs, fn,
				 &fix->options->forms, returns));
	if (place.own_line)
		LEAF_TRY(leaf__buf_puts(fix->out, place.eol));
	return note_inserted(fix, from, fn->brace);
}

static leaf_err insert_text(struct fix *fix, size_t at, const char *text)
{
	LEAF_TRY(copy_up_to(fix, at));
	size_t from = fix->out->len;
	LEAF_TRY(leaf__buf_puts(fix->out, text));
	return note_inserted(fix, from, at);
}

static leaf_err insert_returns(struct fix *fix, const struct returns *returns)
{
	for (size_t i = 0; i < returns->items.n; i++) {
		const struct returns_one *one = &returns->items.items[i];
		LEAF_TRY(insert_text(fix, one->from,
				     one->touching ? " " FORMS_RETURN_GAP "(" : FORMS_RETURN "("));
		LEAF_TRY(insert_text(fix, one->to, ")"));
	}
	return LEAF_E_OK;
}

static leaf_err insert_function(struct fix *fix, size_t i)
{
	const struct fix_report *report = fix->report;
	struct returns returns = { 0 };
	leaf_err err = LEAF_E_OK;
	if (fix->options->forms.ret)
		err = returns_find(&returns, report->bare.data, report->bare.len, &report->funcs,
				   i);
	if (err == LEAF_E_OK)
		err = insert_statement(fix, &report->funcs.fns.items[i], returns.items.n > 0);
	if (err == LEAF_E_OK)
		err = insert_returns(fix, &returns);
	free(returns.items.items);
	return err;
}

static leaf_err insert_all(struct fix *fix)
{
	const struct fix_report *report = fix->report;
	if (report->taken)
		LEAF_TRY(insert_head(fix));
	for (size_t i = 0; i < report->funcs.fns.n; i++) {
		if (report->whys.items[i] == RULES_TAKEN)
			LEAF_TRY(insert_function(fix, i));
	}
	return copy_up_to(fix, report->bare.len);
}

/* ---- the whole text ---- */

static leaf_err judge_all(struct fix_report *report, bool header, const struct fix_options *options)
{
	struct rules_given given = { report->bare.data, header };
	for (size_t i = 0; i < report->funcs.fns.n; i++) {
		LEAF_TRY(LEAF__VEC_ROOM(&report->whys));
		enum rules_why why = rules_judge(&report->funcs, &report->funcs.fns.items[i],
						 &given, &options->rules);
		report->whys.items[report->whys.n++] = why;
		report->taken += why == RULES_TAKEN;
	}
	return LEAF_E_OK;
}

leaf_err fix_text(struct leaf__buf *out, struct fix_report *report, const char *text, size_t len,
		  const struct cmacros_view *view, bool header, const struct fix_options *options)
{
	struct strip_counts counts;
	struct fix fix = { .out = out, .start = out->len, .report = report, .options = options };
	LEAF_TRY(strip_text(&report->bare, &counts, text, len));
	LEAF_TRY(cfuncs_scan(&report->funcs, report->bare.data, report->bare.len, view));
	LEAF_TRY(judge_all(report, header, options));
	LEAF_TRY(leaf__buf_reserve(out, report->bare.len + report->taken * 64));
	leaf_err err = insert_all(&fix);
	bool changed = report->taken || report->bare.len != len;
	struct fix_result result = { &report->bare, out->data + fix.start, out->len - fix.start,
				     &fix.inserted };
	if (err == LEAF_E_OK && changed)
		err = counts.named || options->forms.ret ? fix_check(&result)
							 : fix_check_each(&result);
	free(fix.inserted.items);
	if (err != LEAF_E_OK)
		out->len = fix.start;
	return err;
}
