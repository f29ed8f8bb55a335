import { Worker } from 'node:worker_threads';
import { packagePath } from '../../package-root.js';
import { clean } from '../text.js';
import type { Bar } from './drawing.js';

const MOST_BARS = 12;

/**
 * A bar chart of compliance as a PNG; at most twelve bars.
 * @throws Error where it cannot be drawn
 */
export function complianceChart(bars: readonly Bar[]): Promise<Uint8Array> {
  const shown = bars.slice(0, MOST_BARS).map((bar) => ({ ...bar, label: clean(bar.label, 60) }));
  const worker = new Worker(packagePath('dist', 'src', 'slack', 'charts', 'worker.js'), { workerData: shown });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the chart was not drawn (${code})`)));
  });
}
