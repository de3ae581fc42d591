export type Value = string | number | boolean | readonly string[] | null;
export type Values = { readonly [name: string]: Value | Values };
