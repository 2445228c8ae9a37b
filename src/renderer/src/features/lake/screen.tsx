import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { TableSummary } from '../../../../shared/table'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { goTo } from '../../route'
import { useLive, useOffline } from '../../state/live'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { Head } from '../../ui/layout'
import { EmptyState, ErrorState, LoadingRows, Message } from '../../ui/states'
import { TabNav } from '../../ui/tabs'
import { Audit } from './audit'
import { Care } from './care'
import './lake.css'
import { ReadElsewhere } from './read-elsewhere'
import { hrefToTab, TABS, TRANSACTIONS, useLakeView } from './route'
import { Schema } from './schema'
import { Tables } from './tables'
import { Versions } from './versions'

const words = text.lake
const STEP = 100
/** The list is read again this often while a stream commits. */
const REFRESH_MS = 10_000

/** `#/lake/TABLE?tab=schema` */
export function LakeScreen() {
  const { table: chosen } = useLakeView()
  const [limit, setLimit] = useState(STEP)
  const active = useLive((live) => live.status?.active === true)
  const offline = useOffline()
  const { data, error, refetch } = useQuery({
    queryKey: keys.tables(limit),
    queryFn: ({ signal }) => call('tables', { query: { limit } }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: active && !offline ? REFRESH_MS : false,
  })
  const table = data?.tables.find(({ name }) => name === chosen)
  return (
    <>
      <Head
        title={text.shell.screen['lake']}
        sub={words.sub}
        actions={<CopyAs recipe={{ curl: () => toCurl({ operation: 'tables', input: {} }) }} />}
      />
      {data === undefined ? (
        error === null ? (
          <LoadingRows rows={10} columns={6} />
        ) : (
          <ErrorState title={words.failed} error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <div className={`pane fill${offline ? ' muted' : ''}`}>
          {data.unreadable.map(({ name, message }) => (
            <div key={name} className="lake-unreadable">
              <Message kind="danger" title={words.unreadable(name)}>
                {message}
              </Message>
            </div>
          ))}
          {data.tables.length === 0 ? (
            data.unreadable.length > 0 ? null : (
              <EmptyState
                title={words.none}
                action={<Button onClick={() => goTo('stream')}>{words.openStream}</Button>}
              >
                {words.noneWhy}
              </EmptyState>
            )
          ) : (
            <>
              <div className="lake-tables">
                <Tables tables={data.tables} selected={chosen} />
                {data.returned >= data.total ? null : (
                  <div className="grid-foot">
                    <span>{words.tablesShown(data.returned, data.total)}</span>
                    <Button small kind="quiet" onClick={() => setLimit(limit + STEP)}>
                      {words.more}
                    </Button>
                  </div>
                )}
              </div>
              {table === undefined ? (
                <EmptyState
                  title={words.noTable(chosen)}
                  action={
                    chosen === TRANSACTIONS ? undefined : <Button onClick={() => goTo('lake')}>{words.showAll}</Button>
                  }
                />
              ) : (
                <OneTable table={table} />
              )}
            </>
          )}
        </div>
      )}
    </>
  )
}

function OneTable({ table }: { readonly table: TableSummary }) {
  const { tab } = useLakeView()
  return (
    <>
      <TabNav
        label={words.tabsOf(table.name)}
        tabs={TABS.filter((one) => one !== 'audit' || table.name === TRANSACTIONS).map((one) => ({
          href: hrefToTab(table.name, one),
          label: words.tab[one],
          current: one === tab,
        }))}
      />
      <div className="cols fill g-lake">
        <section className="pane" aria-label={words.tab[tab]}>
          {tab === 'versions' ? <Versions key={table.name} table={table} /> : null}
          {tab === 'schema' ? <Schema name={table.name} /> : null}
          {tab === 'audit' ? <Audit /> : null}
        </section>
        <div className="pane scroll lake-side" tabIndex={0} role="region" aria-label={words.careOf(table.name)}>
          <Care key={table.name} table={table} />
          <ReadElsewhere table={table} />
        </div>
      </div>
    </>
  )
}
