// The runner's own reports, one for each command, in one line.
import { readFileSync } from 'node:fs';

const texts = process.argv.slice(2).map((file) => readFileSync(file, 'utf8'));
const reports = texts.filter((text) => text !== '').map((text) => JSON.parse(text));
if (reports.length < texts.length) process.stderr.write('Not all tests ran: an earlier check failed.\n');
if (reports.length === 0) process.exit(0);
const sum = (count) => reports.reduce((total, report) => total + count(report), 0);
const passed = sum((report) => report.numPassedTests);
const failed = sum((report) => report.numFailedTests);
const skipped = sum((report) => report.numPendingTests + report.numTodoTests);
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
