/* topic_project.c - `leaf help leaf.toml`: what a project says of itself. */
#include <stdio.h>

#include "config/project.h"
#include "leaf/help.h"

enum kind {
#define K(kind, type, said) KIND_##kind,
#include "config/project_kinds.def"
};

static const char *const kinds_said[] = {
#define K(kind, type, said) [KIND_##kind] = said,
#include "config/project_kinds.def"
};

static const struct row {
	const char *table, *key, *meaning;
	enum kind kind;
} rows[] = {
#define C(table, field, kind, key, meaning) { #table, key, meaning, KIND_##kind },
#include "config/project.def"
};
enum { N_ROWS = sizeof rows / sizeof *rows };

static const struct page_block before[] = {
	{ PAGE_PARAGRAPH,
	  "A project may hold a file " PROJECT_NAME
	  ", which Leaf's commands read when they run in its "
	  "folder or below. That of the nearest folder counts, up to the top of the repository. It is "
	  "TOML; a key that is not known is an error, which names the one that may have been meant.",
	  NULL },
	{ PAGE_PARAGRAPH,
	  "Paths and globs count from the folder of the file. What leaves out (exclude, exclude_fn, "
	  "skip_arg) and take add up with the options of the same name; for all else the command line "
	  "wins.",
	  NULL },
};

static const struct page_block after[] = {
	{ PAGE_HEADING, "Examples", NULL },
	{ PAGE_EXAMPLE, "[profile]", "What 'leaf profile setup' builds and runs:" },
	{ PAGE_EXAMPLE, "build = \"make -j4\"", "a line for the shell," },
	{ PAGE_EXAMPLE, "run = [\"./prog\", \"--once\", \"input.txt\"]", "or an array of words." },
	{ PAGE_EXAMPLE, "env = { LC_ALL = \"C\" }", "The environment of both." },
	{ PAGE_EXAMPLE, "[instrument]", "What gets a span:" },
	{ PAGE_EXAMPLE, "exclude = [\"third_party/**\", \"*.gen.c\"]", "not these files," },
	{ PAGE_EXAMPLE, "targets = { \"src/net\" = \"net\" }",
	  "these with a target of their own." },
};

void topic_project(struct page *page)
{
	const char *table = "";
	page_write(page, before, sizeof before / sizeof *before);
	for (size_t i = 0; i < N_ROWS; i++) {
		char heading[64], value[160];
		if (rows[i].table[0] != table[0]) {
			table = rows[i].table;
			snprintf(heading, sizeof heading, "Table [%s]", table);
			page_heading(page, heading);
		}
		snprintf(value, sizeof value, " = %s", kinds_said[rows[i].kind]);
		page_item(page, rows[i].key, value, rows[i].meaning);
	}
	page_write(page, after, sizeof after / sizeof *after);
}
