import { z } from 'zod'
import { MillraceError } from '../../../shared/errors'
import type { LakeTable, Snapshot } from '../../lake/ports'
import type { CommittedRedrive, DeadLetterKey } from './ports'
import { jsonOrNull } from '../../../shared/json'

/**
 * How far redrives have come: in `transactions` the number of the last one whose rows are there, in
 * `dead_letters` that of the last one whose dead letters are marked. There is no commit across tables, so a kill
 * between the two leaves the second behind; the commit of the first tells which dead letters are to be marked.
 */
export const REDRIVE_APP_ID = 'millrace/redrive'

/** The number of the newest redrive that a table has; 0 before the first. */
export function redriveSequence(snapshot: Pick<Snapshot, 'setTransactions'> | null): bigint {
  return snapshot?.setTransactions.get(REDRIVE_APP_ID) ?? 0n
}

/** For `userMetadata` of the commit that holds the rows; the key `letters` stands in logs that are there. */
export function redriveToJson(sequence: bigint, deadLetters: readonly DeadLetterKey[]): string {
  return JSON.stringify({
    redrive: {
      sequence: sequence.toString(),
      letters: deadLetters.map(({ topic, partition, offset, deadAt }) => [topic, partition, `${offset}`, `${deadAt}`]),
    },
  })
}

const FIRST_LOOK = 100

/**
 * Redrives above `after` whose dead letters are not marked yet, in order; nearly always none or one.
 * @throws TABLE_INVALID where the log no longer has their commits
 */
export async function findUnmarked(
  transactions: LakeTable,
  snapshot: Snapshot,
  after: bigint,
): Promise<readonly CommittedRedrive[]> {
  const newest = redriveSequence(snapshot)
  const wanted = newest - after
  if (wanted <= 0n) return []
  for (let limit = FIRST_LOOK; ; limit *= 10) {
    const history = await transactions.history(limit)
    const found = history
      .flatMap(({ version, timestamp, info }) => parseRedrive(info?.userMetadata, version, timestamp))
      .filter(({ sequence }) => sequence > after && sequence <= newest)
    if (BigInt(found.length) >= wanted) return found.reverse()
    if (history.length < limit) {
      throw new MillraceError(
        'TABLE_INVALID',
        `The log of ${transactions.root} no longer has the commit of redrive ${newest}, so its dead letters cannot be marked. Run "millrace lake verify": it names the offsets that are rows and dead letters both.`,
      )
    }
  }
}

const Digits = z.string().regex(/^-?\d+$/)
const CommittedText = z.object({
  redrive: z.object({ sequence: Digits, letters: z.array(z.tuple([z.string(), z.int(), Digits, Digits])) }),
})

/** What is not of ours is none: another writer may put any text there. */
function parseRedrive(text: string | undefined, version: number, at: number): CommittedRedrive[] {
  if (text === undefined || !text.startsWith('{"redrive":')) return []
  const parsed = CommittedText.safeParse(jsonOrNull(text))
  if (!parsed.success) return []
  const { sequence, letters } = parsed.data.redrive
  const keys = letters.map(([topic, partition, offset, deadAt]) => ({
    topic,
    partition,
    offset: BigInt(offset),
    deadAt: BigInt(deadAt),
  }))
  return [{ sequence: BigInt(sequence), version, at, deadLetters: keys }]
}
