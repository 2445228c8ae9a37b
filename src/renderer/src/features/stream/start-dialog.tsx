import { useMutation } from '@tanstack/react-query'
import { useForm, useWatch } from 'react-hook-form'
import { StartingOffsets, StreamStartRequest } from '../../../../shared/stream'
import { call } from '../../api/call'
import { hrefTo } from '../../route'
import { useLive } from '../../state/live'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { Checkbox, Field, Segmented, TextInput } from '../../ui/field'
import { ErrorState } from '../../ui/states'
import { notify } from '../../ui/toast'
import { useConnectionInUse } from '../connections/use-profiles'

const words = text.stream.dialog

interface Form {
  readonly source: 'kafka' | 'sample'
  readonly topic: string
  readonly starting: 'latest' | 'earliest' | 'time'
  readonly time: string
  readonly rate: string
  readonly skipLost: boolean
}

/** Where the stream reads from. What was typed stays while it fails. */
export function StartDialog({
  source,
  onClose,
}: {
  readonly source: string | undefined
  readonly onClose: () => void
}) {
  const failed = useLive((live) => live.status?.state === 'FAILED')
  const inUse = useConnectionInUse()
  const { control, register, handleSubmit, setValue, formState } = useForm<Form>({
    mode: 'onTouched',
    defaultValues: {
      source: source === 'sample' ? 'sample' : 'kafka',
      topic: '',
      starting: 'latest',
      time: '',
      rate: '',
      skipLost: false,
    },
  })
  const form = useWatch({ control })
  const start = useMutation({
    mutationFn: (values: Form) => call('startStream', { body: toRequest(values) }),
    onSuccess({ topic, resumedFrom, startingFrom, note }) {
      onClose()
      notify({
        mark: 'ok',
        title: text.stream.started(topic),
        detail: [
          resumedFrom === undefined
            ? text.stream.fresh(startingFrom?.length ?? 0)
            : text.stream.resumed(resumedFrom.length),
          note,
        ]
          .filter((part) => part !== undefined)
          .join(' '),
      })
    },
  })
  const submit = handleSubmit((values) => start.mutate(values))
  const { errors } = formState
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.title}
      actions={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button kind="primary" type="submit" form="start-stream" busy={start.isPending && words.busy}>
            {words.start}
          </Button>
        </>
      }
    >
      <form id="start-stream" noValidate onSubmit={(event) => void submit(event)}>
        <Segmented
          label={words.source}
          value={form.source ?? 'kafka'}
          options={[
            { value: 'kafka', label: text.stream.sources.kafka },
            { value: 'sample', label: text.stream.sources.sample },
          ]}
          onChange={(value) => setValue('source', value)}
        />
        {form.source === 'sample' ? (
          <Field label={words.rate} help={words.rateHelp} error={errors.rate?.message}>
            {(parts) => (
              <TextInput
                {...parts}
                inputMode="decimal"
                {...register('rate', { validate: (value) => isRate(value) || words.rateBad })}
              />
            )}
          </Field>
        ) : (
          <>
            <p className="help">
              {words.brokers(inUse.servers)} <a href={hrefTo('stream', ['connections'])}>{words.connections}</a>
            </p>
            <Field label={words.topic} help={words.topicHelp(inUse.topic)} error={errors.topic?.message}>
              {(parts) => (
                <TextInput
                  {...parts}
                  mono
                  {...register('topic', { validate: (value) => topicProblem(value) ?? true })}
                />
              )}
            </Field>
            <div className="field">
              <span className="label">{words.starting}</span>
              <Segmented
                label={words.starting}
                value={form.starting ?? 'latest'}
                options={(['latest', 'earliest', 'time'] as const).map((value) => ({
                  value,
                  label: words.startings[value],
                }))}
                onChange={(value) => setValue('starting', value)}
              />
              <p className="help">{words.startingHelp}</p>
            </div>
            {form.starting === 'time' ? (
              <Field label={words.time} help={words.timeHelp} error={errors.time?.message}>
                {(parts) => (
                  <TextInput
                    {...parts}
                    mono
                    {...register('time', {
                      validate: (value) => StartingOffsets.safeParse(value.trim()).success || words.timeBad,
                    })}
                  />
                )}
              </Field>
            ) : null}
            {failed ? <Checkbox label={words.dataLoss} {...register('skipLost')} /> : null}
          </>
        )}
        {start.isError ? <ErrorState title={words.failed} error={start.error} /> : null}
      </form>
    </Dialog>
  )
}

function toRequest({ source, topic, starting, time, rate, skipLost }: Form): StreamStartRequest {
  if (source === 'sample') return { source, ...(rate.trim() === '' ? {} : { rate: Number(rate) }) }
  return {
    source,
    ...(topic.trim() === '' ? {} : { topic: topic.trim() }),
    startingOffsets: starting === 'time' ? time.trim() : starting,
    ...(skipLost ? { failOnDataLoss: false } : {}),
  }
}

/** The shared schema's own words, or null. */
function topicProblem(value: string): string | null {
  const parsed = StreamStartRequest.shape.topic.safeParse(value.trim() === '' ? undefined : value.trim())
  return parsed.success ? null : `The topic ${parsed.error.issues[0]?.message ?? ''}.`
}

function isRate(value: string): boolean {
  return StreamStartRequest.shape.rate.safeParse(value.trim() === '' ? undefined : Number(value)).success
}
