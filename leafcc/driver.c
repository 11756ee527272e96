/* driver.c - clang to IR, instrument, clang to object, link. */
#include "leafcc/driver.h"

#include "leafcc/driver_args.h"

#include <errno.h>
#include <limits.h>
#include <llvm-c/BitReader.h>
#include <llvm-c/BitWriter.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef LEAFCC_CLANG
#define LEAFCC_CLANG "clang"
#endif

extern char **environ;

/* One run: temporary files go when it ends. */
struct driver {
	struct driver_args args;
	const char *clang;
	char folder[PATH_MAX];
	unsigned n_files;
	int status;
};

static leaf_err no_memory(void)
{
	return leaf_fail(LEAF_E_NOMEM, "out of memory");
}

static volatile sig_atomic_t signal_got;

static void on_signal(int signal)
{
	signal_got = signal;
}

/* A signal that ends a compiler ends clang; then the temporary files go, and then this process by the same signal. */
static void catch_signals(void)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction old, ours = { .sa_handler = on_signal };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (sigaction(ends[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
			sigaction(ends[i], &ours, NULL);
}

static leaf_err run(struct driver *d, struct words *words)
{
	LEAF_TRY(words_end(words));
	pid_t pid;
	int failed = posix_spawnp(&pid, words->items[0], NULL, NULL, words->items, environ);
	if (failed)
		return leaf_fail(LEAF_E_NOTFOUND, "cannot run '%s': %s; LEAFCC_CLANG names another",
				 words->items[0], strerror(failed));
	int status = 0;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		if (signal_got)
			kill(pid, signal_got);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return LEAF_E_OK;
	d->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return leaf_fail(LEAF_E_CHILD, "'%s' failed", words->items[0]);
}

static leaf_err add_all(struct words *to, const struct words *from)
{
	for (size_t i = 0; i < from->n; i++)
		LEAF_TRY(words_add(to, from->items[i]));
	return LEAF_E_OK;
}

static leaf_err add_list(struct words *to, const char *const *list)
{
	for (; *list; list++)
		LEAF_TRY(words_add(to, *list));
	return LEAF_E_OK;
}

static const char *temporary(struct driver *d, const char *suffix)
{
	return driver_args_text(&d->args, "%s/%u%s", d->folder, d->n_files++, suffix);
}

/* "dir/name.c" gives "name.o". */
static const char *default_output(struct driver *d, const char *source, const char *suffix)
{
	const char *slash = strrchr(source, '/');
	const char *name = slash ? slash + 1 : source;
	const char *dot = strrchr(name, '.');
	int len = dot ? (int)(dot - name) : (int)strlen(name);
	return driver_args_text(&d->args, "%.*s%s", len, name, suffix);
}

/* Dependencies are told for the object that the user asked for, not for the file between. */
static leaf_err add_dependencies(struct driver *d, struct words *words, const char *object)
{
	if (!d->args.deps)
		return LEAF_E_OK;
	if (!d->args.dep_target) {
		LEAF_TRY(words_add(words, "-MT"));
		LEAF_TRY(words_add(words, object));
	}
	if (d->args.dep_file)
		return LEAF_E_OK;
	const char *dot = strrchr(object, '.');
	int len = dot ? (int)(dot - object) : (int)strlen(object);
	const char *path = driver_args_text(&d->args, "%.*s.d", len, object);
	if (!path)
		return no_memory();
	LEAF_TRY(words_add(words, "-MF"));
	return words_add(words, path);
}

static leaf_err front(struct driver *d, const struct driver_source *source, const char *object,
		      const char *bitcode)
{
	/* Comparisons of text and memory stay calls, so that the runtime sees them as such; reading a character of a
	 * stream does, too (__NO_INLINE__). */
	static const char *const ours[] = { "-DLEAFCC=1",
					    "-c",
					    "-emit-llvm",
					    "-Xclang",
					    "-disable-llvm-passes",
					    "-Xclang",
					    "-disable-O0-optnone",
					    "-fno-builtin-memcmp",
					    "-fno-builtin-bcmp",
					    "-fno-builtin-strcmp",
					    "-fno-builtin-strncmp",
					    "-fno-builtin-strcasecmp",
					    "-fno-builtin-strncasecmp",
					    "-fno-builtin-strlen",
					    "-fno-builtin-memchr",
					    "-fno-builtin-strchr",
					    "-fno-builtin-strrchr",
					    "-fno-builtin-strstr",
					    "-fno-builtin-isdigit",
					    "-fno-builtin-strnlen",
					    "-fno-builtin-memrchr",
					    "-fno-builtin-strspn",
					    "-fno-builtin-strcspn",
					    "-fno-builtin-strpbrk",
					    "-fno-builtin-atoi",
					    "-fno-builtin-atol",
					    "-fno-builtin-atoll",
					    "-fno-builtin-strtol",
					    "-D__NO_INLINE__=1",
					    "-fno-builtin-toupper",
					    "-fno-builtin-tolower",
					    "-o",
					    NULL };
	struct words words = { 0 };
	leaf_err err = words_add(&words, d->clang);
	if (!err)
		err = add_all(&words, &d->args.front);
	if (!err)
		err = add_list(&words, ours);
	if (!err)
		err = words_add(&words, bitcode);
	if (!err)
		err = add_dependencies(d, &words, object);
	if (!err && source->language)
		err = words_add(&words, "-x");
	if (!err && source->language)
		err = words_add(&words, source->language);
	if (!err)
		err = words_add(&words, source->path);
	if (!err)
		err = run(d, &words);
	free(words.items);
	return err;
}

static leaf_err back(struct driver *d, const char *bitcode, const char *object)
{
	/* Live ranges split around thousands of slow calls: half the compile time, and slower code, without the last flag. */
	const char *const ours[] = { "-Qunused-arguments",
				     "-Xclang",
				     "-disable-llvm-passes",
				     "-mllvm",
				     "-split-spill-mode=size",
				     "-x",
				     "ir",
				     bitcode,
				     d->args.mode == DRIVER_ASM ? "-S" : "-c",
				     "-o",
				     object,
				     NULL };
	struct words words = { 0 };
	leaf_err err = words_add(&words, d->clang);
	if (!err)
		err = add_all(&words, &d->args.back);
	if (!err)
		err = add_list(&words, ours);
	if (!err)
		err = run(d, &words);
	free(words.items);
	return err;
}

static leaf_err read_bitcode(LLVMModuleRef *module, LLVMContextRef context, const char *path)
{
	LLVMMemoryBufferRef bytes;
	char *text = NULL;
	if (LLVMCreateMemoryBufferWithContentsOfFile(path, &bytes, &text)) {
		leaf_err err = leaf_fail(LEAF_E_IO, "cannot read '%s': %s", path, text);
		LLVMDisposeMessage(text);
		return err;
	}
	if (LLVMParseBitcodeInContext2(context, bytes, module)) {
		LLVMDisposeMemoryBuffer(bytes);
		return leaf_fail(
			LEAF_E_UNSUPPORTED,
			"'%s' is not bitcode of this LLVM; is LEAFCC_CLANG of another version?",
			path);
	}
	LLVMDisposeMemoryBuffer(bytes);
	return LEAF_E_OK;
}

static void say_stats(const char *source, const struct unit_stats *stats)
{
	fprintf(stderr,
		"leafcc: %s: %llu functions (%llu skipped), %llu blocks, %llu instructions, "
		"%llu guards, %llu calls\n",
		source, (unsigned long long)stats->functions, (unsigned long long)stats->skipped,
		(unsigned long long)stats->blocks, (unsigned long long)stats->instructions,
		(unsigned long long)stats->guards, (unsigned long long)stats->calls);
}

static leaf_err save_ir(const char *path, LLVMModuleRef module)
{
	char *text = NULL;
	if (!path || !LLVMPrintModuleToFile(module, path, &text))
		return LEAF_E_OK;
	leaf_err err = leaf_fail(LEAF_E_IO, "cannot write '%s': %s", path, text);
	LLVMDisposeMessage(text);
	return err;
}

static leaf_err instrument(struct driver *d, const struct choice *choice, const char *source,
			   const char *bitcode)
{
	LLVMContextRef context = LLVMContextCreate();
	LLVMModuleRef module = NULL;
	struct unit_stats stats = { 0 };
	struct instrument_options options = d->args.instrument;
	options.path = source;
	options.choice = choice;
	leaf_err err = read_bitcode(&module, context, bitcode);
	if (!err)
		err = instrument_module(&stats, module, &options);
	if (!err)
		err = save_ir(d->args.save_ir, module);
	if (!err && LLVMWriteBitcodeToFile(module, bitcode))
		err = leaf_fail(LEAF_E_IO, "cannot write '%s'", bitcode);
	if (!err && d->args.stats)
		say_stats(source, &stats);
	if (module)
		LLVMDisposeModule(module);
	LLVMContextDispose(context);
	return err;
}

/* 'named': the object as dependencies call it. */
static leaf_err compile(struct driver *d, const struct driver_source *source, const char *object,
			const char *named)
{
	const char *bitcode = temporary(d, ".bc");
	if (!bitcode || !object || !named)
		return no_memory();
	struct choice choice;
	LEAF_TRY(front(d, source, named, bitcode));
	LEAF_TRY(choice_make(&choice, &d->args.choice, source->path));
	leaf_err err = instrument(d, &choice, source->path, bitcode);
	choice_release(&choice);
	LEAF_TRY(err);
	return back(d, bitcode, object);
}

/* The folder of the runtime: beside this program, as built or as installed. */
static leaf_err runtime_folder(char folder[PATH_MAX])
{
	static const char *const places[] = { "/../lib", "/..", "/../lib/x86_64-linux-gnu", NULL };
	char own[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", own, sizeof own - 1);
	if (len <= 0)
		return leaf_fail(LEAF_E_IO, "cannot tell where leafcc is: %s", strerror(errno));
	own[len] = 0;
	*strrchr(own, '/') = 0;
	for (size_t i = 0; places[i]; i++) {
		char path[PATH_MAX + 64];
		snprintf(path, sizeof path, "%s%s/libleafrt.so", own, places[i]);
		if (access(path, R_OK) != 0)
			continue;
		snprintf(path, sizeof path, "%s%s", own, places[i]);
		if (realpath(path, folder))
			return LEAF_E_OK;
	}
	return leaf_fail(LEAF_E_NOTFOUND, "libleafrt.so is not beside '%s'; install it", own);
}

static leaf_err add_runtime(struct driver *d, struct words *words)
{
	char folder[PATH_MAX];
	LEAF_TRY(runtime_folder(folder));
	const char *search = driver_args_text(&d->args, "-L%s", folder);
	const char *find = driver_args_text(&d->args, "-Wl,-rpath,%s", folder);
	if (!search || !find)
		return no_memory();
	LEAF_TRY(words_add(words, search));
	LEAF_TRY(words_add(words, find));
	LEAF_TRY(words_add(words, "-Wl,--push-state,--no-as-needed"));
	LEAF_TRY(words_add(words, "-lleafrt"));
	return words_add(words, "-Wl,--pop-state");
}

static leaf_err link_all(struct driver *d)
{
	struct words words = { 0 };
	leaf_err err = words_add(&words, d->clang);
	if (!err)
		err = words_add(&words, "-Qunused-arguments");
	if (!err)
		err = add_all(&words, &d->args.link);
	if (!err && d->args.output)
		err = words_add(&words, "-o");
	if (!err && d->args.output)
		err = words_add(&words, d->args.output);
	if (!err)
		err = words_add(&words, "-xnone");
	if (!err && !d->args.partial)
		err = add_runtime(d, &words);
	if (!err)
		err = run(d, &words);
	free(words.items);
	return err;
}

/* Objects are no C, whatever -x said of the source. */
static void forget_language(struct words *link)
{
	for (size_t i = 0; i + 1 < link->n; i++)
		if (strcmp(link->items[i], "-x") == 0 &&
		    (strcmp(link->items[i + 1], "c") == 0 ||
		     strcmp(link->items[i + 1], "cpp-output") == 0))
			link->items[i + 1] = (char *)(uintptr_t) "none";
}

/* The sources of a link line become objects, each in its place. */
static leaf_err compile_and_link(struct driver *d)
{
	for (size_t i = 0; i < d->args.sources.n; i++) {
		const struct driver_source *source = &d->args.sources.items[i];
		if (!source->c)
			continue;
		const char *object = temporary(d, ".o");
		/* As clang has it: the program, or the object that is not kept. */
		const char *named = d->args.output ? d->args.output
						   : default_output(d, source->path, ".o");
		LEAF_TRY(compile(d, source, object, named));
		d->args.link.items[source->place] = (char *)(uintptr_t)object;
	}
	forget_language(&d->args.link);
	return link_all(d);
}

/* Assembly, C++ and whatever else clang takes. */
static leaf_err compile_other(struct driver *d, const struct driver_source *source,
			      const char *object)
{
	const char *const ours[] = { d->args.mode == DRIVER_ASM ? "-S" : "-c",
				     "-o",
				     object,
				     source->language ? "-x" : source->path,
				     source->language,
				     source->path,
				     NULL };
	struct words words = { 0 };
	leaf_err err = words_add(&words, d->clang);
	if (!err)
		err = add_all(&words, &d->args.front);
	if (!err)
		err = add_list(&words, ours);
	if (!err)
		err = run(d, &words);
	free(words.items);
	return err;
}

static leaf_err compile_each(struct driver *d)
{
	const char *suffix = d->args.mode == DRIVER_ASM ? ".s" : ".o";
	if (d->args.output && d->args.sources.n > 1)
		return leaf_fail(LEAF_E_USAGE, "'-o' with several sources needs a link");
	for (size_t i = 0; i < d->args.sources.n; i++) {
		const struct driver_source *source = &d->args.sources.items[i];
		const char *object = d->args.output ? d->args.output
						    : default_output(d, source->path, suffix);
		if (source->c)
			LEAF_TRY(compile(d, source, object, object));
		else
			LEAF_TRY(compile_other(d, source, object));
	}
	return LEAF_E_OK;
}

static leaf_err pass_on(struct driver *d, int argc, char **argv)
{
	struct words words = { 0 };
	leaf_err err = words_add(&words, d->clang);
	for (int i = 1; !err && i < argc; i++)
		if (strncmp(argv[i], "-fleaf-", 7) != 0)
			err = words_add(&words, argv[i]);
	if (!err && !d->args.plain)
		err = words_add(&words, "-DLEAFCC=1");
	if (!err)
		err = words_end(&words);
	if (!err) {
		execvp(words.items[0], words.items);
		err = leaf_fail(LEAF_E_NOTFOUND, "cannot run '%s': %s; LEAFCC_CLANG names another",
				words.items[0], strerror(errno));
	}
	free(words.items);
	return err;
}

static leaf_err make_folder(struct driver *d)
{
	const char *base = getenv("TMPDIR");
	snprintf(d->folder, sizeof d->folder, "%s/leafcc-XXXXXX", base && *base ? base : "/tmp");
	if (!mkdtemp(d->folder))
		return leaf_fail(LEAF_E_IO, "cannot make a folder in '%s': %s",
				 base && *base ? base : "/tmp", strerror(errno));
	return LEAF_E_OK;
}

static void remove_folder(const struct driver *d)
{
	static const char *const suffixes[] = { ".bc", ".o" };
	char path[PATH_MAX + 32];
	for (unsigned i = 0; i < d->n_files; i++)
		for (size_t k = 0; k < sizeof suffixes / sizeof *suffixes; k++) {
			snprintf(path, sizeof path, "%s/%u%s", d->folder, i, suffixes[k]);
			unlink(path);
		}
	rmdir(d->folder);
}

/* "clang-14", and "clang++-14" for one that is called as a C++ compiler. */
static const char *clang_for(struct driver_args *args)
{
	const char *name = getenv(args->cxx ? "LEAFCC_CLANGXX" : "LEAFCC_CLANG");
	if (name && *name)
		return name;
	if (!args->cxx)
		return LEAFCC_CLANG;
	const char *dash = strrchr(LEAFCC_CLANG, '-');
	return driver_args_text(args, "clang++%s", dash ? dash : "");
}

leaf_err driver_run(int *status, int argc, char **argv)
{
	struct driver d = { 0 };
	LEAF_TRY(driver_args_parse(&d.args, argc, argv));
	d.clang = clang_for(&d.args);
	leaf_err err = d.clang ? LEAF_E_OK : no_memory();
	if (d.args.note)
		fprintf(stderr, "leafcc: %s\n", d.args.note);
	if (err) {
		;
	} else if (d.args.mode == DRIVER_PASS) {
		err = pass_on(&d, argc, argv);
	} else {
		catch_signals();
		err = make_folder(&d);
		if (!err)
			err = d.args.mode == DRIVER_LINK ? compile_and_link(&d) : compile_each(&d);
		remove_folder(&d);
	}
	if (signal_got) {
		signal(signal_got, SIG_DFL);
		raise(signal_got);
	}
	*status = d.status;
	driver_args_release(&d.args);
	return err;
}
