import { useMutation } from '@tanstack/react-query'
import { useForm, useWatch } from 'react-hook-form'
import type { KafkaTestRequest } from '../../../../shared/kafka'
import { StartingOffsets, StreamStartRequest } from '../../../../shared/stream'
import { call } from '../../api/call'
import { hrefTo } from '../../route'
import { useLive } from '../../state/live'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs, toCurl, type Recipe } from '../../ui/copy-as'
import { Dialog } from '../../ui/dialog'
import { Checkbox, Field, Segmented, TextInput } from '../../ui/field'
import { ErrorState } from '../../ui/states'
import { TestResult } from '../connections/test-result'
import {
  THEN,
  useConnectionInUse,
  useServers,
  useServersAsCurl,
  type ConnectionInUse,
} from '../connections/use-profiles'
import { badServer, serversOf } from '../connections/values'
import { tellStarted } from './start-stop'
import { TimeField } from './time-field'

const words = text.stream.dialog

interface Form {
  readonly source: 'kafka' | 'sample'
  readonly servers: string
  readonly topic: string
  readonly starting: 'latest' | 'earliest' | 'time'
  readonly time: string
  readonly rate: string
  readonly skipLost: boolean
}

/** Where the stream reads from, tried before it starts. What was typed stays while it fails. */
export function StartDialog({
  source,
  onClose,
}: {
  readonly source: string | undefined
  readonly onClose: () => void
}) {
  const failed = useLive((live) => live.status?.state === 'FAILED')
  const inUse = useConnectionInUse()
  const switchTo = useServers()
  const switching = useServersAsCurl()
  const { control, register, handleSubmit, setValue, setError, trigger, getValues, formState } = useForm<Form>({
    mode: 'onTouched',
    defaultValues: {
      source: source === 'sample' ? 'sample' : 'kafka',
      servers: '',
      topic: '',
      starting: 'latest',
      time: '',
      rate: '',
      skipLost: false,
    },
  })
  const form = useWatch({ control })
  const start = useMutation({
    async mutationFn(values: Form) {
      const typed = othersThan(inUse, values)
      if (typed === null) return call('startStream', { body: toRequest(values) })
      // Of the other connection another topic may be the usual one: it is the one that is shown and was tried.
      const topic = topicOf(values, inUse)
      await switchTo(typed, topic)
      return call('startStream', { body: toRequest({ ...values, topic }) })
    },
    onSuccess(started) {
      const { resumedFrom, startingFrom } = started
      onClose()
      tellStarted(
        started,
        resumedFrom === undefined
          ? text.stream.fresh(startingFrom?.length ?? 0)
          : text.stream.resumed(resumedFrom.length),
      )
    },
  })
  const test = useMutation({
    mutationFn: (values: Form) => call('testKafka', { body: toTest(values, inUse) }),
    onSuccess({ stages }) {
      const broken = stages.find(({ ok }) => ok === false)
      const field = broken?.field === 'bootstrapServers' ? 'servers' : broken?.field === 'topic' ? 'topic' : null
      if (broken !== undefined && field !== null)
        setError(field, { message: `${broken.message} ${broken.fix ?? ''}`.trim() })
    },
  })
  const submit = handleSubmit((values) => start.mutate(values))
  async function tryIt(): Promise<void> {
    if (await trigger(['servers', 'topic'], { shouldFocus: true })) test.mutate(getValues())
  }
  async function starting(values: Form): Promise<string> {
    const start = (topic: string) =>
      toCurl({ operation: 'startStream', input: { body: toRequest({ ...values, topic }) } })
    const typed = othersThan(inUse, values)
    const topic = topicOf(values, inUse)
    return typed === null ? start(values.topic) : [await switching(typed, topic), await start(topic)].join(THEN)
  }

  function recipe(): Recipe {
    const values = getValues()
    const body = toTest(values, inUse)
    return {
      curl: () => starting(values),
      ...(values.source === 'sample'
        ? {}
        : { more: [{ name: words.copyTest, curl: () => toCurl({ operation: 'testKafka', input: { body } }) }] }),
    }
  }

  const { errors } = formState
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.title}
      actions={
        <>
          {isComplete(getValues()) ? <CopyAs recipe={recipe()} /> : null}
          <Button onClick={onClose}>{words.cancel}</Button>
          {form.source === 'sample' ? null : (
            <Button busy={test.isPending && text.connections.test.busy} onClick={() => void tryIt()}>
              {text.connections.test.act}
            </Button>
          )}
          <Button kind="primary" type="submit" form="start-stream" busy={start.isPending && words.busy}>
            {words.start}
          </Button>
        </>
      }
    >
      <form id="start-stream" noValidate onSubmit={(event) => void submit(event)}>
        <div className="field">
          <Segmented
            label={words.source}
            value={form.source ?? 'kafka'}
            options={[
              { value: 'kafka', label: text.stream.sources.kafka },
              { value: 'sample', label: text.stream.sources.sample },
            ]}
            onChange={(value) => setValue('source', value)}
          />
        </div>
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
            <Field
              label={text.connections.fields.servers}
              help={
                <>
                  {words.serversHelp(inUse.servers.join(', '), inUse.name)}{' '}
                  <a href={hrefTo('stream', ['connections'])}>{words.connections}</a>
                </>
              }
              error={errors.servers?.message}
            >
              {(parts) => (
                <TextInput
                  {...parts}
                  mono
                  placeholder={inUse.servers.join(', ')}
                  {...register('servers', { validate: (value) => serversProblem(value) ?? true })}
                />
              )}
            </Field>
            <Field label={words.topic} help={words.topicHelp(inUse.topic)} error={errors.topic?.message}>
              {(parts) => (
                <TextInput
                  {...parts}
                  mono
                  placeholder={inUse.topic}
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
              <TimeField
                error={errors.time?.message}
                registered={register('time', {
                  validate: (value) => StartingOffsets.safeParse(value.trim()).success || words.timeBad,
                })}
              />
            ) : null}
            {test.isError ? <ErrorState title={text.connections.test.failed} error={test.error} /> : null}
            <section
              className="start-test"
              aria-label={text.connections.test.title}
              aria-live="polite"
              aria-busy={test.isPending}
            >
              {test.data === undefined ? null : (
                <TestResult test={test.data} stale={!isSameTarget(test.variables, form)} />
              )}
            </section>
            {failed ? <Checkbox label={words.dataLoss} {...register('skipLost')} /> : null}
          </>
        )}
        {start.isError ? <ErrorState title={words.failed} error={start.error} /> : null}
      </form>
    </Dialog>
  )
}

function topicOf({ topic }: Form, inUse: ConnectionInUse): string {
  return topic.trim() === '' ? inUse.topic : topic.trim()
}

/** Addresses that were typed, where they are not those in use; the sample source has none. */
function othersThan({ servers: used }: ConnectionInUse, { source, servers }: Form): readonly string[] | null {
  const typed = serversOf(servers)
  return source === 'sample' || typed.length === 0 || typed.join() === used.join() ? null : typed
}

function isSameTarget(tested: Form | undefined, { servers, topic }: Partial<Form>): boolean {
  return tested?.servers === servers && tested?.topic === topic
}

function serversProblem(value: string): string | null {
  const bad = badServer(serversOf(value))
  return bad === null ? null : text.connections.fields.serverBad(bad)
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

function toTest(values: Form, inUse: ConnectionInUse): KafkaTestRequest {
  const typed = othersThan(inUse, values)
  return {
    topic: topicOf(values, inUse),
    ...(typed === null ? {} : { connection: { bootstrapServers: [...typed] } }),
  }
}

function isComplete(values: Form): boolean {
  const isReachable = values.source === 'sample' || serversProblem(values.servers) === null
  return isReachable && StreamStartRequest.safeParse(toRequest(values)).success
}

/** The shared schema's own words, or null. */
function topicProblem(value: string): string | null {
  const parsed = StreamStartRequest.shape.topic.safeParse(value.trim() === '' ? undefined : value.trim())
  return parsed.success ? null : `The topic ${parsed.error.issues[0]?.message ?? ''}.`
}

function isRate(value: string): boolean {
  return StreamStartRequest.shape.rate.safeParse(value.trim() === '' ? undefined : Number(value)).success
}
