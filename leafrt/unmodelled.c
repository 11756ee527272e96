/* unmodelled.c - a small table by address of the function. */
#include "leafrt/unmodelled.h"

#include "leafrt/byte_set.h"
#include "leafrt/counters.h"
#include "leafrt/expr.h"
#include "leafrt/inputs.h"
#include "leafrt/modules.h"
#include "pri/site_map.h"

#include <dlfcn.h>
#include <inttypes.h>
#include <string.h>

#define MOST 256u

/* `byte` is the number of an input byte + 1; 0: what was handed over was memory. */
static struct row {
	const void *function;
	struct modules_place place;
	uint64_t calls;
	uint32_t line;
	uint32_t byte;
} rows[MOST];

static struct row *row_of(const void *function)
{
	for (uint32_t i = 0; i < MOST; i++) {
		if (!rows[i].function)
			rows[i].function = function;
		if (rows[i].function == function)
			return &rows[i];
	}
	return NULL;
}

static uint32_t first_byte(leaf_label label)
{
	uint32_t n;
	const struct byte_range *range = byte_set_ranges(expr_at(label)->bytes, &n);
	return n ? range[0].first + 1 : 0;
}

void unmodelled_note(const struct pri_site *at, const void *function)
{
	struct row *row = row_of(function);
	if (!row)
		return;
	for (uint32_t i = 0; i < leaf_call.n_arg; i++)
		if (leaf_call.arg[i]) {
			counters.concretized[PRI_CAUSE_UNMODELLED]++;
			row->byte = row->byte ? row->byte : first_byte(leaf_call.arg[i]);
			break;
		}
	if (row->calls++ || !at)
		return;
	row->place = modules_place(at);
	row->line = at->line;
}

static void say_origin(FILE *out, uint32_t byte)
{
	for (uint32_t i = 0; i < inputs_count(); i++) {
		const struct input *input = inputs_at(i);
		if (byte >= input->first && byte - input->first < input->room)
			fprintf(out, ", with byte %" PRIu32 " of %s", byte - input->first,
				input->name);
	}
}

/* Without what marks another name of the same function. */
static const char *plain_name(const char *name)
{
	static const char *const prefixes[] = { "leaf_m_", "_IO_" };
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			return name + strlen(prefixes[i]);
	return name;
}

void unmodelled_say(FILE *out)
{
	for (uint32_t i = 0; i < MOST && rows[i].function; i++) {
		const struct row *row = &rows[i];
		Dl_info info = { 0 };
		int found = dladdr(row->function, &info);
		fprintf(out, "leaf: no model of %s: %" PRIu64 " call%s",
			found && info.dli_sname ? plain_name(info.dli_sname) : "a function",
			row->calls, row->calls == 1 ? "" : "s");
		if (row->place.function)
			fprintf(out, ", first in %s, %s:%u", row->place.function, row->place.file,
				row->line);
		if (row->byte)
			say_origin(out, row->byte - 1);
		else
			fputs(", with memory that has input", out);
		fputc('\n', out);
	}
}
