import { randomUUID } from 'node:crypto';
import type { WinrmFault } from './fault.js';
import { ACTIONS, ANONYMOUS, CMD_SHELL, FAULT_ACTION, NS, type Operation } from './names.js';
import { escaped } from './xml.js';

type Prefix = keyof typeof NS;

/** Which prefixes a Windows Server declares, by the kind of its reply (recorded; the order is its own). */
const PREFIXES: Readonly<Record<Operation | 'Fault', readonly Prefix[]>> = {
  Create: ['s', 'a', 'x', 'w', 'rsp', 'p'],
  Command: ['s', 'a', 'x', 'w', 'rsp', 'p'],
  Send: ['s', 'a', 'x', 'w', 'rsp', 'p'],
  Receive: ['s', 'a', 'w', 'rsp', 'p'],
  Signal: ['s', 'a', 'x', 'w', 'rsp', 'p'],
  Delete: ['s', 'a', 'w', 'p'],
  Fault: ['s', 'a', 'x', 'e', 'n', 'w', 'p'],
};

export function upperUuid(): string {
  return randomUUID().toUpperCase();
}

function envelope(kind: Operation | 'Fault', action: string, relatesTo: string | null, body: string): string {
  const names = PREFIXES[kind].map((prefix) => ` xmlns:${prefix}="${NS[prefix]}"`).join('');
  const relates = relatesTo === null ? '' : `<a:RelatesTo>${escaped(relatesTo)}</a:RelatesTo>`;
  return (
    `<s:Envelope xml:lang="en-US"${names}><s:Header><a:Action>${action}</a:Action>` +
    `<a:MessageID>uuid:${upperUuid()}</a:MessageID><p:ActivityId>${upperUuid()}</p:ActivityId>` +
    `<a:To>${ANONYMOUS}</a:To>${relates}</s:Header><s:Body>${body}</s:Body></s:Envelope>`
  );
}

function response(operation: Operation, relatesTo: string, body: string): string {
  return envelope(operation, `${ACTIONS[operation]}Response`, relatesTo, body);
}

export interface ShellFacts {
  readonly id: string;
  readonly owner: string;
  readonly clientIp: string;
  readonly idleSeconds: number;
  readonly inputStreams: string;
  readonly outputStreams: string;
}

export function createReply(relatesTo: string, to: string, shell: ShellFacts): string {
  const reference =
    `<x:ResourceCreated><a:Address>${escaped(to)}</a:Address><a:ReferenceParameters>` +
    `<w:ResourceURI>${CMD_SHELL}</w:ResourceURI><w:SelectorSet><w:Selector Name="ShellId">${shell.id}</w:Selector>` +
    '</w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>';
  const facts =
    `<rsp:Shell xmlns:rsp="${NS.rsp}"><rsp:ShellId>${shell.id}</rsp:ShellId><rsp:ResourceUri>${CMD_SHELL}</rsp:ResourceUri>` +
    `<rsp:Owner>${escaped(shell.owner)}</rsp:Owner><rsp:ClientIP>${escaped(shell.clientIp)}</rsp:ClientIP>` +
    `<rsp:IdleTimeOut>PT${shell.idleSeconds}.000S</rsp:IdleTimeOut>` +
    `<rsp:InputStreams>${escaped(shell.inputStreams)}</rsp:InputStreams>` +
    `<rsp:OutputStreams>${escaped(shell.outputStreams)}</rsp:OutputStreams>` +
    '<rsp:ShellRunTime>P0DT0H0M0S</rsp:ShellRunTime><rsp:ShellInactivity>P0DT0H0M0S</rsp:ShellInactivity></rsp:Shell>';
  return response('Create', relatesTo, reference + facts);
}

export function commandReply(relatesTo: string, commandId: string): string {
  const id = `<rsp:CommandId>${escaped(commandId)}</rsp:CommandId>`;
  return response('Command', relatesTo, `<rsp:CommandResponse>${id}</rsp:CommandResponse>`);
}

export function emptyReply(operation: 'Send' | 'Signal' | 'Delete', relatesTo: string): string {
  return response(operation, relatesTo, operation === 'Delete' ? '' : `<rsp:${operation}Response/>`);
}

export interface Fragment {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Buffer;
}

/** Some output, and how the command stands. `exitCode` is null while it runs. */
export function receiveReply(
  relatesTo: string,
  commandId: string,
  fragments: readonly Fragment[],
  exitCode: number | null,
): string {
  const id = escaped(commandId);
  const open = (stream: string, end: string): string => `<rsp:Stream Name="${stream}" CommandId="${id}"${end}>`;
  const data = fragments
    .map((each) => `${open(each.stream, '')}${each.bytes.toString('base64')}</rsp:Stream>`)
    .join('');
  const ends = exitCode === null ? [] : ['stdout', 'stderr'];
  const last = ends.map((stream) => `${open(stream, ' End="true"')}</rsp:Stream>`).join('');
  const state = `<rsp:CommandState CommandId="${id}" State="${NS.rsp}/CommandState/${exitCode === null ? 'Running' : 'Done'}">`;
  const code = exitCode === null ? '' : `<rsp:ExitCode>${exitCode}</rsp:ExitCode>`;
  const inside = `${data}${last}${state}${code}</rsp:CommandState>`;
  return response('Receive', relatesTo, `<rsp:ReceiveResponse>${inside}</rsp:ReceiveResponse>`);
}

export function faultReply(fault: WinrmFault, relatesTo: string | null, machine: string): string {
  const sub = fault.subcode === null ? '' : `<s:Subcode><s:Value>${fault.subcode}</s:Value></s:Subcode>`;
  const reason = `<s:Reason><s:Text xml:lang="en-US">${escaped(fault.reason)}</s:Text></s:Reason>`;
  const body =
    `<s:Fault><s:Code><s:Value>${fault.value}</s:Value>${sub}</s:Code>${reason}` +
    `<s:Detail>${detail(fault, machine)}</s:Detail></s:Fault>`;
  return envelope('Fault', FAULT_ACTION, fault.form === 'wmi' ? null : relatesTo, body);
}

function detail(fault: WinrmFault, machine: string): string {
  if (fault.form === 'wmi') {
    return `<p:MSFT_WmiError b:IsCIM_Error="true" xmlns:b="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd"><p:error_Code>${fault.code}</p:error_Code><p:Message>${escaped(fault.message)}</p:Message></p:MSFT_WmiError>`;
  }
  const further = fault.faultDetail === null ? '' : `<w:FaultDetail>${fault.faultDetail}</w:FaultDetail>`;
  const message = escaped(fault.message);
  const provider = `<f:ProviderFault provider="Shell cmd plugin" path="%systemroot%\\system32\\winrscmd.dll">${message}</f:ProviderFault>`;
  const inside = fault.form === 'provider' ? provider : message;
  return `${further}<f:WSManFault xmlns:f="${NS.f}" Code="${fault.code}" Machine="${escaped(machine)}"><f:Message>${inside}</f:Message></f:WSManFault>`;
}
