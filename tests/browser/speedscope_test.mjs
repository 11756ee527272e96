// speedscope_test.mjs - node speedscope_test.mjs RELEASE FILE: speedscope itself opens what leaf has converted.
//
// RELEASE is dist/release of the npm package, FILE made of the stacks in flame_browser.sh. Opened as
// speedscope's own command does it: a script beside the page that hands the file over.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./chromium.mjs";

const [release, file] = process.argv.slice(2);
const script = resolve(`${file}.js`);
writeFileSync(script, `speedscope.loadFileFromBase64("tracing.speedscope.json", "${readFileSync(file).toString("base64")}")`);
const browser = await launch();
let status = 1;
try {
	await browser.open(`${pathToFileURL(resolve(release, "index.html")).href}#localProfilePath=${script}`);
	await browser.until(`/ThreadId\\(1\\)-main/.test(document.title + document.body.innerText)`, 20);
	const said = await browser.evaluate("document.body.innerText + document.title");
	assert.match(said, /ThreadId\(1\)-main.*\(1\/2\)/s);
	await browser.press("3"); // the sandwich view has a table of functions
	await browser.until(`/app::fib/.test(document.body.innerText)`);
	const table = await browser.evaluate("document.body.innerText");
	for (const part of ["app::main", "app::fib", "io::read"]) assert.ok(table.includes(part), `${part} in ${table}`);
	assert.match(table, /5\.00\s*\u00b5s/);
	if (process.env.LEAF_PICTURES) await browser.picture(`${process.env.LEAF_PICTURES}/speedscope.png`);
	assert.deepEqual(browser.console.filter(line => /error|failed to parse|unrecognized/i.test(line)), []);
	console.log("ok speedscope_shows_threads_functions_and_times");
	status = 0;
} catch (error) {
	console.log(`not ok speedscope_shows_threads_functions_and_times\n${error.stack}\n${browser.console.join("\n")}`);
}
await browser.close();
process.exit(status);
