// page_test.mjs - node page_test.mjs PAGE DIFF LARGE: the page of `leaf flame` in a real browser.
//
// PAGE is made of the stacks in flame_browser.sh; DIFF compares two; LARGE has 100,000 stacks. Pictures
// go to $LEAF_PICTURES when that is set.
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { launch } from "./chromium.mjs";

const [page, diff, large] = process.argv.slice(2).map(path => pathToFileURL(path).href);
const browser = await launch();
const { evaluate, until, press, sleep } = browser;
const picture = async name => process.env.LEAF_PICTURES && browser.picture(`${process.env.LEAF_PICTURES}/${name}.png`);

/* The frame called 'name' that is drawn: its place, or null. */
const frame = name => evaluate(`(() => {
	const found = [...document.querySelectorAll("g.frame")].find(g => g.getAttribute("name") === ${JSON.stringify(name)});
	if (!found) return null;
	const { x, y, width, height } = found.querySelector("rect").getBoundingClientRect();
	return { x, y, width, height, fill: found.querySelector("rect").getAttribute("fill"), faded: found.classList.contains("fade") };
})()`);
const text = id => evaluate(`document.getElementById(${JSON.stringify(id)}).textContent`);
const chartWidth = () => evaluate(`document.querySelector("#chart svg").getBoundingClientRect().width`);
/* Animations have ended when a frame stays as it is. */
async function settled(name) {
	for (let last = "", at = 0; at < 100; at++) {
		const now = JSON.stringify(await frame(name));
		if (now === last) return JSON.parse(now);
		last = now;
		await sleep(80);
	}
	throw new Error(`${name} does not come to rest`);
}
const middle = async name => {
	const { x, y, width, height } = await settled(name);
	return [x + width / 2, y + height / 2];
};
async function test(name, run) {
	try {
		await run();
		console.log(`ok ${name}`);
	} catch (error) {
		console.log(`not ok ${name}\n${error.stack}`);
		process.exitCode = 1;
	}
	await browser.send("Page.bringToFront");
}

await browser.open(page);
await until(`document.querySelectorAll("g.frame").length > 5`);

await test("every_frame_has_its_width", async () => {
	const all = await settled("all"), fib = await settled("app::fib"), read = await settled("io::read");
	assert.ok(Math.abs(fib.width / all.width - 0.5) < 0.01);
	assert.ok(Math.abs(read.width / all.width - 0.3) < 0.01);
	assert.equal(await text("title"), "tracing.folded");
	assert.match(await text("facts"), /10\.0 \u00b5s in all.*6 stacks.*4 functions/);
	await picture("light");
});
await test("hover_tells_calls_total_self_and_percent", async () => {
	await browser.hover(...(await middle("app::fib")));
	await until(`!document.getElementById("tip").hidden`);
	const tip = await text("tip");
	for (const part of ["fib", "app", "5.00 \u00b5s", "50.0 %", "2.00 \u00b5s", "20.0 %", "calls7", "714 ns", "200 ns, 3.00 \u00b5s"])
		assert.ok(tip.includes(part), `${part} in ${tip}`);
	assert.equal(await evaluate(`document.querySelectorAll("#tip .bars i").length > 3`), true);
	await picture("hover");
});
await test("click_zooms_and_ancestors_lead_back", async () => {
	await browser.click(...(await middle("app::fib")));
	await sleep(300);
	let fib = await settled("app::fib");
	assert.ok(Math.abs(fib.width - (await chartWidth())) < 2);
	assert.equal(await frame("io::read"), null);
	assert.equal((await frame("app::main")).faded, true);
	assert.match(await text("path"), /everything.*app::main.*app::fib/);
	await browser.click(...(await middle("app::main")));
	await sleep(300);
	fib = await settled("app::fib");
	assert.ok(fib.width < (await chartWidth()) * 0.6);
	await press("0");
	await sleep(300);
	assert.equal((await settled("app::main")).faded, false);
	assert.equal(await text("path"), "everything");
});
await test("search_marks_counts_and_filters", async () => {
	const before = (await frame("io::read")).fill;
	await press("/");
	await browser.type("FIB");
	assert.equal(await text("found"), "2 found, 50.0 %");
	assert.notEqual((await frame("io::read")).fill, before);
	assert.equal(await evaluate(`document.querySelectorAll("tbody tr").length`), 1);
	await picture("search");
	await press("Escape");
	assert.equal(await text("found"), "");
	assert.equal((await frame("io::read")).fill, before);
	await press("/");
	await browser.type("/^(io|app)::(r|m)/");
	assert.equal(await text("found"), "2 found, 95.0 %");
	await press("Enter");
	assert.equal(await evaluate(`document.querySelector("g.here").getAttribute("name")`), "app::main");
	await press("Escape");
	await press("/");
	await browser.type("/(");
	assert.equal(await evaluate(`document.getElementById("searching").classList.contains("wrong")`), true);
	await press("Escape");
});
await test("keys_move_zoom_and_go_back", async () => {
	await press("0");
	const here = () => evaluate(`document.querySelector("g.here")?.getAttribute("name")`);
	const path = [];
	for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowLeft", "ArrowUp"]) {
		await press(key);
		path.push(await here());
	}
	assert.deepEqual(path, ["all", "ThreadId(1)-main", "app::main", "app::fib", "io::read", "app::fib", "app::main"]);
	assert.match(await text("detail"), /^app::main.*total.*9\.50 \u00b5s/);
	await press("ArrowDown");
	await press("Enter");
	await sleep(300);
	assert.ok(Math.abs((await settled("app::fib")).width - (await chartWidth())) < 2);
	await press("Escape");
	await sleep(300);
	assert.ok((await settled("app::fib")).width < (await chartWidth()) * 0.6);
});
await test("flip_order_theme_and_help_have_keys", async () => {
	await press("0");
	const main = (await settled("app::main")).y, all = (await settled("all")).y;
	assert.ok(main > all);
	await press("i");
	assert.ok((await settled("app::main")).y < (await settled("all")).y);
	await press("i");
	assert.ok((await settled("app::fib")).x < (await settled("io::read")).x);
	await press("s");
	assert.equal(await text("order"), "By name");
	await press("s");
	const ground = () => evaluate(`getComputedStyle(document.body).backgroundColor`);
	const light = await ground();
	await press("t");
	assert.notEqual(await ground(), light);
	await picture("dark");
	await press("t");
	assert.equal(await ground(), light);
	await press("?");
	assert.equal(await evaluate(`document.getElementById("help").open`), true);
	assert.match(await text("help"), /d3-flame-graph 5\.0\.0, Apache-2\.0/);
	await press("Escape");
	assert.equal(await evaluate(`document.getElementById("help").open`), false);
});
await test("table_sorts_and_leads_to_the_graph", async () => {
	const first = () => evaluate(`document.querySelector("tbody td").textContent`);
	assert.equal(await first(), "app::fib");
	await evaluate(`document.querySelectorAll("th button")[2].click()`);
	assert.equal(await first(), "app::main");
	await evaluate(`document.querySelector("tbody tr").click()`);
	assert.equal(await text("found"), "1 found, 95.0 %");
	await press("Escape");
});
await test("narrow_windows_are_redrawn", async () => {
	await browser.send("Emulation.setDeviceMetricsOverride", { width: 500, height: 800, deviceScaleFactor: 1, mobile: false });
	await until(`document.querySelector("#chart svg").getBoundingClientRect().width < 500`);
	assert.equal(await evaluate(`document.documentElement.scrollWidth <= 500`), true);
	await picture("narrow");
	await browser.send("Emulation.setDeviceMetricsOverride", { width: 1280, height: 800, deviceScaleFactor: 1, mobile: false });
	await until(`document.querySelector("#chart svg").getBoundingClientRect().width > 1000`);
});
await test("dark_is_taken_from_the_system", async () => {
	await evaluate("localStorage.clear()");
	await browser.theme("dark");
	await browser.open(page);
	assert.equal(await evaluate(`document.documentElement.dataset.theme`), "dark");
	await browser.theme("light");
});
await test("names_are_text_and_never_markup", async () => {
	assert.equal(await evaluate(`typeof window.broken`), "undefined");
	assert.equal(await evaluate(`document.querySelectorAll("#chart img").length`), 0);
	assert.notEqual(await frame(`</script><img src=x onerror="broken=1">`), null);
});
await test("difference_is_red_where_it_grew", async () => {
	await browser.open(diff);
	await until(`document.querySelectorAll("g.frame").length > 3`);
	assert.match((await settled("app::fib")).fill, /^hsl\(8 /);
	assert.match((await settled("io::read")).fill, /^hsl\(214 /);
	const width = (await settled("app::fib")).width;
	await press("b");
	await sleep(300);
	assert.ok((await settled("app::fib")).width < width);
	await browser.hover(...(await middle("app::fib")));
	await until(`!document.getElementById("tip").hidden`);
	assert.match(await text("tip"), /before5\.00 \u00b5s.*after8\.00 \u00b5s.*change\+3\.00 \u00b5s \u00b7 \+60\.0 %/);
	await picture("diff");
});
await test("hundred_thousand_stacks_are_quick", async () => {
	const begin = Date.now();
	await browser.open(large);
	await until(`document.querySelectorAll("g.frame").length > 100`, 20);
	const opened = Date.now() - begin;
	assert.match(await text("facts"), /100,000 stacks/);
	const zoom = await evaluate(`(async () => {
		const begin = performance.now(), frames = [...document.querySelectorAll("g.frame")];
		frames[Math.floor(frames.length / 2)].dispatchEvent(new MouseEvent("click", { bubbles: true }));
		await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
		return performance.now() - begin;
	})()`);
	const search = await evaluate(`(() => {
		const begin = performance.now(), input = document.getElementById("search");
		input.value = "f";
		input.dispatchEvent(new Event("input"));
		return performance.now() - begin;
	})()`);
	console.log(`# opened in ${opened} ms, zoomed in ${zoom.toFixed(0)} ms, searched in ${search.toFixed(0)} ms`);
	assert.ok(opened < 15000 && zoom < 5000 && search < 5000);
	assert.ok((await evaluate(`document.querySelectorAll("g.frame").length`)) < 20000);
	await picture("large");
});
await test("no_network_and_no_word_on_the_console", async () => {
	assert.deepEqual(browser.requests.filter(url => ![page, diff, large].includes(url)), []);
	assert.deepEqual(browser.console, []);
});
await browser.close();
