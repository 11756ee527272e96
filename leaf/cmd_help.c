/* cmd_help.c - `leaf help`: one page or all of them, on the terminal or into files. */
#include <errno.h>
#include <string.h>

#include "config/suggest.h"
#include "leaf/commands.h"
#include "leaf/help.h"

#define CLI_NAME help
#define CLI_ROWS "leaf/help_opts.def"
#include "leaf/cli_table.h"

/* What one page is about: a topic, or a command (NULL: 'leaf' itself). */
struct subject {
	const struct cli_command *command;
	const struct help_topic *topic;
};

static void write_subject(struct page *page, const struct subject *subject)
{
	if (subject->topic)
		help_write_topic(page, subject->topic);
	else
		help_write_command(page, subject->command);
}

/* "DIR/leaf-filter-explain.1" */
static void file_name(char *out, size_t size, const char *dir, const struct page_format *format,
		      const struct subject *subject)
{
	const char *name = subject->topic     ? subject->topic->name
			   : subject->command ? subject->command->name
					      : "";
	const char *extension = format->extension ? format->extension : subject->topic ? "7" : "1";
	int n = snprintf(out, size, "%s/", dir);
	char *at = n > 0 && (size_t)n < size ? out + n : out;
	snprintf(at, size - (size_t)(at - out), "leaf%s%s.%s", *name ? "-" : "", name, extension);
	for (; *at; at++)
		*at = *at == ' ' ? '-' : *at;
}

static leaf_err write_file(struct page *page, const struct subject *subject, const char *dir)
{
	char path[4096];
	file_name(path, sizeof path, dir, page->format, subject);
	page->out = fopen(path, "we");
	if (!page->out)
		return leaf_fail(LEAF_E_IO, "cannot write '%s': %s", path, strerror(errno));
	write_subject(page, subject);
	bool failed = ferror(page->out) != 0;
	if (fclose(page->out) != 0 || failed)
		return leaf_fail(LEAF_E_IO, "cannot write '%s': %s", path, strerror(errno));
	return LEAF_E_OK;
}

static leaf_err write_page(struct cli_call *call, const struct subject *subject)
{
	const struct help_opts *opts = call->opts;
	struct page page = help_text_page(call);
	page.format = page_formats[opts->format];
	if (opts->output) {
		page.color = false;
		page.width = 80;
		return write_file(&page, subject, opts->output);
	}
	write_subject(&page, subject);
	return LEAF_E_OK;
}

static leaf_err write_all(struct cli_call *call)
{
	struct subject subject = { 0 };
	LEAF_TRY(write_page(call, &subject));
	for (size_t i = 0; i < n_commands; i++) {
		subject.command = &commands[i];
		if (!help_hidden(subject.command))
			LEAF_TRY(write_page(call, &subject));
	}
	for (size_t i = 0; i < n_help_topics; i++) {
		subject.topic = &help_topics[i];
		LEAF_TRY(write_page(call, &subject));
	}
	return LEAF_E_OK;
}

/* All operands with one space between them, for a message and to look for near names. */
static const char *join_words(struct cli_call *call)
{
	size_t size = 1;
	for (int i = 0; i < call->n_operands; i++)
		size += strlen(call->operands[i]) + 1;
	char *text = leaf__arena_alloc(call->arena, size);
	if (!text)
		return call->operands[0];
	char *at = text;
	for (int i = 0; i < call->n_operands; i++)
		at += snprintf(at, size - (size_t)(at - text), "%s%s", i ? " " : "",
			       call->operands[i]);
	return text;
}

static leaf_err unknown_subject(struct cli_call *call)
{
	struct suggest suggest = { .word = join_words(call) };
	for (size_t i = 0; i < n_commands; i++) {
		if (!help_hidden(&commands[i]))
			suggest_offer(&suggest, commands[i].name);
	}
	for (size_t i = 0; i < n_help_topics; i++)
		suggest_offer(&suggest, help_topics[i].name);
	if (suggest.best)
		return leaf_fail(LEAF_E_USAGE, "no help about '%s'; did you mean '%s'?",
				 suggest.word, suggest.best);
	return leaf_fail(LEAF_E_USAGE, "no help about '%s'; 'leaf help' lists what there is",
			 suggest.word);
}

leaf_err cmd_help(struct cli_call *call)
{
	const struct help_opts *opts = call->opts;
	struct subject subject = { 0 };
	if (opts->all && call->n_operands)
		return leaf_fail(LEAF_E_USAGE, "'--all' and '%s' exclude each other",
				 call->operands[0]);
	if (opts->all)
		return write_all(call);
	if (call->n_operands) {
		subject.command = command_find((const char *const *)call->operands,
					       call->n_operands);
		if (call->n_operands == 1)
			subject.topic = help_topic_find(call->operands[0]);
		if (!subject.command && !subject.topic)
			return unknown_subject(call);
	}
	return write_page(call, &subject);
}
