/* peer_lines.h - peer: the published way of tracing-flame: a folded line per enter and per exit. */
/*
 * Step by step what its on_enter and on_exit do: the time since the thread's last line; a string that
 * grows on the heap with the thread's number and name and "target::name" of each span of the stack; the
 * line written through a buffer under one mutex. What the original pays besides, the registry of spans, is left out.
 */
#ifndef BENCH_PEER_LINES_H
#define BENCH_PEER_LINES_H

#define BENCH_FN(a, b)                                                                             \
	int peer_lines_scope __attribute__((cleanup(peer_lines_leave))) = peer_lines_enter(__func__)

int peer_lines_enter(const char *function);
void peer_lines_leave(int *scope);

#endif
