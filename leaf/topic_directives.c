/* topic_directives.c - `leaf help directives`: the language of LEAF_LOG. */
#include "leaf/help.h"

static const struct page_block blocks[] = {
	{ PAGE_HEADING, "Form", NULL },
	{ PAGE_PARAGRAPH,
	  "A filter is a list of directives, with commas between them. Each says up to which level the "
	  "spans and events that it fits are let through. Of those that fit, the most specific one "
	  "decides, wherever it stands in the list; of two for the same thing, the later one. What no "
	  "directive fits is off.",
	  NULL },
	{ PAGE_ITEM, "LEVEL",
	  "everything up to this level: off, error, warn, info, debug or trace, "
	  "in capitals or not, or a number from 0 (off) to 5 (trace)" },
	{ PAGE_ITEM, "TARGET=LEVEL", "whatever has a target that begins with TARGET" },
	{ PAGE_ITEM, "TARGET", "the same with level trace; also TARGET=" },
	{ PAGE_ITEM, "TARGET[SPAN]=LEVEL",
	  "spans named SPAN with such a target, and everything on their thread while it is inside one, "
	  "whatever its target" },
	{ PAGE_ITEM, "[SPAN]=LEVEL", "the same for spans of any target" },
	{ PAGE_ITEM, "[{FIELD}]=LEVEL", "spans and events that have a field of this name" },
	{ PAGE_ITEM, "[SPAN{FIELD=VALUE}]=LEVEL",
	  "spans whose field has this value, and what happens inside them; VALUE is true or false, an "
	  "integer, a number with a point or an exponent, NaN, or else a regular expression that has to "
	  "match the whole text" },
	{ PAGE_ITEM, "[SPAN{FIELD=VALUE,FIELD=VALUE}]=LEVEL", "all the fields have to match" },

	{ PAGE_HEADING, "Defaults", NULL },
	{ PAGE_PARAGRAPH,
	  "In front of what LEAF_LOG says, Leaf puts 'pri=off,z3=off,': two targets that would drown "
	  "the rest stay off until they are named. A directive that is not well-formed is reported on "
	  "standard error and left out; the others work.",
	  NULL },
	{ PAGE_PARAGRAPH,
	  "LEAF_LOG governs every sink. LEAF_TEXT_FILTER, LEAF_FLAME_FILTER and the like let one sink "
	  "have less of it.",
	  NULL },

	{ PAGE_HEADING, "Differences", NULL },
	{ PAGE_PARAGRAPH,
	  "The language is that of EnvFilter in Rust's tracing-subscriber 0.3.23, but for what follows. "
	  "With LEAF_LOG_COMPAT=1 the differences are gone.",
	  NULL },
	{ PAGE_ITEM, "white space", "around directives, targets, levels and '=' does not count" },
	{ PAGE_ITEM, "commas", "within [], {} and double quotes do not end a directive" },
	{ PAGE_ITEM, "quotes",
	  "may enclose a value, which is text then: {name=\"bob\"} is {name=bob}, and {id=\"7\"} no number" },
	{ PAGE_ITEM, "* and ?",
	  "in a target stand for any characters and for any one; as without them, "
	  "only the beginning of the target has to fit" },
	{ PAGE_ITEM, "lowering",
	  "a more specific span directive may also let less through: 'trace,[conn]=off' silences the "
	  "span conn and what is inside it" },
	{ PAGE_ITEM, "unused directives",
	  "are named at exit when LEAF_LOG_EXPLAIN=1, as is the directive that decided for each call "
	  "site" },

	{ PAGE_HEADING, "Examples", NULL },
	{ PAGE_EXAMPLE, "LEAF_LOG=info", "Every target up to info, but for pri and z3." },
	{ PAGE_EXAMPLE, "LEAF_LOG=warn,net=debug,net::dns=off",
	  "Debugging net, without its resolver; warnings of the rest." },
	{ PAGE_EXAMPLE, "LEAF_LOG='warn,[request{id=7}]=trace'",
	  "Everything that happens inside request 7." },
	{ PAGE_EXAMPLE, "LEAF_LOG=trace,pri=trace,z3=trace", "Everything there is." },
};

void topic_directives(struct page *page)
{
	page_write(page, blocks, sizeof blocks / sizeof *blocks);
}
