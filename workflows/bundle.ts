import { join } from 'node:path';
import {
  bundleWorkflowCode,
  DefaultLogger,
  type BundleOptions,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';

/**
 * Of each promise that a workflow makes, Temporal keeps where it was made. With ten frames, each looked up in the
 * source map, that took a fifth of a worker's time with workflows; three are enough to find a fault.
 */
const FEW_FRAMES = 'Error.stackTraceLimit = 3;';

/**
 * Loaded once for all runs of a worker, where everything else is loaded for each. The language of conditions takes 5 ms
 * and 250 KiB to load; what it keeps between two expressions changes nothing in what it says.
 */
const SHARED = ['@marcbachmann/cel-js'];

type WebpackConfig = Parameters<NonNullable<BundleOptions['webpackConfigHook']>>[0];

/**
 * Temporal compiles for ES2017, where each `{ ...state }` is a call that copies property by property; every Node that
 * runs us knows it itself.
 */
function asModern(config: WebpackConfig): WebpackConfig {
  for (const rule of config.module?.rules ?? []) {
    if (typeof rule !== 'object' || rule === null || typeof rule.use !== 'object' || !('options' in rule.use)) continue;
    const { options } = rule.use;
    if (typeof options !== 'object' || !isObject(options['jsc'])) continue;
    options['jsc'] = { ...options['jsc'], target: 'es2022' };
    return config;
  }
  throw new Error('The bundler of @temporalio/worker compiles in another way than the one we know: see asModern.');
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The workflows as one script for the sandbox: made once, shared by workers and tests. */
export async function bundle(folder = import.meta.dirname): Promise<WorkflowBundleWithSourceMap> {
  const made = await bundleWorkflowCode({
    workflowsPath: join(folder, 'index.ts'),
    failureConverterPath: join(folder, 'failures.ts'),
    webpackConfigHook: asModern,
    preloadModules: SHARED,
    // At INFO it prints all that webpack says, which is no JSON as our logs are.
    logger: new DefaultLogger('WARN'),
  });
  // On the same line, so that the lines of the source map stay true.
  return { ...made, code: `${FEW_FRAMES}${made.code}` };
}
