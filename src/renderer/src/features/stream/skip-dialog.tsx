import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { StreamStartRequest } from '../../../../shared/stream'
import { call } from '../../api/call'
import { useLive } from '../../state/live'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs, linesOf, toCurl } from '../../ui/copy-as'
import { Dialog } from '../../ui/dialog'
import { Segmented } from '../../ui/field'
import { ErrorState } from '../../ui/states'
import { tellStarted } from './start-stop'
import { TimeField } from './time-field'

const words = text.stream.skip
const PLACES = ['latest', 'time'] as const

interface Form {
  readonly to: (typeof PLACES)[number]
  readonly time: string
}

/** Forward on purpose: it asks, says how much is left out, and the gap is recorded (decision 6). */
export function SkipDialog({ topic, onClose }: { readonly topic: string; readonly onClose: () => void }) {
  // As of now: a stream that is stopped has none to tell.
  const [unread] = useState(() => {
    const { status } = useLive.getState()
    return status?.active === true ? status.lag : (status?.leftUnread ?? null)
  })
  const { control, register, handleSubmit, setValue, formState } = useForm<Form>({
    mode: 'onTouched',
    defaultValues: { to: 'latest', time: '' },
  })
  const [to, time] = useWatch({ control, name: ['to', 'time'] })
  const start = { source: 'kafka', topic } as const
  const restart = useMutation({
    async mutationFn(values: Form) {
      const { queriesStopped } = await call('stopStream', {})
      try {
        return await call('startStream', { body: { ...start, skipTo: skipToOf(values) } })
      } catch (error) {
        // It read before: so it does again, without the skip.
        if (queriesStopped > 0) await call('startStream', { body: start }).catch(() => undefined)
        throw error
      }
    },
    onSuccess(started) {
      onClose()
      tellStarted(started)
    },
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.title}
      actions={
        <>
          {to === 'time' && !isPlace(skipToOf({ to, time })) ? null : (
            <CopyAs recipe={{ curl: () => skipping({ ...start, skipTo: skipToOf({ to, time }) }) }} />
          )}
          <Button autoFocus onClick={onClose}>
            {words.keep}
          </Button>
          <Button kind="danger-solid" type="submit" form="skip-forward" busy={restart.isPending && words.busy}>
            {words.act}
          </Button>
        </>
      }
    >
      <form
        id="skip-forward"
        noValidate
        onSubmit={(event) => void handleSubmit((values) => restart.mutate(values))(event)}
      >
        <p>{words.what(topic, unread)}</p>
        <div className="field">
          <span className="label">{words.from}</span>
          <Segmented
            label={words.from}
            value={to}
            options={PLACES.map((value) => ({ value, label: text.stream.dialog.startings[value] }))}
            onChange={(value) => setValue('to', value)}
          />
        </div>
        {to === 'time' ? (
          <TimeField
            error={formState.errors.time?.message}
            registered={register('time', {
              validate: (time) => isPlace(skipToOf({ to: 'time', time })) || text.stream.dialog.timeBad,
            })}
          />
        ) : null}
        {restart.isError ? <ErrorState title={words.failed} error={restart.error} /> : null}
      </form>
    </Dialog>
  )
}

function skipping(body: StreamStartRequest): Promise<string> {
  return linesOf([
    toCurl({ operation: 'stopStream', input: {} }),
    toCurl({ operation: 'startStream', input: { body } }),
  ])
}

function skipToOf({ to, time }: Form): string {
  return to === 'latest' ? to : time.trim()
}

function isPlace(value: string): boolean {
  return value !== 'latest' && StreamStartRequest.shape.skipTo.safeParse(value).success
}
