/* instrument_report.c - what `leaf instrument` says of the files it has been through. */
#include "leaf/instrument_report.h"

#include <string.h>

#include "leaf/jsonout.h"

/* ---- sums ---- */

static void count_file(struct instrument_totals *totals, const struct walk_file *file)
{
	totals->changed += file->changed && file->err == LEAF_E_OK;
	totals->failed += file->err != LEAF_E_OK;
	totals->left_out[file->why]++;
	totals->lines += file->by_why[RULES_TAKEN] + file->stripped;
	for (size_t i = 0; i < RULES_N; i++) {
		totals->by_why[i] += file->by_why[i];
		totals->functions += file->by_why[i];
	}
	for (size_t i = 0; i < file->fns.n; i++)
		totals->by_status[file->fns.items[i].status]++;
}

void instrument_count(struct instrument_totals *totals, const struct walk *walk)
{
	*totals = (struct instrument_totals){ .files = walk->n };
	for (size_t i = 0; i < walk->n; i++)
		count_file(totals, &walk->files[i]);
	totals->left_out[SOURCES_TAKEN] = 0;
}

/* ---- lists of functions ---- */

static void print_args(FILE *out, const struct walk_file *file, const struct walk_fn *fn)
{
	const char *arg = file->texts.data + fn->args;
	for (uint32_t i = 0; i < fn->n_args; i++) {
		fprintf(out, "%s%s", i ? ", " : "", arg);
		arg += strlen(arg) + 1;
	}
}

static void print_function(FILE *out, const struct walk_file *file, const struct walk_fn *fn)
{
	fprintf(out, "%s:%u:%u: %-8s ", file->source->path, fn->line, fn->column,
		walk_status_json(fn->status));
	fwrite(file->texts.data + fn->name, 1, fn->name_len, out);
	fputc('(', out);
	print_args(out, file, fn);
	fputc(')', out);
	if (fn->status == WALK_SKIPPED)
		fprintf(out, ": %s", rules_meaning(fn->why));
	fputc('\n', out);
}

static void print_function_json(struct jsonout *json, const struct walk_file *file,
				const struct walk_fn *fn)
{
	const char *arg = file->texts.data + fn->args;
	jsonout_object(json);
	jsonout_key(json, "file");
	jsonout_bytes(json, file->source->path, strlen(file->source->path));
	jsonout_key(json, "name");
	jsonout_bytes(json, file->texts.data + fn->name, fn->name_len);
	jsonout_key(json, "line");
	jsonout_unsigned(json, fn->line);
	jsonout_key(json, "column");
	jsonout_unsigned(json, fn->column);
	jsonout_key(json, "brace");
	jsonout_unsigned(json, fn->brace);
	jsonout_key(json, "args");
	jsonout_array(json);
	for (uint32_t i = 0; i < fn->n_args; i++) {
		jsonout_bytes(json, arg, strlen(arg));
		arg += strlen(arg) + 1;
	}
	jsonout_end(json);
	jsonout_key(json, "status");
	jsonout_text(json, walk_status_json(fn->status));
	jsonout_key(json, "reason");
	if (fn->status == WALK_SKIPPED)
		jsonout_text(json, rules_json(fn->why));
	else
		jsonout_null(json);
	jsonout_end(json);
	jsonout_newline(json);
}

void instrument_print_list(FILE *out, const struct walk *walk, unsigned wanted)
{
	for (size_t i = 0; i < walk->n; i++) {
		const struct walk_file *file = &walk->files[i];
		for (size_t j = 0; j < file->fns.n; j++) {
			if (wanted >> file->fns.items[j].status & 1)
				print_function(out, file, &file->fns.items[j]);
		}
	}
}

void instrument_print_list_json(FILE *out, const struct walk *walk, unsigned wanted)
{
	struct jsonout json = { .out = out };
	for (size_t i = 0; i < walk->n; i++) {
		const struct walk_file *file = &walk->files[i];
		for (size_t j = 0; j < file->fns.n; j++) {
			if (wanted >> file->fns.items[j].status & 1)
				print_function_json(&json, file, &file->fns.items[j]);
		}
	}
}

/* ---- fix and strip ---- */

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

void instrument_print_done(FILE *out, const struct instrument_totals *totals,
			   enum walk_action action, bool dry_run)
{
	const char *would = dry_run ? " would be" : "";
	if (action == WALK_FIX)
		fprintf(out, "%zu of %zu function%s%s instrumented; %zu file%s%s changed\n",
			totals->by_why[RULES_TAKEN], totals->functions, plural(totals->functions),
			would, totals->changed, plural(totals->changed), would);
	else
		fprintf(out, "%zu line%s%s taken out; %zu file%s%s changed\n", totals->lines,
			plural(totals->lines), would, totals->changed, plural(totals->changed),
			would);
}

void instrument_print_reasons(FILE *out, const struct instrument_totals *totals)
{
	static const char row[] = "%9zu  %-22s %s\n";
	if (totals->functions > totals->by_why[RULES_TAKEN])
		fprintf(out, "functions left alone:\n");
	for (int why = RULES_TAKEN + 1; why < RULES_N; why++) {
		if (totals->by_why[why])
			fprintf(out, row, totals->by_why[why], rules_json((enum rules_why)why),
				rules_meaning((enum rules_why)why));
	}
	size_t left_out = 0;
	for (int why = 0; why < SOURCES_N; why++)
		left_out += totals->left_out[why];
	if (left_out)
		fprintf(out, "files left out:\n");
	for (int why = 0; why < SOURCES_N; why++) {
		if (totals->left_out[why])
			fprintf(out, row, totals->left_out[why],
				sources_json((enum sources_why)why),
				sources_meaning((enum sources_why)why));
	}
}

static void put_number(struct jsonout *json, const char *key, size_t number)
{
	jsonout_key(json, key);
	jsonout_unsigned(json, number);
}

static void put_skipped(struct jsonout *json, const size_t by_why[RULES_N])
{
	jsonout_key(json, "skipped");
	jsonout_object(json);
	for (int why = RULES_TAKEN + 1; why < RULES_N; why++) {
		if (by_why[why])
			put_number(json, rules_json((enum rules_why)why), by_why[why]);
	}
	jsonout_end(json);
}

static const char *file_status(const struct walk_file *file)
{
	if (file->err != LEAF_E_OK)
		return "failed";
	if (file->why != SOURCES_TAKEN)
		return "left-out";
	return file->changed ? "changed" : "same";
}

static void put_counts(struct jsonout *json, enum walk_action action, size_t lines,
		       const size_t by_why[RULES_N])
{
	if (action == WALK_STRIP) {
		put_number(json, "stripped", lines);
		return;
	}
	put_number(json, "instrumented", by_why[RULES_TAKEN]);
	put_skipped(json, by_why);
}

static void put_file(struct jsonout *json, const struct walk_file *file, enum walk_action action)
{
	jsonout_object(json);
	jsonout_key(json, "file");
	jsonout_bytes(json, file->source->path, strlen(file->source->path));
	jsonout_key(json, "status");
	jsonout_text(json, file_status(file));
	jsonout_key(json, "reason");
	if (file->error)
		jsonout_bytes(json, file->error, strlen(file->error));
	else if (file->why != SOURCES_TAKEN)
		jsonout_text(json, sources_json(file->why));
	else
		jsonout_null(json);
	put_counts(json, action, file->stripped, file->by_why);
	jsonout_end(json);
	jsonout_newline(json);
}

void instrument_print_done_json(FILE *out, const struct walk *walk,
				const struct instrument_totals *totals, enum walk_action action)
{
	struct jsonout json = { .out = out };
	for (size_t i = 0; i < walk->n; i++)
		put_file(&json, &walk->files[i], action);
	jsonout_object(&json);
	jsonout_key(&json, "summary");
	jsonout_object(&json);
	put_number(&json, "files", totals->files);
	put_number(&json, "changed", totals->changed);
	put_number(&json, "failed", totals->failed);
	put_counts(&json, action, totals->lines, totals->by_why);
	jsonout_key(&json, "left_out");
	jsonout_object(&json);
	for (int why = 0; why < SOURCES_N; why++) {
		if (totals->left_out[why])
			put_number(&json, sources_json((enum sources_why)why),
				   totals->left_out[why]);
	}
	jsonout_end(&json);
	jsonout_end(&json);
	jsonout_end(&json);
	jsonout_newline(&json);
}
