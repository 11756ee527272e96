/* fake_discovery.h - hear and check the datagrams by which a client says where it listens. */
#ifndef FAKE_DISCOVERY_H
#define FAKE_DISCOVERY_H

#include "tests/tracy/fake_model.h"

/* Begin to hear; -1 where the port is taken. */
int fake_discovery_open(void);

/*
 * Wait for the next datagram that names the client's port, up to `ms`; check it. Returns the seconds
 * that it states, -1: it says that the client is gone; datagram_wrong is broken if none comes.
 */
int32_t fake_discovery_hear(struct fake_model *model, int fd, const char *what, long ms);

/* Check one datagram; 0: it is another client's, or none. */
int fake_discovery_check(struct fake_model *model, const unsigned char *bytes, size_t n,
			 int32_t *active);

#endif
