// chromium.mjs - drives a headless Chromium over its debugging pipe: open, evaluate, press, click, picture.
//
// No library: the protocol is JSON between NUL bytes on descriptors 3 and 4. Everything that a page asks
// of a network and every message of its console is kept, so that tests can demand that there is none.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export async function launch({ width = 1280, height = 800, dark = false } = {}) {
	const folder = mkdtempSync(join(tmpdir(), "leaf-chromium-"));
	const program = process.env.LEAF_CHROMIUM || "chromium";
	const child = spawn(program, ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--remote-debugging-pipe", "--no-first-run", "--disable-background-networking", "--disable-component-update",
		"--disable-sync", "--mute-audio", "--allow-file-access-from-files", `--user-data-dir=${folder}`, `--window-size=${width},${height}`, "about:blank"],
		{ stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
	const ended = new Promise(resolve => child.once("exit", resolve));
	const waiting = new Map(), listeners = [];
	let number = 0, rest = "", session;
	child.stdio[4].setEncoding("utf8");
	child.stdio[4].on("data", text => {
		const parts = (rest + text).split("\0");
		rest = parts.pop();
		for (const part of parts) {
			const message = JSON.parse(part);
			if (message.id && waiting.has(message.id)) {
				const { resolve, reject } = waiting.get(message.id);
				waiting.delete(message.id);
				if (message.error) reject(new Error(message.error.message));
				else resolve(message.result);
			} else {
				for (const listener of listeners) listener(message);
			}
		}
	});
	const send = (method, params = {}) => new Promise((resolve, reject) => {
		const id = ++number;
		waiting.set(id, { resolve, reject });
		child.stdio[3].write(JSON.stringify({ id, method, params, sessionId: session }) + "\0");
	});
	const browser = { requests: [], console: [] };
	listeners.push(({ method, params }) => {
		if (method === "Network.requestWillBeSent" && !/^(data|blob):/.test(params.request.url)) browser.requests.push(params.request.url);
		if (method === "Runtime.consoleAPICalled" && params.type !== "log") browser.console.push(params.args.map(arg => arg.value || arg.description).join(" "));
		if (method === "Runtime.exceptionThrown") browser.console.push(params.exceptionDetails.exception?.description || params.exceptionDetails.text);
		if (method === "Log.entryAdded") browser.console.push(params.entry.text);
	});

	const { targetInfos } = await send("Target.getTargets");
	const { sessionId } = await send("Target.attachToTarget", { targetId: targetInfos.find(info => info.type === "page").targetId, flatten: true });
	session = sessionId;
	for (const domain of ["Page", "Runtime", "Network", "Log"]) await send(`${domain}.enable`);
	await send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
	browser.send = send;
	browser.listen = listener => listeners.push(listener);
	browser.theme = value => send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value }] });
	await browser.theme(dark ? "dark" : "light");
	browser.open = async url => {
		const loaded = new Promise(resolve => listeners.push(({ method }) => method === "Page.loadEventFired" && resolve()));
		await send("Page.navigate", { url });
		await loaded;
	};
	browser.evaluate = async expression => {
		const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
		if (exceptionDetails) throw new Error(exceptionDetails.exception?.description || exceptionDetails.text);
		return result.value;
	};
	browser.press = async (key, { text } = {}) => {
		const typed = text ?? (key.length === 1 ? key : undefined);
		const code = { Enter: 13, Escape: 27, ArrowUp: 38, ArrowDown: 40, ArrowLeft: 37, ArrowRight: 39, Backspace: 8, Tab: 9 }[key] || (/^[a-z0-9]$/i.test(key) ? key.toUpperCase().charCodeAt(0) : 0);
		await send("Input.dispatchKeyEvent", { type: typed ? "keyDown" : "rawKeyDown", key, text: typed, windowsVirtualKeyCode: code });
		await send("Input.dispatchKeyEvent", { type: "keyUp", key, windowsVirtualKeyCode: code });
	};
	browser.type = async text => { for (const letter of text) await browser.press(letter); };
	browser.hover = (x, y) => send("Input.dispatchMouseEvent", { type: "mouseMoved", x, y });
	browser.click = async (x, y) => {
		for (const type of ["mousePressed", "mouseReleased"]) await send("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1 });
	};
	browser.picture = async path => {
		const { data } = await send("Page.captureScreenshot", { format: "png" });
		writeFileSync(path, Buffer.from(data, "base64"));
	};
	browser.until = async (expression, seconds = 10) => {
		for (const limit = Date.now() + 1000 * seconds; Date.now() < limit; ) {
			const value = await browser.evaluate(expression);
			if (value) return value;
			await browser.sleep(30);
		}
		throw new Error(`not within ${seconds} s: ${expression}`);
	};
	browser.sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
	browser.close = async () => {
		send("Browser.close").catch(() => {});
		const timer = setTimeout(() => child.kill("SIGKILL"), 3000);
		await ended;
		clearTimeout(timer);
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	};
	return browser;
}
