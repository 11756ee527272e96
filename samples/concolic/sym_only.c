/* sym_only.c - no input but memory that is declared to be symbolic, twice; a state machine behind it.
 *
 * input: declared
 * seed: 0
 * finds: state 3
 * finds: second
 */
#include <leaf/sym.h>
#include <stdio.h>

int main(void)
{
	char word[4] = "none";
	unsigned short number = 5;
	int state = 0;
	setvbuf(stdout, NULL, _IONBF, 0);
	leaf_symbolic(word, sizeof word, "word");
	leaf_symbolic(&number, sizeof number, "number");
	if (word[0] == 'a')
		state = 1;
	if (state == 1 && word[1] > 'b')
		state = 2;
	if (state == 2 && word[2] < 0)
		puts("state 3");
	if (number * 2 == 4242)
		puts("second");
	return 0;
}
