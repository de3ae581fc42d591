/** A task or a field as conditions name it: ids may have hyphens, the names of the language may not. */
export const nameIn = (id: string): string => id.replaceAll('-', '_');
