{{/* A comment. */}}
{{- define "named.labels" -}}
app: {{ .Chart.Name }}
release: {{ .Release.Name }}
{{- end }}

{{- define "named.full" -}}
{{- printf "%s-%s" .Release.Name .Values.name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "named.twice" }}first{{ end }}
{{- define "named.dict" -}}
{{ .name }}={{ .value }}
{{- end -}}
