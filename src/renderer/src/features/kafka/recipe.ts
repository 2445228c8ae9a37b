import { call } from '../../api/call'
import { toCurl, type Recipe } from '../../ui/copy-as'
import type { KafkaTab } from './kafka-part'
import { queryOf, viewOf } from './messages-view'

/** What a part shows, as curl; a cluster has no SQL and no Delta table. */
export function kafkaRecipe(tab: KafkaTab, name: string | undefined, query: Readonly<Record<string, string>>): Recipe {
  return {
    async curl() {
      if (tab === 'brokers') return toCurl({ operation: 'kafkaBrokers', input: {} })
      if (tab === 'groups')
        return name === undefined
          ? toCurl({ operation: 'kafkaGroups', input: {} })
          : toCurl({ operation: 'kafkaGroup', input: { params: { id: name } } })
      if (tab === 'topics')
        return name === undefined
          ? toCurl({ operation: 'kafkaTopics', input: {} })
          : toCurl({ operation: 'kafkaTopic', input: { params: { name } } })
      const view = viewOf(query)
      const topic = view.topic === '' ? await firstTopic() : view.topic
      return toCurl({ operation: 'kafkaMessages', input: { params: { name: topic }, query: queryOf(view) ?? {} } })
    },
  }
}

/** The one that is shown where the address names none. */
async function firstTopic(): Promise<string> {
  const { topics } = await call('kafkaTopics', {})
  return (topics.find(({ ours }) => ours) ?? topics[0])?.name ?? ''
}
