import { describe, expect, test, type TestContext } from 'vitest'
import { messageOf } from '../../src/shared/errors'
import type { Mutation } from '../support/bundle'
import { isLong, minutesLimit, wantedTrials } from '../support/dose'
import { chosenSeed, Random } from '../support/random'
import { NOT_SEEN } from '../support/until'
import type { SuiteKind, TrialEntry } from './catalog'

/** What the trials of one fault or attack run on. */
export interface Rig {
  /** Throws where the promise is broken. Gives a number where it tried more than one. */
  trial(random: Random, index: number): Promise<unknown>
  /** What only the end shows; throws as a trial does. */
  finish?(): Promise<void>
  close(): Promise<void>
}

export interface RigOptions {
  /** Guards to be removed from what the rig runs; none but for a canary. */
  readonly mutations: readonly Mutation[]
  readonly trials: number
  /** The canary that is tried; with no mutations its control. */
  readonly canary: Canary | null
}

/** How long a canary waits for what does not come without its guard. */
export const CANARY_MS = 30_000

/** A guard without which harm must be done. */
interface Canary {
  readonly guard: string
  readonly mutations: readonly Mutation[]
  /** Trials until it must have gone red. */
  readonly trials: number
  /** What it must say then: a trial that breaks for another reason proves nothing. `NOT_SEEN` has a control first. */
  readonly says: RegExp
}

export interface Trials<N extends string = string> {
  readonly name: N
  readonly open: (options: RigOptions) => Promise<Rig>
  readonly canaries: readonly Canary[]
  /** Why it cannot run here, or null. */
  readonly missing?: () => string | null
  /** A word on the figures, for the document. */
  readonly note?: () => string
}

export interface TrialResult {
  readonly kind: SuiteKind
  readonly name: string
  readonly trials: number
  readonly failures: readonly string[]
  readonly seed: number
  readonly elapsedMs: number
  readonly canaries: readonly { readonly guard: string; readonly redAfter: number | null }[]
  readonly note: string
}

declare module 'vitest' {
  interface TaskMeta {
    trials?: TrialResult
  }
}

/** After so many failures there is nothing more to learn. */
const ENOUGH_FAILURES = 5
/** A guard against a hang. */
const SHORT_LIMIT_MS = 600_000
const PROGRESS_MS = 60_000

/**
 * Registers trials, and in the long run their canaries before them: a test that cannot fail proves nothing. The gate
 * sees that the guards stand where canaries remove them (guards.test.ts).
 */
export function addTrials(kind: SuiteKind, entry: TrialEntry, given: Trials): void {
  const label = `${kind} ${given.name}`
  // What a trial finds is a finding: it is never tried again.
  const options = { timeout: isLong() ? 0 : SHORT_LIMIT_MS, retry: 0 }
  const canaries: { guard: string; redAfter: number | null }[] = []
  describe(label, () => {
    for (const canary of isLong() ? given.canaries : []) {
      test(`canary: without ${canary.guard} it goes red`, options, async (context) => {
        skipWhereMissing(given, context)
        const seed = chosenSeed()
        if (canary.says === NOT_SEEN) await runControl(given, canary, seed)
        const redAfter = await runCanary(given, canary, seed)
        canaries.push({ guard: canary.guard, redAfter })
        expect(redAfter, `seed ${seed}: nothing went wrong without ${canary.guard}`).not.toBeNull()
      })
    }
    test(entry.title, options, async (context) => {
      skipWhereMissing(given, context)
      const seed = chosenSeed()
      console.log(`${label}: seed ${seed} (npm run test:long -- --only ${given.name} --seed ${seed})`)
      const started = performance.now()
      const { trials, failures } = await runTrials(
        label,
        { wanted: wantedTrials(entry), least: entry.short },
        given,
        seed,
      )
      const elapsedMs = Math.round(performance.now() - started)
      context.task.meta.trials = {
        kind,
        name: given.name,
        trials,
        failures,
        seed,
        elapsedMs,
        canaries,
        note: given.note?.() ?? '',
      }
      expect(failures, `seed ${seed}`).toEqual([])
    })
  })
}

async function runTrials(
  label: string,
  { wanted, least }: { readonly wanted: number; readonly least: number },
  given: Trials,
  seed: number,
): Promise<{ trials: number; failures: string[] }> {
  let end: number | null = null
  const failures: string[] = []
  let told = Date.now()
  let trials = 0
  /** However short its time is, the dose of the gate is tried. */
  const goesOn = () => trials < wanted && (end === null || trials < least || Date.now() < end)
  while (goesOn() && failures.length < ENOUGH_FAILURES) {
    const rig = await given.open({ mutations: [], trials: wanted - trials, canary: null })
    end ??= Date.now() + minutesLimit() * 60_000
    try {
      while (goesOn()) {
        const index = trials++
        const tried = await rig.trial(trialRandom(seed, index), index)
        if (typeof tried === 'number') trials = index + tried
        if (Date.now() - told < PROGRESS_MS) continue
        told = Date.now()
        console.log(`${label}: ${trials} of ${wanted}, ${failures.length} failed`)
      }
      await rig.finish?.()
    } catch (error) {
      // What a failure left behind would fail the next trial too: that one begins on a rig of its own.
      failures.push(`trial ${trials - 1}: ${messageOf(error)}`)
      console.error(`${label}, seed ${seed}, trial ${trials - 1}:`, error)
    } finally {
      await rig.close()
    }
  }
  return { trials, failures }
}

/** The same with its guard, in the same time: a canary that waits in vain would else be red on any slow machine. */
async function runControl(given: Trials, canary: Canary, seed: number): Promise<void> {
  const red = await firstRed(given, canary, [], seed)
  if (red === null) return
  throw new Error(`the control of this canary is red too: without ${canary.guard} it tells nothing`, {
    cause: red.error,
  })
}

/** The trial that went red, counted from one; null where none did. */
async function runCanary(given: Trials, canary: Canary, seed: number): Promise<number | null> {
  const red = await firstRed(given, canary, canary.mutations, seed)
  if (red === null) return null
  const message = messageOf(red.error)
  console.log(`canary of ${given.name}, without ${canary.guard}: ${message.slice(0, 300)}`)
  if (!canary.says.test(message)) throw red.error
  return red.trials
}

/** What the trials of a canary ended with, and how many had begun by then; null where all went well. */
async function firstRed(
  given: Trials,
  canary: Canary,
  mutations: readonly Mutation[],
  seed: number,
): Promise<{ readonly trials: number; readonly error: unknown } | null> {
  let rig: Rig | null = null
  let trials = 0
  try {
    rig = await given.open({ mutations, trials: canary.trials, canary })
    while (trials < canary.trials) await rig.trial(trialRandom(seed, trials++), trials - 1)
    await rig.finish?.()
    return null
  } catch (error) {
    return { trials, error }
  } finally {
    await rig?.close()
  }
}

/** Each trial has draws of its own, so that trial N is the same whatever the trials before it drew. */
function trialRandom(seed: number, index: number): Random {
  return new Random((seed + Math.imul(index, 0x9e3779b1)) >>> 0)
}

function skipWhereMissing({ missing }: Trials, context: TestContext): void {
  const why = missing?.() ?? null
  if (why !== null) context.skip(why)
}
