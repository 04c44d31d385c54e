#!/usr/bin/env node
'use strict';

// Runs the program for this system, with the arguments, streams and exit status of its own.

const { spawn } = require('node:child_process');
const { constants } = require('node:os');
const { binaryOf, packageOf, platforms } = require('./platforms.js');

// As with the program itself: 2 says that it could not do its work.
const FAILED = 2;

function fail(message) {
  console.error(`referee: ${message}`);
  process.exit(FAILED);
}

function find() {
  if (process.env.REFEREE_BINARY) {
    return process.env.REFEREE_BINARY;
  }
  const platform = `${process.platform}-${process.arch}`;
  if (!platforms.includes(platform)) {
    fail(`there is no program for ${platform}, only for ${platforms.join(', ')}; build one with cargo and name it in REFEREE_BINARY`);
  }
  try {
    return require.resolve(`${packageOf(platform)}/bin/${binaryOf(platform)}`);
  } catch {
    return fail(
      `the package ${packageOf(platform)} is not installed; install without --omit=optional, and on this system rather than copying node_modules from another`,
    );
  }
}

const binary = find();
const child = spawn(binary, process.argv.slice(2), { stdio: 'inherit', windowsHide: true });
child.on('error', (error) => fail(`${binary} cannot be run: ${error.message}`));
// Whoever ends this process means the program.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal));
}
child.on('exit', (status, signal) => process.exit(status ?? 128 + constants.signals[signal]));
