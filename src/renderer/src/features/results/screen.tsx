import { useRoute } from '../../route'
import { CompareScreen } from './compare'
import { ResultList } from './list'
import { ResultScreen } from './result'
import './chart.css'
import './results.css'

/**
 * `#/results`, `#/results/BATCHID?tab=rows&analysis=...` with how its tables are looked at (grid/use-look.ts),
 * `#/results/compare?left=ID&right=ID`.
 */
export function ResultsScreen() {
  const { rest, query } = useRoute()
  const [first] = rest
  const { left, right } = query
  if (first === undefined) return <ResultList />
  if (first === 'compare' && left !== undefined && right !== undefined)
    return <CompareScreen key={`${left} ${right}`} left={left} right={right} />
  return <ResultScreen key={first} batchId={first} />
}
