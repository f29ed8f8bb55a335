import { asJson, asList, asText, optionsOf } from '../blocks.js';
import type { Json } from '../model.js';
import { type ElementProps, namesOf, useChosen } from './elements.js';
import { keyed, labelOf } from './text.js';
import { useWorkspace } from './workspace.js';

export interface Offered {
  readonly value: string;
  readonly label: string;
}

/** The options of an element; for people and channels: who and what this person knows. */
export function useOffered(element: Json): readonly Offered[] {
  const { people, channels, bot } = useWorkspace();
  const type = asText(element.type).replace('multi_', '');
  if (type === 'users_select') return people.map((person) => ({ value: person.id, label: person.realName }));
  const listed = channels.map((one) => ({ ...one, label: one.kind === 'im' ? bot.name : `#${one.name}` }));
  if (type === 'channels_select') return listed.filter((one) => one.kind === 'channel').map(offeredChannel);
  if (type === 'conversations_select') return listed.map(offeredChannel);
  return optionsOf(element).map(offeredOption);
}

function offeredChannel({ id, label }: { readonly id: string; readonly label: string }): Offered {
  return { value: id, label };
}

function offeredOption(option: Json): Offered {
  return { value: asText(option.value), label: labelOf(option.text) };
}

export function Select(props: ElementProps) {
  const { element } = props;
  const [chosen, choose] = useChosen(props);
  const offered = useOffered(element);
  const groups = asList(element.option_groups).map(asJson);
  const placeholder = labelOf(element.placeholder) || 'Choose…';
  return (
    <select
      className="field"
      {...namesOf(props, placeholder)}
      value={asText(chosen)}
      onChange={(event) => choose(event.target.value === '' ? null : event.target.value)}
    >
      <option value="">{placeholder}</option>
      {groups.length === 0
        ? keyed(offered, (one) => <option value={one.value}>{one.label}</option>)
        : keyed(groups, (group) => (
            <optgroup label={labelOf(group.label)}>
              {keyed(asList(group.options).map(asJson).map(offeredOption), (one) => (
                <option value={one.value}>{one.label}</option>
              ))}
            </optgroup>
          ))}
    </select>
  );
}
