/* wrapenv.c - the environment of a command under `leaf build`. */
#include "wrap/wrapenv.h"

#include <stdlib.h>
#include <string.h>

#include "wrap/linknote.h"

extern char **environ;

void wrapenv_release(struct wrapenv *env)
{
	for (size_t i = 0; i < env->items.n; i++)
		free(env->items.items[i]);
	free(env->items.items);
	*env = (struct wrapenv){ 0 };
}

/* Append it and keep a NULL behind it. */
static leaf_err append(struct wrapenv *env, const char *text)
{
	LEAF_TRY(LEAF__VEC_ROOM(&env->items));
	char *own = strdup(text);
	if (!own)
		return leaf_fail(LEAF_E_NOMEM, "out of memory for the environment");
	env->items.items[env->items.n++] = own;
	leaf_err err = LEAF__VEC_ROOM(&env->items);
	if (err == LEAF_E_OK)
		env->items.items[env->items.n] = NULL;
	return err;
}

leaf_err wrapenv_copy(struct wrapenv *env)
{
	for (char **at = environ; *at; at++)
		LEAF_TRY(append(env, *at));
	return LEAF_E_OK;
}

/* Where the variable [len] stands, n if nowhere. */
static size_t find(const struct wrapenv *env, const char *name, size_t len)
{
	size_t i = 0;
	while (i < env->items.n &&
	       (strncmp(env->items.items[i], name, len) != 0 || env->items.items[i][len] != '='))
		i++;
	return i;
}

const char *wrapenv_get(const struct wrapenv *env, const char *name)
{
	size_t at = find(env, name, strlen(name));
	return at < env->items.n ? env->items.items[at] + strlen(name) + 1 : NULL;
}

leaf_err wrapenv_change(struct wrapenv *env, const char *change)
{
	size_t at = find(env, change, strcspn(change, "="));
	if (at < env->items.n) {
		free(env->items.items[at]);
		env->items.items[at] = env->items.items[--env->items.n];
		env->items.items[env->items.n] = NULL;
	}
	return strchr(change, '=') ? append(env, change) : LEAF_E_OK;
}

enum end { FRONT, BACK };

static leaf_err add_folder(struct wrapenv *env, const char *name, const char *folder, enum end end)
{
	struct leaf__buf text = { 0 };
	const char *old = wrapenv_get(env, name);
	leaf_err err = !old || !*old  ? leaf__buf_printf(&text, "%s=%s", name, folder)
		       : end == FRONT ? leaf__buf_printf(&text, "%s=%s:%s", name, folder, old)
				      : leaf__buf_printf(&text, "%s=%s:%s", name, old, folder);
	if (err == LEAF_E_OK)
		err = wrapenv_change(env, text.data);
	leaf__buf_release(&text);
	return err;
}

leaf_err wrapenv_build(struct wrapenv *env, const struct kit *kit, const char *notes)
{
	struct leaf__buf text = { 0 };
#define BUILD(name, place, end) LEAF_TRY(add_folder(env, #name, kit->place, end));
#define QUIET(name, value)
#include "wrap/wrapenv.def"
	leaf_err err = leaf__buf_printf(&text, LINKNOTE_VARIABLE "=%s", notes);
	if (err == LEAF_E_OK)
		err = wrapenv_change(env, text.data);
	leaf__buf_release(&text);
	return err;
}

leaf_err wrapenv_quiet(struct wrapenv *env)
{
#define BUILD(name, place, end)
#define QUIET(name, value) LEAF_TRY(wrapenv_change(env, #name "=" value));
#include "wrap/wrapenv.def"
	return LEAF_E_OK;
}
