import { ANALYSIS_NAMES, type AnalysisName, type AnalysisType } from '../../../shared/batch'
import type { Analysis } from './analysis'
import { channelPerformance } from './channel-performance'
import { customerSegmentation } from './customer-segmentation'
import { fraudAnalysis } from './fraud-analysis'
import { hourlyTrends } from './hourly-trends'
import { inventoryVelocity } from './inventory-velocity'
import { paymentAnalysis } from './payment-analysis'
import { revenueByCategory } from './revenue-by-category'
import { revenueByRegion } from './revenue-by-region'

export const ANALYSES: Readonly<Record<AnalysisName, Analysis>> = {
  revenue_by_category: revenueByCategory,
  revenue_by_region: revenueByRegion,
  payment_analysis: paymentAnalysis,
  customer_segmentation: customerSegmentation,
  fraud_analysis: fraudAnalysis,
  hourly_trends: hourlyTrends,
  channel_performance: channelPerformance,
  inventory_velocity: inventoryVelocity,
}

/** The analyses of a batch: one, or all of them. */
export function analysesOf(type: AnalysisType): readonly Analysis[] {
  return (type === 'full_report' ? ANALYSIS_NAMES : [type]).map((name) => ANALYSES[name])
}
