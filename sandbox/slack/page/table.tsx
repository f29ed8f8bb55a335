import type { ReactNode } from 'react';
import { asJson, asList, asText } from '../blocks.js';
import type { Json } from '../model.js';
import { RichText } from './rich-text.js';
import { keyed } from './text.js';

/** The first row names the columns. Wide tables scroll inside themselves, by keyboard too. */
export function Table({ block }: { readonly block: Json }) {
  const [head = [], ...rows] = asList(block.rows).map(asList);
  const columns = asList(block.column_settings).map(asJson);
  const align = (index: number) =>
    `align-${asText(columns[index]?.align) || 'left'} ${columns[index]?.is_wrapped === true ? 'is-wrapped' : ''}`;
  const caption = asText(block.caption);
  return (
    <ScrollBox label={caption || 'Table'}>
      <table>
        {caption !== '' && <caption>{caption}</caption>}
        <thead>
          <tr>
            {keyed(head, (cell, index) => (
              <th scope="col" className={align(index)}>
                <Cell cell={asJson(cell)} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keyed(rows, (row) => (
            <tr>
              {keyed(row, (cell, index) => (
                <td className={align(index)}>
                  <Cell cell={asJson(cell)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

/** What is wider than its place scrolls by itself; the focus goes there, so that arrow keys scroll it. */
export function ScrollBox({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <figure className="table" aria-label={label} ref={focusableWhereWide}>
      {children}
    </figure>
  );
}

function focusableWhereWide(box: HTMLElement | null): void {
  if (box !== null && box.scrollWidth > box.clientWidth) box.tabIndex = 0;
}

function Cell({ cell }: { readonly cell: Json }): ReactNode {
  return cell.type === 'rich_text' ? <RichText block={cell} /> : asText(cell.text);
}
