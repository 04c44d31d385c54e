// Finds the program to run, and asks it what it is before it is trusted to be a server.

import { execFile } from 'node:child_process';
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** The first version that has a server. */
const OLDEST = [0, 1, 0] as const;
/** Milliseconds in which a program says its version. */
const PATIENCE = 10_000;

/** What VS Code's own settings call the folder that is open. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: VS Code replaces it, not JavaScript
const FOLDER = '${workspaceFolder}';

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
  if (setting !== '') {
    const path = named(setting, places);
    if (path === undefined) {
      throw new ProgramError(`There is no program at \`${setting}\`, which the setting \`referee.path\` names. Correct it, or empty it.`);
    }
    return path;
  }
  const bundled = join(places.extension, 'bin', EXECUTABLE);
  const found = isProgram(bundled) ? bundled : (installed(places) ?? onPath(EXECUTABLE, places.path));
  if (found === undefined) {
    const hidden = places.trusted ? '' : ' The workspace is not trusted, so its `node_modules` was not asked.';
    throw new ProgramError(
      `Referee is not installed. Install it with \`npm install --save-dev referee-cli\`, \`pip install referee\` or \`cargo install referee\`, or set \`referee.path\` to the program.${hidden}`,
    );
  }
  return found;
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

async function versionOf(path: string): Promise<string> {
  let output: string;
  try {
    output = (await promisify(execFile)(path, ['--version'], { timeout: PATIENCE, windowsHide: true })).stdout;
  } catch (error) {
    const why = error instanceof Error ? error.message.trim() : String(error);
    throw new ProgramError(`\`${path}\` cannot be run: ${why}. Set \`referee.path\` to a program for this system.`);
  }
  const match = /^referee (\d+)\.(\d+)\.(\d+)/.exec(output);
  if (match === null) {
    throw new ProgramError(`\`${path}\` is not Referee: it does not say its version. Set \`referee.path\` to the right program.`);
  }
  const version = match.slice(1).map(Number);
  if (isOlder(version, OLDEST)) {
    throw new ProgramError(
      `\`${path}\` is Referee ${version.join('.')}, but ${OLDEST.join('.')} is needed. Update it, or empty \`referee.path\` to use the one that came with the extension.`,
    );
  }
  return version.join('.');
}

function isOlder(version: readonly number[], other: readonly number[]): boolean {
  const differs = other.findIndex((part, at) => part !== version[at]);
  return differs >= 0 && (version[differs] ?? 0) < (other[differs] ?? 0);
}
