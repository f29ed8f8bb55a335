import { z } from 'zod';
import type { Computer } from '../src/domain/computer.js';
import type { Credential } from '../src/domain/credential.js';
import type { DenyList } from '../src/domain/denial.js';
import type { ComputerDiagnosis } from '../src/domain/diagnosis/record.js';
import type { DigestState } from '../src/domain/digest.js';
import type { Draft } from '../src/domain/draft.js';
import type { Freeze } from '../src/domain/freeze.js';
import type { GroupRecord } from '../src/domain/group.js';
import type { Operation, Request } from '../src/domain/operation.js';
import type { Patch, WsusFacts } from '../src/domain/patch.js';
import type { PatchGroup } from '../src/domain/patch-group.js';
import type { RosterEntry } from '../src/domain/roster.js';
import type { KeptStack } from '../src/domain/software-stack.js';
import type { Surface } from '../src/domain/surface.js';
import type { TargetRecord } from '../src/domain/target.js';
import type { Task } from '../src/domain/task.js';
import type { WatchState } from '../src/domain/watch.js';
import type { ScheduleState } from '../src/domain/window.js';
import type { Installation, Store } from '../src/ports/store.js';
import type { Link } from './audit-lines.js';
import { ChainedAuditLog } from './audit-log.js';
import { AuditSegments } from './audit-segments.js';
import { ShardedCatalogue } from './catalogue.js';
import { codecOf } from './codec.js';
import { FileCollection } from './collection.js';
import type { Ground } from './ground.js';
import { computer } from './schemas/computer.js';
import { credential } from './schemas/credential.js';
import { diagnosis } from './schemas/diagnosis.js';
import { digestState } from './schemas/digest.js';
import { draft } from './schemas/draft.js';
import { group } from './schemas/group.js';
import { installation } from './schemas/installation.js';
import { operation, packedOperation, packedRequest, request } from './schemas/operation.js';
import { patch, wsusFacts } from './schemas/patch.js';
import { denyList, patchGroup } from './schemas/patch-group.js';
import { rosterEntry } from './schemas/roster.js';
import { keptStack } from './schemas/software-stack.js';
import { surface } from './schemas/surface.js';
import { targetRecord } from './schemas/target.js';
import { packedTask, task } from './schemas/task.js';
import { watchState } from './schemas/watch.js';
import { freeze, scheduleState } from './schemas/window.js';

const link = z.object({ n: z.int().positive(), sum: z.string() });

/** A store's parts: each is opened before its first use. */
export interface Parts {
  readonly store: Store;
  readonly audit: ChainedAuditLog;
  readonly collections: readonly Pick<FileCollection<unknown>, 'open' | 'settled' | 'ids'>[];
}

export function partsOf(ground: Ground, segmentBytes: number): Parts {
  const collections: Parts['collections'][number][] = [];
  function collection<T>(
    folder: string,
    kind: string,
    schema: z.ZodType<T>,
    { packed, on = ground }: { readonly packed?: (value: T) => unknown; readonly on?: Ground } = {},
  ): FileCollection<T> {
    const made = new FileCollection(on, folder, codecOf(kind, schema, packed));
    collections.push(made);
    return made;
  }
  // The log writes its head when an append ends, which may be while the store closes.
  const head = collection<Link>('audit-head', 'audit-head', link, { on: { ...ground, isOpen: () => true } });
  const audit = new ChainedAuditLog({ ground, head, segments: new AuditSegments(ground, segmentBytes) });
  const store = {
    computers: collection<Computer>('computers', 'computer', computer),
    roster: collection<RosterEntry>('roster', 'roster', rosterEntry),
    tasks: collection<Task>('tasks', 'task', task, { packed: packedTask }),
    targets: collection<TargetRecord>('targets', 'target', targetRecord),
    operations: collection<Operation>('operations', 'operation', operation, { packed: packedOperation }),
    requests: collection<Request>('requests', 'request', request, { packed: packedRequest }),
    surfaces: collection<Surface>('surfaces', 'surface', surface),
    drafts: collection<Draft>('drafts', 'draft', draft),
    groups: collection<GroupRecord>('groups', 'group', group),
    freezes: collection<Freeze>('freezes', 'freeze', freeze),
    schedules: collection<ScheduleState>('schedules', 'schedule', scheduleState),
    digests: collection<DigestState>('digests', 'digest', digestState),
    patchGroups: collection<PatchGroup>('patch-groups', 'patch-group', patchGroup),
    stacks: collection<KeptStack>('stacks', 'software-stack', keptStack),
    diagnoses: collection<ComputerDiagnosis>('diagnoses', 'diagnosis', diagnosis),
    denials: collection<DenyList>('denials', 'denials', denyList),
    wsus: collection<WsusFacts>('wsus', 'wsus', wsusFacts),
    credentials: collection<Credential>('credentials', 'credential', credential),
    installation: collection<Installation>('installation', 'installation', installation),
    watch: collection<WatchState>('watch', 'watch', watchState),
    catalogue: new ShardedCatalogue(collection<readonly Patch[]>('catalogue', 'catalogue', z.array(patch).readonly())),
    audit,
  };
  return { store, audit, collections };
}
