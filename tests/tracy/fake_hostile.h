/* fake_hostile.h - how the fake server misbehaves. */
#ifndef FAKE_HOSTILE_H
#define FAKE_HOSTILE_H

#include "tests/tracy/fake_link.h"
#include "tests/tracy/fake_model.h"

/* Spoil the handshake if the options want it; 0: it is to be a proper one. */
int fake_hostile_handshake(struct fake_model *model, struct fake_link *link);

/* Behind the welcome: learn the client's memory, queue hostile questions. */
void fake_hostile_begin(struct fake_model *model);

/* Behind the first frame: what is sent besides questions. */
void fake_hostile_after_frame(struct fake_model *model, struct fake_link *link);

/* Ask each type of query, for each handle that is known. */
void fake_ask_everything(struct fake_model *model);

#endif
