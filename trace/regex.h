/* regex.h - regular expressions that match a whole text, in linear time and bounded space. */
/*
 * The syntax and meaning are those of Rust's regex-automata 0.4 as tracing-subscriber 0.3.23 builds
 * it: without tables of Unicode, so that \d, \w, \s, \b, \p{…} and (?i) are errors, and their ASCII
 * forms, as (?-u:\d) and (?i-u:bob), are not. Anchored at both ends. As there, the first
 * alternative that matches shuts out those after it even if it leaves text over: 'bo|bob' does not
 * match "bob".
 *
 * Source: Pike's simulation of Thompson's automaton: R. Cox, "Regular Expression Matching: the
 * Virtual Machine Approach" (2009).
 */
#ifndef LEAF_TRACE_REGEX_H
#define LEAF_TRACE_REGEX_H

#include <stddef.h>

#include "base/arena.h"

enum { LEAF__REGEX_MAX = 1000 }; /* steps of the automaton */

struct leaf__regex;

/*
 * Compile pattern[len], UTF-8.
 *
 *   out  the regex, in the arena
 *
 * Returns NULL, or what regex-automata says of the pattern, as "error building NFA"; that is also
 * said of a pattern that needs more than LEAF__REGEX_MAX steps. Without memory *out is NULL and
 * NULL is returned.
 */
const char *leaf__regex_compile(const struct leaf__regex **out, const char *pattern, size_t len,
				struct leaf__arena *arena);

/*
 * Whether text[len] as a whole matches. Bytes that are not UTF-8 count as U+FFFD, one each.
 * Threads: any. Takes up to 10 KiB of stack; no memory.
 */
int leaf__regex_matches(const struct leaf__regex *regex, const char *text, size_t len);

#endif
