import { Activity } from '../../../shared/activity'
import { SettingList } from '../../../shared/system'
import { call, type Query } from './call'

export const systemApi = {
  settings: (signal?: AbortSignal) => call(SettingList, 'GET', '/config', { signal }),
  activity: (query: Query, signal?: AbortSignal) => call(Activity, 'GET', '/activity', { query, signal }),
}
