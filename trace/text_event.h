/* text_event.h - the text log's short way for events: a line in the buffer, and nothing else. */
#ifndef LEAF_TRACE_TEXT_EVENT_H
#define LEAF_TRACE_TEXT_EVENT_H

#include "leaf/sink.h"
#include "trace/out.h"

#include <stdint.h>

/* Lines go to 'out', 'indent' blanks a level, with the time of day if 'timer'. Before the first. */
void leaf__text_event_start(const struct leaf_sink *sink, struct leaf__out *out, unsigned indent,
			    int timer);

/* As struct leaf__solo says. */
int leaf__text_event(struct leaf_site *site, const void *packed, const void *sp);

/* Local date and time of day and a blank; needs LEAF__NUMBER_ROOM. Returns the end. */
char *leaf__text_time(char *at, int64_t now);

#endif
