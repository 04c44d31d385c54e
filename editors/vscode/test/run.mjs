// Installs a package of the extension in VS Code, opens a project in a browser and lets VS Code run test/suite.
//
//     node test/run.mjs PACKAGE.vsix VSCODE
//
// VSCODE is the folder of VS Code's server. Needs Chromium.

import { deepEqual } from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/** Milliseconds for everything. */
const PATIENCE = 90_000;
/** What is installed. */
const CONTENT = [
  '.vsixmanifest',
  'LICENSE-APACHE',
  'LICENSE-MIT',
  'LICENSE.txt',
  'bin/referee',
  'dist/LICENSES.txt',
  'dist/extension.js',
  'package.json',
  'readme.md',
];
const SUITE = join(dirname(fileURLToPath(import.meta.url)), 'suite');
const STORY = join(SUITE, '../../../../corpus/stories/payment-history');

const [extension, vscode] = process.argv.slice(2).map((path) => resolve(path));
if (!extension || !vscode) {
  console.error('usage: node test/run.mjs PACKAGE.vsix VSCODE');
  process.exit(2);
}
const server = join(vscode, 'out/server-main.js');

const place = mkdtempSync(join(tmpdir(), 'referee-vscode-'));
const project = join(place, 'project');
cpSync(join(STORY, 'prisma'), join(project, 'prisma'), { recursive: true });
mkdirSync(join(project, '.vscode'));
// In a browser, VS Code saves by itself.
writeFileSync(join(project, '.vscode/settings.json'), '{ "files.autoSave": "off" }');
const folders = ['--server-data-dir', join(place, 'data'), '--extensions-dir', join(place, 'extensions'), '--accept-server-license-terms'];

let code = 1;
let started;
let browser;
try {
  install();
  started = await serve();
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  code = await Promise.race([drive(started.port), late()]);
} finally {
  await browser?.close();
  started?.child.kill();
  rmSync(place, { recursive: true, force: true });
}
process.exit(code);

function install() {
  const { status, stdout, stderr } = spawnSync(process.execPath, [server, '--install-extension', extension, ...folders], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`the package cannot be installed: ${stdout}${stderr}`);
  }
  const [folder] = readdirSync(join(place, 'extensions')).filter((name) => name.startsWith('owner.referee-'));
  const files = readdirSync(join(place, 'extensions', folder), { recursive: true, withFileTypes: true });
  const names = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  deepEqual(names.map((name) => relative(join(place, 'extensions', folder), name)).sort(), CONTENT);
}

/** Starts VS Code's server on a port of its choice. */
function serve() {
  const words = ['--host', '127.0.0.1', '--port', '0', '--without-connection-token', ...folders];
  const child = spawn(process.execPath, [server, ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
      const match = /Extension host agent listening on (\d+)/.exec(said);
      if (match) {
        resolve({ child, port: Number(match[1]) });
      }
    });
    child.on('exit', (status) => reject(new Error(`VS Code ended with ${status}: ${said}`)));
  });
}

/** Opens the project and waits for the exit status of the tests. */
async function drive(port) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  let finish;
  const finished = new Promise((resolve) => {
    finish = resolve;
  });
  await page.exposeFunction('codeAutomationExit', (status) => finish(status));
  await page.exposeFunction('codeAutomationLog', (_, words) => {
    const text = words.join(' ');
    if (text.startsWith('referee-test: ')) {
      console.log(text.slice('referee-test: '.length));
    } else if (text === 'referee-drive: trust') {
      trust(page).catch((error) => console.log(`the workspace cannot be trusted: ${error}`));
    } else if (text.startsWith('referee-drive: message ')) {
      waitForMessage(page, text.slice('referee-drive: message '.length)).catch((error) => console.log(`${error}`));
    }
  });
  const at = (path) => `vscode-remote://127.0.0.1:${port}${path}`;
  const payload = [
    ['extensionDevelopmentPath', at(SUITE)],
    ['extensionTestsPath', at(join(SUITE, 'suite.js'))],
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ folder: project, payload: JSON.stringify(payload) });
  await page.goto(`http://127.0.0.1:${port}/?${query}`);
  const status = await finished;
  if (process.env.SCREENSHOT) {
    mkdirSync(dirname(resolve(process.env.SCREENSHOT)), { recursive: true });
    await page.screenshot({ path: process.env.SCREENSHOT });
  }
  return status;
}

/** Says what nothing but a person may say: that the workspace is trusted. */
async function trust(page) {
  await page.getByRole('button', { name: /Restricted Mode/ }).click();
  await page.getByRole('button', { name: 'Trust', exact: true }).click();
}

/** Waits until a message is shown to the user, and tells the tests by a file. */
async function waitForMessage(page, message) {
  await page.locator('.notifications-toasts').getByText(message).first().waitFor({ timeout: PATIENCE });
  writeFileSync(join(project, 'message'), message);
}

async function late() {
  await new Promise((resolve) => setTimeout(resolve, PATIENCE));
  console.log(`not done within ${PATIENCE} ms`);
  return 1;
}
