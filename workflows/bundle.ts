import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

/** The workflows as one script for the sandbox: made once, shared by workers and tests. */
export const bundle = (): Promise<WorkflowBundleWithSourceMap> =>
  bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./index.ts', import.meta.url)),
    failureConverterPath: fileURLToPath(new URL('./failures.ts', import.meta.url)),
  });
