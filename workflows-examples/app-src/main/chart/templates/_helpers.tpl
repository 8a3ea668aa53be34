{{- /* What the Deployment selects its pods by. It can not be changed once it is deployed. */ -}}
{{- define "hello-world-app.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "hello-world-app.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ required "image.digest or image.tag: the image to run" .tag }}
{{- end -}}
{{- end -}}
{{- end }}
