import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { ANALYSIS_NAMES, type AnalysisName, type BatchRecord } from '../../../../shared/batch'
import { codeOf } from '../../../../shared/errors'
import { askForReport, type StoredTable, type View } from '../../api/results'
import { currentRoute, goTo, useRoute } from '../../route'
import { useActions } from '../../state/actions'
import { batchOf } from '../../state/batches'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { Head } from '../../ui/layout'
import { ErrorState, LoadingRows } from '../../ui/states'
import { useRerun } from '../batch/rerun'
import { ResultAsOf } from './as-of'
import { ComparePicker } from './compare-picker'
import { ExportButton, ExportReportButton } from './export'
import { ResultGrid } from './grid/grid'
import { looksIn } from './grid/use-look'
import { NotDone } from './not-done'
import { PlanPart } from './plan'
import { resultRecipe } from './recipe'
import { Report } from './report'
import { ResultPart } from './result-part'
import { columnsOf, useColumns } from './stored'

const TABS = ['result', 'rows', 'plan'] as const
type Tab = (typeof TABS)[number]
/** Of raw rows, until somebody shows them: every row has the same. */
const HIDDEN = ['batch_id', 'processing_timestamp']
const NO_VIEW: View = {}

/** One batch: its result with a chart, its rows, its plan. */
export function ResultScreen({ batchId }: { readonly batchId: string }) {
  const { query } = useRoute()
  const { data: batch, error, refetch } = useQuery({ ...batchOf(batchId), retry: false })
  // What was read stays when it cannot be read again, unless it is gone.
  if (error !== null && (batch === undefined || codeOf(error) === 'BATCH_NOT_FOUND'))
    return (
      <>
        <Head title={text.shell.screen['results']} sub={<span className="mono">{batchId}</span>} />
        <ErrorState
          title={text.results.gone}
          error={error}
          onRetry={() => void refetch()}
          actions={<Button onClick={() => goTo('batch')}>{text.results.toBatch}</Button>}
        />
      </>
    )
  if (batch === undefined) return <LoadingRows rows={12} columns={4} />
  return (
    <BatchParts
      batch={batch}
      tab={TABS.find((name) => name === query['tab']) ?? 'result'}
      analysis={analysisOf(batch, query['analysis'])}
    />
  )
}

interface PartsProps {
  readonly batch: BatchRecord
  readonly tab: Tab
  /** Null: all of a full report. */
  readonly analysis: AnalysisName | null
}

function BatchParts({ batch, tab, analysis }: PartsProps) {
  const { batchId, analysisType, status } = batch
  const [comparing, setComparing] = useState(false)
  const [looked, setLooked] = useState<{ readonly table: string; readonly view: View }>({ table: '', view: {} })
  // Of another tab, perhaps: its view says nothing of this one.
  const shown = `${tab} ${analysis ?? ''}`
  const view = looked.table === shown ? looked.view : NO_VIEW
  const setView = useCallback((next: View) => setLooked({ table: shown, view: next }), [shown])
  const rerun = useRunAgain(batch)
  useActions(
    useMemo(
      () => [
        { id: 'results.rerun', title: text.results.rerun, group: 'act' as const, run: rerun },
        {
          id: 'results.edit',
          title: text.results.edit,
          group: 'act' as const,
          run: () => goTo('batch', [], { from: batchId }),
        },
      ],
      [batchId, rerun],
    ),
  )
  const done = status === 'COMPLETED'
  return (
    <>
      <Head
        title={analysisType}
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
            {done ? <TakeAway batch={batch} tab={tab} analysis={analysis} view={view} /> : null}
          </>
        }
      />
      <ResultAsOf batch={batch} onRerun={rerun} />
      {done ? (
        <>
          <Tabs batch={batch} tab={tab} analysis={analysis} />
          <Part batch={batch} tab={tab} analysis={analysis} onView={setView} />
        </>
      ) : (
        <NotDone batch={batch} />
      )}
      {comparing ? <ComparePicker batch={batch} onClose={() => setComparing(false)} /> : null}
    </>
  )
}

interface PartProps extends PartsProps {
  readonly onView: (view: View) => void
}

function Part({ batch: { batchId }, tab, analysis, onView }: PartProps) {
  switch (tab) {
    case 'plan':
      return <PlanPart batchId={batchId} />
    case 'rows':
      return (
        <ResultGrid
          key="rows"
          table={{ batchId, analysis: null }}
          name={text.results.tabs.rows}
          hidden={HIDDEN}
          onView={onView}
        />
      )
    case 'result':
      return analysis === null ? (
        <Report batchId={batchId} />
      ) : (
        <ResultPart key={analysis} batchId={batchId} analysis={analysis} onView={onView} />
      )
  }
}

/** The same request on the newest version; says where its result will be. */
function useRunAgain(batch: BatchRecord): () => void {
  const { mutate, isPending } = useRerun()
  return useCallback(() => {
    if (isPending) return
    mutate([batch], {
      onSuccess({ done: [accepted] }) {
        if (accepted !== undefined) goTo('results', [accepted.batchId])
      },
    })
  }, [mutate, isPending, batch])
}

/** To take the numbers elsewhere: as a line that asks for them, or as a file. */
function TakeAway({ batch, tab, analysis, view }: PartsProps & { readonly view: View }) {
  const { batchId } = batch
  if (tab === 'plan')
    return <CopyAs recipe={{ curl: () => toCurl({ operation: 'explainBatch', input: { params: { id: batchId } } }) }} />
  if (tab === 'result' && analysis === null)
    return (
      <>
        <CopyAs recipe={{ curl: () => toCurl(askForReport(batchId)) }} />
        <ExportReportButton batchId={batchId} />
      </>
    )
  return <TakeRows batch={batch} table={{ batchId, analysis: tab === 'rows' ? null : analysis }} view={view} />
}

interface TakeRowsProps {
  readonly batch: BatchRecord
  readonly table: StoredTable
  readonly view: View
}

function TakeRows({ batch, table, view }: TakeRowsProps) {
  const { data } = useColumns(table)
  const { where, search } = view
  const matching = useQuery({
    ...columnsOf(table, { ...(where === undefined ? {} : { where }), ...(search === undefined ? {} : { search }) }),
    retry: false,
  })
  const types = new Map((data?.columns ?? []).map(({ name, type }) => [name, type]))
  return (
    <>
      <CopyAs recipe={resultRecipe(batch, table, view, types)} />
      <ExportButton table={table} view={view} rows={data?.rows ?? null} matching={matching.data?.rows ?? null} />
    </>
  )
}

function Tabs({ batch, tab, analysis }: PartsProps) {
  const { batchId, analysisType } = batch
  const show = (nextTab: Tab, one: AnalysisName | null): void =>
    goTo('results', [batchId], {
      ...looksIn(currentRoute().query, one === analysis),
      tab: nextTab,
      ...(one === null ? {} : { analysis: one }),
    })
  return (
    <>
      <div className="tabs" role="tablist" aria-label={text.results.tabList}>
        {TABS.map((name) => (
          <button key={name} type="button" role="tab" aria-selected={name === tab} onClick={() => show(name, analysis)}>
            {text.results.tabs[name]}
          </button>
        ))}
      </div>
      {analysisType === 'full_report' && tab === 'result' ? (
        <div className="tabs" role="tablist" aria-label={text.results.analysisList}>
          {[null, ...ANALYSIS_NAMES].map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              className={name === null ? undefined : 'mono'}
              aria-selected={name === analysis}
              onClick={() => show(tab, name)}
            >
              {name ?? text.results.allAnalyses}
            </button>
          ))}
        </div>
      ) : null}
    </>
  )
}

function analysisOf({ analysisType }: BatchRecord, asked: string | undefined): AnalysisName | null {
  if (analysisType !== 'full_report') return analysisType
  return ANALYSIS_NAMES.find((name) => name === asked) ?? null
}
