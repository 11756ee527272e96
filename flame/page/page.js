"use strict";
(() => {
	/* ---- the tree: arrays in the order of a walk from the outside in ---- */

	const data = JSON.parse(document.getElementById("data").textContent);
	const { names, name, depth } = data;
	const n = name.length, diff = !!data.before;
	const parent = new Int32Array(n), end = new Int32Array(n);
	const total = Float64Array.from(data.self), total0 = diff ? Float64Array.from(data.before) : null;
	const open = [];
	for (let i = 0; i < n; i++) {
		for (; open.length > depth[i]; ) end[open.pop()] = i;
		parent[i] = open.length ? open[open.length - 1] : -1;
		open.push(i);
	}
	for (; open.length; ) end[open.pop()] = n;
	for (let i = n - 1; i > 0; i--) {
		total[parent[i]] += total[i];
		if (diff) total0[parent[i]] += total0[i];
	}
	const title = i => names[name[i]];
	const isThread = i => depth[i] === 1 && data.unit === "ns" && /^(ThreadId\(|ended-|all-threads$)/.test(title(i));
	const isPlain = i => i === 0 || isThread(i) || title(i) === "[smaller]";
	const times = data.times || {};

	/* ---- numbers ---- */

	const digits = (x, unit) => `${x.toFixed(x < 9.995 ? 2 : x < 99.95 ? 1 : 0)} ${unit}`;
	function amount(x) {
		if (data.unit !== "ns") return x.toLocaleString("en", { maximumFractionDigits: 3 });
		const size = Math.abs(x), sign = x < 0 ? "-" : "";
		for (const [ns, unit] of [[3600e9, "h"], [60e9, "min"], [1e9, "s"], [1e6, "ms"], [1e3, "\u00b5s"]])
			if (size / ns >= 0.9995) return sign + digits(size / ns, unit);
		return `${sign}${size.toFixed(0)} ns`;
	}
	const percent = (part, whole) => `${(whole ? (100 * part) / whole : 0).toFixed(part && part < whole * 1e-3 ? 3 : 1)} %`;
	const signed = x => (x > 0 ? "+" : "") + amount(x);
	function change(after, before) {
		if (!before) return after ? "new" : "";
		const part = (100 * (after - before)) / before;
		return `${part > 0 ? "+" : ""}${part.toFixed(1)} %`;
	}
	const whole = total[0], whole0 = diff ? total0[0] : 0;

	/* ---- state ---- */

	const element = id => document.getElementById(id);
	const chartBox = element("chart"), tip = element("tip"), detail = element("detail"), found = element("found");
	const state = { focus: 0, here: -1, matches: null, bySize: true, flipped: false, before: false, dark: false };
	const back = [];
	const weights = () => (state.before ? total0 : total);

	/* ---- colours ---- */

	function hash(text) {
		let h = 2166136261;
		for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
		h = Math.imul(h ^ (h >>> 15), 2246822507);
		return ((h ^ (h >>> 13)) >>> 0) / 4294967296;
	}
	const moduleOf = text => (text.lastIndexOf("::") > 0 ? text.slice(0, text.lastIndexOf("::")) : "");
	const hasModules = new Set(names.map(moduleOf).filter(text => text)).size > 1;
	const hues = names.map(text => {
		const module = moduleOf(text), own = hash(text);
		return { hue: 6 + 44 * (hasModules ? hash(module || text) : own), own };
	});
	function colour(node) {
		const i = node.data.i, dark = state.dark;
		if (i < 0) return dark ? "#3a3632" : "#e8e3dc";
		if (state.matches && state.matches.has(i)) return dark ? "#a78bfa" : "#b197fc";
		if (diff && i > 0) {
			const shift = (total[i] - total0[i]) / (Math.max(whole, whole0) || 1);
			const part = Math.min(1, Math.sqrt(Math.abs(shift) * 8));
			if (part < 0.03) return dark ? "#8b8580" : "#e4dfd8";
			return `hsl(${shift > 0 ? 8 : 214} ${40 + 50 * part}% ${dark ? 66 - 12 * part : 88 - 26 * part}%)`;
		}
		if (isPlain(i)) return dark ? "#77706a" : "#d9d3cb";
		const { hue, own } = hues[name[i]];
		if (state.matches) return dark ? `hsl(${hue} 12% ${44 + 4 * own}%)` : `hsl(${hue} 18% ${86 + 3 * own}%)`;
		return dark ? `hsl(${hue} ${72 + 12 * own}% ${58 + 7 * own}%)` : `hsl(${hue} ${86 + 8 * own}% ${66 + 9 * own}%)`;
	}

	/* ---- what is visible, for the chart ---- */

	const FRAMES_MAX = 8000, DEPTH_MAX = 1500, ABOVE_MAX = 100, CELL = 22;
	// The library numbers what it is given anew each time; a frame that stays should be the same one, and move.
	Object.defineProperty(d3.hierarchy.prototype, "id", { get() { return this.data.i; }, set() {} });

	/* The frames under 'focus' that are at least 'least' wide, as objects for the chart. */
	function frames(focus, least) {
		const weight = weights(), top = { i: focus, name: title(focus), value: weight[focus], children: [] };
		const stack = [top];
		let count = 1;
		for (let i = focus + 1; i < end[focus]; ) {
			const level = depth[i] - depth[focus];
			if (weight[i] < least || !weight[i] || level > DEPTH_MAX) {
				i = end[i];
				continue;
			}
			const frame = { i, name: title(i), value: weight[i], children: [] };
			stack.length = level;
			stack[level - 1].children.push(frame);
			stack.push(frame);
			if (++count > 4 * FRAMES_MAX) return { top, count };
			i++;
		}
		return { top, count };
	}

	function view(width) {
		const weight = weights();
		let pixels = 0.6, { top, count } = frames(state.focus, (weight[state.focus] * pixels) / width);
		for (; count > FRAMES_MAX; ) {
			pixels *= 1.7;
			({ top, count } = frames(state.focus, (weight[state.focus] * pixels) / width));
		}
		let above = 0;
		for (let i = parent[state.focus]; i >= 0 && above < ABOVE_MAX; i = parent[i], above++)
			top = { i, name: title(i), value: top.value, children: [top], fade: true };
		let levels = 0;
		for (const list = [[top, 0]]; list.length; ) {
			const [frame, level] = list.pop();
			levels = Math.max(levels, level);
			if (state.bySize) frame.children.sort((a, b) => b.value - a.value);
			for (const child of frame.children) list.push([child, level + 1]);
		}
		return { top, levels, above };
	}

	/* ---- the chart ---- */

	const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
	function tooltip() {}
	tooltip.show = (event, node) => showTip(event, node.data.i);
	tooltip.hide = () => (tip.hidden = true);
	let chart = null, drawnWidth = 0;

	function draw(animate) {
		const width = Math.max(200, chartBox.clientWidth - 18);
		const { top, levels, above } = view(width);
		if (!chart) {
			chart = flamegraph.default().cellHeight(CELL).sort(false).tooltip(tooltip).setColorMapper(colour);
			chart.getName(node => node.data.name).getChildren(frame => (frame.children.length ? frame.children : null));
			chart.onClick(node => zoom(node.data.i));
		}
		chart.inverted(!state.flipped).width(width).height((levels + 1) * CELL);
		chart.transitionDuration(animate && !still ? 260 : 0);
		const box = d3.select(chartBox);
		if (drawnWidth) chart.update(top);
		else box.datum(top).call(chart);
		drawnWidth = width;
		box.select("svg").attr("width", width).attr("height", (levels + 1) * CELL);
		reveal(above, levels);
		mark();
		tell();
	}

	/* Deep graphs scroll within their box: keep the frame that is zoomed into in sight. */
	function reveal(above, levels) {
		const y = (state.flipped ? levels - above : above) * CELL, box = chartBox.clientHeight - 2 * CELL;
		if (state.flipped) chartBox.scrollTop = Math.max(0, y - box);
		else if (y < chartBox.scrollTop || y > chartBox.scrollTop + box) chartBox.scrollTop = Math.max(0, y - 3 * CELL);
	}

	function mark() {
		d3.select(chartBox).selectAll("g")
			.classed("here", node => node && node.id === state.here)
			.classed("thin", node => node && (node.x1 - node.x0) * drawnWidth < 3);
	}
	const recolour = () => d3.select(chartBox).selectAll("g").select("rect").attr("fill", colour);

	function zoom(i, isBack) {
		if (!isBack && i !== state.focus) back.push(state.focus);
		state.focus = i;
		state.here = i;
		tip.hidden = true;
		draw(true);
	}
	function reset() {
		back.length = 0;
		state.here = -1;
		element("search").value = "";
		search("");
		zoom(0, true);
		state.here = -1;
		mark();
	}

	/* ---- words about a frame ---- */

	function rows(i) {
		const up = parent[i] >= 0 ? parent[i] : 0, list = [];
		if (diff) {
			list.push(["before", `${amount(total0[i])} \u00b7 ${percent(total0[i], whole0)}`]);
			list.push(["after", `${amount(total[i])} \u00b7 ${percent(total[i], whole)}`]);
			list.push(["change", `${signed(total[i] - total0[i])} \u00b7 ${change(total[i], total0[i]) || "0 %"}`]);
			return list;
		}
		list.push(["total", `${amount(total[i])} \u00b7 ${percent(total[i], whole)}`]);
		list.push(["self", `${amount(data.self[i])} \u00b7 ${percent(data.self[i], whole)}`]);
		if (i && up) list.push(["of its caller", percent(total[i], total[up])]);
		if (data.calls && data.calls[i]) {
			list.push(["calls", data.calls[i].toLocaleString("en")]);
			if (data.unit === "ns") list.push(["per call", amount(total[i] / data.calls[i])]);
		}
		if (times[i]) list.push(["shortest, longest", `${amount(times[i][0])}, ${amount(times[i][1])}`]);
		return list;
	}
	const bucketStart = b => (b < 4 ? b : (4 + (b % 4)) * 2 ** (Math.floor(b / 4) - 1));

	function make(tag, text, parentElement, className) {
		const made = document.createElement(tag);
		if (text !== undefined && text !== null) made.textContent = text;
		if (className) made.className = className;
		if (parentElement) parentElement.append(made);
		return made;
	}
	function putDurations(list, where) {
		const first = list[0][0], last = list[list.length - 1][0], most = Math.max(...list.map(pair => pair[1]));
		const counts = new Map(list), figure = make("figure", null, where), bars = make("div", null, figure, "bars");
		const step = Math.max(1, Math.ceil((last - first + 1) / 80));
		for (let b = first; b <= last; b += step) {
			let count = 0;
			for (let k = b; k < b + step; k++) count += counts.get(k) || 0;
			make("i", null, bars).style.height = count ? `${Math.max(6, Math.min(100, (100 * count) / most))}%` : "0";
		}
		const caption = make("figcaption", null, figure);
		make("span", amount(bucketStart(first)), caption);
		make("span", "durations of calls", caption);
		make("span", amount(bucketStart(last + 1)), caption);
	}
	function showTip(event, i) {
		const text = title(i), module = moduleOf(text);
		tip.replaceChildren();
		make("b", i ? (module ? text.slice(module.length + 2) : text) : "everything", tip);
		if (module) make("em", module, tip);
		const list = make("dl", null, tip);
		for (const [term, value] of rows(i)) {
			make("dt", term, list);
			make("dd", value, list);
		}
		if (times[i] && times[i][2] && times[i][2].length > 1) putDurations(times[i][2], tip);
		tip.hidden = false;
		moveTip(event);
		say(i);
	}
	function moveTip(event) {
		if (tip.hidden) return;
		const { width, height } = tip.getBoundingClientRect();
		const x = event.clientX + 16, y = event.clientY + 18;
		tip.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 12))}px`;
		tip.style.top = `${y + height > innerHeight - 44 ? Math.max(8, event.clientY - height - 12) : y}px`;
	}
	function say(i) {
		detail.replaceChildren();
		make("b", i ? title(i) : "everything", detail);
		for (const [term, value] of rows(i)) {
			make("span", term, detail);
			detail.append(value);
		}
	}
	function tell() {
		const path = element("path"), list = [];
		for (let i = state.focus; i >= 0; i = parent[i]) list.unshift(i);
		path.replaceChildren();
		const shown = list.length > 7 ? [list[0], -1, ...list.slice(-5)] : list;
		shown.forEach((i, at) => {
			if (at) make("i", "\u203a", path);
			if (i < 0) make("i", "\u2026", path);
			else make("button", i ? title(i) : "everything", path).onclick = () => zoom(i);
		});
		element("reset").disabled = !state.focus && !state.matches;
		if (state.here < 0) detail.textContent = "Click a frame to zoom; ? lists the keys.";
		else say(state.here);
	}

	/* ---- searching ---- */

	let order = [], wanted = null;
	function matcher(text) {
		const form = /^\/(.*)\/?$/.exec(text);
		if (form && form[1]) {
			const expression = new RegExp(form[1].replace(/\/$/, ""), "i");
			return one => expression.test(one);
		}
		const low = text.toLowerCase();
		return one => one.toLowerCase().includes(low);
	}
	function search(text) {
		let test = null;
		element("searching").classList.remove("wrong");
		try {
			if (text && text !== "/") test = matcher(text);
		} catch {
			element("searching").classList.add("wrong");
		}
		wanted = test;
		state.matches = null;
		order = [];
		found.textContent = "";
		if (test) {
			const weight = weights(), good = names.map(test);
			let sum = 0, inside = 0;
			state.matches = new Set();
			for (let i = 1; i < n; i++) {
				if (!good[name[i]]) continue;
				state.matches.add(i);
				if (i >= inside) {
					sum += weight[i];
					inside = end[i];
				}
			}
			order = [...state.matches].sort((a, b) => weight[b] - weight[a]);
			found.textContent = `${order.length.toLocaleString("en")} found, ${percent(sum, weight[0])}`;
		}
		if (chart) recolour();
		element("reset").disabled = !state.focus && !state.matches;
		fill();
	}
	function step(by) {
		if (!order.length) return;
		const at = order.indexOf(state.here);
		show(order[at < 0 ? (by > 0 ? 0 : order.length - 1) : (at + by + order.length) % order.length]);
	}

	/* ---- moving about ---- */

	const nodeOf = i => d3.select(chartBox).selectAll("g").filter(node => node && node.id === i).node();
	/* Make frame i the current one, zooming out or in where it is not to be seen. */
	function show(i) {
		if (!nodeOf(i)) {
			const to = i < state.focus || i >= end[state.focus] ? 0 : state.focus;
			if (to !== state.focus) zoom(to);
			if (!nodeOf(i)) zoom(parent[i] >= 0 && weights()[parent[i]] < weights()[0] * 0.02 ? i : Math.max(0, parent[i]));
			if (!nodeOf(i)) zoom(i);
		}
		state.here = i;
		mark();
		say(i);
		const node = nodeOf(i);
		if (node) node.scrollIntoView({ block: "nearest" });
	}
	const datum = i => { const node = nodeOf(i); return node && d3.select(node).datum(); };
	function move(key) {
		const down = state.flipped ? "ArrowUp" : "ArrowDown", up = state.flipped ? "ArrowDown" : "ArrowUp";
		const now = state.here < 0 ? null : datum(state.here);
		if (!now) return show(state.focus);
		if (key === down && now.children) return show(now.children.reduce((a, b) => (b.value > a.value ? b : a)).id);
		if (key === up && now.parent) return show(now.parent.id);
		if (!now.parent) return undefined;
		// Beside: the next frame of the same level, also under another parent.
		const level = [];
		let root = now;
		while (root.parent) root = root.parent;
		root.each(node => node.depth === now.depth && node.x1 > node.x0 && level.push(node));
		level.sort((a, b) => a.x0 - b.x0);
		const to = level[level.indexOf(now) + (key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0)];
		return to && show(to.id);
	}

	/* ---- functions ---- */

	const functions = (() => {
		const sums = names.map(() => null), within = new Int32Array(names.length), stack = [];
		for (let i = 1; i < n; i++) {
			for (; stack.length && stack[stack.length - 1] !== parent[i]; ) within[name[stack.pop()]]--;
			if (!isPlain(i)) {
				const sum = (sums[name[i]] = sums[name[i]] || { text: title(i), self: 0, total: 0, calls: 0, self0: 0, total0: 0 });
				sum.self += data.self[i];
				if (data.calls) sum.calls += data.calls[i];
				if (!within[name[i]]) sum.total += total[i];
				if (diff) {
					sum.self0 += data.before[i];
					if (!within[name[i]]) sum.total0 += total0[i];
				}
			}
			within[name[i]]++;
			stack.push(i);
		}
		return sums.filter(sum => sum);
	})();
	const share = (cell, part, of) => {
		const bar = make("span", null, cell, "share");
		bar.style.setProperty("--part", `${of ? Math.min(100, (100 * part) / of) : 0}%`);
	};
	const value = (key, of) => (cell, one) => {
		cell.append(`${amount(one[key])} `);
		make("small", percent(one[key], of), cell);
		share(cell, one[key], of);
	};
	const delta = (a, b) => (cell, one) => {
		const by = one[a] - one[b];
		make("span", `${signed(by)} `, cell, by > 0 ? "more" : by < 0 ? "less" : "");
		make("small", change(one[a], one[b]), cell);
	};
	const columns = diff
		? [
			["function", one => one.text],
			["total before", one => one.total0, value("total0", whole0)],
			["total after", one => one.total, value("total", whole)],
			["change of total", one => Math.abs(one.total - one.total0), delta("total", "total0")],
			["change of self", one => Math.abs(one.self - one.self0), delta("self", "self0")],
		]
		: [
			["function", one => one.text],
			["self", one => one.self, value("self", whole)],
			["total", one => one.total, value("total", whole)],
			...(data.calls
				? [
					["calls", one => one.calls, (cell, one) => cell.append(one.calls ? one.calls.toLocaleString("en") : "")],
					["self per call", one => (one.calls ? one.self / one.calls : 0),
						(cell, one) => cell.append(one.calls ? amount(one.self / one.calls) : "")],
				]
				: []),
		];
	const table = { by: diff ? 4 : 1, shown: 25 };
	function fill() {
		const head = document.querySelector("thead"), body = document.querySelector("tbody");
		const key = columns[table.by][1];
		const list = functions.filter(one => !wanted || wanted(one.text));
		list.sort((a, b) => (table.by ? key(b) - key(a) : 0) || (a.text < b.text ? -1 : 1));
		head.replaceChildren();
		const line = make("tr", null, head);
		columns.forEach(([text], at) => {
			const cell = make("th", null, line);
			cell.scope = "col";
			if (at === table.by) cell.setAttribute("aria-sort", at ? "descending" : "ascending");
			make("button", text, cell).onclick = () => {
				table.by = at;
				fill();
			};
		});
		body.replaceChildren();
		for (const one of list.slice(0, table.shown)) {
			const row = make("tr", null, body);
			row.onclick = () => {
				element("search").value = one.text;
				search(one.text);
				scrollTo({ top: 0, behavior: "smooth" });
			};
			columns.forEach(([, get, put]) => {
				const cell = make("td", null, row);
				if (put) put(cell, one);
				else cell.textContent = get(one);
			});
		}
		element("more").hidden = list.length <= table.shown;
		element("more").textContent = `Show more (${(list.length - table.shown).toLocaleString("en")})`;
	}

	/* ---- buttons and keys ---- */

	function setTheme(dark) {
		state.dark = dark;
		document.documentElement.dataset.theme = dark ? "dark" : "light";
		element("theme").textContent = dark ? "Light" : "Dark";
		if (chart) recolour();
	}
	function keepTheme(dark) {
		setTheme(dark);
		try { localStorage.setItem("leaf-flame-theme", dark ? "dark" : "light"); } catch { /* a page from a file may have none */ }
	}
	const wish = matchMedia("(prefers-color-scheme: dark)");
	let kept = null;
	try { kept = localStorage.getItem("leaf-flame-theme"); } catch { /* likewise */ }
	setTheme(kept ? kept === "dark" : wish.matches);
	wish.addEventListener("change", event => setTheme(event.matches));

	const actions = {
		theme: () => keepTheme(!state.dark),
		flip: () => { state.flipped = !state.flipped; draw(false); },
		order: () => {
			state.bySize = !state.bySize;
			element("order").textContent = state.bySize ? "By size" : "By name";
			draw(true);
		},
		side: () => {
			state.before = !state.before;
			element("side").textContent = state.before ? "Before" : "After";
			draw(true);
			search(element("search").value);
		},
		reset,
		keys: () => element("help").showModal(),
		more: () => { table.shown += 100; fill(); },
	};
	for (const id of Object.keys(actions)) element(id).onclick = actions[id];
	element("side").hidden = !diff;

	element("search").oninput = event => search(event.target.value);
	element("search").onkeydown = event => {
		if (event.key === "Enter") {
			step(event.shiftKey ? -1 : 1);
			event.preventDefault();
		}
	};
	addEventListener("keydown", event => {
		if (element("help").open || event.ctrlKey || event.metaKey || event.altKey) return;
		const typing = event.target === element("search");
		const letters = { t: actions.theme, i: actions.flip, s: actions.order, b: diff ? actions.side : null, 0: reset, "?": actions.keys, n: () => step(1), N: () => step(-1) };
		if (event.key === "Escape") {
			if (typing || state.matches) {
				element("search").value = "";
				search("");
				element("search").blur();
			} else if (back.length) zoom(back.pop(), true);
			else reset();
		} else if (typing) return;
		else if (event.key === "/") element("search").focus();
		else if (event.key.startsWith("Arrow")) move(event.key);
		else if (event.key === "Enter" && state.here >= 0 && event.target.tagName !== "BUTTON") zoom(state.here);
		else if (event.key === "Backspace" && back.length) zoom(back.pop(), true);
		else if (letters[event.key]) letters[event.key]();
		else return;
		event.preventDefault();
	});
	chartBox.addEventListener("mousemove", moveTip);
	chartBox.addEventListener("mouseleave", () => { tip.hidden = true; tell(); });
	new ResizeObserver(() => {
		if (Math.max(200, chartBox.clientWidth - 18) !== drawnWidth) draw(false);
	}).observe(chartBox);

	/* ---- begin ---- */

	document.title = data.title ? `${data.title} \u2013 flame graph` : "Flame graph";
	element("title").textContent = data.title || "Flame graph";
	const facts = diff
		? [[amount(whole0), "before"], [amount(whole), "after"], [change(whole, whole0) || "0 %", "change"]]
		: [[amount(whole), data.unit === "ns" ? "in all" : "samples"]];
	facts.push([data.stacks.toLocaleString("en"), "stacks"], [functions.length.toLocaleString("en"), "functions"]);
	for (const [number, of] of facts) {
		if (element("facts").firstChild) element("facts").append("  \u00b7  ");
		make("b", number, element("facts"));
		element("facts").append(` ${of}`);
	}
	fill();
	draw(false);
})();
