import { BrokersPart } from './brokers'
import { GroupsPart } from './groups'
import './kafka.css'
import { MessagesPart } from './messages'
import { TopicsPart } from './topics'

/** The parts of the Stream screen that look at the cluster. */
export type KafkaTab = 'messages' | 'topics' | 'groups' | 'brokers'

/** What a tab of the Stream screen shows of the cluster. */
export function KafkaPart({ tab, name }: { readonly tab: KafkaTab; readonly name: string | undefined }) {
  switch (tab) {
    case 'messages':
      return <MessagesPart />
    case 'topics':
      return <TopicsPart name={name} />
    case 'groups':
      return <GroupsPart id={name} />
    case 'brokers':
      return <BrokersPart />
  }
}
