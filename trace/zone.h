/* zone.h - the local time, without the locks and the memory of localtime(). */
#ifndef LEAF_TRACE_ZONE_H
#define LEAF_TRACE_ZONE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Read the time zone that TZ or /etc/localtime names; UTC if that cannot be.
 * Threads: one at a time; others may be using the previous zone, but not the one before that.
 */
void leaf__zone_load(void);

/* Take a rule such as "CET-1CEST,M3.5.0,M10.5.0/3". -1: it is none; nothing is changed. */
int leaf__zone_use_rule(const char *text);

/* Take a zone's file, which is kept. -1: it is none, or of version 1; nothing is changed. */
int leaf__zone_use_file(const unsigned char *file, size_t len);

/* Seconds to add to UTC, at that time. Threads: any, after loading; safe in signal handlers. */
int32_t leaf__zone_offset(int64_t utc);

/* Write "2024-03-01 23:59:58" (19 bytes) for a time, after the offset is added; returns the end. */
char *leaf__put_date(char *at, int64_t seconds);

#endif
