import { asJson, asText } from '../blocks.js';
import type { Json } from '../model.js';
import { fileAddress } from './api.js';
import { labelOf } from './text.js';
import { useWorkspace } from './workspace.js';

/** A picture that Slack keeps is shown; one from elsewhere is named, as the sandbox loads nothing from outside. */
export function Image({ image, isSmall = false }: { readonly image: Json; readonly isSmall?: boolean }) {
  const { me } = useWorkspace();
  const alt = asText(image.alt_text);
  const id = fileIdOf(asJson(image.slack_file));
  const title = labelOf(image.title);
  const className = isSmall ? 'image image-small' : 'image';
  if (id === null) return <span className="image-elsewhere">{alt}</span>;
  const address = fileAddress(me.id, id);
  const picture = <img src={address} alt={alt} loading="lazy" />;
  if (isSmall) return <span className={className}>{picture}</span>;
  return (
    <figure className={className}>
      {title !== '' && <figcaption>{title}</figcaption>}
      <a href={address} target="_blank" rel="noreferrer">
        {picture}
      </a>
    </figure>
  );
}

function fileIdOf(file: Json): string | null {
  if (typeof file.id === 'string') return file.id;
  return /\/files\/(F[A-Z0-9]+)\//.exec(asText(file.url))?.[1] ?? null;
}
