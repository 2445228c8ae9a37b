import { z } from 'zod'

export const SampleSeedRequest = z
  .object({
    records: z.int().min(1).max(100_000_000).optional().describe('Rows; 1,000,000 by default.'),
    days: z.int().min(1).max(3650).optional().describe('Complete UTC days before today; 90 by default.'),
  })
  .meta({ id: 'SampleSeedRequest' })
export type SampleSeedRequest = z.infer<typeof SampleSeedRequest>

/** How far the sample rows of this run of the engine are. */
export const SampleState = z
  .object({
    state: z.enum(['none', 'writing', 'written', 'failed']),
    written: z.int().describe('Rows so far.'),
    total: z.int(),
    message: z.string().nullable().describe('Why it failed.'),
  })
  .meta({ id: 'SampleState' })
export type SampleState = z.infer<typeof SampleState>
