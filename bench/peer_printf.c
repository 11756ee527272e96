/* peer_printf.c - the log file of peer_printf.h. */
#include <stdio.h>
#include <stdlib.h>

FILE *peer_printf_file;

__attribute__((constructor)) static void start(void)
{
	peer_printf_file = fopen("printf.log", "w");
	if (!peer_printf_file)
		abort();
}
