/* generated.h - whether a source file says that a program has written it. */
#ifndef LEAF_INSTRUMENT_GENERATED_H
#define LEAF_INSTRUMENT_GENERATED_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether text [len] says so: in its first lines in words that generators use, or by #line
 * directives that name a file which is no C (a grammar, a scanner's rules). Threads: pure.
 */
bool generated_text(const char *text, size_t len);

#endif
