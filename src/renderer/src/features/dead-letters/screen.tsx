import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { DeadLetter, DeadLetterPage } from '../../../../shared/stream'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { useLive, useOffline } from '../../state/live'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs } from '../../ui/copy-as'
import { formatCount } from '../../ui/format'
import { AsOf, Head } from '../../ui/layout'
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states'
import { letterKey } from './letter-key'
import { Counts } from './counts'
import './dead-letters.css'
import { FilterBar } from './filter-bar'
import {
  changeView,
  clearFilters,
  codeOf,
  filtersOf,
  isFiltered,
  PAGE,
  useLetterView,
  type LetterView,
} from './filters'
import { Letters } from './letters'
import { LetterPanel } from './panel'
import { listRecipe } from './recipe'
import { RedriveAll } from './redrive-all'
import { Trend } from './trend'

const words = text.deadLetters

function useLetters(query: Readonly<Record<string, string | number | boolean | undefined>>) {
  return useQuery({
    queryKey: keys.deadLetterList(query),
    queryFn: ({ signal }) => call('deadLetters', { query }, signal),
    placeholderData: keepPreviousData,
  })
}

/** `#/dead-letters?code=BAD_VALUE&open=0:17:TOPIC`: messages that are not rows, why, and the way into the table. */
export function DeadLettersScreen() {
  const view = useLetterView()
  const offline = useOffline()
  // Counts to choose from must not shrink to what is chosen.
  const all = useLetters({ ...(view.state === 'all' ? {} : { state: view.state }), limit: 0 })
  const waiting = useLetters({ state: 'live', limit: 0 })
  const list = useLetters({ ...filtersOf(view), limit: PAGE, offset: view.offset })
  const [redriving, setRedriving] = useState(false)
  const letter = useOpenLetter(view.open, list.data?.data ?? [])
  const byCode = all.data?.byCode ?? {}
  const byField = all.data?.byField ?? {}

  return (
    <>
      <Head
        title={text.shell.screen['dead-letters']}
        sub={words.sub}
        actions={
          <>
            <CopyAs recipe={listRecipe(view, (all.data?.total ?? 0) > 0)} />
            <Button icon="retry" disabled={(waiting.data?.live ?? 0) === 0} onClick={() => setRedriving(true)}>
              {words.redrive.all}
            </Button>
          </>
        }
      />
      <Summary />
      <div className={`cols fill g-letters${letter === null ? '' : ' with-panel'}${offline ? ' muted' : ''}`}>
        <div className="pane">
          {(all.data?.total ?? 0) === 0 ? null : (
            <div className="cols g-letter-counts">
              <Counts
                byCode={byCode}
                byField={byField}
                onCode={(code) => changeView({ code: codeOf(code) })}
                onField={(field) => changeView({ field })}
              />
              <Trend />
            </div>
          )}
          <FilterBar view={view} byCode={byCode} byField={byField} />
          {list.data === undefined ? (
            list.error === null ? (
              <LoadingRows rows={10} columns={5} />
            ) : (
              <ErrorState title={words.failed} error={list.error} onRetry={() => void list.refetch()} />
            )
          ) : list.data.data.length === 0 ? (
            <Nothing view={view} />
          ) : (
            <Letters
              page={list.data}
              withRedriven={view.state !== 'live'}
              selected={view.open}
              onOpen={(one) => changeView({ open: letterKey(one) })}
              onPage={(offset) => changeView({ offset })}
            />
          )}
        </div>
        {letter === null ? null : (
          <LetterPanel key={letterKey(letter)} letter={letter} onClose={() => changeView({ open: null })} />
        )}
      </div>
      {redriving ? (
        <RedriveAll byCode={waiting.data?.byCode ?? {}} first={view.code} onClose={() => setRedriving(false)} />
      ) : null}
    </>
  )
}

function Summary() {
  const { data } = useLetters({ limit: 0 })
  const count = (name: keyof Pick<DeadLetterPage, 'total' | 'live' | 'redriven'>): string => formatCount(data?.[name])
  const fact = (label: string, value: string) => (
    <>
      <span className="muted">{label}</span> <span className="strong">{value}</span>
    </>
  )
  return (
    <AsOf
      facts={[
        fact(words.kept, count('total')),
        fact(words.live, count('live')),
        fact(words.redriven, count('redriven')),
        fact(words.threshold, words.thresholdValue),
      ]}
    />
  )
}

/** Why the list is empty, and what to do. */
function Nothing({ view }: { readonly view: LetterView }) {
  const { data } = useLetters({ limit: 0 })
  const consumed = useLive((live) => live.status?.totals.consumed ?? 0)
  if (isFiltered(view) || view.offset > 0)
    return (
      <EmptyState title={words.noMatch} action={<Button onClick={() => clearFilters()}>{words.filter.clear}</Button>} />
    )
  if (data !== undefined && data.redriven > 0 && view.state === 'live')
    return (
      <EmptyState
        title={words.noneWaits(data.redriven)}
        action={<Button onClick={() => changeView({ state: 'redriven' })}>{words.showRedriven}</Button>}
      />
    )
  return <EmptyState title={consumed > 0 ? words.noneOf(consumed) : words.none}>{words.noneWhy}</EmptyState>
}

/** A letter stays open although a redrive or a newer page took it from the list. */
function useOpenLetter(open: string | null, page: readonly DeadLetter[]): DeadLetter | null {
  const [kept, setKept] = useState<DeadLetter | null>(null)
  if (open === null) return null
  const listed = page.find((one) => letterKey(one) === open)
  if (listed !== undefined && listed !== kept) setKept(listed)
  if (listed !== undefined) return listed
  return kept !== null && letterKey(kept) === open ? kept : null
}
