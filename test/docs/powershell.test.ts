import { describe, expect, it } from 'vitest';
import { CMDLETS, COMMON_PARAMETERS } from '../windows/scripts/net/commands.js';
import { below, nodesOf } from '../windows/scripts/net/parser.js';
import { blocksIn, PAGES } from './pages.js';

/** Commands for administrators beside those of the scripts, with the parameters that 5.1 has and that are used. */
const ADMINISTRATORS: Readonly<Record<string, readonly string[]>> = {
  'Add-WsusComputer': ['TargetGroupName'],
  'Disable-NetFirewallRule': [],
  'ForEach-Object': [],
  'Get-ChildItem': ['Path'],
  'Get-ExecutionPolicy': ['List'],
  'Get-ItemProperty': [],
  'Get-LocalGroupMember': ['SID'],
  'Get-NetFirewallAddressFilter': [],
  'Get-NetFirewallPortFilter': ['PolicyStore'],
  'Get-NetFirewallRule': ['Name', 'PolicyStore', 'Enabled', 'Direction'],
  'Get-WsusComputer': ['NameIncludes'],
  'New-ADUser': ['Name', 'SamAccountName', 'AccountPassword', 'Enabled'],
  'New-Item': ['Transport', 'Address', 'CertificateThumbPrint'],
  'New-ItemProperty': ['Path', 'Name', 'Value', 'PropertyType', 'Force'],
  'New-SelfSignedCertificate': ['DnsName', 'CertStoreLocation'],
  'Read-Host': ['AsSecureString', 'Prompt'],
  'Remove-Item': ['Recurse'],
  'Set-Content': ['Path'],
  'Where-Object': ['like'],
  w32tm: [],
  winrm: [],
};

const blocks = PAGES.flatMap((page) => blocksIn(page, 'powershell').map(({ text }) => [page.name, text] as const));

async function strangeIn(text: string): Promise<readonly string[]> {
  const nodes = await nodesOf(text);
  const broken = nodes.filter((node) => node.isError || node.isMissing).map((node) => `cannot be read: ${node.text}`);
  const newer = nodes.filter((node) => node.type === 'pipeline_chain_tail').map(() => '&& and ||: not in 5.1');
  const commands = nodes.flatMap((node) => {
    if (node.type !== 'command') return [];
    const name = below(node, 'command_name')[0]?.text;
    if (name === undefined) return [];
    const known = [...(CMDLETS[name] ?? []), ...(ADMINISTRATORS[name] ?? [])];
    if (CMDLETS[name] === undefined && ADMINISTRATORS[name] === undefined) return [`${name}: not on the lists`];
    const asked = below(node, 'command_elements')
      .flatMap((list) => list.namedChildren)
      .filter((one) => one.type === 'command_parameter')
      .map((one) => one.text.replace(/^-|:$/g, ''));
    return asked
      .filter((one) => !known.includes(one) && !COMMON_PARAMETERS.includes(one))
      .map((one) => `${name} -${one}: not on the lists`);
  });
  return [...broken, ...newer, ...commands];
}

describe('Windows PowerShell 5.1 would understand the documentation', () => {
  it('which has blocks of it', () => {
    expect(blocks.length).toBeGreaterThan(10);
  });

  it.each(blocks)('%s: %s', async (_, text) => {
    expect(await strangeIn(text)).toEqual([]);
  });

  it('and nothing newer', async () => {
    expect(await strangeIn('Get-Service WinRM && Get-Uptime')).toHaveLength(2);
    expect(await strangeIn('Get-Service -Naem WinRM')).toEqual(['Get-Service -Naem: not on the lists']);
    expect((await strangeIn('$x = (1')).length).toBeGreaterThan(0);
  });
});
