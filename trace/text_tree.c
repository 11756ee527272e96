/* text_tree.c - what stands before the content of each line of the text log: the tree. */
#include "trace/text_tree.h"

#include "trace/digits.h"

#include <string.h>

#define VERTICAL "\xe2\x94\x82"
#define HORIZONTAL "\xe2\x94\x80"
#define BRANCH "\xe2\x94\x9c"
#define DOWN_FROM_LEFT "\xe2\x94\x90"
#define UP_TO_LEFT "\xe2\x94\x98"
#define DOWN_TO_RIGHT "\xe2\x94\x8c"
#define UP_FROM_RIGHT "\xe2\x94\x94"

enum { GLYPH = 3 };
enum half { WHOLE, FIRST, SECOND };

/* How a line hangs in the tree, by why it is written. */
static const struct {
	const char *label, *corner, *end;
	int moves;	/* 1: a level is opened, -1: closed */
	enum half half; /* of the branch: what is drawn of it on this line */
} shapes[] = {
	[LEAF__TEXT_PRE_OPEN] = { "pre_open: ", UP_FROM_RIGHT, DOWN_FROM_LEFT, 1, FIRST },
	[LEAF__TEXT_OPEN] = { "open: ", UP_FROM_RIGHT, DOWN_FROM_LEFT, 1, WHOLE },
	[LEAF__TEXT_OPEN_VERBOSE] = { "open(v): ", UP_FROM_RIGHT, DOWN_FROM_LEFT, 1, SECOND },
	[LEAF__TEXT_CLOSE] = { "close: ", DOWN_TO_RIGHT, UP_TO_LEFT, -1, WHOLE },
	[LEAF__TEXT_CLOSE_VERBOSE] = { "close(v): ", DOWN_TO_RIGHT, UP_TO_LEFT, -1, SECOND },
	[LEAF__TEXT_RETRACE] = { "retrace: ", UP_FROM_RIGHT, DOWN_FROM_LEFT, 0, WHOLE },
	[LEAF__TEXT_RETRACE_VERBOSE] = { "retrace(v): ", UP_FROM_RIGHT, DOWN_FROM_LEFT, 0, SECOND },
	[LEAF__TEXT_POST_CLOSE] = { "post_close: ", DOWN_TO_RIGHT, UP_TO_LEFT, -1, FIRST },
	[LEAF__TEXT_EVENT] = { "", BRANCH, "", 0, WHOLE },
};

static void put_text(struct leaf__out_text *out, const char *text)
{
	leaf__out_bytes(out, text, strlen(text));
}

static void repeat(struct leaf__out_text *out, const char *text, unsigned n)
{
	for (; n > 0; n--)
		put_text(out, text);
}

void leaf__text_lead_init(struct leaf__text_lead *lead, const struct leaf__text_opts *opts,
			  enum leaf__text_why why, unsigned level, int inside,
			  const struct leaf_thread_info *thread)
{
	struct leaf__out_text prefix = { lead->prefix, sizeof(lead->prefix), 0 };
	char number[LEAF__NUMBER_ROOM];
	lead->opts = opts;
	lead->why = why;
	/* lines put an event one level further in than blanks do */
	lead->level = level + (opts->tree_lines && inside);
	if (opts->thread_ids)
		leaf__out_bytes(&prefix, number,
				(size_t)(leaf__put_u64(number, thread->number) - number));
	if (opts->thread_ids && opts->thread_names && thread->name[0])
		leaf__out_char(&prefix, ':');
	if (opts->thread_names)
		leaf__out_escaped(&prefix, thread->name,
				  strnlen(thread->name, sizeof(thread->name)), 0);
	lead->prefix_len = (unsigned)(prefix.len < prefix.room ? prefix.len : prefix.room);
}

/* The level at which the line stands, after wrapping round and within the limit. */
static unsigned margin_level(const struct leaf__text_lead *lead)
{
	unsigned level = lead->level;
	if (lead->opts->wraparound)
		level %= (unsigned)lead->opts->wraparound;
	return level < LEAF__TEXT_LEVELS ? level : LEAF__TEXT_LEVELS;
}

/* The level that is drawn: half a branch belongs to the inner span. */
static unsigned drawn_level(const struct leaf__text_lead *lead)
{
	return margin_level(lead) + (shapes[lead->why].half == FIRST);
}

static void put_depth_beyond(struct leaf__out_text *out, const struct leaf__text_lead *lead)
{
	char number[LEAF__NUMBER_ROOM];
	if (lead->opts->wraparound || lead->level <= LEAF__TEXT_LEVELS)
		return;
	char *end = leaf__put_u64(number, lead->level - LEAF__TEXT_LEVELS);
	put_text(out, "[+");
	leaf__out_bytes(out, number, (size_t)(end - number));
	put_text(out, "] ");
}

/* A line that says that the margin has moved, at the last level before it does. */
static void put_wrap_mark(struct leaf__out_text *out, const struct leaf__text_lead *lead,
			  const char *end)
{
	unsigned wrap = (unsigned)lead->opts->wraparound;
	if (!lead->opts->tree_lines || !wrap || !lead->level || (lead->level + 1) % wrap)
		return;
	leaf__out_bytes(out, lead->prefix, lead->prefix_len);
	repeat(out, HORIZONTAL, margin_level(lead) * (unsigned)lead->opts->indent);
	put_text(out, end);
	leaf__out_char(out, '\n');
}

/* The last column of the tree on a line: the branch to the content. */
static void put_branch(struct leaf__out_text *out, const struct leaf__text_lead *lead)
{
	unsigned width = (unsigned)lead->opts->indent, first = width > 1 ? width / 2 : 1;
	enum half half = shapes[lead->why].half;
	unsigned across = half == FIRST ? first - 1 : width - 1;
	if (half == SECOND) {
		repeat(out, " ", first);
		if (width == 1) { /* too narrow to draw */
			leaf__out_char(out, ' ');
			return;
		}
		across = width - 1 - first;
	}
	put_text(out, shapes[lead->why].corner);
	repeat(out, HORIZONTAL, across);
	put_text(out, shapes[lead->why].end);
}

static void put_tree(struct leaf__out_text *out, const struct leaf__text_lead *lead)
{
	unsigned level = drawn_level(lead), width = (unsigned)lead->opts->indent;
	leaf__out_bytes(out, lead->prefix, lead->prefix_len);
	if (level == 0)
		put_text(out, shapes[lead->why].end);
	if (level * width == 0)
		return;
	repeat(out, " ", (level - 1) * width);
	put_branch(out, lead);
}

static void put_blanks(struct leaf__out_text *out, const struct leaf__text_lead *lead)
{
	leaf__out_bytes(out, lead->prefix, lead->prefix_len);
	repeat(out, " ", 1 + margin_level(lead) * (unsigned)lead->opts->indent);
}

void leaf__text_lead_first(struct leaf__out_text *out, const struct leaf__text_lead *lead)
{
	if (shapes[lead->why].moves < 0)
		put_wrap_mark(out, lead, DOWN_FROM_LEFT);
	if (lead->opts->tree_lines)
		put_tree(out, lead);
	else
		put_blanks(out, lead);
	put_depth_beyond(out, lead);
	if (lead->opts->span_modes)
		put_text(out, shapes[lead->why].label);
}

void leaf__text_lead_next(struct leaf__out_text *out, const struct leaf__text_lead *lead)
{
	unsigned level = drawn_level(lead), width = (unsigned)lead->opts->indent;
	if (!lead->opts->tree_lines) {
		put_blanks(out, lead);
		put_text(out, "  ");
		return;
	}
	leaf__out_bytes(out, lead->prefix, lead->prefix_len);
	if (level * width == 0)
		return;
	repeat(out, " ", (level - 1) * width);
	put_text(out, VERTICAL);
	repeat(out, " ", width);
}

void leaf__text_lead_after(struct leaf__out_text *out, const struct leaf__text_lead *lead)
{
	if (shapes[lead->why].moves > 0)
		put_wrap_mark(out, lead, UP_TO_LEFT);
}
