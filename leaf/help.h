/* help.h - pages of help about commands and topics, made from their tables. */
#ifndef LEAF_LEAF_HELP_H
#define LEAF_LEAF_HELP_H

#include "leaf/cli.h"
#include "leaf/page.h"

/* One row of topics.def. */
struct help_topic {
	const char *name;
	void (*write)(struct page *page); /* the blocks after the summary */
	const char *summary;
};

#define T(name, function, summary) void function(struct page *page);
#include "leaf/topics.def"

extern const struct help_topic help_topics[];
extern const size_t n_help_topics;

/* The topic of that name, or NULL. */
const struct help_topic *help_topic_find(const char *name);

/* Whether the command is to be left out of lists: it is there for scripts only. */
bool help_hidden(const struct cli_command *command);

/*
 * Write the whole page about a command, a group, or with NULL about 'leaf' itself.
 *
 *   page  out, format, width and color are set; title and section are filled in
 */
void help_write_command(struct page *page, const struct cli_command *command);
void help_write_topic(struct page *page, const struct help_topic *topic);

/* The page about a command as text to call->out: what --help shows. Errors: none so far */
leaf_err help_command(struct cli_call *call, const struct cli_command *command) LEAF_MUST_USE;

/* The line of --version to call->out. Errors: none so far */
leaf_err help_version(struct cli_call *call) LEAF_MUST_USE;

/* A page that writes text to call->out, as wide and as colorful as its reader likes. */
struct page help_text_page(const struct cli_call *call);

#endif
