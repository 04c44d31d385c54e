// Makes the package of one platform, with its program: out/referee-TARGET-VERSION.vsix.
//
//     node pack.mjs TARGET BINARY [VERSION]
//
// TARGET is a platform as npm/bin/platforms.js names it, and so do the Marketplace and Open VSX. VERSION is what package.json must say.

import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import names from '../../npm/bin/platforms.js';

const here = dirname(fileURLToPath(import.meta.url));
const [target, binary, wanted] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
if (!names.platforms.includes(target) || !binary) {
  console.error(`usage: node pack.mjs TARGET BINARY [VERSION], where TARGET is one of ${names.platforms.join(', ')}`);
  process.exit(2);
}
if (wanted && wanted !== version) {
  console.error(`package.json says ${version}, not ${wanted}`);
  process.exit(2);
}

const bin = join(here, 'bin');
rmSync(bin, { recursive: true, force: true });
mkdirSync(bin);
const program = join(bin, names.binaryOf(target));
copyFileSync(binary, program);
chmodSync(program, 0o755);
for (const license of ['LICENSE-MIT', 'LICENSE-APACHE']) {
  copyFileSync(join(here, '..', '..', license), join(here, license));
}

mkdirSync(join(here, 'out'), { recursive: true });
const packagePath = join(here, 'out', `referee-${target}-${version}.vsix`);
await createVSIX({ cwd: here, target, packagePath, dependencies: false });
