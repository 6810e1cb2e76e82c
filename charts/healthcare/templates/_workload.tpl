{{/* One long-lived program: account, Deployment, Service, disruption budget and, if asked, autoscaler. */}}
{{- define "healthcare.workload" -}}
{{- $run := mergeOverwrite (deepCopy .root.Values.defaults) (omit .settings "ingress") }}
{{- $fullname := include "healthcare.fullname" . }}
{{- $isService := eq .component "service" }}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ $fullname }}
  labels: {{- include "healthcare.labels" . | nindent 4 }}
automountServiceAccountToken: false
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $fullname }}
  labels: {{- include "healthcare.labels" . | nindent 4 }}
spec:
  {{- if not $run.autoscaling.enabled }}
  replicas: {{ $run.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  selector:
    matchLabels: {{- include "healthcare.selector" . | nindent 6 }}
  template:
    metadata:
      labels: {{- include "healthcare.labels" . | nindent 8 }}
    spec:
      serviceAccountName: {{ $fullname }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      {{- include "healthcare.pullSecrets" .root | nindent 6 }}
      securityContext: {{- include "healthcare.podSecurity" (dict "user" 1654) | nindent 8 }}
      terminationGracePeriodSeconds: 45
      topologySpreadConstraints: {{- include "healthcare.spread" . | nindent 8 }}
      {{- with $run.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $run.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ .name }}
          image: {{ include "healthcare.image" . | quote }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          securityContext: {{- include "healthcare.containerSecurity" . | nindent 12 }}
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: ASPNETCORE_URLS
              value: "http://+:8080"
            {{- include "healthcare.telemetryEnvironment" . | nindent 12 }}
            {{- include "healthcare.accessEnvironment" . | nindent 12 }}
            {{- if $isService }}
            {{- include "healthcare.fromSecret" (merge (dict "variable" "ConnectionStrings__EventStore" "kind" "database" "key" "connection") .) | nindent 12 }}
            {{- include "healthcare.storeEnvironment" . | nindent 12 }}
            - name: Access__TokenEndpoint
              value: {{ .root.Values.access.tokenEndpoint | quote }}
            - name: Access__Client__Id
              value: {{ .root.Values.access.clientId | replace "{service}" .name | quote }}
            - name: Access__Client__KeyFile
              value: /etc/healthcare/client/key.pem
            {{- end }}
            {{- range $name, $value := $run.environment }}
            - name: {{ $name }}
              value: {{ $value | quote }}
            {{- end }}
          resources: {{- toYaml $run.resources | nindent 12 }}
          startupProbe:
            httpGet: { path: /health/live, port: http }
            periodSeconds: 1
            failureThreshold: 60
          livenessProbe:
            httpGet: { path: /health/live, port: http }
            periodSeconds: 10
            timeoutSeconds: 3
            failureThreshold: 3
          readinessProbe:
            httpGet: { path: /health/ready, port: http }
            periodSeconds: 5
            timeoutSeconds: 3
            failureThreshold: 2
          lifecycle:
            preStop:
              # Endpoints are withdrawn while the process still answers; nobody meets a closed door in a rollout.
              sleep: { seconds: 5 }
          volumeMounts:
            - name: tmp
              mountPath: /tmp
            {{- if $isService }}
            - name: client
              mountPath: /etc/healthcare/client
              readOnly: true
            {{- end }}
      volumes:
        - name: tmp
          emptyDir: { sizeLimit: 256Mi }
        {{- if $isService }}
        - name: client
          secret:
            secretName: {{ include "healthcare.secret" (merge (dict "kind" "client") .) }}
            defaultMode: 0440
        {{- end }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $fullname }}
  labels: {{- include "healthcare.labels" . | nindent 4 }}
spec:
  selector: {{- include "healthcare.selector" . | nindent 4 }}
  ports:
    - name: http
      port: 8080
      targetPort: http
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ $fullname }}
  labels: {{- include "healthcare.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels: {{- include "healthcare.selector" . | nindent 6 }}
{{- if $run.autoscaling.enabled }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ $fullname }}
  labels: {{- include "healthcare.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ $fullname }}
  minReplicas: {{ $run.replicas }}
  maxReplicas: {{ $run.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ $run.autoscaling.cpuPercent }}
{{- end }}
{{- end }}
