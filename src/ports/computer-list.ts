import type { ComputerList } from '../domain/computer-list.js';

/** Reads a file that lists computers. Never fails: what cannot be read is a problem of the file. */
export type ReadComputerList = (bytes: Uint8Array) => ComputerList;
