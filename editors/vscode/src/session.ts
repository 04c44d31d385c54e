// One server for the window: started, stopped and started anew, never two at once.

import * as vscode from 'vscode';
import { LanguageClient, RevealOutputChannelOn } from 'vscode-languageclient/node';
import { find, type Program, ProgramError } from './program';

/** The files that descriptions of a database are written in, and Referee's own, whatever language the editor takes them for. */
const FILES = [
  '**/*.{sql,ddl,psql,pgsql,prisma,ts,mts,cts,tsx,js,mjs,cjs,py}',
  '**/{referee.toml,.referee.toml,referee.lock,referee-baseline.toml}',
];

const SETTINGS = 'Open Settings';
const OUTPUT = 'Show Output';

export class Session implements vscode.Disposable {
  private client: LanguageClient | undefined;
  /** What was asked for last; each waits for the one before it. */
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly extension: vscode.Uri,
    private readonly output: vscode.LogOutputChannel,
  ) {}

  /** Starts the server as the settings say now, and ends the one that runs. Tells the user what prevents it. */
  restart(): Promise<void> {
    return this.next(async () => {
      await this.end();
      if (vscode.workspace.getConfiguration('referee').get('enable', true)) {
        await this.start();
      }
    });
  }

  /** Ends the server. */
  stop(): Promise<void> {
    return this.next(() => this.end());
  }

  dispose(): void {
    void this.stop();
  }

  /** The program, as the settings say now; throws a `ProgramError`. */
  program(): Promise<Program> {
    return find({
      setting: vscode.workspace.getConfiguration('referee').get('path', ''),
      extension: this.extension.fsPath,
      folders: (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath),
      trusted: vscode.workspace.isTrusted,
      path: process.env.PATH ?? '',
    });
  }

  /** Says what went wrong, and offers what helps. */
  async tell(error: unknown): Promise<void> {
    const message = error instanceof Error ? error.message : String(error);
    this.output.error(message);
    const remedies = error instanceof ProgramError ? [SETTINGS, OUTPUT] : [OUTPUT];
    const remedy = await vscode.window.showErrorMessage(message, ...remedies);
    if (remedy === SETTINGS) {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'referee.path');
    } else if (remedy === OUTPUT) {
      this.output.show();
    }
  }

  private next(step: () => Promise<void>): Promise<void> {
    this.last = this.last.then(step).catch((error: unknown) => void this.tell(error));
    return this.last;
  }

  private async start(): Promise<void> {
    const program = await this.program();
    this.output.info(`${program.path} (${program.version})`);
    const settings = vscode.workspace.getConfiguration('referee');
    this.client = new LanguageClient(
      'referee',
      'Referee',
      { command: program.path, args: ['server'] },
      {
        documentSelector: FILES.map((pattern) => ({ scheme: 'file', pattern })),
        // Later changes the server asks for itself.
        initializationOptions: {
          config: settings.get('config'),
          dialect: settings.get('dialect'),
          searchPath: settings.get('searchPath'),
        },
        outputChannel: this.output,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
      },
    );
    await this.client.start();
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    // One that never came up, or that died, cannot be stopped; its findings go all the same.
    await client?.dispose().catch((error: unknown) => this.output.warn(String(error)));
  }
}
