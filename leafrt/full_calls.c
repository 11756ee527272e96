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

#define PRI_V(name, signature, parameters, arguments, shown)                                       \
	CALL void leaf_pri_##name parameters;                                                      \
	CALL void leaf_pri_##name parameters                                                       \
	{                                                                                          \
		TELL(name, arguments, shown)                                                       \
	}
#define PRI_P(name, signature, parameters, arguments, shown)                                       \
	CALL pri_place leaf_pri_##name parameters;                                                 \
	CALL pri_place leaf_pri_##name parameters                                                  \
	{                                                                                          \
		TELL(name, arguments, shown)                                                       \
		return full_new_place();                                                           \
	}
#define PRI_O(name, signature, parameters, arguments, shown)                                       \
	CALL pri_operand leaf_pri_##name parameters;                                               \
	CALL pri_operand leaf_pri_##name parameters                                                \
	{                                                                                          \
		TELL(name, arguments, shown)                                                       \
		return full_new_operand();                                                         \
	}
/* There is one call that makes an info. */
#define PRI_I(name, signature, parameters, arguments, shown)                                       \
	CALL pri_branching leaf_pri_##name parameters;                                             \
	CALL pri_branching leaf_pri_##name parameters                                              \
	{                                                                                          \
		TELL(name, arguments, shown)                                                       \
		return full_new_branching(                                                         \
			&(struct pri_branching_info){ .node_location = node_location,              \
						      .discriminant = discriminant,                \
						      .discr_bit_size = discr_bit_size,            \
						      .discr_is_signed = discr_is_signed });       \
	}
#include "pri/pri.def"
