/* stacks_put.h - numbers and names in the words of people and of file formats. */
#ifndef LEAF_FLAME_STACKS_PUT_H
#define LEAF_FLAME_STACKS_PUT_H

#include <stdio.h>

#include "flame/stacks.h"

enum { STACKS_TEXT = 64 };

/* All digits, with the decimals there are: "12.5". Returns text. */
char *stacks_exact(char text[STACKS_TEXT], stacks_sum sum, unsigned decimals);

/* For people: "1.24 ms" of nanoseconds, "12,345" of samples. Returns text. */
char *stacks_short(char text[STACKS_TEXT], stacks_sum sum, const struct stacks *stacks);

/* Rounded to an integer, at most 2^63-1, for formats that know no other. */
int64_t stacks_rounded(stacks_sum sum, unsigned decimals);

double stacks_double(stacks_sum sum, unsigned decimals);

/* 100 × part / whole, 0 when whole is. */
double stacks_percent(stacks_sum part, stacks_sum whole);

/*
 * len bytes as the inside of a JSON string that may stand in a page of HTML, or as text of HTML, XML
 * or SVG. What is not UTF-8 becomes U+FFFD, control characters U+2400 and following.
 */
void stacks_put_json(FILE *out, const char *bytes, size_t len);
void stacks_put_xml(FILE *out, const char *bytes, size_t len);

/* For a terminal or one line of a text: control characters and what is not UTF-8 as '?'. */
void stacks_put_plain(FILE *out, const char *bytes, size_t len);

/* The same into memory. Errors: NOMEM */
leaf_err stacks_add_plain(struct leaf__buf *out, const char *bytes, size_t len) LEAF_MUST_USE;

/* Columns that UTF-8 text takes, a character each. */
size_t stacks_columns(const char *bytes, size_t len);

#endif
