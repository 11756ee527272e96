/* leaf_main.c - the command `leaf`: runs one command and says what went wrong. */
#include <ctype.h>
#include <stdio.h>

#include "leaf/cli.h"
#include "leaf/stdfiles.h"

/* The sentence, with control characters of file names made visible. */
static void say(const char *sentence)
{
	fputs("leaf: ", stderr);
	for (const char *c = sentence; *c; c++) {
		if (iscntrl((unsigned char)*c))
			fprintf(stderr, "\\x%02x", (unsigned char)*c);
		else
			fputc(*c, stderr);
	}
	fputc('\n', stderr);
}

int main(int argc, char **argv)
{
	static char name[] = "leaf";
	static char *no_words[] = { name, NULL };
	int exit_code = CLI_EXIT_OK;
	stdfiles_open();
	leaf_err error = argc > 0 ? cli_run(argc, argv, stdout, stderr, &exit_code)
				  : cli_run(1, no_words, stdout, stderr, &exit_code);
	if (!error)
		error = stdfiles_flush();
	if (error) {
		fflush(stdout);
		say(leaf_err_text());
		exit_code = cli_exit_of(error);
	}
	return exit_code;
}
