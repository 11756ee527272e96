/* fake_session.h - one session of the fake server with a client, from connect to close. */
#ifndef FAKE_SESSION_H
#define FAKE_SESSION_H

#include "tests/tracy/fake_model.h"
#include "tests/tracy/fake_options.h"

/* Run one session; what was seen and what was wrong is in the model, which is initialized here. */
void fake_session(struct fake_model *model, const struct fake_options *options);

/* Read a welcome, of 1178 or 1170 bytes as the protocol wants. */
size_t fake_welcome_size(const struct fake_model *model);
void fake_read_welcome(struct fake_model *model, const unsigned char *bytes);

#endif
