import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', '..', 'institutions');

/** Every example procedure, with the `institution.yaml` that it belongs to. */
export const examples = (): readonly {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly institution: string;
}[] =>
  readdirSync(FOLDER).flatMap((institution) => {
    const folder = join(FOLDER, institution, 'procedures');
    return readdirSync(folder).map((name) => ({
      name: `${institution}/${name}`,
      file: join(folder, name),
      text: readFileSync(join(folder, name), 'utf8'),
      institution: join(FOLDER, institution, 'institution.yaml'),
    }));
  });
