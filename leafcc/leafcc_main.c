/* leafcc_main.c - the compiler `leafcc`: clang with calls into the runtime. */
#include "leafcc/driver.h"

#include <stdio.h>

int main(int argc, char **argv)
{
	int status = 0;
	leaf_err err = driver_run(&status, argc, argv);
	if (err == LEAF_E_OK)
		return 0;
	/* clang has told its own errors. */
	if (err == LEAF_E_CHILD)
		return status;
	fprintf(stderr, "leafcc: %s\n", leaf_err_text());
	return err == LEAF_E_USAGE ? 2 : 1;
}
