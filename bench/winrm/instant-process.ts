import { instantHost } from './instant-host.js';
import { type Exchange, serveAtOnce } from './instant-server.js';
import { instantWindows } from './instant-windows.js';

/**
 * Two services that answer at once, as a process of their own: one that a client of WinRM believes to be Windows, and one
 * that gives the very bytes of the first one's last connection, whatever it is asked. Arguments: a user, a password and
 * what commands print. Tells its parent the ports; asked anything, it says what was exchanged, sizes in bytes.
 */
const [user = '', password = '', word = ''] = process.argv.slice(2);
let exchanges: readonly Exchange[] = [];

const windows = await serveAtOnce(
  instantWindows(instantHost(user, password), word, (noted) => {
    exchanges = noted;
  }),
);
const bare = await serveAtOnce(() => {
  const replies = exchanges.map(({ reply }) => reply).values();
  return () => replies.next().value ?? Buffer.alloc(0);
});
process.on('message', () => process.send?.(exchanges.map(({ headers, size, sealed }) => ({ headers, size, sealed }))));
process.on('disconnect', () => process.exit(0));
process.send?.({ windows, bare });
