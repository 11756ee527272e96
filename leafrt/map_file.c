/* map_file.c - one walk over the modules' tables, two formats. */
#include "leafrt/map_file.h"

#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const kind_names[PRI_N_SITE_KINDS] = {
	"none",
#define K(name, text) text,
#include "pri/site_kinds.def"
};

/* Between quotes, for JSON and DOT alike. */
static void put_quoted(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;
		if (byte == '"' || byte == '\\')
			fprintf(out, "\\%c", byte);
		else if (byte < 0x20)
			fprintf(out, "\\u%04x", byte);
		else
			fputc(byte, out);
	}
	fputc('"', out);
}

static void put_when(FILE *out, uint32_t when)
{
	if (when == PRI_EDGE_ALWAYS)
		fputs("\"always\"", out);
	else if (when == PRI_EDGE_DEFAULT)
		fputs("\"default\"", out);
	else
		fprintf(out, "%" PRIu32, when);
}

static void json_site(FILE *out, const struct pri_site *site)
{
	fprintf(out,
		"{\"id\": \"%016" PRIx64 "\", \"kind\": \"%s\", \"block\": %" PRIu32
		", \"line\": %" PRIu32 ", \"column\": %u, \"bits\": %u",
		site->id, kind_names[site->kind < PRI_N_SITE_KINDS ? site->kind : 0], site->block,
		site->line, (unsigned)site->column, (unsigned)site->bits);
	for (uint32_t i = 0; i < site->n_cases; i++)
		fprintf(out, "%s%" PRIu64, i ? ", " : ", \"cases\": [", site->cases[i]);
	fputs(site->n_cases ? "]}" : "}", out);
}

static void json_graph(FILE *out, const struct pri_function *function)
{
	fputs(", \"blocks\": [", out);
	for (uint32_t i = 0; i < function->n_blocks; i++)
		fprintf(out, "%s%" PRIu32, i ? ", " : "", function->lines[i]);
	fputs("], \"edges\": [", out);
	for (uint32_t i = 0; i < function->n_edges; i++) {
		const struct pri_edge *edge = &function->edges[i];
		fprintf(out, "%s[%" PRIu32 ", %" PRIu32 ", ", i ? ", " : "", edge->from, edge->to);
		put_when(out, edge->when);
		fputc(']', out);
	}
	fputs("], \"calls\": [", out);
	for (uint32_t i = 0; i < function->n_calls; i++) {
		fputs(i ? ", " : "", out);
		put_quoted(out, function->calls[i]);
	}
	fputc(']', out);
}

static void json_function(FILE *out, const struct pri_module *module, uint32_t number)
{
	const struct pri_function *function = &module->functions[number];
	bool some = false;
	fputs("\n\t\t{\"name\": ", out);
	put_quoted(out, function->name);
	fputs(", \"file\": ", out);
	put_quoted(out, function->file);
	fprintf(out, ", \"line\": %" PRIu32 ", \"id\": \"%016" PRIx64 "\"", function->line,
		function->id);
	json_graph(out, function);
	fputs(", \"sites\": [", out);
	for (uint32_t i = 0; i < module->n_sites; i++) {
		if (module->sites[i].function != number)
			continue;
		fputs(some ? ", " : "", out);
		json_site(out, &module->sites[i]);
		some = true;
	}
	fputs("]}", out);
}

static void json(FILE *out, const struct pri_module *first)
{
	fputs("{\"version\": 1, \"modules\": [", out);
	for (const struct pri_module *at = first; at; at = at->next) {
		fputs(at == first ? "\n\t{\"name\": " : ",\n\t{\"name\": ", out);
		put_quoted(out, at->name);
		fputs(", \"functions\": [", out);
		for (uint32_t i = 0; i < at->n_functions; i++) {
			fputs(i ? "," : "", out);
			json_function(out, at, i);
		}
		fputs("]}", out);
	}
	fputs("\n]}\n", out);
}

/* A node's name: the function by its address, since names come twice, and the block. */
static void dot_node(FILE *out, const struct pri_function *function, uint32_t block)
{
	fprintf(out, "f%" PRIx64 "_%" PRIu32, (uint64_t)(uintptr_t)function->address, block);
}

static void dot_function(FILE *out, const struct pri_function *function)
{
	fprintf(out,
		"subgraph cluster_%" PRIx64 " {\nlabel=", (uint64_t)(uintptr_t)function->address);
	put_quoted(out, function->name);
	fputs("\ntooltip=", out);
	put_quoted(out, function->file);
	fputc('\n', out);
	for (uint32_t i = 0; i < function->n_blocks; i++) {
		dot_node(out, function, i);
		fprintf(out, " [label=\"%" PRIu32 "\"]\n", function->lines[i]);
	}
	for (uint32_t i = 0; i < function->n_edges; i++) {
		const struct pri_edge *edge = &function->edges[i];
		dot_node(out, function, edge->from);
		fputs(" -> ", out);
		dot_node(out, function, edge->to);
		if (edge->when != PRI_EDGE_ALWAYS) {
			fputs(" [label=", out);
			put_when(out, edge->when);
			fputc(']', out);
		}
		fputc('\n', out);
	}
	fputs("}\n", out);
}

/* The function of that name: one of the caller's own module, else of any. */
static const struct pri_function *find(const struct pri_module *first, const struct pri_module *own,
				       const char *name)
{
	const struct pri_function *other = NULL;
	for (const struct pri_module *at = first; at; at = at->next)
		for (uint32_t i = 0; i < at->n_functions; i++)
			if (strcmp(at->functions[i].name, name) == 0) {
				other = &at->functions[i];
				if (at == own)
					return other;
			}
	return other;
}

static void dot_calls(FILE *out, const struct pri_module *first, const struct pri_module *own,
		      const struct pri_function *function)
{
	for (uint32_t i = 0; i < function->n_calls; i++) {
		const struct pri_function *callee = find(first, own, function->calls[i]);
		if (!callee)
			continue;
		dot_node(out, function, 0);
		fputs(" -> ", out);
		dot_node(out, callee, 0);
		fprintf(out, " [style=dashed, lhead=cluster_%" PRIx64 "]\n",
			(uint64_t)(uintptr_t)callee->address);
	}
}

static void dot(FILE *out, const struct pri_module *first)
{
	fputs("digraph program {\ncompound=true\nnode [shape=box]\n", out);
	for (const struct pri_module *at = first; at; at = at->next)
		for (uint32_t i = 0; i < at->n_functions; i++)
			dot_function(out, &at->functions[i]);
	for (const struct pri_module *at = first; at; at = at->next)
		for (uint32_t i = 0; i < at->n_functions; i++)
			dot_calls(out, first, at, &at->functions[i]);
	fputs("}\n", out);
}

void map_file_write(const char *path, const struct pri_module *first)
{
	char aside[PATH_MAX];
	int n = snprintf(aside, sizeof aside, "%s.new", path);
	FILE *out = n > 0 && n < (int)sizeof aside ? fopen(aside, "we") : NULL;
	if (!out)
		return;
	size_t len = strlen(path);
	if (len > 4 && strcmp(path + len - 4, ".dot") == 0)
		dot(out, first);
	else
		json(out, first);
	bool ok = !ferror(out);
	ok = fclose(out) == 0 && ok;
	if (!ok || rename(aside, path) != 0)
		unlink(aside);
}
