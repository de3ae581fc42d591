import { defineSearchAttributeKey } from '@temporalio/common';

/** For operators: what may be searched in Temporal. No personal data. */
export const institutionAttribute = defineSearchAttributeKey('Institution', 'KEYWORD');
export const statusAttribute = defineSearchAttributeKey('MobilityStatus', 'KEYWORD');
