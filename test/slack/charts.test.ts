import { describe, expect, it } from 'vitest';
import { complianceChart } from '../../src/slack/charts/chart.js';

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

describe('the chart of compliance', () => {
  it('is a picture, drawn where it keeps nobody waiting', async () => {
    const bars = [
      { label: 'Finance', yes: 3, of: 4 },
      { label: 'A group whose name is far longer than there is room for', yes: 0, of: 0 },
    ];
    let longest = 0;
    let last = performance.now();
    const watch = setInterval(() => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    }, 1);
    const png = await complianceChart(bars);
    clearInterval(watch);
    expect([...png.slice(0, 8)]).toEqual(SIGNATURE);
    const view = new DataView(png.buffer, png.byteOffset);
    expect(view.getUint32(16)).toBe(960);
    // Drawing takes some 300 ms: none of it here.
    expect(longest).toBeLessThan(150);
  });
});
