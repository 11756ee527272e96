/* outputs.c - ID.bin and ID.json under leaf_out/, written aside and renamed. */
#include "leafrt/outputs.h"

#include "leafrt/inputs.h"
#include "leafrt/modules.h"
#include "leafrt/prediction.h"
#include "leafrt/rt_config.h"
#include "pri/site_map.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *const stage_names[] = {
#define STAGE(name, json, meaning) json,
#include "leafrt/stages.def"
};

#define COUNT(list) (sizeof(list) / sizeof *(list))

static const char *const kind_names[] = {
	"?",
#define K(name, text) text,
#include "pri/site_kinds.def"
};

static struct {
	char folder[PATH_MAX - 64];
	uint32_t n;
	bool tried, usable;
} out;

/* With the folders of the processes that this one was forked from. */
static bool make_folder(char *path)
{
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return true;
	char *slash = errno == ENOENT ? strrchr(path, '/') : NULL;
	if (!slash || slash == path)
		return false;
	*slash = 0;
	bool ok = make_folder(path);
	*slash = '/';
	return ok && mkdir(path, 0777) == 0;
}

/* A program that nothing comes of leaves no folder. */
static bool usable(void)
{
	if (!out.tried)
		out.usable = make_folder(out.folder);
	out.tried = true;
	return out.usable;
}

void outputs_start(void)
{
	snprintf(out.folder, sizeof out.folder, "%s", rt_config.out);
}

void outputs_in_child(void)
{
	char was[sizeof out.folder];
	memcpy(was, out.folder, sizeof was);
	snprintf(out.folder, sizeof out.folder, "%.*s/%ld", (int)sizeof was - 24, was,
		 (long)getpid());
	out.n = 0;
	out.tried = false;
}

/* Pieces that stand one behind the other in a file. */
#define MOST_PARTS 256

struct parts {
	struct iovec at[MOST_PARTS];
	int n;
	size_t len;
};

static void add_part(struct parts *parts, const void *bytes, size_t n)
{
	if (parts->n == MOST_PARTS)
		return;
	parts->at[parts->n++] = (struct iovec){ (void *)(uintptr_t)bytes, n };
	parts->len += n;
}

static bool put_file(const char *name, const struct parts *parts)
{
	char path[PATH_MAX], aside[PATH_MAX];
	snprintf(path, sizeof path, "%s/%s", out.folder, name);
	snprintf(aside, sizeof aside, "%s/.%s.new", out.folder, name);
	int fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return false;
	bool ok = writev(fd, parts->at, parts->n) == (ssize_t)parts->len;
	ok = close(fd) == 0 && ok && rename(aside, path) == 0;
	if (!ok)
		unlink(aside);
	return ok;
}

/* Variables that take what standard input has left are part of it. */
static void add_variables(struct parts *parts, const uint8_t *bytes)
{
	for (uint32_t i = 0; i < inputs_count(); i++)
		if (inputs_at(i)->kind == INPUT_VARIABLE)
			add_part(parts, bytes + inputs_at(i)->first, inputs_at(i)->len);
}

static bool put_source(const struct input *input, const uint8_t *bytes)
{
	static struct parts parts;
	char name[96];
	if (input->kind == INPUT_VARIABLE && rt_config.from_stdin)
		return true;
	bool stream = input->kind == INPUT_FILE || input->kind == INPUT_STDIN;
	if (stream)
		snprintf(name, sizeof name, "%u.bin", out.n);
	else
		snprintf(name, sizeof name, "%u.%s.bin", out.n, input->name);
	for (char *at = name; *at; at++)
		if (*at == '/')
			*at = '_';
	parts.n = 0;
	parts.len = 0;
	add_part(&parts, bytes + input->first, input->len);
	if (input->kind == INPUT_STDIN)
		add_variables(&parts, bytes);
	return put_file(name, &parts);
}

static bool put_note(const struct output_note *note)
{
	char text[1024], name[32];
	struct modules_place place = modules_place(note->site);
	char expect[PREDICTION_TEXT];
	prediction_write(expect, note->site, note->direction);
	int len = snprintf(
		text, sizeof text,
		"{\"id\": %u, \"parent\": \"%.200s\", \"site\": \"%016llx\", \"function\": \"%.80s\", "
		"\"file\": \"%.200s\", \"line\": %u, \"column\": %u, \"kind\": \"%s\", "
		"\"direction\": %u, "
		"\"constraints\": %u, \"by\": \"%s\", \"expect\": \"%s\"}\n",
		out.n, rt_config.input, (unsigned long long)note->site->id, place.function,
		place.file, note->site->line, note->site->column,
		kind_names[note->site->kind % COUNT(kind_names)], note->direction,
		note->n_constraints, stage_names[note->stage], expect);
	snprintf(name, sizeof name, "%u.json", out.n);
	struct parts parts = { .n = 0 };
	add_part(&parts, text, (size_t)len);
	return put_file(name, &parts);
}

void outputs_write(const uint8_t *input, const struct output_note *note)
{
	counters.outputs++;
	if (!usable())
		return;
	/* The note first: an input without one would not tell where it comes from. */
	bool ok = put_note(note);
	for (uint32_t i = 0; ok && i < inputs_count(); i++)
		ok = put_source(inputs_at(i), input);
	out.n += ok;
}
