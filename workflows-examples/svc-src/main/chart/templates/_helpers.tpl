{{- define "observability-agent.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- /* One way through the collector, the same for each signal. */ -}}
{{- define "observability-agent.pipeline" -}}
receivers: [otlp]
processors: [memory_limiter, resource, batch]
exporters: [debug{{ if .Values.endpoint }}, otlp{{ end }}]
{{- end }}
