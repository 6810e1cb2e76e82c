import type { ObjectMeta } from "kubernetes-types/meta/v1";

/** The Prometheus operator's rule resource, as far as the chart uses it. */
export interface PrometheusRule {
  apiVersion: "monitoring.coreos.com/v1";
  kind: "PrometheusRule";
  metadata: ObjectMeta;
  spec: { groups: { name: string; interval?: string; rules: Alert[] }[] };
}

interface Alert {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: "critical" | "warning" };
  annotations: { summary: string; description: string };
}
