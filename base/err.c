/* err.c - error codes, and the sentence that goes with the last one. */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

static __thread char last_text[512];

leaf_err(leaf_fail)(leaf_err code, const char *fmt, ...)
{
	int saved = errno;
	va_list args;
	va_start(args, fmt);
	vsnprintf(last_text, sizeof last_text, fmt, args);
	va_end(args);
	errno = saved;
	return code;
}

const char *leaf_err_text(void)
{
	return last_text;
}

const char *leaf_err_name(leaf_err code)
{
	static const char *const names[] = {
#define E(name, text) text,
#include "base/err.def"
	};
	return (size_t)code < sizeof names / sizeof *names ? names[code] : "unknown error";
}
