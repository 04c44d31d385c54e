// Finds the program to run, and asks it what it is before it is trusted to be a server.

import { execFile } from 'node:child_process';
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';

/** Milliseconds in which a program says what it is. */
const PATIENCE = 10_000;

/** What VS Code's own settings call the folder that is open. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: VS Code replaces it, not JavaScript
const FOLDER = '${workspaceFolder}';

const REMEDY =
  'Install it with `npm install --save-dev referee-cli`, `pip install referee` or `cargo install referee`, or set `referee.path` to the program.';

const EXECUTABLE = process.platform === 'win32' ? 'referee.exe' : 'referee';

/** Why there is no program to run, as a sentence for the user that says what to do. */
export class ProgramError extends Error {}

/** Where to look. */
export interface Places {
  /** `referee.path`; empty if it was not set. */
  setting: string;
  /** The folder of this extension. */
  extension: string;
  /** The workspace's folders. */
  folders: readonly string[];
  /** Whether programs inside of the workspace may be run. */
  trusted: boolean;
  /** The PATH. */
  path: string;
}

/** A program and what it said. */
export interface Program {
  path: string;
  version: string;
}

/** Finds the program and asks its version. Throws a `ProgramError` with the remedy. */
export async function find(places: Places): Promise<Program> {
  const path = locate(places);
  return { path, version: await versionOf(path) };
}

function locate(places: Places): string {
  const setting = places.setting.trim();
  const path = setting === '' ? preset(places) : named(setting, places);
  if (path === undefined) {
    throw new ProgramError(
      setting === ''
        ? `Referee is not installed. ${REMEDY}${places.trusted ? '' : ' The workspace is not trusted, so its `node_modules` was not asked.'}`
        : `There is no program at \`${setting}\`, which the setting \`referee.path\` names. Correct it, or empty it.`,
    );
  }
  if (!places.trusted && places.folders.some((folder) => isInside(folder, path))) {
    throw new ProgramError(`\`${path}\` lies in the workspace, which is not trusted. Trust the workspace, or name another program.`);
  }
  return path;
}

/** The program if the user named none. */
function preset(places: Places): string | undefined {
  const bundled = join(places.extension, 'bin', EXECUTABLE);
  return isProgram(bundled) ? bundled : (installed(places) ?? onPath(EXECUTABLE, places.path));
}

function isInside(folder: string, path: string): boolean {
  const steps = relative(realpathSync(folder), realpathSync(path));
  return !isAbsolute(steps) && steps.split(sep)[0] !== '..';
}

/** What `referee.path` names: a path, or a program on the PATH. */
function named(setting: string, places: Places): string | undefined {
  const folder = places.folders[0];
  let text = setting.replace(/^~(?=[/\\]|$)/, () => homedir());
  if (folder !== undefined) {
    text = text.replaceAll(FOLDER, () => folder);
  }
  if (!/[/\\]/.test(text)) {
    return onPath(text, places.path) ?? (process.platform === 'win32' ? onPath(`${text}.exe`, places.path) : undefined);
  }
  const path = isAbsolute(text) || folder === undefined ? text : resolve(folder, text);
  return isProgram(path) ? path : undefined;
}

/** The program that npm installed for the package `referee-cli` in a folder of the workspace or above: what node_modules/.bin/referee runs. */
function installed(places: Places): string | undefined {
  if (!places.trusted) {
    return undefined;
  }
  for (const folder of places.folders) {
    for (let at = folder; ; at = dirname(at)) {
      const program = installedAt(join(at, 'node_modules', 'referee-cli', 'package.json'));
      if (program !== undefined) {
        return program;
      }
      if (dirname(at) === at) {
        break;
      }
    }
  }
  return undefined;
}

function installedAt(manifest: string): string | undefined {
  try {
    // Some package managers keep a package's dependencies beside the place that its link leads to.
    const program = createRequire(realpathSync(manifest)).resolve(`@referee-cli/${process.platform}-${process.arch}/bin/${EXECUTABLE}`);
    return isProgram(program) ? program : undefined;
  } catch {
    return undefined;
  }
}

function onPath(name: string, path: string): string | undefined {
  // A relative entry would mean a folder of whatever is open.
  const entries = path.split(delimiter).filter((entry) => isAbsolute(entry));
  return entries.map((entry) => join(entry, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The version that a program says, if it is Referee and has a server. */
async function versionOf(path: string): Promise<string> {
  const output = await ask(path, '--version').catch((error: unknown) => {
    const why = error instanceof Error ? error.message.trim() : String(error);
    throw new ProgramError(`\`${path}\` cannot be run: ${why}. Set \`referee.path\` to a program for this system.`);
  });
  const version = /^referee (\d+\.\d+\.\d+)/.exec(output)?.[1];
  if (version === undefined) {
    throw new ProgramError(`\`${path}\` is not Referee: it does not say its version. Set \`referee.path\` to the right program.`);
  }
  await ask(path, 'server', '--help').catch(() => {
    throw new ProgramError(
      `\`${path}\` is Referee ${version}, which has no language server. Update it, or let \`referee.path\` name a newer one.`,
    );
  });
  return version;
}

async function ask(path: string, ...words: string[]): Promise<string> {
  return (await promisify(execFile)(path, words, { timeout: PATIENCE, windowsHide: true })).stdout;
}
