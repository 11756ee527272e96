/* linknote.c - what the linker's wrapper tells of each link, and how `leaf build` reads it. */
#include "wrap/linknote.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum came { GAVE, NEVER, LACKS };

static const struct {
	enum came came;
	const char *word, *meaning;
} verdicts[] = {
#define V(name, came_, word_, meaning_) { .came = came_, .word = word_, .meaning = meaning_ },
#include "wrap/links.def"
};

bool link_gave(enum link_verdict verdict)
{
	return verdicts[verdict].came == GAVE;
}

bool link_lacks(enum link_verdict verdict)
{
	return verdicts[verdict].came == LACKS;
}

const char *link_meaning(enum link_verdict verdict)
{
	return verdicts[verdict].meaning;
}

/* Words of a line are separated by tabs; one that holds a tab or a newline is not to break that. */
static leaf_err add_field(struct leaf__buf *line, const char *word, char end)
{
	size_t from = line->len;
	LEAF_TRY(leaf__buf_puts(line, word));
	for (size_t i = from; i < line->len; i++)
		if (line->data[i] == '\t' || line->data[i] == '\n')
			line->data[i] = '?';
	return leaf__buf_add(line, &end, 1);
}

void linknote_add(const char *file, const struct linknote *note)
{
	struct leaf__buf line = { 0 };
	if (file[0] != '/')
		return;
	if (add_field(&line, verdicts[note->verdict].word, '\t') == LEAF_E_OK &&
	    add_field(&line, note->program ? "program" : "part", '\t') == LEAF_E_OK &&
	    add_field(&line, note->output, '\t') == LEAF_E_OK &&
	    add_field(&line, note->cause, '\n') == LEAF_E_OK) {
		int fd = open(file, O_WRONLY | O_APPEND | O_CLOEXEC);
		if (fd >= 0) {
			ssize_t written = write(fd, line.data, line.len);
			(void)written;
			close(fd);
		}
	}
	leaf__buf_release(&line);
}

/* The verdict of this word, LINK_N if there is none. */
static enum link_verdict find_verdict(const char *word)
{
	enum link_verdict verdict = 0;
	while (verdict < LINK_N && strcmp(verdicts[verdict].word, word) != 0)
		verdict++;
	return verdict;
}

bool linknote_next(struct linknote *note, char **at)
{
	char *line;
	while ((line = strsep(at, "\n")) != NULL) {
		const char *word = strsep(&line, "\t");
		note->verdict = find_verdict(word);
		const char *kind = line ? strsep(&line, "\t") : "";
		note->program = strcmp(kind, "program") == 0;
		note->output = line ? strsep(&line, "\t") : NULL;
		note->cause = line ? line : "";
		if (note->verdict != LINK_N && note->output)
			return true;
	}
	return false;
}
