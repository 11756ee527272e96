/* cxx_fields.cc - what C++ may give as a field: every kind of type, members, templates, lambdas, exceptions. */
#include <leaf/trace.h>

#include <stdio.h>

#include <string>

enum color { RED, GREEN };
enum class flat : unsigned char { BLUE = 3 };
struct large {
	char bytes[1000];
};
struct pair {
	int a, b;
	~pair()
	{
	}
};
union either {
	int i;
	float f;
};
struct bits {
	unsigned a : 3;
	int b : 5;
};

static int function(int a)
{
	return a;
}

static int quiet(int a) noexcept
{
	return a;
}

static int show(char *out, __SIZE_TYPE__ cap, const void *object)
{
	return snprintf(out, cap, "shown(%d)", *static_cast<const int *>(object));
}

template <class T> static T add(T value, const T &reference)
{
	LEAF_FN(LEAF_LEVEL_INFO, value, reference, sizeof(T));
	return LEAF_RET(value + reference);
}

struct counter {
	int n = 4;

	counter()
	{
		LEAF_FN(LEAF_LEVEL_INFO);
	}

	int get() const
	{
		LEAF_FN(LEAF_LEVEL_INFO, n, this);
		return n;
	}
};

static void values(int number)
{
	std::string text = "text";
	int array[3] = { 1, 2, 3 };
	pair both = { 1, 2 };
	large much = {};
	either one;
	one.i = 1;
	bits some = {};
	some.a = 2;
	some.b = -1;
	volatile int watched = 9;
	const char *pointer = "pointer";
	int &reference = array[1];
	long double precise = 1.5L;
	__extension__ __int128 wide = -5;
	LEAF_FN(LEAF_LEVEL_INFO, number, text, array, both, much, one, some.a, some.b, watched,
		pointer, reference, precise, wide, RED, flat::BLUE);
	LEAF_INFO("constants", nullptr, 'c', true, L'w', u'q', &pair::b, leaf_str(pointer),
		  leaf_hex(77), leaf_shown(show, &number), 2.5F);
	LEAF_INFO("functions", function, &function, quiet, &quiet, printf);
	(void)both, (void)much, (void)one, (void)some, (void)watched, (void)reference,
		(void)precise, (void)wide, (void)text, (void)show, (void)function, (void)quiet;
}

static void throws()
{
	LEAF_SPAN(LEAF_LEVEL_WARN, "throwing", LEAF_LATE(x));
	LEAF_RECORD(x, 5);
	throw 1;
}

int main()
{
	values(7);
	counter four;
	int sum = four.get() + add(1, 2) + static_cast<int>(add(1.5, 2.5)) +
		  static_cast<int>(add(std::string("a"), std::string("b")).size());
	auto lambda = [&](int k) {
		LEAF_FN(LEAF_LEVEL_INFO, k, sum);
		return k;
	};
	lambda(4);
	try {
		throws();
	} catch (int) {
		LEAF_WARN("caught");
	}
	return sum == 4 + 3 + 4 + 2 ? 0 : 1;
}
