// objects.cc - what C++ has, as arguments of spans.
#include <leaf/sink.h>

#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

enum class Color : unsigned char { red, green };
enum Old { minus = -1, zero };
struct Point {
	int x, y;
};
struct Large {
	char bytes[1000];
};
struct Flags {
	unsigned low : 3;
};

static void callback(int)
{
}

template <class T> static T twice(T value)
{
	LEAF_FN(LEAF_LEVEL_INFO, value);
	return LEAF_RET(value + value);
}

class Thing {
	int n;

public:
	explicit Thing(int k) : n(k)
	{
		LEAF_FN(LEAF_LEVEL_INFO, k, this);
	}
	~Thing()
	{
		LEAF_FN(LEAF_LEVEL_INFO, n);
	}
	int many(const std::string &s, std::vector<int> v, Color c, Old o, Point p, const Point &q,
		 Large l, int &r, int &&rr, void (*f)(int), const char *text, int array[3],
		 std::nullptr_t nothing, bool yes, char letter, double d) const noexcept
	{
		LEAF_FN(LEAF_LEVEL_TRACE, s, v, c, o, p, q, l, r, rr, f, text, array, nothing, yes,
			letter, d);
		LEAF_INFO("event", leaf_str(s.c_str()), LEAF_AS(next, n + 1), "literal", n);
		{
			LEAF_SPAN(LEAF_LEVEL_INFO, "late", LEAF_LATE(note));
			LEAF_RECORD(note, 7);
		}
		auto lambda = [&](int z) {
			LEAF_FN(LEAF_LEVEL_INFO, z, n);
			return z;
		};
		return lambda(3);
	}
};

inline int throws(int depth)
{
	LEAF_FN(LEAF_LEVEL_INFO, depth, callback);
	Thing thing(depth);
	if (depth == 0)
		throw std::runtime_error("thrown");
	return throws(depth - 1);
}

int main()
{
	int k = 4, array[3] = { 1, 2, 3 };
	Flags flags = { 5 };
	Thing thing(1);
	thing.many("abc", { 1, 2 }, Color::green, minus, Point{ 1, 2 }, Point{ 3, 4 }, Large(), k, 5,
		   callback, "text", array, nullptr, true, 'x', 1.5);
	twice(2);
	twice(2.5F);
	try {
		throws(3);
	} catch (const std::exception &e) {
		LEAF_WARN("caught", leaf_str(e.what()), flags.low);
	}
	LEAF_SPAN_UNDER(leaf_span_here(), LEAF_LEVEL_INFO, "root");
	std::printf("%d\n", LEAF_ENABLED(LEAF_LEVEL_INFO));
	return 0;
}
