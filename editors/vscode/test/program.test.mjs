// Which program is run: src/program.ts by itself, with programs that only say what they are.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { build } from 'esbuild';

const place = mkdtempSync(join(tmpdir(), 'referee-program-'));
after(() => rmSync(place, { recursive: true, force: true }));

const bundle = join(place, 'program.cjs');
await build({ entryPoints: ['src/program.ts'], outfile: bundle, bundle: true, platform: 'node', format: 'cjs', logLevel: 'warning' });
const { find } = (await import(bundle)).default;

let count = 0;

/** A world with nothing in it. */
function empty() {
  count += 1;
  const root = join(place, String(count));
  const folder = join(root, 'workspace');
  mkdirSync(folder, { recursive: true });
  return { setting: '', extension: join(root, 'extension'), folders: [folder], trusted: true, path: join(root, 'path') };
}

function program(path, lines = '[ "$1" = --version ] && echo "referee 1.2.3 (abc)"\nexit 0') {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  return path;
}

/** What npm lays down for the package `referee-cli`. */
function packages(modules) {
  mkdirSync(join(modules, 'referee-cli'), { recursive: true });
  writeFileSync(join(modules, 'referee-cli/package.json'), '{ "name": "referee-cli" }');
  return program(join(modules, `@referee-cli/${process.platform}-${process.arch}/bin/referee`));
}

test('the program of the extension comes first, then that of node_modules, then the PATH', async () => {
  const places = empty();
  const onPath = program(join(places.path, 'referee'));
  assert.deepEqual(await find(places), { path: onPath, version: '1.2.3' });
  const installed = packages(join(places.folders[0], 'node_modules'));
  assert.equal((await find(places)).path, installed);
  const bundled = program(join(places.extension, 'bin/referee'));
  assert.equal((await find(places)).path, bundled);
});

test('node_modules is looked for above the workspace, and through the links of other package managers', async () => {
  const places = empty();
  const store = join(places.folders[0], '../node_modules/.store/referee-cli/node_modules');
  const installed = packages(store);
  symlinkSync(join(store, 'referee-cli'), join(places.folders[0], '../node_modules/referee-cli'));
  assert.equal((await find(places)).path, installed);
});

test('nothing of a workspace that is not trusted is run', async () => {
  const places = { ...empty(), trusted: false };
  packages(join(places.folders[0], 'node_modules'));
  await assert.rejects(find(places), /not installed.*npm install --save-dev referee-cli.*not trusted/);
  program(join(places.folders[0], 'tools/referee'));
  await assert.rejects(find({ ...places, setting: './tools/referee' }), /lies in the workspace, which is not trusted/);
  await assert.rejects(find({ ...places, path: join(places.folders[0], 'tools') }), /lies in the workspace, which is not trusted/);
  assert.equal((await find({ ...places, setting: program(join(places.path, 'referee')) })).version, '1.2.3');
});

test('the setting comes before all else, and is not replaced when it is wrong', async () => {
  const places = empty();
  program(join(places.extension, 'bin/referee'));
  const own = program(join(places.folders[0], 'tools/referee'));
  assert.equal((await find({ ...places, setting: own })).path, own);
  assert.equal((await find({ ...places, setting: 'tools/referee' })).path, own);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as in settings.json
  assert.equal((await find({ ...places, setting: '${workspaceFolder}/tools/referee' })).path, own);
  const named = program(join(places.path, 'other'));
  assert.equal((await find({ ...places, setting: 'other' })).path, named);
  await assert.rejects(find({ ...places, setting: '/nowhere/referee' }), /no program at `\/nowhere\/referee`.*`referee.path`/);
});

test('a relative entry of the PATH means no folder of the workspace', async () => {
  const places = empty();
  program(join(places.folders[0], 'referee'));
  await assert.rejects(find({ ...places, path: ['', '.', places.path].join(delimiter) }), /not installed/);
});

test('a program says what it is', async () => {
  const places = empty();
  const says = (lines) => find({ ...places, setting: program(join(places.path, 'referee'), lines) });
  await assert.rejects(says('echo ruff 0.9.0'), /is not Referee/);
  await assert.rejects(says('exit 3'), /cannot be run/);
  await assert.rejects(
    says('[ "$1" = --version ] || exit 2\necho referee 0.0.9'),
    /is Referee 0.0.9, which has no language server. Update it/,
  );
});
