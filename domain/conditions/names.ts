export const nameIn = (id: string): string => id.replaceAll('-', '_');
