/* config.h - what the user asked for: options given to leaf_trace_start(), then the environment. */
#ifndef LEAF_TRACE_CONFIG_H
#define LEAF_TRACE_CONFIG_H

/*
 * The value of the option 'name', or NULL if it is not set or empty. Valid until the next
 * leaf_trace_start(); the environment's own memory otherwise.
 *
 * Threads: any.
 */
const char *leaf__config_get(const char *name);

/*
 * Whether the environment may be an attacker's (set-user-ID and the like), so that it was not read,
 * and the program has given no options either.
 */
int leaf__config_nobody_asked(void);

/*
 * The option as a number, clamped to [low, high]; 'otherwise', which lies there, if it is not set or
 * no number. What is not taken as it stands is said on standard error.
 */
long leaf__config_number(const char *name, long otherwise, long low, long high);

/* 1 for "1", "true", "yes", "on"; 0 for anything else and for unset. */
int leaf__config_flag(const char *name);

/* Whether every option ("NAME=value", ended by NULL; NULL: none) has a known name. */
int leaf__config_knows(const char *const *options);

/* Replace the given options ("NAME=value", ended by NULL; NULL: none). -1 if a name is unknown. */
int leaf__config_set(const char *const *options);

/* Say, once in a process, which variables of the environment look like slips in names of ours. */
void leaf__config_check(void);

#endif
