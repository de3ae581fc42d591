import type { Express } from 'express';

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle?: { readonly stack?: readonly Layer[] };
}

/** `get /api/me`, of the application and the routers in it; what only refuses a method is no route. */
export function routesOf(app: Express): string[] {
  const visit = (stack: readonly Layer[]): string[] =>
    stack.flatMap((layer) => {
      const { route } = layer;
      if (route === undefined) return visit(layer.handle?.stack ?? []);
      // `app.all`, and what leaves OPTIONS to it, which only refuses.
      const methods = Object.keys(route.methods).filter((method) => method !== 'options');
      return methods.length > 2 ? [] : methods.map((method) => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`);
    });
  return visit(app.router.stack as unknown as readonly Layer[]);
}
