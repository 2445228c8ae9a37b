import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { ANALYSIS_TYPES } from '../../../../shared/batch'
import { goTo, hrefTo, useRoute } from '../../route'
import { batchOf } from '../../state/batches'
import { text } from '../../strings/text'
import { Head } from '../../ui/layout'
import { ErrorState, LoadingRows } from '../../ui/states'
import { TabNav } from '../../ui/tabs'
import './batch.css'
import { BatchForm } from './form'
import { History } from './history'
import { Queue } from './queue'
import { Reports } from './reports'
import { changeValues, editBatch } from './values'

/** `#/batch`, `#/batch/new` with the focus in the form, `#/batch/reports`, `#/batch?from=BATCHID` with the fields of that batch, `#/batch?version=N` to read that version, `#/batch?analysis=NAME` to run that analysis. */
export function BatchScreen() {
  const { rest, query } = useRoute()
  const reports = rest[0] === 'reports'
  const from = query['from'] ?? null
  const version = query['version']
  const analysis = ANALYSIS_TYPES.find((one) => one === query['analysis'])
  const { data, error, refetch } = useQuery({ ...batchOf(from ?? ''), enabled: from !== null })
  useEffect(() => {
    if (from === null || data === undefined) return
    editBatch(data)
    // Once taken over, a reload must not undo what is typed since.
    goTo('batch')
  }, [from, data])
  useEffect(() => {
    if (version === undefined && analysis === undefined) return
    changeValues({
      ...(version === undefined ? {} : { tableVersion: version }),
      ...(analysis === undefined ? {} : { analysisType: analysis }),
    })
    goTo('batch')
  }, [version, analysis])
  const isNew = rest[0] === 'new'
  useEffect(() => {
    if (!isNew) return
    document.querySelector<HTMLElement>('.batch-form [name="analysisType"]:checked')?.focus()
    // Asked for again, it is another address again.
    goTo('batch')
  }, [isNew])
  return (
    <>
      <Head title={text.shell.screen['batch']} sub={text.batch.sub} />
      {from !== null && error !== null ? (
        <ErrorState title={text.batch.loadFailed} error={error} onRetry={() => void refetch()} />
      ) : null}
      <div className="cols fill g-batch">
        {from !== null && error === null ? (
          // Not the form with what it had before: somebody may run or copy that.
          <div className="pane">
            <LoadingRows rows={12} columns={2} />
          </div>
        ) : (
          <BatchForm />
        )}
        <div className="pane">
          <Queue />
          <TabNav
            label={text.reports.tabs}
            tabs={[
              { href: hrefTo('batch'), label: text.reports.tab.history, current: !reports },
              { href: hrefTo('batch', ['reports']), label: text.reports.tab.reports, current: reports },
            ]}
          />
          {reports ? <Reports /> : <History />}
        </div>
      </div>
    </>
  )
}
