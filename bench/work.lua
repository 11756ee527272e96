-- work.lua - a deterministic program for the Lua interpreter: work.lua SCALE.
--
-- Each round does the same work and ends with a full collection, so that time grows linearly with SCALE:
-- recursion, closures, method calls, table sort with a comparison function, string building and pattern
-- matching, arithmetic on tables, coroutines, and thousands of errors caught by pcall (longjmp across C frames).
-- Prints "BENCH cpu_ns 0 checksum"; the driver knows the number of C calls of one round.

local scale = tonumber(arg and arg[1]) or 1
local checksum = 0

local function mix(x)
	checksum = (checksum * 31 + x) % 4294967291
end

local seed
local function random(n)
	seed = (seed * 1103515245 + 12345) % 2147483648
	return seed // 65536 % n
end

local function fib(n)
	if n < 2 then return n end
	return fib(n - 1) + fib(n - 2)
end

local function sorting()
	local t = {}
	for i = 1, 1500 do t[i] = random(100000) end
	table.sort(t)
	mix(t[1] + t[#t])
	table.sort(t, function(a, b) return a % 1000 > b % 1000 or a % 1000 == b % 1000 and a > b end)
	mix(t[1] + t[750])
end

local function strings()
	local parts = {}
	for i = 1, 400 do parts[#parts + 1] = string.format("%d:%s", i, ("x"):rep(i % 7)) end
	local text = table.concat(parts, ",")
	for number, xs in text:gmatch("(%d+):(x*)") do mix(tonumber(number) + #xs) end
	mix(#text:gsub("x+", function(s) return #s .. "" end))
	local joined = ""
	for i = 1, 200 do joined = joined .. text:sub(i, i + 3):upper() end
	mix(#joined + (joined:find("399", 1, true) or 0))
end

local function numbers()
	local composite, count = {}, 0
	for i = 2, 10000 do
		if not composite[i] then
			count = count + 1
			for k = i * i, 10000, i do composite[k] = true end
		end
	end
	mix(count)
	local n, a, b, trace = 36, {}, {}, 0
	for i = 1, n * n do a[i], b[i] = i % 7, i % 5 end
	for i = 0, n - 1 do
		for j = 1, n do
			local sum = 0
			for k = 0, n - 1 do sum = sum + a[i * n + k + 1] * b[k * n + j] end
			trace = (trace * 3 + sum) % 65521
		end
	end
	mix(trace)
end

local Account = {}
Account.__index = Account
Account.__add = function(a, b) return Account.new(a.balance + b.balance) end
function Account.new(balance) return setmetatable({ balance = balance }, Account) end
function Account:deposit(n) self.balance = self.balance + n end

local function objects()
	local total = Account.new(0)
	for i = 1, 800 do
		local account = Account.new(i)
		account:deposit(random(10))
		total = total + account
	end
	mix(total.balance)
end

local function closures()
	local function compose(f, g) return function(x) return f(g(x)) end end
	local f = function(x) return x + 1 end
	for i = 1, 10 do f = compose(f, function(x) return (x * i) % 997 end) end
	for i = 1, 400 do mix(f(i)) end
end

local function errors()
	local caught = 0
	for i = 1, 300 do
		local ok, message = pcall(function(n)
			if n % 3 == 0 then error("thrown") end
			if n % 3 == 1 then error({ code = n }) end
			return #nil
		end, i)
		if not ok then caught = caught + (type(message) == "table" and message.code or #message) end
	end
	mix(caught)
end

local function coroutines()
	local function generate(n)
		return coroutine.wrap(function() for i = 1, n do coroutine.yield(i * i) end end)
	end
	for square in generate(300) do mix(square) end
end

local start = os.clock()
for _ = 1, scale do
	seed = 42
	mix(fib(17))
	sorting()
	strings()
	numbers()
	objects()
	closures()
	errors()
	coroutines()
	collectgarbage()
end
print(string.format("BENCH %d 0 %d", math.floor((os.clock() - start) * 1e9), checksum))
