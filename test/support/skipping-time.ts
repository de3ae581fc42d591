import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { findTimeSkippingServer } from '../../dev/temporal.ts';
import { quietRuntime } from './workflow.ts';

const KEYWORD = proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;

/** A Temporal server whose clock skips, with the search attributes that ours has. */
export async function skippingTime(): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  const path = process.env['TEST_TIME_SKIPPING_SERVER'] ?? (await findTimeSkippingServer(process.env, () => undefined));
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  await env.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: { Institution: KEYWORD, MobilityStatus: KEYWORD },
  });
  return env;
}
