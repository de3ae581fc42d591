import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

/** The workflows as one script for the sandbox: made once, shared by workers and tests. */
export const bundle = (folder = import.meta.dirname): Promise<WorkflowBundleWithSourceMap> =>
  bundleWorkflowCode({
    workflowsPath: join(folder, 'index.ts'),
    failureConverterPath: join(folder, 'failures.ts'),
    // At INFO it prints all that webpack says, which is no JSON as our logs are.
    logger: new DefaultLogger('WARN'),
  });
