import type { Node } from 'web-tree-sitter';
import { CMDLETS, COM_OBJECTS, COMMON_PARAMETERS, NEWER_VARIABLES, POSITIONS } from './commands.js';
import { METHODS, PROPERTIES, STATICS, TYPES } from './dotnet.js';
import { below, nodesOf } from './parser.js';

/** What scripts define: names of functions, and of fields of their own objects. */
export interface Known {
  readonly functions: ReadonlySet<string>;
  readonly fields: ReadonlySet<string>;
}

/** What a script defines for itself and for those that it is read into. */
export async function definedIn(text: string): Promise<Known> {
  const nodes = await nodesOf(text);
  const texts = (type: string) => new Set(nodes.filter((node) => node.type === type).map((node) => node.text));
  return { functions: texts('function_name'), fields: texts('key_expression') };
}

/** What Windows PowerShell 5.1 on .NET Framework 4 would not understand, one line each; empty where nothing was found. */
export async function findingsIn(text: string, known: Known): Promise<readonly string[]> {
  const nodes = await nodesOf(text);
  const found = nodes.flatMap((node) => findingsAt(node, known).map((why) => `${node.startPosition.row + 1}: ${why}`));
  return /^[\x20-\x7e\n]*$/.test(text) ? found : ['not in ASCII with line feeds', ...found];
}

function findingsAt(node: Node, known: Known): readonly string[] {
  if (node.isError || node.isMissing) return [`cannot be read: ${node.text.slice(0, 60)}`];
  return RULES[node.type]?.(node, known) ?? [];
}

type Rule = (node: Node, known: Known) => readonly string[];

const newer =
  (what: string): Rule =>
  () => [`${what}: not in 5.1, or not for us`];

const RULES: Readonly<Record<string, Rule>> = {
  pipeline_chain_tail: newer('&& and ||'),
  class_statement: newer('class'),
  enum_statement: newer('enum'),
  inlinescript_statement: newer('workflow'),
  parallel_statement: newer('workflow'),
  sequence_statement: newer('workflow'),
  foreach_parameter: newer('foreach -parallel'),
  command: commandFindings,
  generic_token: (node) => (/^(\?\??|\?\?=|\?\.\S*)$/.test(node.text) ? [`${node.text}: an operator of 7`] : []),
  expandable_string_literal: (node) => (/`(e|u\{)/.test(node.text) ? ['`e and `u{}: escapes of 7'] : []),
  type_literal: typeFindings,
  attribute_name: typeFindings,
  member_access: memberFindings,
  invokation_expression: memberFindings,
  variable: (node) => (isOneOf(NEWER_VARIABLES, node.text) ? [`${node.text}: not set in 5.1`] : []),
};

function isOneOf(list: readonly string[], text: string): boolean {
  return list.some((one) => one.toLowerCase() === text.toLowerCase());
}

function commandFindings(node: Node, known: Known): readonly string[] {
  const name = below(node, 'command_name')[0]?.text;
  // Called by `&` or `.`: a program or script by its full path.
  if (name === undefined || known.functions.has(name)) return [];
  const parameters = Object.hasOwn(CMDLETS, name) ? CMDLETS[name] : undefined;
  if (parameters === undefined) return [`${name}: no function of ours, and not on the list of cmdlets`];
  const elements = below(node, 'command_elements').flatMap((list) => list.namedChildren);
  const asked = elements.filter((one) => one.type === 'command_parameter').map((one) => one.text.replace(/^-|:$/g, ''));
  const strange = asked.filter((one) => !parameters.includes(one) && !COMMON_PARAMETERS.includes(one));
  return [
    ...strange.map((one) => `${name} -${one}: not on the list of its parameters`),
    ...positionFindings(name, elements),
    ...(name === 'New-Object' ? objectFindings(elements) : []),
  ];
}

/** The values of a command, without its parameters' names. */
function valuesOf(elements: readonly Node[]): readonly Node[] {
  return elements.filter((one) => one.type !== 'command_argument_sep' && one.type !== 'command_parameter');
}

function positionFindings(name: string, elements: readonly Node[]): readonly string[] {
  const most = POSITIONS[name];
  return most !== undefined && valuesOf(elements).length > most ? [`${name}: more than ${most} parts`] : [];
}

function objectFindings(elements: readonly Node[]): readonly string[] {
  const com = elements.some((one) => one.text === '-ComObject');
  const name = valuesOf(elements)[0]?.text ?? '';
  if (com) return COM_OBJECTS.includes(name) ? [] : [`${name}: no object of COM that we know`];
  return isOneOf(TYPES, plainType(name)) ? [] : [`${name}: not on the list of types`];
}

/** Without brackets, `System.` and the mark of an array. */
function plainType(text: string): string {
  return text
    .replace(/^\[(.*)\]$/s, '$1')
    .replace(/(\[,*\])+$/, '')
    .replace(/^System\./i, '');
}

function typeFindings(node: Node): readonly string[] {
  return isOneOf(TYPES, plainType(node.text)) ? [] : [`${node.text}: not on the list of types`];
}

function memberFindings(node: Node, known: Known): readonly string[] {
  const member = below(node, 'member_name')[0]?.text;
  // Called by a name that is only known when it runs: `$Object.$Name`.
  if (member === undefined || member.startsWith('$')) return [];
  const count = node.type === 'invokation_expression' ? argumentCount(node) : null;
  const owner = node.namedChildren[0];
  if (node.children.some((child) => child.type === '::')) return staticFindings(owner, member, count);
  if (count !== null) return callFindings(member, count);
  // Fields of ours begin with a small letter, or are written in an object of ours.
  if (/^[a-z]/.test(member) || known.fields.has(member) || PROPERTIES.includes(member)) return [];
  // In a command's argument the grammar takes a call for two arguments.
  if (Object.hasOwn(METHODS, member)) return [];
  return [`.${member}: not on the list of properties`];
}

function staticFindings(owner: Node | undefined, member: string, count: number | null): readonly string[] {
  if (owner?.type !== 'type_literal') return [`::${member}: of a type that cannot be seen here`];
  const name = `${plainType(owner.text)}::${member}`;
  const allowed = STATICS[name];
  if (allowed === undefined || (allowed === 'value') !== (count === null)) return [`${name}: not on the list`];
  return allowed !== 'value' && (count ?? 0) > allowed ? [`${name}: more than ${allowed} arguments`] : [];
}

function callFindings(member: string, count: number): readonly string[] {
  const most = METHODS[member];
  if (most === undefined) return [`.${member}(): not on the list of calls`];
  return count > most ? [`.${member}(): more than ${most} arguments`] : [];
}

function argumentCount(node: Node): number {
  const lists = below(node, 'argument_list').flatMap((list) => below(list, 'argument_expression_list'));
  return lists.flatMap((list) => below(list, 'argument_expression')).length;
}
