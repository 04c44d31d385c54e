'use strict';

// The systems that a binary is published for, as Node.js names them. The programs for Linux are static: they need no libc.
exports.platforms = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-arm64', 'win32-x64'];

exports.packageOf = (platform) => `@referee-cli/${platform}`;

exports.binaryOf = (platform) => (platform.startsWith('win32-') ? 'referee.exe' : 'referee');
