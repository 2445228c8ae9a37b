import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '../../../../shared/errors'
import type { ReportDefinition, SavedReport } from '../../../../shared/report'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { text } from '../../strings/text'
import { formatFilters } from '../../ui/format'
import { Button } from '../../ui/button'
import { CopyAs, toCurl, type Recipe } from '../../ui/copy-as'
import { Dialog } from '../../ui/dialog'
import { Checkbox, Field, Select, TextInput } from '../../ui/field'
import { ErrorState } from '../../ui/states'
import { notify } from '../../ui/toast'
import { choiceOf, isDateChoice, MOVING_DATES, type DateChoice } from './report-dates'
import { FullReportNote } from './report-note'
import { ReportPreview, useReportPreview } from './report-preview'
import { requestOf, useBatchForm } from './values'

const words = text.reports
const FIELDS = ['name', 'dates', 'schedule'] as const
type FieldName = (typeof FIELDS)[number]

export interface ReportDialogProps {
  /** Null: a new one, of what the form says. */
  readonly report: SavedReport | null
  readonly onClose: () => void
}

/** A name, dates that move, and a schedule, for what the form or the report computes. */
export function ReportDialog({ report, onClose }: ReportDialogProps) {
  const queries = useQueryClient()
  const form = requestOf(useBatchForm(({ values }) => values))
  const first = choiceOf(report?.dates ?? 'last_30_days')
  const [name, setName] = useState(report?.name ?? '')
  const [choice, setChoice] = useState<DateChoice>(first.choice)
  const [days, setDays] = useState(first.days)
  const [schedule, setSchedule] = useState(report?.schedule ?? '')
  const [fromForm, setFromForm] = useState(report === null)
  const [tried, setTried] = useState(false)
  const fixed =
    report !== null && typeof report.dates !== 'string' && !fromForm
      ? report.dates
      : form === null
        ? null
        : { startDate: form.startDate, endDate: form.endDate }
  const computed = fromForm ? form : report
  const save = useMutation({
    mutationFn: (definition: ReportDefinition) =>
      report === null
        ? call('createReport', { body: definition })
        : call('replaceReport', { params: { id: report.id }, body: definition }),
    async onSuccess(saved) {
      await queries.invalidateQueries({ queryKey: keys.reports })
      onClose()
      notify({ mark: 'ok', title: words.dialog.saved(saved.name) })
    },
  })
  const problems: Partial<Record<FieldName | 'days', string>> = {
    ...(name.trim() === '' ? { name: words.dialog.nameMissing } : {}),
    ...(choice === 'days' && !/^[1-9]\d{0,3}$/.test(days) ? { days: words.dialog.daysBad } : {}),
  }
  const dates = choice === 'fixed' ? fixed : choice === 'days' ? `last_${days}_days` : choice
  const preview = useReportPreview(problems.days === undefined ? dates : null, schedule)

  /** Null while a field is wrong. */
  function typed(): ReportDefinition | null {
    if (Object.keys(problems).length > 0 || computed === null || dates === null) return null
    const { analysisType, filters } = computed
    return {
      name: name.trim(),
      analysisType,
      dates,
      ...(filters === undefined ? {} : { filters }),
      ...(schedule.trim() === '' ? {} : { schedule: schedule.trim() }),
    }
  }

  function submit(): void {
    setTried(true)
    if (definition !== null) save.mutate(definition)
  }

  const definition = typed()
  // Until it is corrected: what was refused is what stands in the fields.
  const refusal = JSON.stringify(save.variables) === JSON.stringify(definition) ? save.error : null
  // The engine names the field that is wrong; its words belong beside it.
  const refused = refusal === null ? '' : messageOf(refusal)
  const refusedField = FIELDS.find((field) => refused.toLowerCase().startsWith(field)) ?? null
  const told = (field: FieldName | 'days'): string | undefined =>
    (tried ? problems[field] : undefined) ?? (refusedField === field ? refused : undefined)

  return (
    <Dialog
      open
      onClose={onClose}
      title={report === null ? words.dialog.create : words.dialog.edit(report.name)}
      actions={
        <>
          {definition === null ? null : <CopyAs recipe={recipeOf(report, definition)} />}
          <Button onClick={onClose}>{words.dialog.cancel}</Button>
          <Button kind="primary" type="submit" form="save-report" busy={save.isPending && words.dialog.busy}>
            {words.dialog.act}
          </Button>
        </>
      }
    >
      <form
        id="save-report"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        {report === null ? null : <FullReportNote report={report} />}
        <div className="field">
          <span className="label">{words.dialog.computes}</span>
          <p className="small">{computed === null ? words.dialog.formWrong : whatOf(computed)}</p>
          {report === null || form === null ? null : (
            <Checkbox
              label={words.dialog.fromForm(whatOf(form))}
              checked={fromForm}
              onChange={(event) => setFromForm(event.target.checked)}
            />
          )}
        </div>
        <Field label={words.dialog.name} help={words.dialog.nameHelp} error={told('name')}>
          {(parts) => <TextInput {...parts} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label={words.dialog.dates} help={words.dialog.datesHelp} error={told('dates')}>
          {(parts) => (
            <Select
              {...parts}
              value={choice}
              options={optionsOf(fixed)}
              onChange={(event) => {
                if (isDateChoice(event.target.value)) setChoice(event.target.value)
              }}
            />
          )}
        </Field>
        {choice === 'days' ? (
          <Field label={words.dialog.days} error={told('days')}>
            {(parts) => (
              <TextInput
                {...parts}
                inputMode="numeric"
                value={days}
                onChange={(event) => setDays(event.target.value.trim())}
              />
            )}
          </Field>
        ) : null}
        <Field
          label={words.dialog.schedule}
          help={words.dialog.scheduleHelp}
          error={told('schedule') ?? preview.scheduleProblem}
        >
          {(parts) => (
            <TextInput {...parts} mono value={schedule} onChange={(event) => setSchedule(event.target.value)} />
          )}
        </Field>
        <ReportPreview {...preview} />
        {refusal !== null && refusedField === null ? <ErrorState title={words.dialog.failed} error={refusal} /> : null}
      </form>
    </Dialog>
  )
}

function recipeOf(report: SavedReport | null, definition: ReportDefinition): Recipe {
  const { dates, schedule } = definition
  const body = { dates, ...(schedule === undefined ? {} : { schedule }) }
  return {
    curl: () => saving(report, definition),
    more: [{ name: words.preview.title, curl: () => toCurl({ operation: 'previewReport', input: { body } }) }],
  }
}

function saving(report: SavedReport | null, body: ReportDefinition): Promise<string> {
  return report === null
    ? toCurl({ operation: 'createReport', input: { body } })
    : toCurl({ operation: 'replaceReport', input: { params: { id: report.id }, body } })
}

/** Fixed dates can be chosen where there are some. */
function optionsOf(
  fixed: { readonly startDate: string; readonly endDate: string } | null,
): readonly { readonly value: string; readonly label: string }[] {
  return [
    ...MOVING_DATES.map((value) => ({ value, label: words.dates[value] })),
    ...(fixed === null ? [] : [{ value: 'fixed', label: words.dates.fixed(fixed.startDate, fixed.endDate) }]),
  ]
}

function whatOf({ analysisType, filters }: Pick<ReportDefinition, 'analysisType' | 'filters'>): string {
  return words.dialog.what(analysisType, formatFilters(filters))
}
