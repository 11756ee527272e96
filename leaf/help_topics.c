/* help_topics.c - the list of topics, and the topic of environment variables. */
#include <string.h>

#include "leaf/help.h"

const struct help_topic help_topics[] = {
#define T(name_, function, summary_) { .name = name_, .write = function, .summary = summary_ },
#include "leaf/topics.def"
};
const size_t n_help_topics = sizeof help_topics / sizeof *help_topics;

struct env_row {
	const char *name;
	const char *values;
	const char *initial;
	const char *help;
};

#define ENV(name, values, initial, help) { #name, values, initial, help },

/* What a program linked with the library reads. */
static const struct env_row trace_rows[] = {
#include "trace/env.def"
	{ NULL, NULL, NULL, NULL },
};

/* What the command reads. */
static const struct env_row command_rows[] = {
#define ENV(name, values, initial, help) { #name, values, initial, help },
#include "leaf/command_env.def"
	{ NULL, NULL, NULL, NULL },
};

static void write_rows(struct page *page, const char *heading, const struct env_row *row)
{
	if (row->name)
		page_heading(page, heading);
	for (; row->name; row++) {
		char values[256], text[1024];
		snprintf(values, sizeof values, "=%s", row->values);
		snprintf(text, sizeof text, "%s (default: %s)", row->help, row->initial);
		page_item(page, row->name, values, text);
	}
}

void topic_environment(struct page *page)
{
	write_rows(page, "Variables of a traced program", trace_rows);
	write_rows(page, "Variables of the command", command_rows);
}

const struct help_topic *help_topic_find(const char *name)
{
	for (size_t i = 0; i < n_help_topics; i++) {
		if (strcmp(help_topics[i].name, name) == 0)
			return &help_topics[i];
	}
	return NULL;
}

void help_write_topic(struct page *page, const struct help_topic *topic)
{
	char title[128];
	snprintf(title, sizeof title, "leaf-%s", topic->name);
	page->title = title;
	page->section = 7;
	page_begin(page, topic->summary);
	topic->write(page);
	page->title = NULL;
}
