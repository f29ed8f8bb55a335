import { createContext, type ReactNode, use, useMemo, useState } from 'react';
import { asText } from '../blocks.js';
import type { Chosen, Values } from '../client-types.js';
import type { Json } from '../model.js';
import { api, type Place } from './api.js';
import { Confirm } from './confirm.js';

/** What elements do when they are used, wherever they stand. */
export interface Interaction {
  readonly values: Values;
  readonly errors: Readonly<Record<string, string>>;
  /** Keeps what was entered; tells the bot too unless the element is a silent input. */
  readonly choose: (block: Json, element: Json, chosen: Chosen) => void;
}

const Context = createContext<Interaction>({ values: {}, errors: {}, choose: () => undefined });

export function useInteraction(): Interaction {
  return use(Context);
}

/** @param entered what the person entered here before, as the server keeps it */
export function Interactive(props: {
  readonly person: string;
  readonly place: Place;
  readonly entered?: Values;
  readonly errors?: Readonly<Record<string, string>>;
  readonly onValues?: (values: Values) => void;
  readonly children: ReactNode;
}) {
  const { person, place, entered = {}, errors = {}, onValues } = props;
  const [values, setValues] = useState<Values>(entered);
  const [trouble, setTrouble] = useState('');
  const [asked, setAsked] = useState<{ readonly confirm: Json; readonly go: () => void } | null>(null);

  const interaction = useMemo<Interaction>(() => {
    async function tell(block: Json, element: Json, chosen: Chosen, now: Values) {
      const use = { blockId: asText(block.block_id), actionId: asText(element.action_id), chosen, values: now };
      setTrouble('');
      try {
        const { outcome } = await api.use(person, place, use);
        if (outcome !== 'acked') setTrouble('The app did not answer. Try again.');
      } catch {
        setTrouble('This is no longer up to date.');
      }
    }
    function choose(block: Json, element: Json, chosen: Chosen) {
      const go = () => {
        const next = withValue(values, block, element, chosen);
        setValues(next);
        onValues?.(next);
        if (block.type !== 'input' || block.dispatch_action === true) void tell(block, element, chosen, next);
      };
      if (element.confirm === undefined) go();
      else setAsked({ confirm: element.confirm as Json, go });
    }
    return { values, errors, choose };
  }, [person, place, values, errors, onValues]);

  return (
    <Context value={interaction}>
      {props.children}
      {trouble !== '' && (
        <p className="trouble" role="alert">
          ⚠️ {trouble}
        </p>
      )}
      {asked !== null && (
        <Confirm
          confirm={asked.confirm}
          onAnswer={(isSure) => {
            setAsked(null);
            if (isSure) asked.go();
          }}
        />
      )}
    </Context>
  );
}

/** Buttons and menus hold nothing. */
function withValue(values: Values, block: Json, element: Json, chosen: Chosen): Values {
  if (element.type === 'button' || element.type === 'overflow') return values;
  const blockId = asText(block.block_id);
  return { ...values, [blockId]: { ...values[blockId], [asText(element.action_id)]: chosen } };
}
