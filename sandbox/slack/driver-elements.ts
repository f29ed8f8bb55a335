import { asList, asText, elementsOf, optionsOf, type PlacedElement, textOf } from './blocks.js';
import type { Chosen, Values, View } from './model.js';

/** A button by its action_id, value or label, or an option of an overflow menu. Throws, saying what there is. */
export function clickable(blocks: readonly unknown[], button: string): PlacedElement & { readonly chosen: Chosen } {
  for (const found of elementsOf(blocks)) {
    const { element } = found;
    if (element.type === 'button' && [element.action_id, element.value, textOf(element.text)].includes(button)) {
      return { ...found, chosen: null };
    }
    const option = optionsOf(element).find((one) => one.value === button || textOf(one.text) === button);
    if (element.type === 'overflow' && option !== undefined) return { ...found, chosen: asText(option.value) };
  }
  throw new Error(`no button "${button}" among: ${labelsOf(blocks).join(', ')}`);
}

export function queryOf({ block, element }: PlacedElement): { readonly blockId: string; readonly actionId: string } {
  return { blockId: asText(block.block_id), actionId: asText(element.action_id) };
}

/** An element by its action_id, its block's id or its label. Throws, saying what there is. */
export function named(blocks: readonly unknown[], name: string): PlacedElement {
  const found = elementsOf(blocks).find((one) => namesOf(one).includes(name));
  if (found === undefined) throw new Error(`no element "${name}" among: ${labelsOf(blocks).join(', ')}`);
  return found;
}

function namesOf({ block, element }: PlacedElement): readonly string[] {
  return [asText(element.action_id), asText(block.block_id), textOf(block.label)];
}

function labelsOf(blocks: readonly unknown[]): readonly string[] {
  return elementsOf(blocks).map(
    ({ block, element }) => `${textOf(element.text) || textOf(block.label)} (${String(element.action_id)})`,
  );
}

/** The view's values with what is given by name. */
export function entered(view: View, given: Readonly<Record<string, Chosen>>): Values {
  const values: Record<string, Record<string, Chosen>> = structuredClone(view.values) as Record<
    string,
    Record<string, Chosen>
  >;
  const blocks = asList(view.content.blocks);
  for (const [name, chosen] of Object.entries(given)) {
    const { block, element } = named(blocks, name);
    const blockId = asText(block.block_id);
    values[blockId] = { ...values[blockId], [asText(element.action_id)]: chosen };
  }
  return values;
}
