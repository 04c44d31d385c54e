// Makes the folders that are published: one for each binary given, and the one that picks among them.
//
//     node npm/pack.mjs OUT VERSION PLATFORM=BINARY...
//
// writes OUT/referee-cli and OUT/PLATFORM for each binary, all of the same version. PLATFORM is one of bin/platforms.js. In a workflow of GitHub the
// packages name its repository: npm compares it with what signs their provenance.

import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import names from './bin/platforms.js';

const here = dirname(fileURLToPath(import.meta.url));
const [out, version, ...binaries] = process.argv.slice(2);
if (!out || !version || binaries.length === 0) {
  console.error('usage: node npm/pack.mjs OUT VERSION PLATFORM=BINARY...');
  process.exit(2);
}

const shim = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));

const source = process.env.GITHUB_REPOSITORY;
const repository = source ? { type: 'git', url: `git+https://github.com/${source}.git` } : undefined;

function write(folder, manifest) {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ ...manifest, repository }, null, 2)}\n`);
  for (const license of ['LICENSE-MIT', 'LICENSE-APACHE']) {
    copyFileSync(join(here, '..', license), join(folder, license));
  }
}

for (const binary of binaries) {
  const [platform, path] = binary.split(/=(.*)/s);
  if (!names.platforms.includes(platform) || !path) {
    console.error(`\`${binary}\` is not PLATFORM=BINARY; platforms are ${names.platforms.join(', ')}`);
    process.exit(2);
  }
  const [os, cpu] = platform.split('-');
  const folder = join(out, platform);
  const target = join(folder, 'bin', names.binaryOf(platform));
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(path, target);
  chmodSync(target, 0o755);
  const { license } = shim;
  const description = `The program of referee-cli for ${platform}`;
  write(folder, { name: names.packageOf(platform), version, description, license, os: [os], cpu: [cpu], files: ['bin', 'LICENSE-*'] });
}

const folder = join(out, 'referee-cli');
mkdirSync(folder, { recursive: true });
cpSync(join(here, 'bin'), join(folder, 'bin'), { recursive: true });
copyFileSync(join(here, 'README.md'), join(folder, 'README.md'));
const optionalDependencies = Object.fromEntries(names.platforms.map((platform) => [names.packageOf(platform), version]));
write(folder, { ...shim, version, optionalDependencies });
