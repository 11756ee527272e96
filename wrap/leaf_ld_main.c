/* leaf_ld_main.c - stands before the linker under `leaf build`: links what is instrumented with Leaf's library. */
/*
 * Called by gcc and clang under a linker's name. It runs the linker with the words it got; or, if an input
 * is instrumented and the library suits, first with the library added. Should that fail, the linker runs again as
 * the build wanted it, and what it prints and returns is all that is seen: no link fails because of Leaf.
 */
#include <errno.h>
#include <limits.h>
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "wrap/linkline.h"
#include "wrap/linknote.h"
#include "wrap/linkscan.h"
#include "wrap/reallinker.h"

enum {
	WORDS_MAX =
		100000 /* bytes on a command line; beyond, or where an @file was given, an @file */
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* The interpreter of this very program, "" if it has none: the library was linked as it was. */
static const char *own_interpreter(void)
{
	union {
		unsigned long number;
		const ElfW(Phdr) * rows;
	} table = { .number = getauxval(AT_PHDR) };
	unsigned long n = getauxval(AT_PHNUM);
	union {
		ElfW(Addr) number;
		const char *text;
	} place = { .number = 0 };
	for (unsigned long i = 0; table.rows && i < n; i++)
		if (table.rows[i].p_type == PT_PHDR)
			place.number = table.number - table.rows[i].p_vaddr;
	for (unsigned long i = 0; table.rows && i < n; i++)
		if (table.rows[i].p_type == PT_INTERP) {
			place.number += table.rows[i].p_vaddr;
			return place.text;
		}
	return "";
}

/* Whether a dynamically linked program is for the C library that Leaf is linked with. */
static bool is_our_libc(const char *interpreter)
{
	const char *own = own_interpreter();
	return !*own || strcmp(base_name(own), base_name(interpreter)) == 0;
}

/* What is to be done about a link, and which input decides it. */
static enum link_verdict judge(const struct linkline *line, const char **cause)
{
	enum linkscan found = LINKSCAN_PLAIN;
	for (size_t i = 0; i < line->inputs.n && found != LINKSCAN_RUNTIME; i++) {
		enum linkscan one = linkscan_file(line->inputs.items[i]);
		if (one > found) {
			found = one;
			*cause = line->inputs.items[i];
		}
	}
	if (found == LINKSCAN_PLAIN)
		return LINK_PLAIN;
	if (line->relocatable)
		return LINK_PARTIAL;
	if (line->names_leaf || found == LINKSCAN_RUNTIME)
		return LINK_NAMED;
	if (!line->place)
		return LINK_FREESTANDING;
	if (found == LINKSCAN_FOREIGN)
		return LINK_FOREIGN;
	if (line->shared)
		return LINK_SHARED;
	if (!line->interpreter)
		return LINK_STATIC;
	return is_our_libc(line->interpreter) ? LINK_SHARED : LINK_FOREIGN;
}

/* ---- running the linker ---- */

static void die(const char *what, const char *name)
{
	fprintf(stderr, "leaf: cannot %s '%s': %s\n", what, name, strerror(errno));
	exit(127);
}

/* Start it; what it prints goes to 'out' and 'err' unless these are negative. */
static pid_t start(const char *linker, char **words, int out, int err)
{
	pid_t pid = fork();
	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if ((out >= 0 && dup2(out, STDOUT_FILENO) < 0) ||
	    (err >= 0 && dup2(err, STDERR_FILENO) < 0))
		_exit(127);
	execv(linker, words);
	_exit(127);
}

static int run(const char *linker, char **words, int out, int err)
{
	int status;
	pid_t pid = start(linker, words, out, err);
	if (pid < 0)
		return -1;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

/* End as the linker did. */
static int pass_on(int status)
{
	if (!WIFSIGNALED(status))
		return WEXITSTATUS(status);
	signal(WTERMSIG(status), SIG_DFL);
	raise(WTERMSIG(status));
	return 128 + WTERMSIG(status);
}

static void copy_out(int from, int to)
{
	char bytes[65536];
	ssize_t got;
	if (from < 0 || lseek(from, 0, SEEK_SET) != 0)
		return;
	while ((got = read(from, bytes, sizeof bytes)) > 0)
		for (ssize_t done = 0, put; done < got; done += put)
			if ((put = write(to, bytes + done, (size_t)(got - done))) <= 0)
				return;
}

/* Write the words into an @file of their own, whose name is the only word left; 'path' is removed by the caller. */
static leaf_err shorten(char **words, char *path)
{
	struct leaf__buf text = { 0 };
	size_t n = 0;
	while (words[n])
		n++;
	LEAF_TRY(linkline_quote(&text, words + 1, n - 1));
	int fd = mkstemp(path + 1);
	size_t done = 0;
	while (fd >= 0 && done < text.len) {
		ssize_t put = write(fd, text.data + done, text.len - done);
		if (put <= 0)
			break;
		done += (size_t)put;
	}
	bool whole = fd >= 0 && done == text.len;
	leaf__buf_release(&text);
	if (fd < 0)
		path[1] = 0;
	else
		close(fd);
	words[1] = path;
	words[2] = NULL;
	return whole ? LEAF_E_OK : leaf_fail(LEAF_E_IO, "cannot write '%s'", path + 1);
}

static bool is_long(char *const *words)
{
	size_t bytes = 0;
	while (*words)
		bytes += strlen(*words++) + 1;
	return bytes > WORDS_MAX;
}

/* Link with the library; returns whether that worked. */
static bool link_with(const char *linker, const struct linkline *line, const char *kit, bool shared)
{
	char library[PATH_MAX], response[] = "@/tmp/leaf-ld.XXXXXX";
	struct leaf__buf more = { 0 };
	char **words = NULL;
	int len = snprintf(library, sizeof library, "%s/lib/libleaf.%s", kit, shared ? "so" : "a");
	bool done = len < (int)sizeof library &&
		    linkline_add(&words, &more, line, linker, library, shared) == LEAF_E_OK;
	bool short_form = done && (line->from_file || is_long(words));
	if (short_form)
		done = shorten(words, response) == LEAF_E_OK;
	if (done) {
		int out = memfd_create("leaf-ld out", MFD_CLOEXEC),
		    err = memfd_create("leaf-ld err", MFD_CLOEXEC);
		int status = out >= 0 && err >= 0 ? run(linker, words, out, err) : -1;
		done = status == 0;
		if (done) {
			copy_out(out, STDOUT_FILENO);
			copy_out(err, STDERR_FILENO);
		}
	}
	if (short_form && response[1])
		unlink(response + 1);
	free(words);
	leaf__buf_release(&more);
	return done;
}

/* ---- the kit ---- */

/* The folder above the one of this program; "" if that is not to be had. */
static const char *find_kit(char *path, size_t cap)
{
	ssize_t len = readlink("/proc/self/exe", path, cap - 1);
	path[len > 0 ? len : 0] = 0;
	for (int i = 0; i < 2; i++) {
		char *slash = strrchr(path, '/');
		if (!slash)
			return "";
		*slash = 0;
	}
	return path;
}

static void tell(const char *file, enum link_verdict verdict, const struct linkline *line,
		 const char *cause)
{
	char path[PATH_MAX] = "";
	if (line->output[0] != '/' && getcwd(path, sizeof path - 1))
		strcat(path, "/");
	size_t len = strlen(path);
	snprintf(path + len, sizeof path - len, "%s", line->output);
	linknote_add(file, &(struct linknote){ .verdict = verdict,
					       .output = path,
					       .cause = cause,
					       .program = !line->shared && !line->relocatable });
}

/* The verdict once something was done about it; *status is the linker's. */
static enum link_verdict carry_out(enum link_verdict verdict, int *status, const char *linker,
				   const struct linkline *line, char **argv)
{
	char path[PATH_MAX];
	const char *kit = find_kit(path, sizeof path);
	if (link_with(linker, line, kit, verdict == LINK_SHARED))
		return verdict;
	*status = run(linker, argv, -1, -1);
	return *status == 0 ? LINK_DROPPED : LINK_FAILED;
}

int main(int argc, char **argv)
{
	char linker[PATH_MAX];
	struct linkline line = { 0 };
	const char *notes = getenv(LINKNOTE_VARIABLE), *cause = "";
	int status = 0;
	if (argc < 1 || !reallinker_find(linker, sizeof linker, argv[0])) {
		errno = ENOENT;
		die("find the linker", argc ? base_name(argv[0]) : "ld");
	}
	argv[0] = linker;
	if (notes && *notes && linkline_parse(&line, argc, argv) == LEAF_E_OK) {
		enum link_verdict verdict = judge(&line, &cause);
		if (link_gave(verdict))
			verdict = carry_out(verdict, &status, linker, &line, argv);
		tell(notes, verdict, &line, cause);
		linkline_release(&line);
		if (link_gave(verdict) || verdict == LINK_DROPPED || verdict == LINK_FAILED)
			return status == -1 ? 127 : pass_on(status);
	}
	execv(linker, argv);
	die("run", linker);
}
