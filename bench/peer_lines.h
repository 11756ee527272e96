/* peer_lines.h - peer: the published way of tracing-flame: a folded line per enter and per exit. */
/*
 * Each line holds the whole stack and the time since the last line; it is put together in a string of
 * its own and written through buffered stdio under one mutex. In C, so cheaper than the original.
 */
#ifndef BENCH_PEER_LINES_H
#define BENCH_PEER_LINES_H

#define BENCH_FN(a, b)                                                                             \
	int peer_lines_scope __attribute__((cleanup(peer_lines_leave))) = peer_lines_enter(__func__)

int peer_lines_enter(const char *function);
void peer_lines_leave(int *scope);

#endif
