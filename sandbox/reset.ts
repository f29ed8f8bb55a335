import { rm } from 'node:fs/promises';
import { sandboxFolder } from './folder.js';

const folder = sandboxFolder();
await rm(folder, { recursive: true, force: true });
process.stdout.write(`The sandbox starts over: ${folder} is gone.\n`);
