import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState } from 'react'
import { ANALYSIS_TYPES, areReversed, ENGINE_KINDS, type BatchRequest } from '../../../../shared/batch'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { goTo } from '../../route'
import { useActions } from '../../state/actions'
import { useSettingText } from '../../state/setting-text'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs } from '../../ui/copy-as'
import { Field, Segmented, Select, TextInput } from '../../ui/field'
import { ErrorState } from '../../ui/states'
import { notify } from '../../ui/toast'
import { DateField } from './date-field'
import { countDates, dateProblem, presetDates, today, type Preset } from './dates'
import { Estimate, useTableDates } from './estimate'
import { FilterFields } from './filters'
import { batchRecipe } from './recipe'
import { ReportDialog } from './report-dialog'
import { changeValues, problemsOf, requestOf, resetForm, showProblem, showProblems, useBatchForm } from './values'

const RUN = ['runBatch']
const PRESETS = ['today', '7', '30', '60', '90', 'all'] as const

/** A new batch: what to compute, over which dates and rows, with what it would read before it runs. */
export function BatchForm() {
  const { values, shown } = useBatchForm()
  const problems = problemsOf(values)
  const request = requestOf(values)
  const form = useRef<HTMLFormElement>(null)
  const [saving, setSaving] = useState(false)
  const queries = useQueryClient()
  const run = useMutation({
    mutationKey: RUN,
    mutationFn: (request: BatchRequest) => call('runBatch', { body: request }),
    onSuccess({ batchId }, { analysisType }) {
      void queries.invalidateQueries({ queryKey: keys.batches })
      notify({
        mark: 'ok',
        title: text.batch.submitted(analysisType),
        detail: batchId,
        action: { label: text.batch.open, run: () => goTo('results', [batchId]) },
      })
    },
  })
  const { mutate } = run

  const submit = useCallback((): void => {
    // Pressed twice, it is meant once.
    if (queries.isMutating({ mutationKey: RUN }) > 0) return
    const wanted = requestOf(useBatchForm.getState().values)
    if (wanted !== null) {
      mutate(wanted)
      return
    }
    showProblems()
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
  }, [mutate, queries])
  useActions(
    useMemo(
      () => [{ id: 'batch.run', title: text.batch.run, group: 'act' as const, keys: 'mod+enter', run: submit }],
      [submit],
    ),
  )

  function closeDialog(): void {
    setSaving(false)
    goTo('batch', ['reports'])
  }

  function told(field: string, problem: string | undefined): string | undefined {
    return shown.has(field) ? problem : undefined
  }

  const endProblem = told('endDate', problems.endDate)
  return (
    <>
      <form
        ref={form}
        className="pane batch-form"
        aria-labelledby="batch-new"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <header>
          <h2 id="batch-new">{text.batch.newBatch}</h2>
          <span className="acts">
            {request === null ? null : <CopyAs recipe={batchRecipe(request)} />}
            <Button small kind="quiet" onClick={resetForm}>
              {text.batch.reset}
            </Button>
          </span>
        </header>
        <div className="body scroll fill">
          <fieldset className="field opts">
            <legend className="label">{text.batch.analysis}</legend>
            {ANALYSIS_TYPES.map((analysis) => (
              <label key={analysis} className={analysis === values.analysisType ? 'on' : ''}>
                <input
                  type="radio"
                  name="analysisType"
                  value={analysis}
                  checked={analysis === values.analysisType}
                  onChange={() => changeValues({ analysisType: analysis })}
                />
                <span className="mono">{analysis}</span>
                <span className="muted small cut about drop-1180">{text.batch.about[analysis]}</span>
              </label>
            ))}
          </fieldset>
          <fieldset className="field">
            <legend className="label">{text.batch.dates}</legend>
            <DatePresets />
            <div className="row top">
              <div className="grow">
                <DateField end="startDate" error={told('startDate', problems.startDate)} />
              </div>
              <div className="grow">
                <DateField
                  end="endDate"
                  error={
                    endProblem === text.batch.reversed ? (
                      <>
                        {endProblem}{' '}
                        <button
                          type="button"
                          className="lnk"
                          onClick={() => changeValues({ startDate: values.endDate, endDate: values.startDate })}
                        >
                          {text.batch.swap}
                        </button>
                      </>
                    ) : (
                      endProblem
                    )
                  }
                />
              </div>
            </div>
            <DateBounds />
          </fieldset>
          <FilterFields problems={problems.filters} isShown={(field) => shown.has(field)} />
          <Field
            label={text.batch.version}
            help={text.batch.versionHelp}
            error={told('tableVersion', problems.tableVersion)}
          >
            {(parts) => (
              <TextInput
                {...parts}
                name="tableVersion"
                value={values.tableVersion}
                onChange={(event) => changeValues({ tableVersion: event.target.value.trim() })}
                onBlur={() => showProblem('tableVersion')}
              />
            )}
          </Field>
          <EngineField />
        </div>
        <div className="rule body batch-estimate">
          <Estimate request={request} />
          {/* Until it is corrected: what was refused is what stands in the form. */}
          {run.error !== null && JSON.stringify(run.variables) === JSON.stringify(request) ? (
            <ErrorState title={text.batch.notSubmitted} error={run.error} onRetry={submit} />
          ) : null}
          <div className="row">
            <Button
              type="submit"
              kind="primary"
              icon="play"
              keys="mod+enter"
              busy={run.isPending ? text.batch.running : false}
            >
              {text.batch.run}
            </Button>
            <Button kind="quiet" onClick={() => (request === null ? submit() : setSaving(true))}>
              {text.reports.save}
            </Button>
          </div>
        </div>
      </form>
      {saving ? <ReportDialog report={null} onClose={closeDialog} /> : null}
    </>
  )
}

/** Where there is more than one, or a batch ran on another than the one of the settings. */
function EngineField() {
  const engine = useBatchForm(({ values }) => values.engine)
  const remote = useSettingText()('pipeline.engine.remote')
  if (remote === '' && engine === '') return null
  return (
    <Field label={text.batch.engine}>
      {(parts) => (
        <Select
          {...parts}
          value={engine}
          options={(['', ...ENGINE_KINDS] as const).map((value) => ({ value, label: text.batch.engines[value] }))}
          onChange={({ target: { value } }) =>
            changeValues({ engine: ENGINE_KINDS.find((kind) => kind === value) ?? '' })
          }
        />
      )}
    </Field>
  )
}

function DatePresets() {
  const { startDate, endDate } = useBatchForm(({ values }) => values)
  const all = useTableDates()
  const datesOf = (preset: Preset) => presetDates(preset) ?? all
  const chosen = PRESETS.find((preset) => {
    const dates = datesOf(preset)
    return dates?.[0] === startDate && dates[1] === endDate
  })
  return (
    <Segmented<Preset | ''>
      label={text.batch.preset}
      value={chosen ?? ''}
      // An empty table has no dates of its own.
      options={PRESETS.filter((preset) => datesOf(preset) !== null).map((preset) => ({
        value: preset,
        label: text.batch.presets[preset],
      }))}
      onChange={(preset) => {
        const dates = preset === '' ? null : datesOf(preset)
        if (dates !== null) changeValues({ startDate: dates[0], endDate: dates[1] })
      }}
    />
  )
}

/** The exact bounds, to the millisecond, both ends included. */
function DateBounds() {
  const { startDate, endDate } = useBatchForm(({ values }) => values)
  if (dateProblem(startDate) !== null || dateProblem(endDate) !== null || areReversed({ startDate, endDate }))
    return null
  return (
    <dl className="dl">
      <dt>{text.batch.from}</dt>
      <dd>{startDate} 00:00:00.000 UTC</dd>
      <dt>{text.batch.through}</dt>
      <dd>{endDate} 23:59:59.999 UTC</dd>
      <dt>{text.batch.dateCount}</dt>
      <dd>{text.batch.dateSummary(countDates(startDate, endDate), endDate >= today())}</dd>
    </dl>
  )
}
