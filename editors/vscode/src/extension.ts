// What the editor calls: commands, and when the server has to be started anew.

import * as vscode from 'vscode';
import { Impact } from './impact';
import { Session } from './session';

let session: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel('Referee', { log: true });
  const running = new Session(context.extensionUri, output);
  const impact = new Impact();
  session = running;
  context.subscriptions.push(
    output,
    impact,
    vscode.commands.registerCommand('referee.restart', () => running.restart()),
    vscode.commands.registerCommand('referee.showOutput', () => output.show()),
    vscode.commands.registerCommand('referee.impact', (table?: unknown) =>
      impact.show(() => running.program(), typeof table === 'string' ? table : undefined).catch((error: unknown) => running.tell(error)),
    ),
    // The server asks for the other settings itself.
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('referee.enable') || change.affectsConfiguration('referee.path')) {
        void running.restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void running.restart()),
  );
  await running.restart();
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
