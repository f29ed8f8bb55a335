import { z } from 'zod';
import { host, parsed } from '../config/fields.js';
import { profileName } from '../config/profiles.js';
import { parseFingerprint } from '../config/way.js';
import { parseComputerId } from '../domain/ids.js';
import { isWindowsName } from '../domain/roster.js';

const NAME = 'the name of a computer: at most 63 letters, digits, dots and dashes';
const PORT = 'must be a number from 1 to 65535';

const port = z
  .string()
  .regex(/^\d{1,5}$/, { error: PORT })
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65_535, { error: PORT });

const transport = z.enum(['auto', 'negotiate'], {
  error: 'must be auto or negotiate; basic is for computers of the configuration',
});

/** What a row may say: cells that are not empty, without spaces around them. */
export const rowSchema = z
  .object({
    name: parsed(parseComputerId, NAME),
    host: host.optional(),
    port: port.optional(),
    scheme: z.enum(['http', 'https'], { error: 'must be http or https' }).optional(),
    transport: transport.optional(),
    credentials: parsed(profileName, 'the name of a profile of the configuration').optional(),
    group: z.string().max(80, { error: 'is too long' }).optional(),
    computer_name: z.string().refine(isWindowsName, { error: 'must be the name that Windows gives itself' }).optional(),
    certificate_sha256: parsed(parseFingerprint, 'the SHA-256 of a certificate: 64 hexadecimal digits').optional(),
  })
  .transform(({ name, computer_name: computerName, certificate_sha256: pin, ...row }) => ({
    ...{ name, computerName: computerName ?? null, pin: pin ?? null },
    ...{ host: row.host ?? null, port: row.port ?? null, scheme: row.scheme ?? null },
    ...{ transport: row.transport ?? null, credentials: row.credentials ?? null, group: row.group ?? null },
  }));
