/* choice.c - globs over files and functions, words by table. */
#include "leafcc/choice.h"

#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

leaf_err choice_level(struct choice *choice, const char *word)
{
	static const struct {
		const char *name;
		enum pri_level level;
	} rows[] = { { "fused", PRI_LEVEL_FUSED },
		     { "full", PRI_LEVEL_FULL },
		     { "all", PRI_LEVEL_FULL | PRI_LEVEL_FUSED } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].name, word) == 0) {
			choice->level = rows[i].level;
			return LEAF_E_OK;
		}
	return leaf_fail(LEAF_E_USAGE, "level '%s': fused, full or all", word);
}

leaf_err choice_stage(struct choice *choice, const char *word)
{
	if (strcmp(word, "early") != 0 && strcmp(word, "late") != 0)
		return leaf_fail(LEAF_E_USAGE, "stage '%s': early or late", word);
	choice->early = word[0] == 'e';
	return LEAF_E_OK;
}

static leaf_err add_event(struct choice *choice, const char *word, size_t len)
{
	static const char *const names[] = {
#define E(name, text, meaning) text,
#include "pri/events.def"
	};
	for (unsigned i = 0; i < PRI_N_EVENTS; i++)
		if (strlen(names[i]) == len && strncmp(names[i], word, len) == 0) {
			choice->events |= 1u << i;
			return LEAF_E_OK;
		}
	return leaf_fail(LEAF_E_USAGE, "event '%.*s': function, branch, value or address", (int)len,
			 word);
}

leaf_err choice_events(struct choice *choice, const char *words)
{
	while (*words) {
		size_t len = strcspn(words, ",");
		LEAF_TRY(add_event(choice, words, len));
		words += len + (words[len] == ',');
	}
	return LEAF_E_OK;
}

leaf_err choice_backend(struct choice *choice, const char *word)
{
	static const struct {
		const char *name;
		enum pri_level level;
		unsigned events;
	} rows[] = {
#define N(name, level, events) { name, level, events },
#include "pri/needs.def"
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].name, word) == 0) {
			choice->level = rows[i].level;
			choice->events = rows[i].events;
			return LEAF_E_OK;
		}
	return leaf_fail(LEAF_E_USAGE, "backend '%s': noop, cf_tracer or symex", word);
}

/* Does a glob match the path, a folder that it is in, or, without '/', its last part? */
static bool matches(const char *glob, const char *path)
{
	char folder[PATH_MAX];
	const char *last = strrchr(path, '/');
	if (!strchr(glob, '/') && fnmatch(glob, last ? last + 1 : path, 0) == 0)
		return true;
	if (strlen(path) >= sizeof folder)
		return false;
	strcpy(folder, path);
	for (char *end = folder + strlen(folder); end; end = strrchr(folder, '/')) {
		*end = 0;
		if (fnmatch(glob, folder, FNM_PATHNAME) == 0)
			return true;
	}
	return false;
}

static bool in_list(const struct project_list *list, const char *path)
{
	for (size_t i = 0; i < list->n; i++)
		if (matches(list->items[i], path))
			return true;
	return false;
}

/* The path as the project file's globs count it. */
static bool wants_file(const struct project *project, const char *path)
{
	char whole[PATH_MAX];
	size_t len = project->folder ? strlen(project->folder) : 0;
	if (!len || !realpath(path, whole) || strncmp(whole, project->folder, len) != 0)
		return true;
	const char *inside = whole + len + (whole[len] == '/');
	if (project->leafcc.path.n && !in_list(&project->leafcc.path, inside))
		return false;
	return !in_list(&project->leafcc.exclude, inside);
}

static leaf_err load(struct project *project, const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;
	if (!slash || len >= sizeof folder)
		return project_load(project, ".");
	memcpy(folder, path, len);
	folder[len] = 0;
	return project_load(project, len ? folder : "/");
}

/* What the file says where flags did not; a level or events beside a backend win over it. */
static leaf_err fill(struct choice *out)
{
	const struct project_leafcc *file = &out->project.leafcc;
	struct choice said = { .early = -1 };
	if (file->backend)
		LEAF_TRY(choice_backend(&said, file->backend));
	if (file->level)
		LEAF_TRY(choice_level(&said, file->level));
	if (file->stage)
		LEAF_TRY(choice_stage(&said, file->stage));
	if (file->events.n)
		said.events = 0;
	for (size_t i = 0; i < file->events.n; i++)
		LEAF_TRY(choice_events(&said, file->events.items[i]));
	if (!out->level)
		out->level = said.level ? said.level : PRI_LEVEL_FUSED;
	if (!out->events)
		out->events = said.events ? said.events : PRI_EVENTS_ALL;
	if (out->early < 0)
		out->early = said.early > 0;
	return LEAF_E_OK;
}

leaf_err choice_make(struct choice *out, const struct choice *flags, const char *path)
{
	*out = *flags;
	out->project = (struct project){ 0 };
	LEAF_TRY(load(&out->project, path));
	out->file = wants_file(&out->project, path);
	leaf_err err = fill(out);
	if (err)
		choice_release(out);
	return err;
}

void choice_release(struct choice *choice)
{
	project_release(&choice->project);
}

bool choice_function(const struct choice *choice, const char *name)
{
	const struct project_leafcc *file = &choice->project.leafcc;
	bool wanted = !file->include_fn.n;
	for (size_t i = 0; i < file->include_fn.n; i++)
		wanted |= fnmatch(file->include_fn.items[i], name, 0) == 0;
	for (size_t i = 0; i < file->exclude_fn.n; i++)
		wanted &= fnmatch(file->exclude_fn.items[i], name, 0) != 0;
	return wanted;
}

/* Through casts and addresses of elements to what they begin at. */
static LLVMValueRef stripped(LLVMValueRef value)
{
	while (LLVMIsAConstantExpr(value))
		value = LLVMGetOperand(value, 0);
	return value;
}

static void mark(LLVMModuleRef module, LLVMValueRef row)
{
	LLVMValueRef function = stripped(LLVMGetOperand(row, 0));
	LLVMValueRef text = stripped(LLVMGetOperand(row, 1));
	LLVMValueRef bytes = LLVMIsAGlobalVariable(text) ? LLVMGetInitializer(text) : NULL;
	size_t len = 0;
	const char *said = bytes && LLVMIsConstantString(bytes) ? LLVMGetAsString(bytes, &len)
								: NULL;
	if (!said || len != sizeof CHOICE_ANNOTATION || memcmp(said, CHOICE_ANNOTATION, len) != 0 ||
	    !LLVMIsAFunction(function))
		return;
	LLVMContextRef context = LLVMGetModuleContext(module);
	LLVMAddAttributeAtIndex(function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
				LLVMCreateStringAttribute(context, CHOICE_ANNOTATION,
							  sizeof CHOICE_ANNOTATION - 1, "", 0));
}

void choice_mark(LLVMModuleRef module)
{
	LLVMValueRef list = LLVMGetNamedGlobal(module, "llvm.global.annotations");
	LLVMValueRef rows = list ? LLVMGetInitializer(list) : NULL;
	for (int i = 0; rows && i < LLVMGetNumOperands(rows); i++)
		mark(module, LLVMGetOperand(rows, (unsigned)i));
}

bool choice_is_marked(LLVMValueRef function)
{
	return LLVMGetStringAttributeAtIndex(
		       function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex, CHOICE_ANNOTATION,
		       sizeof CHOICE_ANNOTATION - 1) != NULL;
}
