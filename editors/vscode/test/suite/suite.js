// Runs in VS Code's extension host, beside the extension as it was installed, in a copy of corpus/stories/payment-history.

const assert = require('node:assert/strict');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const vscode = require('vscode');

const EXTENSION = 'OWNER.referee';
const PATIENCE = 15_000;

const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
const schema = vscode.Uri.joinPath(folder, 'prisma/schema.prisma');
const migration = vscode.Uri.joinPath(folder, 'prisma/migrations/20240618090000_faster_cleanup/migration.sql');

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(what, condition) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(50)) {
    const value = await condition();
    if (value) {
      return value;
    }
  }
  const now = vscode.languages.getDiagnostics().map(([uri, found]) => `${uri.path}: ${found.map(({ message }) => message).join('; ')}`);
  throw new Error(`${what}: not within ${PATIENCE} ms; diagnostics are now\n${now.join('\n')}`);
}

const codeOf = (diagnostic) => (typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code);
const findings = (uri) => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'referee');
const drift = () => findings(schema).find((diagnostic) => codeOf(diagnostic) === 'action-mismatch');

async function replace(uri, from, to) {
  const document = await vscode.workspace.openTextDocument(uri);
  const at = document.getText().indexOf(from);
  assert.notEqual(at, -1, `${from} in ${document.getText()}`);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)), to);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

const inside = async (uri, text) => {
  const document = await vscode.workspace.openTextDocument(uri);
  return document.positionAt(document.getText().indexOf(text) + 1);
};

/** Waits until the browser has seen a message. */
async function shown(message) {
  const file = join(folder.fsPath, 'message');
  console.log(`referee-drive: message ${message}`);
  await until(`the message ${message}`, () => existsSync(file) && readFileSync(file, 'utf8') === message);
}

const set = (key, value) => vscode.workspace.getConfiguration('referee').update(key, value, vscode.ConfigurationTarget.Workspace);

const tests = {
  async 'the extension that was installed starts'() {
    const extension = vscode.extensions.getExtension(EXTENSION);
    assert.ok(extension, 'not installed');
    assert.ok(existsSync(join(extension.extensionPath, 'bin/referee')), 'without its program');
    await vscode.window.showTextDocument(schema);
    await until('active', () => extension.isActive);
  },

  async 'a finding is shown with the other place'() {
    const found = await until('action-mismatch', drift);
    assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
    assert.match(found.message, /`Payment.customerId` is ON DELETE CASCADE in the migrations but RESTRICT in the Prisma schema/);
    const line = (await vscode.workspace.openTextDocument(schema)).lineAt(found.range.start.line).text;
    assert.equal(line.slice(found.range.start.character, found.range.end.character), 'onDelete: Restrict');
    const places = found.relatedInformation.map(({ location }) => location.uri.toString());
    assert.ok(places.includes(migration.toString()), places.join());
  },

  async 'text that is not saved counts'() {
    await replace(schema, 'onDelete: Restrict', 'onDelete: Cascade');
    await until('no finding', () => !drift());
    assert.match(readFileSync(schema.fsPath, 'utf8'), /onDelete: Restrict/);
    await replace(schema, 'onDelete: Cascade', 'onDelete: Restrict');
    await until('the finding again', drift);
  },

  async 'an edit of the migration changes what is said of the schema'() {
    await replace(migration, 'ON DELETE CASCADE', 'ON DELETE RESTRICT');
    await until('no finding', () => !drift());
    await replace(migration, 'ON DELETE RESTRICT', 'ON DELETE CASCADE');
    await until('the finding again', drift);
  },

  async 'a hover says what a DELETE does'() {
    const hovers = await vscode.commands.executeCommand('vscode.executeHoverProvider', schema, await inside(schema, 'onDelete'));
    const text = hovers.flatMap(({ contents }) => contents.map((content) => content.value ?? content)).join('\n');
    assert.match(text, /CASCADE/);
  },

  async 'a definition leads to the other description'() {
    const places = await vscode.commands.executeCommand('vscode.executeDefinitionProvider', schema, await inside(schema, 'onDelete'));
    const paths = places.map((place) => (place.targetUri ?? place.uri).toString());
    assert.ok(paths.includes(migration.toString()), paths.join());
  },

  async 'a code action mends the finding'() {
    const { range } = drift();
    const actions = await vscode.commands.executeCommand('vscode.executeCodeActionProvider', schema, range);
    const titles = actions.map(({ title }) => title);
    assert.ok(titles.length > 0, 'none offered');
    const mend = actions.find(({ isPreferred, edit }) => isPreferred && edit);
    assert.ok(mend, titles.join('; '));
    assert.ok(await vscode.workspace.applyEdit(mend.edit));
    await until(`no finding after ${mend.title}`, () => !drift());
    await vscode.commands.executeCommand('workbench.action.files.saveAll');
    await until('saved', () => /onDelete: Cascade/.test(readFileSync(schema.fsPath, 'utf8')));
    await replace(schema, 'onDelete: Cascade', 'onDelete: Restrict');
    await until('the finding again', drift);
  },

  async 'a change by another program is seen'() {
    await vscode.commands.executeCommand('workbench.action.files.saveAll');
    const text = readFileSync(migration.fsPath, 'utf8');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    writeFileSync(migration.fsPath, text.replace('ON DELETE CASCADE', 'ON DELETE RESTRICT'));
    await until('no finding', () => !drift());
    writeFileSync(migration.fsPath, text);
    await until('the finding again', drift);
  },

  async 'the server can be started anew'() {
    await vscode.commands.executeCommand('referee.restart');
    await until('the finding of the new server', drift);
  },

  async 'a DELETE is shown'() {
    await vscode.commands.executeCommand('referee.impact', 'Customer');
    const shown = await until('a document', () =>
      vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'referee'),
    );
    assert.match(shown.document.getText(), /Payment\.customerId/);
  },

  async 'settings reach the server'() {
    writeFileSync(join(folder.fsPath, 'lenient.toml'), '[rules]\naction-mismatch = "off"\n');
    await set('config', 'lenient.toml');
    await until('no finding', () => !drift());
    await set('config', undefined);
    await until('the finding again', drift);
  },

  async 'switched off, it says nothing'() {
    await set('enable', false);
    await until('no finding', () => findings(schema).length === 0);
    await set('enable', undefined);
    await until('the finding again', drift);
  },

  async 'the program of a workspace is not run before the workspace is trusted'() {
    assert.equal(vscode.workspace.isTrusted, false);
    await set('path', '/nowhere/referee');
    await vscode.commands.executeCommand('referee.restart');
    await until('the finding, by the program of the extension', drift);
  },

  async 'a program that is not there is told'() {
    console.log('referee-drive: trust');
    await until('trust', () => vscode.workspace.isTrusted);
    await until('no finding', () => findings(schema).length === 0);
    await shown('There is no program at `/nowhere/referee`');
  },

  async 'a program that is no server is told'() {
    writeFileSync(join(folder.fsPath, 'old'), '#!/bin/sh\n[ "$1" = --version ] || exit 2\necho referee 0.1.0\n', { mode: 0o755 });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as in settings.json
    await set('path', '${workspaceFolder}/old');
    await shown('is Referee 0.1.0, which has no language server');
    await set('path', undefined);
    await until('the finding again', drift);
  },
};

exports.run = async () => {
  let failed = 0;
  for (const [name, test] of Object.entries(tests)) {
    const start = Date.now();
    try {
      await test();
      console.log(`referee-test: ok      ${name} (${Date.now() - start} ms)`);
    } catch (error) {
      failed += 1;
      console.log(`referee-test: FAILED  ${name}\n${error.stack}`);
    }
  }
  console.log(`referee-test: ${Object.keys(tests).length - failed} passed, ${failed} failed`);
  if (failed > 0) {
    throw new Error(`${failed} failed`);
  }
};
