/* sink_flame_cost.h - what the tracer itself adds to the times that it measures. */
#ifndef LEAF_TRACE_SINK_FLAME_COST_H
#define LEAF_TRACE_SINK_FLAME_COST_H

/*
 * Measure leaf__flame.cost_in and .cost_out: what a call of an empty function charges to it and to
 * its caller.
 *
 *   tag  of exact mode's guards
 *
 * Source: the calling thread runs some thousand empty spans on a tree of its own.
 */
void leaf__flame_cost_measure(unsigned tag);

#endif
