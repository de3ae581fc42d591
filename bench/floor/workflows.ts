import {
  allHandlersFinished,
  condition,
  defineSignal,
  defineUpdate,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { ACT, END, type FloorActivities } from './contract.ts';

const { write } = proxyLocalActivities<FloorActivities>({
  startToCloseTimeout: '2s',
  retry: { maximumAttempts: 3, initialInterval: '100ms' },
});

const act = defineUpdate<number, [string]>(ACT);
const end = defineSignal(END);

/** The least that an act could be: an Update whose handler writes one row by one local activity. */
export async function bare(): Promise<void> {
  const { workflowId: workflow } = workflowInfo();
  let n = 0;
  let ended = false;
  setHandler(act, async (text) => {
    n += 1;
    const mine = n;
    await write({ workflow, n: mine, text });
    return mine;
  });
  setHandler(end, () => {
    ended = true;
  });
  await condition(() => ended && allHandlersFinished());
}
