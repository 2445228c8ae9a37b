import {
  ArrowDownToLine,
  Calendar,
  Check,
  ChartNoAxesColumn,
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  Copy,
  Database,
  Ellipsis,
  Funnel,
  ListStart,
  MailX,
  Play,
  Plus,
  RotateCcw,
  Search,
  SlidersHorizontal,
  Square,
  Table2,
  Waves,
  X,
  type LucideIcon,
} from 'lucide-react'

/** The icons in use, by what they mean; a new one gets a name here. */
const ICONS = {
  overview: ChartNoAxesColumn,
  stream: Waves,
  'dead-letters': MailX,
  batch: ListStart,
  results: Table2,
  lake: Database,
  settings: SlidersHorizontal,
  search: Search,
  play: Play,
  stop: Square,
  plus: Plus,
  copy: Copy,
  close: X,
  check: Check,
  filter: Funnel,
  download: ArrowDownToLine,
  retry: RotateCcw,
  calendar: Calendar,
  earlier: ChevronLeft,
  later: ChevronRight,
  list: ChevronDown,
  more: Ellipsis,
} as const satisfies Record<string, LucideIcon>
export type IconName = keyof typeof ICONS

/** Beside a word: hidden from screen readers. Alone, the control needs an `aria-label`. */
export function Icon({ name }: { readonly name: IconName }) {
  const Drawing = ICONS[name]
  return <Drawing className="i" size={16} strokeWidth={2} aria-hidden="true" />
}
