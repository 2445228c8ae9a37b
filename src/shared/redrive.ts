import { z } from 'zod'
import { Int64 } from './scalars'
import { DeadLetterCode } from './stream'

/** Dead letters that one request may redrive; a code with more says how many remain. */
export const MAX_REDRIVE_DEAD_LETTERS = 10_000

const MAX_PARTITION = 2 ** 31 - 1
const MAX_OFFSET = 2n ** 63n - 1n

/** As `kafka_offset` of a dead letter: a number, or a decimal string beyond 2^53 - 1. */
const Offset = z
  .union([z.int().min(0), z.string().regex(/^\d{1,19}$/)], {
    error: 'must be a Kafka offset as the dead letter has it',
  })
  // Asked also of a text that has failed above.
  .refine((offset) => /^\d+$/.test(String(offset)) && BigInt(offset) <= MAX_OFFSET, { error: 'must be a Kafka offset' })

export const RedriveItem = z
  .strictObject({
    partition: z.int().min(0).max(MAX_PARTITION),
    offset: Offset,
    topic: z.string().min(1).optional().describe('Only where dead letters of several topics have this place.'),
    value: z
      .string()
      .optional()
      .describe('The corrected message. Without it the stored bytes are decoded again. Either way they stay.'),
  })
  .meta({ id: 'RedriveItem' })
export type RedriveItem = z.infer<typeof RedriveItem>

export const RedriveRequest = z
  .strictObject({
    items: z.array(RedriveItem).min(1).max(MAX_REDRIVE_DEAD_LETTERS).optional(),
    code: DeadLetterCode.optional().describe('All live dead letters of this code, oldest first.'),
    limit: z
      .int()
      .min(1)
      .max(MAX_REDRIVE_DEAD_LETTERS)
      .optional()
      .describe(`With code: dead letters of this request, ${MAX_REDRIVE_DEAD_LETTERS} by default.`),
  })
  .refine(({ items, code }) => (items === undefined) !== (code === undefined), {
    error: 'must have items or code, not both',
  })
  .refine(({ items, limit }) => items === undefined || limit === undefined, { error: 'limit goes with code only' })
  .meta({ id: 'RedriveRequest' })
export type RedriveRequest = z.infer<typeof RedriveRequest>

export const RedrivenItem = z.object({
  topic: z.string(),
  partition: z.int(),
  offset: Int64,
  status: z.enum(['redriven', 'failed']),
  version: z.int().nullable().describe('The version of stream/transactions that brought its row.'),
  code: DeadLetterCode.nullable().describe('Why it is still a dead letter.'),
  field: z.string().nullable(),
  reason: z.string().nullable(),
})
export type RedrivenItem = z.infer<typeof RedrivenItem>

export const RedriveResult = z
  .object({
    redriven: z.int(),
    failed: z.int().describe('Dead letters that do not convert; they stay as they are.'),
    remaining: z.int().describe('With code: live dead letters of it that were not looked at.'),
    version: z.int().nullable().describe('The newest version of stream/transactions with a redriven row.'),
    items: z.array(RedrivenItem),
  })
  .meta({ id: 'RedriveResult' })
export type RedriveResult = z.infer<typeof RedriveResult>
