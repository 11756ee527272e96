/* evaluate.c - sample: a calculator by recursive descent, told as spans and events. */
/*
 * input:    evaluate '2*(3+4)' '1+' '8/2/2'
 * expected: 2*(3+4) = 14
 *           1+ = error
 *           8/2/2 = 2
 */
#include <leaf/trace.h>

#include <stdio.h>

struct input {
	const char *text;
	int failed;
};

static long sum(struct input *in);

static long atom(struct input *in)
{
	LEAF_FN(LEAF_LEVEL_DEBUG, LEAF_AS(rest, leaf_str(in->text)));
	if (*in->text == '(') {
		in->text++;
		long value = sum(in);
		if (*in->text == ')')
			in->text++;
		else
			in->failed = 1;
		return value;
	}
	if (*in->text < '0' || *in->text > '9') {
		LEAF_WARN("a number is missing", LEAF_AS(rest, leaf_str(in->text)));
		in->failed = 1;
		return 0;
	}
	long value = 0;
	while (*in->text >= '0' && *in->text <= '9' && value < 1000000)
		value = value * 10 + (*in->text++ - '0');
	return value;
}

static long product(struct input *in)
{
	LEAF_FN(LEAF_LEVEL_DEBUG, LEAF_AS(rest, leaf_str(in->text)));
	long value = atom(in);
	while (*in->text == '*' || *in->text == '/') {
		char sign = *in->text++;
		long right = atom(in);
		if (sign == '*')
			value *= right;
		else if (right)
			value /= right;
		else
			in->failed = 1;
	}
	return value;
}

static long sum(struct input *in)
{
	LEAF_FN(LEAF_LEVEL_DEBUG, LEAF_AS(rest, leaf_str(in->text)));
	long value = product(in);
	while (*in->text == '+' || *in->text == '-') {
		char sign = *in->text++;
		long right = product(in);
		value = sign == '+' ? value + right : value - right;
	}
	return value;
}

static void evaluate(const char *text)
{
	LEAF_FN(LEAF_LEVEL_INFO, LEAF_AS(text, leaf_str(text)), LEAF_LATE(value));
	struct input in = { text, 0 };
	long value = sum(&in);
	if (in.failed || *in.text) {
		printf("%s = error\n", text);
		return;
	}
	LEAF_RECORD(value, value);
	printf("%s = %ld\n", text, value);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		evaluate(argv[i]);
	return 0;
}
