import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { ANALYSIS_NAMES, type AnalysisName, type BatchRecord } from '../../../../shared/batch'
import type { Row } from '../../../../shared/scalars'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { overTable } from '../../api/over-table'
import { askFor, readColumns, readRows, type StoredTable, type View } from '../../api/results'
import { goTo, useRoute } from '../../route'
import { useActions } from '../../state/actions'
import { tookOf } from '../../state/batches'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs, toCurl, type Recipe } from '../../ui/copy-as'
import { copyText } from '../../ui/copy'
import { formatCount, formatDuration, formatFilters } from '../../ui/format'
import { AsOf, Head } from '../../ui/layout'
import { BatchStateMark } from '../../ui/mark'
import { EmptyState, ErrorState, LoadingRows, Message } from '../../ui/states'
import { Time } from '../../ui/time'
import { notify } from '../../ui/toast'
import { countDates } from '../batch/dates'
import { RowsBehind } from './behind'
import { ResultChart } from './chart'
import { SHAPES } from './columns'
import { ComparePicker } from './compare'
import { ExportButton } from './export'
import { ResultGrid } from './grid'
import { PlanPart } from './plan'

const TABS = ['result', 'rows', 'plan'] as const
type Tab = (typeof TABS)[number]
/** Rows in which the place of a row is looked for when the grid is sorted or filtered. */
const PLACE_ROWS = 10_000

/** One batch: its result with a chart, its rows, its plan. */
export function ResultScreen({ batchId }: { readonly batchId: string }) {
  const { query } = useRoute()
  const [comparing, setComparing] = useState(false)
  const {
    data: batch,
    error,
    refetch,
  } = useQuery({
    queryKey: keys.batch(batchId),
    queryFn: ({ signal }) => call('batch', { params: { id: batchId } }, signal),
    retry: false,
  })
  useActions(
    useMemo(
      () => [
        {
          id: 'results.edit',
          title: text.results.edit,
          group: 'act' as const,
          run: () => goTo('batch', [], { from: batchId }),
        },
      ],
      [batchId],
    ),
  )
  if (error !== null)
    return (
      <>
        <Head title={text.shell.screen['results']} sub={<span className="mono">{batchId}</span>} />
        <ErrorState title={text.results.gone} error={error} onRetry={() => void refetch()} />
      </>
    )
  if (batch === undefined) return <LoadingRows rows={12} columns={4} />
  const tab = TABS.find((name) => name === query['tab']) ?? 'result'
  const analysis = analysisOf(batch, query['analysis'])
  const table: StoredTable = { batchId, analysis: tab === 'rows' ? null : analysis }
  const done = batch.status === 'COMPLETED'
  return (
    <>
      <Head
        title={batch.analysisType}
        sub={<span className="mono">{batchId}</span>}
        actions={
          <>
            {done ? (
              <Button kind="quiet" onClick={() => setComparing(true)}>
                {text.results.compare}
              </Button>
            ) : null}
            <Button kind="quiet" onClick={() => goTo('batch', [], { from: batchId })}>
              {text.results.edit}
            </Button>
            {done ? (
              <>
                <CopyAs recipe={recipeOf(batch, table)} />
                <ExportOf table={table} batch={batch} />
              </>
            ) : null}
          </>
        }
      />
      <AsOf facts={factsOf(batch)} />
      {done ? (
        <>
          <Tabs batch={batch} tab={tab} analysis={analysis} />
          {tab === 'plan' ? (
            <PlanPart batchId={batchId} />
          ) : tab === 'rows' ? (
            <ResultGrid
              key="rows"
              table={table}
              name={text.results.tabs.rows}
              hidden={['batch_id', 'processing_timestamp']}
            />
          ) : (
            <ResultPart key={analysis} batchId={batchId} analysis={analysis} />
          )}
        </>
      ) : (
        <NotDone batch={batch} />
      )}
      {comparing ? <ComparePicker batch={batch} onClose={() => setComparing(false)} /> : null}
    </>
  )
}

function ResultPart({ batchId, analysis }: { readonly batchId: string; readonly analysis: AnalysisName }) {
  const [behind, setBehind] = useState<number | null>(null)
  const table = { batchId, analysis }

  /** The place of a row in the analysis's own order, which the grid may have changed. */
  async function open(row: Row | undefined, index: number, view: View): Promise<void> {
    if (view.sort === undefined && view.filter === undefined && view.q === undefined) {
      setBehind(index)
      return
    }
    // A row may be chosen before it has come.
    const chosen = row ?? (await readRows(table, view, 1, index)).data[0]
    if (chosen === undefined) return
    const { data } = await readRows(table, {}, PLACE_ROWS, 0)
    const groups = SHAPES[analysis].keys
    const place = data.findIndex((one) => groups.every((key) => (one[key] ?? null) === (chosen[key] ?? null)))
    if (place >= 0) setBehind(place)
    else notify({ mark: 'failed', title: text.results.behindUnknown })
  }

  return (
    <div className={`cols fill${behind === null ? '' : ' g-results'}`}>
      <div className="pane">
        <ResultChart batchId={batchId} analysis={analysis} />
        <ResultGrid table={table} name={analysis} onOpen={(row, index, view) => void open(row, index, view)} />
      </div>
      {behind === null ? null : (
        <RowsBehind key={behind} batchId={batchId} analysis={analysis} row={behind} onClose={() => setBehind(null)} />
      )}
    </div>
  )
}

interface TabsProps {
  readonly batch: BatchRecord
  readonly tab: Tab
  readonly analysis: AnalysisName
}

function Tabs({ batch, tab, analysis }: TabsProps) {
  const { batchId, analysisType } = batch
  return (
    <>
      <div className="tabs" role="tablist" aria-label={text.results.tabList}>
        {TABS.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={name === tab}
            onClick={() => goTo('results', [batchId], { tab: name, analysis })}
          >
            {text.results.tabs[name]}
          </button>
        ))}
      </div>
      {analysisType === 'full_report' && tab === 'result' ? (
        <div className="tabs" role="tablist" aria-label={text.results.analysisList}>
          {ANALYSIS_NAMES.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              className="mono"
              aria-selected={name === analysis}
              onClick={() => goTo('results', [batchId], { tab, analysis: name })}
            >
              {name}
            </button>
          ))}
        </div>
      ) : null}
    </>
  )
}

function NotDone({ batch }: { readonly batch: BatchRecord }) {
  const toBatch = <Button onClick={() => goTo('batch')}>{text.results.toBatch}</Button>
  switch (batch.status) {
    case 'PENDING':
      return (
        <EmptyState title={text.results.waiting} action={toBatch}>
          <BatchStateMark state="PENDING" /> {text.results.waitingWhy(batch.queuePosition ?? 1)}
        </EmptyState>
      )
    case 'RUNNING':
      return (
        <EmptyState title={text.results.running} action={toBatch}>
          <BatchStateMark state="RUNNING" /> {text.results.runningWhy}
        </EmptyState>
      )
    case 'CANCELLED':
      return (
        <EmptyState title={text.results.cancelled} action={toBatch}>
          {text.results.cancelledWhy}
        </EmptyState>
      )
    default:
      return (
        <div className="error-state">
          <Message
            kind="danger"
            title={text.results.failed(batch.analysisType, tookOf(batch))}
            actions={
              <>
                <Button onClick={() => goTo('batch', [], { from: batch.batchId })}>{text.results.edit}</Button>
                <Button
                  kind="quiet"
                  icon="copy"
                  onClick={() => void copyText(`${batch.batchId}: ${batch.errorMessage ?? ''}`)}
                >
                  {text.common.copyDetails}
                </Button>
              </>
            }
          >
            <p>{batch.errorMessage}</p>
            <p>{text.results.failedWhy}</p>
          </Message>
        </div>
      )
  }
}

/** With the number of rows that it will write. */
function ExportOf({ table, batch }: { readonly table: StoredTable; readonly batch: BatchRecord }) {
  const { data } = useQuery({
    queryKey: keys.result('columns', table, {}),
    queryFn: ({ signal }) => readColumns(table, {}, signal),
    enabled: table.analysis !== null,
  })
  return <ExportButton table={table} rows={table.analysis === null ? (batch.rowCount ?? null) : (data?.rows ?? null)} />
}

function factsOf(batch: BatchRecord) {
  const { tableVersion, submitTime, startDate, endDate, filters, rowCount, engine } = batch
  const took = tookOf(batch)
  const filterText = formatFilters(filters)
  return [
    <>
      <span className="muted">{text.results.asOf}</span>{' '}
      <b className="strong">{tableVersion === undefined ? text.results.noVersion : `v${tableVersion}`}</b>,{' '}
      <Time at={submitTime} /> UTC
    </>,
    text.results.dates(startDate, endDate, countDates(startDate, endDate)),
    <>
      <span className="muted">{text.results.filters}</span> {filterText === '' ? text.results.none : filterText}
    </>,
    ...(rowCount === undefined
      ? []
      : [
          <>
            <b className="strong">{formatCount(rowCount)}</b> {text.results.rowsRead}
          </>,
        ]),
    ...(took === null ? [] : [formatDuration(took)]),
    ...(engine === undefined ? [] : [text.results.engines[engine]]),
  ]
}

/** A batch writes each of its tables once, so that their rows stay these. */
function recipeOf({ deltaRawPath, deltaAggPath, analysisType, batchId }: BatchRecord, table: StoredTable): Recipe {
  const curl = () => toCurl(askFor(table, { limit: 100 }))
  if ((table.analysis === null ? deltaRawPath : deltaAggPath) === undefined) return { curl }
  const part =
    table.analysis === null ? 'raw' : analysisType === 'full_report' ? `aggregated/${table.analysis}` : 'aggregated'
  return { curl, ...overTable(() => ({ table: `${batchId}/${part}` })) }
}

function analysisOf({ analysisType }: BatchRecord, asked: string | undefined): AnalysisName {
  if (analysisType !== 'full_report') return analysisType
  return ANALYSIS_NAMES.find((name) => name === asked) ?? ANALYSIS_NAMES[0]
}
