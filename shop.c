/* shop.c */
#include <leaf/trace.h>

#include <stdio.h>
#include <unistd.h>

static int price(int item)
{
	LEAF_FN(LEAF_LEVEL_DEBUG, item);
	if (item == 3)
		LEAF_WARN("sold out", item);
	usleep(1000);
	return item * 7;
}

static int basket(const char *customer, int n)
{
	LEAF_FN(LEAF_LEVEL_INFO, leaf_str(customer), n);
	int sum = 0;
	for (int item = 1; item <= n; item++)
		sum += price(item);
	return sum;
}

int main(void)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "day", LEAF_AS(pid, getpid()));
	int sum = 0;
	for (int i = 0; i < 50; i++)
		sum += basket("ann", 4);
	printf("%d\n", sum);
	return 0;
}
