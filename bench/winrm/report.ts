import type { Report } from '../report.js';
import type { Limit } from './limit.js';
import type { Taken } from './meter.js';
import type { Spent } from './peers.js';
import type { Race } from './race.js';

const LEAST_BESIDE_PYWINRM = 2;
const LEAST_BESIDE_ANSIBLE = 5;
const MOST_BESIDE_BARE = 1.3;

/** How soon our client is done beside those that others wrote. */
export function raceReport({ computers, atOnce, ours, pywinrm, ansible }: Race): Report {
  const rivals = [
    { name: `pywinrm, ${atOnce} threads`, taken: pywinrm, least: LEAST_BESIDE_PYWINRM },
    { name: `Ansible raw, ${atOnce} forks`, taken: ansible, least: LEAST_BESIDE_ANSIBLE },
  ];
  const rows = rivals.map(({ name, taken, least }) =>
    taken === null
      ? `  ${name}: not installed, so not compared`
      : row(name, taken, computers, `${ratio(taken, ours)} times ours (limit: at least ${least})`),
  );
  const missed = rivals.flatMap(({ name, taken, least }) =>
    taken === null || taken.wallMs >= least * ours.wallMs
      ? []
      : [`${name}: ${ratio(taken, ours)} times our client's time, at least ${least} is required`],
  );
  const head = `One short command on each of ${computers} computers, sealed NTLM over http, ${atOnce} at once`;
  return { text: [head, row('Patchbay', ours, computers, ''), ...rows].join('\n'), missed };
}

function ratio(taken: Spent, ours: Spent): string {
  return (taken.wallMs / ours.wallMs).toFixed(1);
}

function row(name: string, { wallMs, processorMs }: Taken, commands: number, rest: string): string {
  const each = `${(processorMs / commands).toFixed(2)} ms of processor a command`;
  return `  ${name.padEnd(28)}${(wallMs / 1000).toFixed(2).padStart(7)} s  ${each.padStart(36)}  ${rest}`.trimEnd();
}

/** What our client costs beside one that does nothing with its messages. */
export function limitReport({ commands, atOnce, messages, held, ...figures }: Limit): Report {
  const { ours, cryptography, bare, undici, rest } = figures;
  const multiple = rest.besideBare.processorMs;
  const times = ({ processorMs, wallMs }: Taken): string =>
    `without it ours takes ${processorMs.toFixed(2)} times its processor time, ${wallMs.toFixed(2)} times its time by the clock`;
  const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(0)} kB`;
  const text = [
    `${commands} commands of ${messages} messages each, ${atOnce} at once, answered at once`,
    row('Patchbay', ours, commands, ''),
    row('its cryptography alone', cryptography, commands, ''),
    row("bare, Node's http", bare, commands, `${times(rest.besideBare)} (limit: ${MOST_BESIDE_BARE})`),
    row('bare, undici', undici, commands, times(rest.besideUndici)),
    `  an open connection holds ${kilobytes(held.heap)} of JavaScript's heap and buffers, ${kilobytes(held.resident)} resident (${held.connections} connections)`,
  ].join('\n');
  const missed = [
    `our client without cryptography: ${multiple.toFixed(2)} times a bare client, at most ${MOST_BESIDE_BARE}`,
  ];
  return { text, missed: multiple <= MOST_BESIDE_BARE ? [] : missed };
}
