/**
 * Shared by the tests in three engines: one interface to Chromium (Playwright), Firefox (WebDriver BiDi) and WebKit
 * (WebDriver). A page can be opened, looked at by functions that run in it, clicked and typed into. Each opens with empty
 * storage.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import puppeteer from 'puppeteer-core';
import { launch } from './runner.mjs';

/**
 * @typedef {object} EnginePage
 * @property {(url: string) => Promise<unknown>} goto
 * @property {(run: Function | string, ...values: any[]) => Promise<any>} evaluate runs a function in the page
 * @property {(selector: string) => Promise<unknown>} click
 * @property {(selector: string, text: string) => Promise<unknown>} type
 * @property {(key: string) => Promise<unknown>} press a key by its name, such as `Enter`
 * @property {() => Promise<unknown>} close
 */
/** @typedef {{ name: string, open: () => Promise<EnginePage>, stop: () => Promise<unknown> }} Engine */

const WIDTH = 1280;
const HEIGHT = 900;

/** @returns {Promise<Engine>} */
async function chromium() {
  const browser = await launch();
  const open = async () => {
    const context = await browser.newContext({ viewport: { width: WIDTH, height: HEIGHT } });
    const page = await context.newPage();
    return {
      goto: (url) => page.goto(url),
      evaluate: (run, ...values) => page.evaluate(`(${run})(...${JSON.stringify(values)})`),
      click: (selector) => page.click(selector),
      type: async (selector, text) => (await page.focus(selector), page.keyboard.type(text)),
      press: (key) => page.keyboard.press(key),
      close: () => context.close(),
    };
  };
  return { name: 'Chromium', open, stop: () => browser.close() };
}

/** @returns {Promise<Engine>} */
async function firefox() {
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr', headless: true });
  const open = async () => {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport({ width: WIDTH, height: HEIGHT });
    return {
      goto: (url) => page.goto(url),
      evaluate: (run, ...values) => page.evaluate(`(${run})(...${JSON.stringify(values)})`),
      click: (selector) => page.locator(selector).click(),
      type: async (selector, text) => (await page.focus(selector), page.keyboard.type(text)),
      press: (key) => page.keyboard.press(/** @type {any} */ (key)),
      close: () => context.close(),
    };
  };
  return { name: 'Firefox', open, stop: () => browser.close() };
}

/** The codes of keys in WebDriver (https://www.w3.org/TR/webdriver2/#keyboard-actions). */
const KEYS = { Enter: '\uE007', Escape: '\uE00C', ArrowDown: '\uE015', ArrowUp: '\uE013', ArrowRight: '\uE014', Tab: '\uE004' };

/** The name of an element's id in WebDriver. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

const BINARIES = ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`);

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  return port;
}

/** Repeats a step until it succeeds. @template T @param {() => Promise<T>} step @returns {Promise<T>} */
async function patiently(step) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await step();
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** @returns {Promise<Engine>} */
async function webkit() {
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${WIDTH}x${HEIGHT}x24`, '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const [display] = await once(/** @type {any} */ (screen.stdio[3]), 'data');
  const port = await freePort();
  const environment = { ...process.env, DISPLAY: `:${String(display).trim()}`, WEBKIT_DISABLE_COMPOSITING_MODE: '1', WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' };
  const driver = spawn('WebKitWebDriver', [`--port=${port}`], { stdio: 'ignore', env: environment });

  /** @param {string} method @param {string} path @param {object} [body] */
  const ask = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = /** @type {any} */ (await answer.json());
    if (value?.error) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  await patiently(() => ask('GET', '/status'));

  const binary = process.env.MINI_BROWSER ?? BINARIES.find((path) => existsSync(path));
  const capabilities = { alwaysMatch: { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { binary, args: ['--automation'] } } };
  const open = async () => {
    const { sessionId } = await ask('POST', '/session', { capabilities });
    const own = `/session/${sessionId}`;
    const find = (/** @type {string} */ selector) =>
      patiently(async () => (await ask('POST', `${own}/element`, { using: 'css selector', value: selector }))[ELEMENT]);
    await ask('POST', `${own}/window/rect`, { width: WIDTH, height: HEIGHT });
    return {
      goto: (/** @type {string} */ url) => ask('POST', `${own}/url`, { url }),
      evaluate: (/** @type {Function | string} */ run, /** @type {any[]} */ ...values) =>
        ask('POST', `${own}/execute/sync`, { script: `return (${run})(...arguments)`, args: values }),
      click: async (/** @type {string} */ selector) => ask('POST', `${own}/element/${await find(selector)}/click`, {}),
      type: async (/** @type {string} */ selector, /** @type {string} */ text) => ask('POST', `${own}/element/${await find(selector)}/value`, { text }),
      press: (/** @type {string} */ key) => {
        const value = KEYS[/** @type {'Enter'} */ (key)] ?? key;
        return ask('POST', `${own}/actions`, { actions: [{ type: 'key', id: 'keys', actions: [{ type: 'keyDown', value }, { type: 'keyUp', value }] }] });
      },
      close: () => ask('DELETE', own),
    };
  };
  const stop = async () => {
    driver.kill();
    screen.kill();
  };
  return { name: 'WebKit', open, stop };
}

/** All engines, or those named in the environment variable `ENGINES`. */
export const ENGINES = [chromium, firefox, webkit].filter(({ name }) => (process.env.ENGINES ?? name).includes(name));

/**
 * Waits until a function in the page returns something.
 * @param {EnginePage} page @param {string} what @param {Function} run @param {...any} values
 */
export async function until(page, what, run, ...values) {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const found = await page.evaluate(run, ...values).catch(() => undefined);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what}: it does not happen`);
}
