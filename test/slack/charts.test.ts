import { describe, expect, it } from 'vitest';
import { complianceChart } from '../../src/slack/charts/chart.js';

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

describe('the chart of compliance', () => {
  it('is a picture, drawn where it keeps nobody waiting', async () => {
    const bars = [
      { label: 'Finance', yes: 3, of: 4 },
      { label: 'A group whose name is far longer than there is room for', yes: 0, of: 0 },
    ];
    let turns = 0;
    const watch = setInterval(() => {
      turns += 1;
    }, 1);
    const png = await complianceChart(bars);
    clearInterval(watch);
    expect([...png.slice(0, 8)]).toEqual(SIGNATURE);
    const view = new DataView(png.buffer, png.byteOffset);
    expect(view.getUint32(16)).toBe(960);
    // Drawing is one piece of some 300 ms, however busy the machine: drawn here, nothing else would have had a turn.
    expect(turns).toBeGreaterThan(10);
  });
});
