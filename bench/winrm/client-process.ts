import { type Order, perform } from './client.js';

/** A client of WinRM as a process of its own, so that its work counts as nobody else's. Does one order after the other. */
process.on('message', (order: Order) => {
  perform(order).then(
    (done) => process.send?.(done),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));
