/* text_opts.h - the shape of the text log, as LEAF_LOG_FORMAT has it. */
#ifndef LEAF_TRACE_TEXT_OPTS_H
#define LEAF_TRACE_TEXT_OPTS_H

#include <stddef.h>

struct leaf__text_opts {
#define OPTION(name, otherwise, low, high, help) int name;
#define MODE(name, options)
#include "trace/text_opts.def"
	int colours; /* from LEAF_LOG_STYLE */
};

/*
 * Parse a list of modes and options separated by commas, on top of the defaults.
 *
 *   list   "lines,thread_ids,indent=4"; NULL or "": the defaults
 *   wrong  receives the first word that is not understood (up to its comma) and its length;
 *          such words are skipped
 *
 * Returns how many words were not understood.
 */
int leaf__text_opts_parse(struct leaf__text_opts *opts, const char *list, const char **wrong,
			  size_t *wrong_len);

/* Whether the list begins with json: then another sink writes the log, see sink_json.c. */
int leaf__text_opts_json(const char *list);

/* What LEAF_LOG_STYLE says; NULL says nothing, which is auto. */
enum leaf__text_style {
	LEAF__STYLE_AUTO,
	LEAF__STYLE_ALWAYS,
	LEAF__STYLE_NEVER,
	LEAF__STYLE_UNKNOWN /* none of these: taken as auto */
};
enum leaf__text_style leaf__text_style(const char *style);

/*
 * The one rule for colours: always and never are obeyed, anything else is for terminals.
 *
 *   style        LEAF_LOG_STYLE, or NULL
 *   no_color     NO_COLOR is set to something
 *   is_terminal  what is written to is a terminal
 */
int leaf__text_colours(const char *style, int no_color, int is_terminal);

#endif
