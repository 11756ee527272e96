-- lua_checks.lua - what an instrumented Lua has to get right: coroutines, errors (longjmp), closures, strings, collection.
local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end
assert(fib(18) == 2584)

local co = coroutine.wrap(function(...)
	local sum = 0
	for _, value in ipairs({...}) do sum = sum + coroutine.yield(value) end
	return sum
end)
assert(co(1, 2, 3) == 1 and co(10) == 2 and co(20) == 3 and co(30) == 60)

local depth = 0
local function deep() depth = depth + 1; return 1 + deep() end
local ok, why = pcall(deep)
assert(not ok and why:find("stack overflow") and depth > 1000)
for _ = 1, 1000 do
	assert(not pcall(error, { }))
	assert(select(2, pcall(string.rep)):find("bad argument"))
end

assert(("x"):rep(3, ",") == "x,x,x" and ("%5.1f|%q"):format(3.14159, "a\n"):find("3.1|"))
assert(("key = value"):match("^(%w+)%s*=%s*(%w+)$") == "key")
local parts = {}
for word in ("the quick brown fox"):gmatch("%a+") do parts[#parts + 1] = word end
table.sort(parts)
assert(table.concat(parts, " ") == "brown fox quick the")
assert(string.unpack("<i4", string.pack("<i4", -7)) == -7 and utf8.char(233, 8364) == "é€")

local weak = setmetatable({}, { __mode = "k" })
for _ = 1, 2000 do weak[{}] = ("s"):rep(100) end
collectgarbage()
collectgarbage("generational")
assert(next(weak) == nil)

local closed = 0
do
	local guard <close> = setmetatable({}, { __close = function() closed = closed + 1 end })
end
assert(closed == 1 and load("return ...", "chunk")(42) == 42 and math.tointeger(2^53) == 1 << 53)
assert(os.time({ year = 2000, month = 1, day = 1, hour = 12 }) > 0 and io.write("") == io.stdout)
