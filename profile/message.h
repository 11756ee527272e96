/* message.h - the message of the commit that holds the insertions, and how it is known again. */
#ifndef LEAF_PROFILE_MESSAGE_H
#define LEAF_PROFILE_MESSAGE_H

#include "profile/profile.h"

#define MESSAGE_TRAILER "Leaf-Profile: "

/* How many functions have a line, what was left out and why, and the trailer. */
leaf_err message_make(struct leaf__buf *out, const struct profile *profile) LEAF_MUST_USE;

/* Where the trailer with an id stands in a message [len], as its line; NULL if it is not there. */
const char *message_trailer(const char *message, size_t len, const char *id);

#endif
