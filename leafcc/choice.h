/* choice.h - what of a source is instrumented: by the project file, by flags, by an attribute. */
#ifndef LEAF_LEAFCC_CHOICE_H
#define LEAF_LEAFCC_CHOICE_H

#include "base/err.h"
#include "config/project.h"
#include "pri/site_map.h"

#include <llvm-c/Core.h>
#include <stdbool.h>

/* Bits of the kinds of events. */
enum pri_event {
#define E(name, text, meaning) PRI_EVENT_AT_##name,
#include "pri/events.def"
	PRI_N_EVENTS
};
enum {
#define E(name, text, meaning) PRI_EVENT_##name = 1 << PRI_EVENT_AT_##name,
#include "pri/events.def"
	PRI_EVENTS_ALL = (1 << PRI_N_EVENTS) - 1
};

/* The annotation that keeps a function as it is. */
#define CHOICE_ANNOTATION "leaf_no_instrument"

/*
 * From flags, 0 or NULL where none was given; the project file fills in the rest.
 *
 *   events    bits
 *   early     -1: not said
 *   file      is the file to be instrumented at all?
 */
struct choice {
	enum pri_level level;
	int early;
	unsigned events;
	bool file;
	struct project project;
};

/* The words of -fleaf-level, -fleaf-stage, -fleaf-events (with commas), -fleaf-backend. Errors: USAGE. */
leaf_err choice_level(struct choice *choice, const char *word) LEAF_MUST_USE;
leaf_err choice_stage(struct choice *choice, const char *word) LEAF_MUST_USE;
leaf_err choice_events(struct choice *choice, const char *words) LEAF_MUST_USE;
leaf_err choice_backend(struct choice *choice, const char *word) LEAF_MUST_USE;

/*
 * What holds for the source 'path': *flags, and the .leaf.toml around it for what they leave open. Afterwards every field is set.
 *
 * Errors: as project_load(); USAGE for a word of the file that is none.
 */
leaf_err choice_make(struct choice *out, const struct choice *flags, const char *path)
	LEAF_MUST_USE;
void choice_release(struct choice *choice);

/* Is a function of that name wanted? The attribute is not looked at. */
bool choice_function(const struct choice *choice, const char *name);

/* Functions of the module with the annotation get LLVM's string attribute of that name. */
void choice_mark(LLVMModuleRef module);
bool choice_is_marked(LLVMValueRef function);

#endif
