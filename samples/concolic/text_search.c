/* text_search.c - strlen, strchr, strrchr, memchr, strstr, strspn and their likes: where something is.
 *
 * seed: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
 * finds: strlen
 * finds: strnlen
 * finds: strchr
 * finds: strrchr
 * finds: memchr
 * finds: strstr
 * finds: strspn
 * finds: strcspn
 * finds: strpbrk
 * finds: none
 */
#include "sample_input.h"

#include <string.h>

int main(int argc, char **argv)
{
	char in[48], text[7] = { 0 }, *p;
	sample_input(in, sizeof in, argc, argv);
	memcpy(text, in, 6);
	if (strlen(text) == 4)
		puts("strlen");
	if (strnlen(in + 6, 6) == 2)
		puts("strnlen");
	memcpy(text, in + 12, 6);
	if (strchr(text, ':') == text + 3)
		puts("strchr");
	p = strrchr(text, '.');
	if (p && strcmp(p, ".c") == 0)
		puts("strrchr");
	if (memchr(in + 18, '\n', 6) == in + 23)
		puts("memchr");
	memcpy(text, in + 24, 6);
	if (strstr(text, "=>"))
		puts("strstr");
	memcpy(text, in + 30, 6);
	if (strspn(text, "0123456789") == 4)
		puts("strspn");
	memcpy(text, in + 36, 6);
	if (strcspn(text, " \t") == 1)
		puts("strcspn");
	p = strpbrk(text, "<>");
	if (p && *p == '>')
		puts("strpbrk");
	memcpy(text, in + 42, 6);
	if (!strchr(text, 'a'))
		puts("none");
	return 0;
}
