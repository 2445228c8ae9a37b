import { useMutation } from '@tanstack/react-query'
import { call } from '../../api/call'
import { hrefTo } from '../../route'
import { useSettingText } from '../../state/setting-text'
import { text } from '../../strings/text'
import { toCurl } from '../../ui/copy-as'
import { Facts, Pane } from '../../ui/layout'
import { TestPane } from './test-pane'
import { UseButton } from './use-button'

const words = text.connections

/** The connection of flags, environment and file: shown and tried here, changed there. */
export function ConfiguredConnection({ inUse }: { readonly inUse: boolean }) {
  const settingText = useSettingText()
  const test = useMutation({ mutationFn: () => call('testKafka', { body: {} }) })
  const { configured } = words
  const facts = (
    [
      [configured.servers, settingText('pipeline.kafka.bootstrap-servers')],
      [configured.topic, settingText('pipeline.kafka.stream-topic')],
      [configured.protocol, settingText('pipeline.kafka.security.protocol')],
      [configured.mechanism, settingText('pipeline.kafka.sasl.mechanism')],
      [configured.user, settingText('pipeline.kafka.sasl.username')],
      [configured.password, settingText('pipeline.kafka.sasl.password') === '' ? '' : configured.kept],
    ] as const
  ).filter(([, value]) => value !== '')
  return (
    <>
      <Pane
        title={words.list.configured}
        actions={inUse ? undefined : <UseButton id={null} name={words.list.configured} />}
      >
        <div className="body">
          <Facts items={facts} />
          <p className="help">
            {configured.note} <a href={hrefTo('settings', ['effective'])}>{configured.change}</a>
          </p>
        </div>
      </Pane>
      <TestPane
        test={test.data}
        error={test.error}
        busy={test.isPending}
        wrong={0}
        stale={false}
        onTest={() => test.mutate()}
        recipe={{ curl: () => toCurl({ operation: 'testKafka', input: { body: {} } }) }}
      />
    </>
  )
}
