import { z } from 'zod';
import { actOn, hash, id, roleRule, taskBase } from '../process/fields.schema.ts';

export const transcriptDefinition = z.strictObject({ ...taskBase, ...roleRule, kind: z.literal('transcript'), of: id });

export const transcriptActs = [z.strictObject({ ...actOn('issue-transcript'), results: hash })] as const;
