import { Command } from 'commander';

/** `smile procedure schema`, `smile institution schema` */
export const schemaOf = (what: 'procedure' | 'institution'): Command =>
  new Command('schema')
    .description(
      `print the JSON Schema of ${what === 'procedure' ? 'a procedure' : 'institution.yaml'}, for editors that complete it`,
    )
    .option('--json', 'the same: it is JSON')
    .addHelpText('after', '\nThe first line of a file may name it: # yaml-language-server: $schema=PATH_OR_URL')
    .action(async () => {
      const [{ procedureEditorSchema }, { institutionEditorSchema }] = await Promise.all([
        import('../../domain/process/editor-schema.ts'),
        import('../../domain/institution/editor-schema.ts'),
      ]);
      const id = `urn:smile:${what}`;
      const schema = what === 'procedure' ? procedureEditorSchema(id) : institutionEditorSchema(id);
      console.log(JSON.stringify(schema, null, 2));
    });
