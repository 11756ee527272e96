# judge.py - compare what fake_tracy saw with what a program did.
# Usage: judge.py REPORT all ROUNDS SOURCE [recorded] | flood ZONES THREADS | get PATH | true EXPRESSION
# REPORT holds a line of JSON for each session. `all` and `flood` judge the last one; PATH is as
# counts.zones or zones.tick.count; EXPRESSION is Python, with s the sessions and d the last one.
import json
import re
import sys

with open(sys.argv[1], encoding="utf-8") as lines:
    sessions = [json.loads(line) for line in lines]
report = sessions[-1]
wrong = []


def same(what, is_, should):
    if is_ != should:
        wrong.append(f"{what}: {is_!r}, not {should!r}")


def hold(what, is_true):
    if not is_true:
        wrong.append(what)


def named(key):
    names = [entry["name"] for entry in report[key]]
    hold(f"{key}: two of one name in {names}", len(set(names)) == len(names))
    return {entry["name"]: entry for entry in report[key]}


def line_of(source, text):
    """The only line that has the text, or the first LEAF_FN behind it."""
    with open(source, encoding="utf-8") as lines:
        lines = lines.read().split("\n")
    at = [i for i, line in enumerate(lines) if text in line]
    if "LEAF_" in text:
        return at[0] + 1
    return next(i for i in range(at[0], len(lines)) if "LEAF_FN" in lines[i]) + 1


def judge_nesting():
    """Each single zone lies within the one around it; children take no longer than it."""
    open_ = {}
    for zone in sorted(report["zone_list"], key=lambda z: (z["begin_ns"], z["depth"])):
        stack = open_.setdefault(zone["thread"], [])
        hold(f"depth of {zone}", zone["depth"] <= len(stack))
        del stack[zone["depth"]:]
        if stack:
            outer = stack[-1]
            hold(f"{zone} outside {outer['zone']}", outer["zone"]["begin_ns"] <= zone["begin_ns"]
                 and zone["end_ns"] <= outer["zone"]["end_ns"])
            outer["left_ns"] -= zone["end_ns"] - zone["begin_ns"]
            hold(f"self time of {outer['zone']}", outer["left_ns"] >= -1)
        stack.append({"zone": zone, "left_ns": zone["end_ns"] - zone["begin_ns"]})


def judge_zones(rounds, source, has_fibers):
    zones = named("zones")
    sites = {
        # name: text of its line, count, zone texts in any order, are they values, threads
        "work": ("static void work(", rounds + 6, ["200"] * rounds + ["100"] * 6, True, 3),
        "enqueue": ("static void enqueue(", 6, ['what=0, note="other"', 'what=1, note="second"',
                                                'what=2, note="other"'] * 2, False, 2),
        "fiber_work": ("static void fiber_work(", 2, ["0", "1"], True, 1 + has_fibers),
        "turn": ('LEAF_SPAN(LEAF_LEVEL_INFO, "turn"', 6, ["0", "1", "2"] * 2, True, 1 + has_fibers),
        "run_fibers": ("static void run_fibers(", 1, [], False, 1),
        "round": ('LEAF_SPAN(LEAF_LEVEL_INFO, "round"', rounds,
                  [str(i) for i in range(rounds)], True, 1),
    }
    same("zones", sorted(zones), sorted(sites))
    for name, (text, count, texts, are_values, threads) in sites.items():
        zone = zones.get(name)
        if not zone:
            continue
        same(f"{name}: line", zone["line"], line_of(source, text))
        hold(f"{name}: file {zone['file']}", source.endswith(re.sub(r"^(\.\./)+", "", zone["file"])))
        same(f"{name}: function", zone["function"], name)
        same(f"{name}: count", zone["count"], count)
        same(f"{name}: open", zone["open"], 0)
        same(f"{name}: threads", zone["threads"], threads)
        same(f"{name}: texts", sorted(zone["texts"]), sorted(texts))
        same(f"{name}: values", sorted(zone["values"]), sorted(texts) if are_values else [])
    for zone in report["zone_list"]:
        if zone["name"] == "work":
            hold(f"slept too short: {zone}",
                 zone["end_ns"] - zone["begin_ns"] >= 1000 * int(zone["text"]))
    same("zones in all", report["counts"]["zones"], 2 * rounds + 21)
    same("zones listed", len(report["zone_list"]), 2 * rounds + 21)
    judge_nesting()


def judge_messages(rounds):
    severities = {"round done": 2, "a value": 4, "worker has ended": 3}
    texts = []
    colours = {}
    for message in report["messages"]:
        text = message["text"]
        texts.append(text)
        kind = text.split(",")[0]
        severity = severities.get(kind, -1)
        same(f"severity of '{text}'", message["severity"],
             severity if report["protocol"] >= 77 else -1)
        colours[severity] = message["colour"]
        same(f"zone of '{text}'", message["zone"], None if severity == 3 else "round")
    same("messages", sorted(texts), sorted(
        ["round done"] * rounds + [f"a value, i={i}" for i in range(rounds)]
        + ["worker has ended, number=0", "worker has ended, number=1"]))
    same("messages counted", report["counts"]["messages"], 2 * rounds + 2)
    if report["protocol"] < 77 and rounds:
        error, warning = colours[4], colours[3]
        hold(f"an error is red: {error:#x}", error >> 16 > 0xc0 and (error >> 8 & 255) < 0x80)
        hold(f"a warning is yellow: {warning:#x}",
             warning >> 16 > 0xc0 and (warning >> 8 & 255) > 0x80 and (warning & 255) < 0x80)


def judge_names(has_fibers):
    threads = named("threads")
    workers = [f"worker with a long name, number {i}" for i in range(2)]
    same("threads", len(threads), 3)
    for worker in workers:
        hold(f"no thread '{worker}' in {list(threads)}", worker in threads)
        same(f"{worker}: zones", threads.get(worker, {}).get("zones"), 6)
    fibers = named("fibers")
    same("fibers", sorted(fibers), ["reader", "writer"] if has_fibers else [])
    for fiber in fibers.values():
        same(f"{fiber['name']}: zones", fiber["zones"], 4)
        hold(f"{fiber['name']}: switches {fiber['switches']}", fiber["switches"] >= 4)
    for stack in list(threads.values()) + list(fibers.values()):
        same(f"{stack['name']}: open", stack["open"], 0)
    same("app info", report["app_infos"], ["tracy_all, a test"])


def judge_marks(rounds):
    plots = named("plots")
    same("plots", sorted(plots), ["load", "queue"])
    queue = list(map(int, plots["queue"]["values"]))  # read outside the lock
    hold(f"queue: {queue}", len(queue) == 6 and all(1 <= value <= 6 for value in queue))
    same("queue: kind", plots["queue"]["kind"], "integer")
    same("load", [float(value) for value in plots["load"]["values"]],
         [i / 2 for i in range(rounds)])
    same("load: kind", plots["load"]["kind"], "double")
    frames = named("frames")
    same("frames", sorted(frames), ["", "main loop"])
    for frame in frames.values():
        same(f"frame '{frame['name']}'", (frame["marks"], frame["starts"], frame["ends"]),
             (rounds, 0, 0))


def judge_serial(rounds):
    locks = named("locks")
    same("locks", list(locks), ["queue"])
    lock = locks["queue"]
    for what in "waits", "obtains", "releases":
        same(f"lock: {what}", lock[what], 6)
        same(f"lock: shared {what}", lock["shared_" + what], 0)
    same("lock: threads", lock["threads"], 2)
    same("lock: type", lock["type"], "exclusive")
    same("lock: ended", lock["ended"], 1)
    same("memory pools", len(report["memory"]), 1)
    pool = report["memory"][0]
    same("allocations", pool["allocs"], 2 * rounds)
    same("frees", pool["frees"], 2 * rounds)
    same("memory: live", (pool["live"], pool["bytes"], pool["frees_unknown"], pool["twice"]),
         (0, 0, 0, 0))
    same("memory: most", pool["most_bytes"] >= 2000, True)


def judge_all(rounds, source, has_fibers):
    same("terminated", report["terminated"], 1)
    same("program", report["welcome"]["program"], "tracy_all")
    judge_zones(rounds, source, has_fibers)
    judge_messages(rounds)
    judge_names(has_fibers)
    judge_marks(rounds)
    judge_serial(rounds)


def judge_flood(zones, threads):
    each = zones // threads // 10
    sites = named("zones")
    same("branches", sites["branch"]["count"], threads * each)
    same("leaves", sites["leaf_of_tree"]["count"], threads * each * 9)
    same("zones", report["counts"]["zones"], threads * each * 10)
    same("zones of threads", sorted(t["zones"] for t in report["threads"] if t["zones"]),
         [each * 10] * threads)


def get(path):
    value = report
    for step in path.split("."):
        if isinstance(value, list):
            value = next(entry for entry in value if entry["name"] == step)
        else:
            value = value[step]
    print(value)


what, arguments = sys.argv[2], sys.argv[3:]
if what == "all":
    judge_all(int(arguments[0]), arguments[1], "recorded" not in arguments)
elif what == "flood":
    judge_flood(int(arguments[0]), int(arguments[1]))
elif what == "get":
    get(arguments[0])
elif what == "true":
    hold(arguments[0], eval(f"({arguments[0]})", {"s": sessions, "d": report, "named": named}))
else:
    sys.exit("judge.py: what?")
for line in wrong[:20]:
    print(line, file=sys.stderr)
sys.exit(1 if wrong else 0)
