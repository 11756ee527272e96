/* full_calls.c - the calls of the full level: each a span of target pri, then the backend's. */
#define LEAF_TARGET "pri"
#include "leaf/trace.h"
#include "leafrt/backend.h"
#include "leafrt/full_state.h"

#define CALL __attribute__((visibility("default")))
#define PLAIN(...) __VA_ARGS__
/* One more step, so that the columns of the table are fields by the time the span sees them. */
#define SPAN(...) LEAF_SPAN(LEAF_LEVEL_TRACE, __VA_ARGS__)

#define TELL(name, arguments, shown)                                                               \
	SPAN(#name PLAIN shown);                                                                   \
	const struct leaf_backend *backend = backend_chosen();                                     \
	if (backend->name)                                                                         \
		backend->name arguments;

/* The declaration comes first, since nothing but compiled programs calls these. */
#define ANSWER(type, name, parameters, arguments, shown, result)                                   \
	CALL type leaf_pri_##name parameters;                                                      \
	CALL type leaf_pri_##name parameters                                                       \
	{                                                                                          \
		TELL(name, arguments, shown)                                                       \
		return result;                                                                     \
	}

#define PRI_V(name, signature, parameters, arguments, shown)                                       \
	ANSWER(void, name, parameters, arguments, shown, )
#define PRI_P(name, signature, parameters, arguments, shown)                                       \
	ANSWER(pri_place, name, parameters, arguments, shown, full_new_place())
#define PRI_O(name, signature, parameters, arguments, shown)                                       \
	ANSWER(pri_operand, name, parameters, arguments, shown, full_new_operand())
/* There is one call that makes an info: of its own parameters. */
#define INFO                                                                                       \
	(&(struct pri_branching_info){ .node_location = node_location,                             \
				       .discriminant = discriminant,                               \
				       .discr_bit_size = discr_bit_size,                           \
				       .discr_is_signed = discr_is_signed })
#define PRI_I(name, signature, parameters, arguments, shown)                                       \
	ANSWER(pri_branching, name, parameters, arguments, shown, full_new_branching(INFO))
#include "pri/pri.def"
