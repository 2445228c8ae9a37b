import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query'
import type { BatchRequest } from '../../../../shared/batch'
import type { SampleState } from '../../../../shared/sample'
import { call } from '../../api/call'
import { useLive } from '../../state/live'
import { toCurl } from '../../ui/copy-as'
import { utcDateAgo } from '../../ui/dates'

export const SAMPLE_DAYS = 90
const EXPLORE = ['explore'] as const
/** Whether rows are still written is asked this often where no event tells. */
const ASK_MS = 2000

export interface Exploring {
  readonly status: 'idle' | 'pending' | 'success' | 'error'
  /** Of the first batch, once it was submitted. */
  readonly batchId: string | null
  readonly error: Error | null
}

/** Sample rows, the sample stream, and a first batch once all rows are there; it goes on whatever screen is looked at. */
export function useExplore() {
  return useMutation({ mutationKey: EXPLORE, mutationFn: explore, gcTime: Number.POSITIVE_INFINITY })
}

/** How far the newest `useExplore` is, wherever it was pressed; null before one. */
export function useExploring(): Exploring | null {
  return (
    useMutationState({
      filters: { mutationKey: EXPLORE },
      select: ({ state: { status, data, error } }): Exploring => ({
        status,
        batchId: typeof data === 'string' ? data : null,
        error,
      }),
    }).at(-1) ?? null
  )
}

/** What it led to was looked at. */
export function useForgetExploring(): () => void {
  const mutations = useQueryClient().getMutationCache()
  return () => {
    for (const one of mutations.findAll({ mutationKey: EXPLORE })) mutations.remove(one)
  }
}

/** Of all sample dates. */
export function firstBatch(): BatchRequest {
  return { startDate: utcDateAgo(SAMPLE_DAYS), endDate: utcDateAgo(1), analysisType: 'revenue_by_category' }
}

/** The id of the first batch; null where the rows did not all come. */
async function explore(): Promise<string | null> {
  await call('seedSample', {})
  await call('startStream', { body: { source: 'sample' } })
  const { state } = await rowsEnded()
  return state === 'written' ? (await call('runBatch', { body: firstBatch() })).batchId : null
}

/** The same as lines of a shell. */
export async function exploreAsCurl(): Promise<string> {
  const sample = await toCurl({ operation: 'sample', input: {} })
  return [
    await toCurl({ operation: 'seedSample', input: {} }),
    await toCurl({ operation: 'startStream', input: { body: { source: 'sample' } } }),
    `while ${sample} | grep -q '"state":"writing"'; do sleep 1; done`,
    await toCurl({ operation: 'runBatch', input: { body: firstBatch() } }),
  ].join('\n')
}

async function rowsEnded(): Promise<SampleState> {
  for (;;) {
    const sample = await call('sample', {})
    if (sample.state !== 'writing') return sample
    await sampleChanged()
  }
}

/** Or a while has passed: an event may have come before it was listened for. */
function sampleChanged(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ASK_MS)
    const stop = useLive.subscribe(({ sample }, { sample: before }) => {
      if (sample !== before && sample?.state !== 'writing') done()
    })
    function done(): void {
      clearTimeout(timer)
      stop()
      resolve()
    }
  })
}
