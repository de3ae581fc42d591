import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

/**
 * Of each promise that a workflow makes, Temporal keeps where it was made. With ten frames, each looked up in the
 * source map, that took a fifth of a worker's time with workflows; three are enough to find a fault.
 */
const FEW_FRAMES = 'Error.stackTraceLimit = 3;';

/** The workflows as one script for the sandbox: made once, shared by workers and tests. */
export async function bundle(folder = import.meta.dirname): Promise<WorkflowBundleWithSourceMap> {
  const made = await bundleWorkflowCode({
    workflowsPath: join(folder, 'index.ts'),
    failureConverterPath: join(folder, 'failures.ts'),
    // At INFO it prints all that webpack says, which is no JSON as our logs are.
    logger: new DefaultLogger('WARN'),
  });
  // On the same line, so that the lines of the source map stay true.
  return { ...made, code: `${FEW_FRAMES}${made.code}` };
}
