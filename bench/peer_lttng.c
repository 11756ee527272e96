/* peer_lttng.c - the provider of the tracepoints in peer_lttng_tp.h. */
#define TRACEPOINT_CREATE_PROBES
#define TRACEPOINT_DEFINE
#include "peer_lttng_tp.h"
