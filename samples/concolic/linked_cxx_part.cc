// linked_cxx_part.cc - the C++ side of linked_cxx.c.
#include <stdexcept>
#include <vector>

extern "C" int cxx_call(int (*f)(int), int x)
{
	try {
		if (!f)
			throw std::runtime_error("no function");
		std::vector<int> values{f(x), 0};
		return values.front();
	} catch (const std::runtime_error &) {
		return -1;
	}
}

extern "C" void cxx_change(unsigned char *at, int n)
{
	for (int i = 0; i < n; i++)
		at[i] = 'a';
}
