/* rec_values.h - the values of a span or event as bytes of a recording. */
#ifndef LEAF_TRACE_REC_VALUES_H
#define LEAF_TRACE_REC_VALUES_H

#include "leaf/sink.h"

/* Whether all values of a site are recorded as they are packed. */
int leaf__rec_values_plain(const struct leaf_site_info *site);

/* How many bytes the values of a site take, at most. */
size_t leaf__rec_values_max(const struct leaf_site_info *site);

/*
 * Write the values of a span, or of an event, to 'at'; returns the end. Texts and dumps are
 * followed, REC_VALUE_MAX bytes of each.
 */
char *leaf__rec_values_span(const struct leaf_span *span, char *at);
char *leaf__rec_values_event(const struct leaf_event *event, char *at);

/* The same from values as they are packed, of the site. */
char *leaf__rec_values_packed(const struct leaf_site_info *site, const void *packed, char *at);

/*
 * Read a value of this type (enum leaf_type | size << 8) that one of the above has written to
 * 'at'. data is borrowed. Returns how many bytes it takes. Threads: pure.
 */
size_t leaf__rec_value_read(unsigned type, const void *at, struct leaf_value *out);

#endif
