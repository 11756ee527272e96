/* help.c - pages of help about commands and topics, made from their tables. */
#include "leaf/help.h"

#include <string.h>

#include "leaf/commands.h"
#include "leaf/version.h"

enum { NAME_SIZE = 128, TEXT_SIZE = 512 };

/* One row of exits.def. */
static const struct exit_row {
	int code;
	const char *meaning;
} exit_rows[] = {
#define X(name, code, meaning) { code, meaning },
#include "leaf/exits.def"
};
enum { N_EXITS = sizeof exit_rows / sizeof *exit_rows };

bool help_hidden(const struct cli_command *command)
{
	return command->name[0] == '_';
}

static void write_option(struct page *page, const struct cli_option *option)
{
	char term[NAME_SIZE], argument[NAME_SIZE] = "", text[TEXT_SIZE];
	if (option->letter && option->word)
		snprintf(term, sizeof term, "-%c, --%s", option->letter, option->word);
	else if (option->word)
		snprintf(term, sizeof term, "--%s", option->word);
	else
		snprintf(term, sizeof term, "-%c", option->letter);
	if (option->argument)
		snprintf(argument, sizeof argument, "%s%s", option->word ? "=" : " ",
			 option->argument);
	const char *more = option->kind == CLI_LIST ? "; may be repeated" : "";
	if (option->initial)
		snprintf(text, sizeof text, "%s%s (default: %s)", option->help, more,
			 option->initial);
	else
		snprintf(text, sizeof text, "%s%s", option->help, more);
	page_item(page, term, argument, text);
}

static void write_options(struct page *page, const char *heading, const struct cli_table *table)
{
	if (table->n_options)
		page_heading(page, heading);
	for (size_t i = 0; i < table->n_options; i++)
		write_option(page, &table->options[i]);
}

/* Paragraphs that are each ended by '\n'; one longer than 2 KiB would be cut. */
static void write_paragraphs(struct page *page, const char *text)
{
	while (*text) {
		char paragraph[2048];
		size_t len = strcspn(text, "\n");
		snprintf(paragraph, sizeof paragraph, "%.*s", (int)len, text);
		page_paragraph(page, paragraph);
		text += len + (text[len] == '\n');
	}
}

static void write_examples(struct page *page, const struct cli_table *table)
{
	if (table->n_examples)
		page_heading(page, "Examples");
	for (size_t i = 0; i < table->n_examples; i++)
		page_example(page, table->examples[i].line, table->examples[i].shows);
}

static void write_exit(struct page *page, int code, const char *meaning)
{
	char term[16];
	snprintf(term, sizeof term, "%d", code);
	page_item(page, term, "", meaning);
}

/* The codes that a command can end with; 'finding' is what 1 means here, NULL: in general. */
static void write_exits(struct page *page, const char *finding)
{
	page_heading(page, "Exit codes");
	for (int i = 0; i < N_EXITS; i++) {
		if (exit_rows[i].code != CLI_EXIT_FINDING)
			write_exit(page, exit_rows[i].code, exit_rows[i].meaning);
		else if (!finding)
			write_exit(page, CLI_EXIT_FINDING, exit_rows[i].meaning);
		else if (*finding)
			write_exit(page, CLI_EXIT_FINDING, finding);
	}
}

/* Whether 'command' belongs to the list below 'parent' (NULL: of everything). */
static bool is_listed(const struct cli_command *command, const struct cli_command *parent)
{
	const char *word;
	if (help_hidden(command))
		return false;
	return parent ? command_child(command, parent, &word) : command->run != NULL;
}

static void write_commands(struct page *page, const struct cli_command *parent)
{
	bool any = false;
	for (size_t i = 0; i < n_commands; i++) {
		if (!is_listed(&commands[i], parent))
			continue;
		if (!any)
			page_heading(page, "Commands");
		any = true;
		page_item(page, commands[i].name, "", commands[i].help);
	}
}

/* "leaf-filter-explain(1)" behind 'text', with a comma if there is something already. */
static void add_reference(char *text, size_t size, const char *name, int section)
{
	size_t used = strlen(text);
	int n = snprintf(text + used, size - used, "%sleaf%s%s(%d)", used ? ", " : "",
			 *name ? "-" : "", name, section);
	if (n < 0 || (size_t)n >= size - used)
		text[used] = '\0';
	for (char *c = text + used + (used ? 2 : 0); *c; c++)
		*c = *c == ' ' ? '-' : *c;
}

/* The pages near 'command': all pages for 'leaf', else 'leaf', its group and what it groups. */
static void write_references(struct page *page, const struct cli_command *command)
{
	char text[2048] = "";
	if (page->format == &page_text)
		return; /* the lists above say it, and man is not at hand everywhere */
	if (command)
		add_reference(text, sizeof text, "", 1);
	for (size_t i = 0; i < n_commands; i++) {
		const char *word;
		if (commands[i].run && is_listed(&commands[i], command))
			add_reference(text, sizeof text, commands[i].name, 1);
		else if (command && command_child(command, &commands[i], &word))
			add_reference(text, sizeof text, commands[i].name, 1);
	}
	for (size_t i = 0; i < n_help_topics; i++)
		add_reference(text, sizeof text, help_topics[i].name, 7);
	page_heading(page, "See also");
	page_paragraph(page, text);
}

static void write_leaf(struct page *page)
{
	page_begin(page, "make the run of a C program visible");
	page_heading(page, "Synopsis");
	page_usage(page, "leaf", "[OPTION]... COMMAND [ARGUMENT]...");
	write_commands(page, NULL);
	page_heading(page, "Topics");
	for (size_t i = 0; i < n_help_topics; i++)
		page_item(page, help_topics[i].name, "", help_topics[i].summary);
	write_options(page, "Options of every command", &cli_global_cli);
	write_exits(page, NULL);
	page_heading(page, "More");
	page_paragraph(page, "'leaf help COMMAND' says how to use a command, 'leaf help "
			     "TOPIC' what a topic is about.");
	write_references(page, NULL);
}

static void write_group(struct page *page, const struct cli_command *group)
{
	page_begin(page, group->help);
	page_heading(page, "Synopsis");
	page_usage(page, page->title, "COMMAND [ARGUMENT]...");
	write_commands(page, group);
	write_references(page, group);
}

static void write_single(struct page *page, const struct cli_command *command)
{
	char rest[NAME_SIZE];
	const struct cli_table *table = command->table;
	snprintf(rest, sizeof rest, "[OPTION]...%s%s", *command->operands ? " " : "",
		 command->operands);
	page_begin(page, command->help);
	page_heading(page, "Synopsis");
	page_usage(page, page->title, rest);
	if (*table->text)
		page_heading(page, "Description");
	write_paragraphs(page, table->text);
	write_commands(page, command);
	write_options(page, "Options", table);
	write_options(page, "Options of every command", &cli_global_cli);
	write_examples(page, table);
	write_exits(page, table->finding);
	write_references(page, command);
}

void help_write_command(struct page *page, const struct cli_command *command)
{
	char title[NAME_SIZE] = "leaf";
	if (command)
		snprintf(title, sizeof title, "leaf %s", command->name);
	page->title = title;
	page->section = 1;
	if (!command)
		write_leaf(page);
	else if (!command->run)
		write_group(page, command);
	else
		write_single(page, command);
	page->title = NULL;
}

leaf_err help_command(struct cli_call *call, const struct cli_command *command)
{
	struct page page = help_text_page(call);
	help_write_command(&page, command);
	return LEAF_E_OK;
}

leaf_err help_version(struct cli_call *call)
{
	fprintf(call->out, "leaf %s\n", version_text);
	return LEAF_E_OK;
}

struct page help_text_page(const struct cli_call *call)
{
	return (struct page){ .out = call->out,
			      .format = &page_text,
			      .width = page_width(call->out),
			      .color = cli_color(call->global, call->out) };
}

void topic_exit_codes(struct page *page)
{
	page_heading(page, "Description");
	page_paragraph(page, "Every command ends with one of these. A command that runs "
			     "another program for you ends with the code of that program.");
	write_exits(page, NULL);
}
