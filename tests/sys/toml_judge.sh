#!/bin/bash
# toml_judge.sh - our TOML reader against Python's, on texts made of all that the grammar has.
#
# Both read, or both refuse, each of some thousand texts, and understand the same.
set -euo pipefail
python3 -c 'import tomllib' 2>/dev/null || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "$work" <<'END'
import datetime, glob, json, math, os, random, subprocess, sys, tomllib

work = sys.argv[1]
random.seed(7)
atoms = ['[', ']', '[[', ']]', '{', '}', ',', '=', '.', ' ', '\t', '\n', '\r\n', '#c', '"', "'", '"""', "'''",
    'a', 'b', 'c', 'a.b', '"a"', "'b'", 'a = 1', '[a]\n', '[a.b]\n', '[[a]]\n', '[b]\n', 'a.b = 2\n', 'b.c.d = 3\n',
    'c = {a = 1}\n', 'a = [1,2]\n', 'a = []\n', '\nb = ', '\nc = ', 'true', 'false', 'inf', '-nan', '0', '-1', '+9', '1_0', '1__0',
    '0x1F', '0b2', '0o7', '007', '1.5', '1.', '.5', '1e5', '1E+0_1', '3.0e', '9223372036854775807', '9223372036854775808',
    '1979-05-27', '1979-05-27T07:32:00Z', '1979-05-27 07:32:00.25+01:00', '07:32:00', '1979-02-30', '25:00:00',
    '\\n', '\\u00e9', '\\U0010ffff', '\\ud800', '\\x', '\\', 'é', '\x7f', '\x01', 'text']
files = []
def put(data):
    name = os.path.join(work, '%06d' % len(files))
    open(name, 'wb').write(data)
    files.append(name)
for i in range(3000):
    lines = []
    for j in range(random.randint(1, 4)):
        if random.random() < .6:
            lines.append(random.choice(['a', 'b', 'c', 'a.b', '"a"', 'b.c', 'a.c']) + ' = ' +
                ''.join(random.choice(atoms) for _ in range(random.choice([1, 1, 1, 2, 3, 5]))))
        elif random.random() < .7:
            lines.append(random.choice(['[a]', '[a.b]', '[[a]]', '[b]', '[ "a" . b ]', '[[a.b]]', '[a.b.c]', '[b.c]']))
        else:
            lines.append(''.join(random.choice(atoms) for _ in range(random.randint(1, 6))))
    put('\n'.join(lines).encode())
pairs = [('a = [', ']'), ('a = {', '}'), ('a = """', '"""'), ("a = '''", "'''"), ('a = "', '"'), ("a = '", "'")]
for i in range(3000):
    head, tail = random.choice(pairs)
    put((head + ''.join(random.choice(atoms) for _ in range(random.randint(0, 5))) + tail).encode())

def shown(value):
    if isinstance(value, dict):
        return {k: shown(v) for k, v in value.items()}
    if isinstance(value, list):
        return ['an array'] + [shown(v) for v in value]
    if isinstance(value, bool):
        return ['a boolean', str(value).lower()]
    if isinstance(value, int):
        # Python's numbers have no end.
        return ['an integer', str(value)] if -2**63 <= value < 2**63 else None
    if isinstance(value, float):
        return ['a float', 'nan' if math.isnan(value) else '%.17g' % value]
    if isinstance(value, str):
        return ['a string', value]
    return ['a date or time']

def ours(value):
    if isinstance(value, dict):
        return {k: ours(v) for k, v in value.items()}
    if value and value[0] == 'an array':
        return ['an array'] + [ours(v) for v in value[1:]]
    if value and value[0] == 'a date or time':
        return value[:1]
    if value and value[0] == 'a float':
        return ['a float', value[1].lstrip('-') if 'nan' in value[1] else value[1]]
    return value

bad = read = 0
for at in range(0, len(files), 1000):
    some = files[at:at + 1000]
    run = subprocess.run(['toml_json', *some], capture_output=True)
    lines = run.stdout.decode().splitlines()
    assert len(lines) == len(some), run.stderr.decode()[-500:]
    for name, line in zip(some, lines):
        data = open(name, 'rb').read()
        try:
            want = shown(tomllib.loads(data.decode().replace('\r\n', '\n')) if b'\r' not in data else tomllib.load(open(name, 'rb')))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError):
            want = None
        if want is not None and 'null' in json.dumps(want):
            want = None
        got = ours(json.loads(line)) if line != 'null' else None
        read += want is not None
        if got != want:
            bad += 1
            if bad < 10:
                print(repr(data), 'ours:', got, 'Python:', want, sep='\n  ')
print(len(files), 'texts,', read, 'of them well-formed,', bad, 'understood otherwise')
sys.exit(bad > 0 or read < 500)
END
