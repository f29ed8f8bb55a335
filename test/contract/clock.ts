import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/ports/clock.js';

export interface ClockWorld {
  readonly clock: Clock;
  /** So many of the clock's milliseconds pass. */
  pass(milliseconds: number): Promise<void>;
}

/** What every clock does, in short times: it may be a real one. */
export function clockContract(name: string, open: () => ClockWorld): void {
  describe(`${name}, as every clock,`, () => {
    it('goes forward', async () => {
      const { clock, pass } = open();
      const before = clock.now();
      await pass(20);
      expect(clock.now()).toBeGreaterThanOrEqual(before + 19);
    });

    it('calls back once, not before the time', async () => {
      const { clock, pass } = open();
      const due = clock.now() + 30;
      const at: number[] = [];
      clock.after(30, () => at.push(clock.now()));
      await pass(200);
      expect(at).toHaveLength(1);
      // A real timer may run a millisecond early by the wall clock, which is rounded.
      expect(at[0]).toBeGreaterThanOrEqual(due - 1);
    });

    it('never calls back within the call, not even for no time or for less', async () => {
      const { clock, pass } = open();
      const order: string[] = [];
      clock.after(0, () => order.push('none'));
      clock.after(-5, () => order.push('less'));
      order.push('asked');
      await pass(50);
      expect(order).toEqual(['asked', 'none', 'less']);
    });

    it('calls back in the order of the times, and of the asking where they are the same', async () => {
      const { clock, pass } = open();
      const order: string[] = [];
      clock.after(60, () => order.push('late'));
      clock.after(5, () => order.push('early'));
      clock.after(5, () => order.push('early, asked later'));
      await pass(250);
      expect(order).toEqual(['early', 'early, asked later', 'late']);
    });

    it('takes back what has not happened, and does not mind what has', async () => {
      const { clock, pass } = open();
      const order: string[] = [];
      const takeBack = clock.after(20, () => order.push('taken back'));
      const tooLate = clock.after(5, () => order.push('kept'));
      takeBack();
      takeBack();
      await pass(150);
      tooLate();
      expect(order).toEqual(['kept']);
    });

    it('takes a callback that asks for another', async () => {
      const { clock, pass } = open();
      const order: number[] = [];
      const again = (): void => {
        order.push(order.length);
        if (order.length < 3) clock.after(5, again);
      };
      clock.after(5, again);
      await pass(250);
      expect(order).toEqual([0, 1, 2]);
    });

    it('waits for longer than a timer can, without calling back at once', async () => {
      const { clock, pass } = open();
      let called = false;
      const takeBack = clock.after(2 ** 31 + 1000, () => {
        called = true;
      });
      await pass(50);
      takeBack();
      expect(called).toBe(false);
    });
  });
}
