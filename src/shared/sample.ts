import { z } from 'zod'

export const SampleSeedRequest = z
  .object({
    records: z.int().min(1).max(100_000_000).optional().describe('Rows; pipeline.sample.records by default.'),
    days: z.int().min(1).max(3650).optional().describe('Complete UTC days before today; 90 by default.'),
    seed: z
      .int()
      .min(0)
      .max(0xffffffff)
      .optional()
      .describe('Of the sample world; the one of the sample source by default.'),
  })
  .meta({ id: 'SampleSeedRequest' })
export type SampleSeedRequest = z.infer<typeof SampleSeedRequest>

/** How far the sample rows of this run of the engine are. */
export const SampleState = z
  .object({
    state: z.enum(['none', 'writing', 'written', 'cancelled', 'failed']),
    written: z
      .int()
      .describe('Rows so far; once it has ended, those that were committed: they are in the table and stay there.'),
    total: z.int(),
    days: z.int().describe('Complete UTC days before today that the rows are of.'),
    seed: z.int().nullable().describe('Of the sample world; null: the one of the sample source.'),
    message: z.string().nullable().describe('Why it failed.'),
  })
  .meta({ id: 'SampleState' })
export type SampleState = z.infer<typeof SampleState>
