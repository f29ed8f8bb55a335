import { parentPort, workerData } from 'node:worker_threads';
import { type Bar, drawn } from './drawing.js';

/** Drawing takes a third of a second, in which nobody else should wait: it has a thread of its own. */
parentPort?.postMessage(await drawn(workerData as readonly Bar[]));
