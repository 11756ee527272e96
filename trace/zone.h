/* zone.h - the local time, without the locks and the memory of localtime(). */
#ifndef LEAF_TRACE_ZONE_H
#define LEAF_TRACE_ZONE_H

#include <stdint.h>

/* Read the time zone that TZ or /etc/localtime names; UTC if that cannot be. Once. */
void leaf__zone_load(void);

/* Seconds to add to UTC, at that time. Threads: any, after loading; safe in signal handlers. */
int32_t leaf__zone_offset(int64_t utc);

/* Write "2024-03-01 23:59:58" (19 bytes) for a time, after the offset is added; returns the end. */
char *leaf__put_date(char *at, int64_t seconds);

#endif
