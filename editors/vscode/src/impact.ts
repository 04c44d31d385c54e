// What a DELETE does, as a document: the answer of `referee impact`.

import { execFile } from 'node:child_process';
import * as vscode from 'vscode';
import type { Program } from './program';

/** The scheme of the documents that hold answers. */
const SCHEME = 'referee';
/** Bytes that an answer may have. */
const SIZE = 16 * 1024 * 1024;

export class Impact implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly answers = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.answers.get(uri.toString()) ?? '';
  }

  /** Asks which table is meant unless it is given, and shows what a DELETE of one of its rows does. */
  async show(program: () => Promise<Program>, table?: string): Promise<void> {
    const folder = await folderInUse();
    if (folder === undefined) {
      void vscode.window.showInformationMessage('Open a folder first: Referee reads the files of a project.');
      return;
    }
    const asked = table ?? (await ask());
    if (asked === undefined || asked.trim() === '') {
      return;
    }
    const { path } = await program();
    const answer = await run(path, argumentsFor(asked.trim()), folder.uri.fsPath);
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${folder.name}/DELETE of ${asked.trim().replaceAll('/', ' ')}.txt` });
    this.answers.set(uri.toString(), answer);
    this.changed.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), {
      preview: true,
      viewColumn: vscode.ViewColumn.Beside,
    });
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}

async function folderInUse(): Promise<vscode.WorkspaceFolder | undefined> {
  const editor = vscode.window.activeTextEditor;
  const folders = vscode.workspace.workspaceFolders ?? [];
  const own = editor && vscode.workspace.getWorkspaceFolder(editor.document.uri);
  return own ?? (folders.length > 1 ? vscode.window.showWorkspaceFolderPick() : folders[0]);
}

/** The table, with the word at the cursor as the first guess. */
async function ask(): Promise<string | undefined> {
  return vscode.window.showInputBox({
    prompt: 'One row of which table is deleted?',
    placeHolder: 'table, or schema.table',
    value: wordInUse(),
  });
}

function wordInUse(): string {
  const editor = vscode.window.activeTextEditor;
  const range = editor?.selection.isEmpty ? editor.document.getWordRangeAtPosition(editor.selection.active) : editor?.selection;
  return editor && range?.isSingleLine ? editor.document.getText(range) : '';
}

function argumentsFor(table: string): string[] {
  const settings = vscode.workspace.getConfiguration('referee');
  const config = settings.get('config', '');
  const dialect = settings.get('dialect', '');
  const searchPath = settings.get<string[]>('searchPath', []);
  return [
    'impact',
    ...(config === '' ? [] : ['--config', config]),
    ...(dialect === '' ? [] : ['--dialect', dialect]),
    ...(searchPath.length === 0 ? [] : ['--search-path', searchPath.join(',')]),
    '--',
    table,
  ];
}

/** What the program wrote; if it could not answer, why. */
function run(program: string, words: string[], folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, words, { cwd: folder, windowsHide: true, maxBuffer: SIZE }, (error, stdout, stderr) => {
      if (stdout !== '') {
        resolve(stdout);
      } else {
        reject(new Error(stderr.trim() || error?.message || 'Referee gave no answer.'));
      }
    });
  });
}
