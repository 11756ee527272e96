/* wrapenv.h - the environment of a command under `leaf build`. */
#ifndef LEAF_WRAP_WRAPENV_H
#define LEAF_WRAP_WRAPENV_H

#include "base/buf.h"
#include "base/err.h"
#include "wrap/kit.h"

/* Variables as execve() takes them. All zero is a valid empty one. */
struct wrapenv {
	LEAF__VEC(char *) items; /* each owned; n does not count the NULL at the end */
};

void wrapenv_release(struct wrapenv *env);

/* Take over this process's variables. Errors: NOMEM */
leaf_err wrapenv_copy(struct wrapenv *env) LEAF_MUST_USE;

/* "NAME=value" sets, "NAME" removes. Errors: NOMEM */
leaf_err wrapenv_change(struct wrapenv *env, const char *change) LEAF_MUST_USE;

/* The value, or NULL. */
const char *wrapenv_get(const struct wrapenv *env, const char *name);

/* Set what lets compilers find the kit; 'notes' is the linker's wrapper's file, or "on". Errors: NOMEM */
leaf_err wrapenv_build(struct wrapenv *env, const struct kit *kit, const char *notes) LEAF_MUST_USE;

/* Set what keeps instrumented programs silent and from writing files. Errors: NOMEM */
leaf_err wrapenv_quiet(struct wrapenv *env) LEAF_MUST_USE;

#endif
